//! Prediction, the server's clock and the blending of time: pure values, tested without sockets.
