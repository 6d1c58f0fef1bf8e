//! Where people gather before they play, a lobby or a tournament: what is said there, and which friends are asked to come.

pub mod inviting;
pub mod talk;
pub mod view;
