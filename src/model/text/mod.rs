//! The text of messages: splitting it, escaping it, and what Discord recognises in it.
//!
//! * [`split`] cuts a text into parts that fit into messages.
//! * [`escape_markdown`] and [`escape_mentions`] make clients show a text as it is.
//! * [`parse_duration`] reads durations such as `1h 30m`.
//! * [`mentions`] and [`message_links`] find mentions and links to messages in a text.
//! * [`Timestamp::relative`](super::Timestamp::relative) and [`Timestamp::styled`](super::Timestamp::styled) write a
//!   time that each client shows in the language and the time zone of its user.
//!
//! ```
//! use greenroom::model::text::{self, Mention};
//! use greenroom::model::{Timestamp, UserId};
//!
//! assert_eq!(text::escape_markdown("*stars*"), r"\*stars\*");
//! assert_eq!(text::mentions("hello <@5>").collect::<Vec<_>>(), [Mention::User(UserId::new(5))]);
//! assert_eq!(format!("since {}", Timestamp::from_secs(60).relative()), "since <t:60:R>");
//! ```

mod duration;
mod escape;
mod link;
mod mention;
mod split;
mod style;

pub use duration::parse_duration;
pub use escape::{escape_markdown, escape_mentions};
pub use link::{MessageLink, NotAMessageLink, message_links};
pub use mention::{Mention, NotAMention, mentions};
pub use split::{MAX_MESSAGE, MIN_PART, split, split_at};
pub use style::TimestampStyle;
