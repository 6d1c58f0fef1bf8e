//! What a log promises.
