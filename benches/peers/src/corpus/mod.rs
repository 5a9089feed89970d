//! Generated events of a large public bot. The same seed makes the same bytes.
//!
//! The mix is 40 % presences, 25 % messages, 10 % typing, 8 % reactions, 5 % voice, 5 % member updates and 7 % edited
//! and deleted messages, about 920 bytes of JSON each. Objects have all the keys that Discord sends, including empty
//! and null ones, in Discord's order (from z to a). All events refer to a few guilds, channels and users, like those of
//! a shard.

mod events;
mod people;
mod places;
mod values;

use fastrand::Rng;
use serde_json::Value;

use self::people::Crowd;

/// The number of guilds of the shard.
pub const GUILDS: u64 = 100;

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// PRESENCE_UPDATE.
    Presence,
    /// MESSAGE_CREATE.
    Message,
    /// TYPING_START.
    Typing,
    /// MESSAGE_REACTION_ADD.
    ReactionAdd,
    /// MESSAGE_REACTION_REMOVE.
    ReactionRemove,
    /// VOICE_STATE_UPDATE.
    Voice,
    /// GUILD_MEMBER_UPDATE.
    Member,
    /// MESSAGE_UPDATE.
    Edit,
    /// MESSAGE_DELETE.
    Delete,
}

impl Kind {
    /// All kinds, with their share of the mix in percent.
    pub const MIX: [(Self, u32); 9] = [
        (Self::Presence, 40),
        (Self::Message, 25),
        (Self::Typing, 10),
        (Self::ReactionAdd, 6),
        (Self::ReactionRemove, 2),
        (Self::Voice, 5),
        (Self::Member, 5),
        (Self::Edit, 5),
        (Self::Delete, 2),
    ];

    /// The name of the event.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Presence => "PRESENCE_UPDATE",
            Self::Message => "MESSAGE_CREATE",
            Self::Typing => "TYPING_START",
            Self::ReactionAdd => "MESSAGE_REACTION_ADD",
            Self::ReactionRemove => "MESSAGE_REACTION_REMOVE",
            Self::Voice => "VOICE_STATE_UPDATE",
            Self::Member => "GUILD_MEMBER_UPDATE",
            Self::Edit => "MESSAGE_UPDATE",
            Self::Delete => "MESSAGE_DELETE",
        }
    }
}

/// A payload before compression.
#[derive(Debug, Clone)]
pub struct Payload {
    /// The kind. `None` for READY and the guilds.
    pub kind: Option<Kind>,
    /// The whole payload.
    pub json: String,
}

/// Generates payloads.
#[derive(Debug)]
pub struct Corpus {
    rng: Rng,
    crowd: Crowd,
    seq: u64,
}

impl Corpus {
    /// The corpus of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let crowd = Crowd::new(&mut rng);
        Self { rng, crowd, seq: 0 }
    }

    /// The first payloads of a session: READY, and a GUILD_CREATE for each guild.
    pub fn opening(&mut self) -> Vec<Payload> {
        let mut payloads = vec![places::ready()];
        payloads.extend((0..GUILDS).map(|guild| places::guild(&mut self.rng, guild)));
        let names = ["READY"].into_iter().chain(std::iter::repeat("GUILD_CREATE"));
        payloads.into_iter().zip(names).map(|(d, name)| Payload { kind: None, json: self.envelope(name, &d) }).collect()
    }

    /// The next event of the mix.
    pub fn mixed(&mut self) -> Payload {
        let mut lot = self.rng.u32(0..100);
        let mut drawn = Kind::Presence;
        for (kind, share) in Kind::MIX {
            drawn = kind;
            if lot < share {
                break;
            }
            lot -= share;
        }
        self.of(drawn)
    }

    /// The next event of one kind.
    pub fn of(&mut self, kind: Kind) -> Payload {
        let d = events::event(&mut self.rng, &self.crowd, kind);
        Payload { kind: Some(kind), json: self.envelope(kind.name(), &d) }
    }

    fn envelope(&mut self, name: &str, d: &Value) -> String {
        self.seq += 1;
        let mut json = format!(r#"{{"t":"{name}","s":{},"op":0,"d":"#, self.seq);
        write(d, &mut json);
        json.push('}');
        json
    }
}

/// Writes JSON with the keys of objects from z to a, as Discord does.
fn write(value: &Value, to: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable_by(|a, b| b.cmp(a));
            to.push('{');
            for (n, key) in keys.into_iter().enumerate() {
                if n > 0 {
                    to.push(',');
                }
                to.push_str(&Value::from(key.as_str()).to_string());
                to.push(':');
                write(&map[key], to);
            }
            to.push('}');
        }
        Value::Array(list) => {
            to.push('[');
            for (n, value) in list.iter().enumerate() {
                if n > 0 {
                    to.push(',');
                }
                write(value, to);
            }
            to.push(']');
        }
        scalar => to.push_str(&scalar.to_string()),
    }
}
