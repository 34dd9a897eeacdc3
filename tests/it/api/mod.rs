//! What clients see.

mod artifacts;
mod browsers;
mod health;
mod limits;
mod model_status;
mod openapi;
mod problems;
mod rules;
mod sockets;
mod verify;
