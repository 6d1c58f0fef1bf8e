//! A simulated line.
