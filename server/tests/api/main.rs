//! The API, seen from outside: whole requests through the real door, in virtual time.

mod harness;

mod auth;
