//! What a test sees when something did not happen in time.

use std::cmp::Reverse;
use std::fmt;
use std::time::{Duration, Instant};

use crate::model::ChannelId;
use crate::sandbox::server::State;
use crate::sandbox::world::{Message, World};

/// How many of the last messages and failures are shown.
const SHOWN: usize = 5;
/// How many characters of a message are shown.
const LONGEST: usize = 200;

/// Something did not happen within a time limit. The text shows the last messages, and what handlers and commands of
/// the bot failed with.
#[derive(Clone, PartialEq, Eq)]
pub struct Timeout {
    limit: Duration,
    what: String,
    /// The rate limits that a request of the bot may be waiting for, with the time that is left.
    exhausted: Vec<(String, Duration)>,
    /// The last messages, oldest first.
    said: Vec<String>,
    /// The last failures of the bot, oldest first.
    failed: Vec<String>,
}

impl Timeout {
    /// `channel` is the one whose last messages are shown; `None`: those of all channels.
    pub(in crate::sandbox) fn new(
        state: &State,
        limit: Duration,
        what: impl Into<String>,
        channel: Option<ChannelId>,
    ) -> Self {
        let mut exhausted = state.rest.limits.exhausted(Instant::now());
        exhausted.sort_by_key(|(_, left)| Reverse(*left));
        let failed = state.failures.newest(SHOWN);
        Self { limit, what: what.into(), exhausted, said: last_messages(&state.world, channel), failed }
    }
}

/// The last messages of a channel, or of all channels.
fn last_messages(world: &World, channel: Option<ChannelId>) -> Vec<String> {
    let logs = world.messages.iter().filter(|(id, _)| channel.is_none_or(|channel| **id == channel));
    let mut last: Vec<&Message> = logs.flat_map(|(_, log)| log.iter().rev().take(SHOWN)).collect();
    last.sort_by_key(|message| message.id);
    last.iter().skip(last.len().saturating_sub(SHOWN)).map(|message| line(world, message)).collect()
}

/// A message as `#general alice: text (2 embeds)`.
fn line(world: &World, message: &Message) -> String {
    let place = match world.channels.get(&message.channel) {
        Some(channel) if channel.guild.is_some() => format!("#{}", channel.name),
        _ => "DM".to_owned(),
    };
    let author = world.users.get(&message.author).map_or("?", |user| user.username.as_str());
    let mut text: String = message.content.chars().take(LONGEST).collect();
    if text.len() < message.content.len() {
        text.push('…');
    }
    let mut more = Vec::new();
    for (count, one) in [
        (message.embeds.len(), "embed"),
        (message.components.len(), "component"),
        (message.attachments.len(), "attachment"),
        (message.stickers.len(), "sticker"),
        (usize::from(message.poll.is_some()), "poll"),
    ] {
        match count {
            0 => {}
            1 => more.push(format!("1 {one}")),
            _ => more.push(format!("{count} {one}s")),
        }
    }
    if message.ephemeral_for.is_some() {
        more.push("ephemeral".to_owned());
    }
    if message.is_system() {
        more.push(format!("system message of type {}", message.kind));
    }
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
    format!("{place} {author}: {text:?}{more}")
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} did not happen within {:?}", self.what, self.limit)?;
        if let Some((bucket, left)) = self.exhausted.first() {
            write!(
                f,
                "; the bot may be waiting for the rate limit of {bucket}, which is used up for another {:.1} s \
                 (`Sandbox::without_rate_limits` switches the limits off)",
                left.as_secs_f64()
            )?;
        }
        for (title, lines) in [("the last messages", &self.said), ("what the bot failed with", &self.failed)] {
            if !lines.is_empty() {
                write!(f, "\n{title}:\n  {}", lines.join("\n  "))?;
            }
        }
        Ok(())
    }
}

/// As [`Display`](fmt::Display), since `unwrap` in a test prints this.
impl fmt::Debug for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Timeout {}
