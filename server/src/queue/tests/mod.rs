//! The rules of the queues, against themselves written plainly. Apart from them, because the rules are measured by a benchmark, too.

mod pairing;
mod teams;
