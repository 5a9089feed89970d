//! What Discord posts to URLs of the application: interactions and webhook events, signed with the application's key
//! (HTTP reference, section 11).

mod send;
mod state;

pub(in crate::sandbox) use self::send::run;
pub(in crate::sandbox) use self::state::{Job, Posting};
