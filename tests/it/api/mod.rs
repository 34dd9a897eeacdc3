//! What clients see.

mod application;
mod artifacts;
mod batches;
mod browsers;
mod health;
mod limits;
mod logs;
mod model_status;
mod openapi;
mod pictures;
mod problems;
mod rules;
mod sockets;
mod verify;
