//! Telling others what is done: signed, in their own time, and only where we may go.
//!
//! A message is written in the transaction that takes the news in, and delivered by a job of
//! its own: retried for a day, then kept as a dead letter that can be sent again. Messages
//! follow the Standard Webhooks specification, so that any of its libraries can prove them.

mod address;
mod courier;
mod deliver;
mod secret;
mod store;

pub use address::{Refused, Target, check_url, is_public};
pub use courier::{Courier, Delivered, NotDelivered};
pub use deliver::{Deliver, KIND};
pub use secret::{NotASecret, Secret, signature};
pub use store::{
    Attempt, Event, Message, MessageState, NewSubscription, Subscription, WebhookError, Webhooks,
};
