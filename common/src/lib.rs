//! What Rebound's client and server must agree on: the simulation, the match socket, the API. No engine, no clock, no I/O.

pub mod api;
pub mod ids;
pub mod netcode;
pub mod sim;
pub mod text;
pub mod wire;
