//! Tests that a value that cannot be read is lost alone. Each key of each object in each event and each answer gets a
//! value that does not fit, one after the other.
//!
//! Everything else must still be read, unless the key is one of the [`FACTS`], without which its object cannot be read.
//! An object is read in the same way in every place. Therefore each key is tried with all values in one place only, and
//! in every event and answer that contains it only if `CI_FULL` is set.

#[cfg(feature = "etf")]
mod etf;
mod facts;
mod limits;
mod reported;
mod sample;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Mutex;

use serde::de::Deserialize;

use self::facts::FACTS;
use self::sample::{Sample, sample};
use crate::event::*;
use crate::json;
use crate::model::readable::{AsRead, Readable};
use crate::model::*;
use crate::rest::AccessToken;

/// The number of values that replace a valid one. In addition, the key is removed.
const BAD_VALUES: usize = 10;

/// The values that replace a valid one.
fn bad_values() -> [String; BAD_VALUES] {
    let long = format!("\"{}\"", "x".repeat(5000));
    [&long, "null", "\"\"", "0", "-1", "1.5", "1e300", "true", "{}", "[]"].map(str::to_owned)
}

/// The names of all keys, from the sources of the types.
fn names() -> Vec<String> {
    let mut names = BTreeSet::new();
    for folder in ["src/model", "src/model/component", "src/event"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            for line in std::fs::read_to_string(path).unwrap().lines() {
                let line = line.trim();
                if let Some((name, _)) = line.strip_prefix("pub ").and_then(|line| line.split_once(": ")) {
                    names.insert(name.to_owned());
                }
                if let Some((_, rest)) = line.split_once("rename = \"") {
                    names.extend(rest.split_once('"').map(|(name, _)| name.to_owned()));
                }
            }
        }
    }
    // `type` is added separately, before all other keys.
    names.remove("type");
    names.retain(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'));
    names.into_iter().collect()
}

/// The result for one type.
#[derive(Debug, Default)]
struct Found {
    cases: usize,
    /// The keys that affect more than their own value, each with an error.
    required: BTreeMap<(String, String), String>,
}

impl Found {
    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.required.extend(other.required);
    }
}

/// The function that tries one type.
type Try = fn(&'static [String], &Mutex<Tried>) -> Found;

/// The keys that have been tried.
type Tried = BTreeSet<(&'static str, String)>;

/// Reads the sample of a type with each bad value in each place.
fn try_all<T: for<'de> Readable<'de>>(names: &'static [String], all: &Mutex<Tried>) -> Found {
    let mut found = Found::default();
    let read = |text: &str| json::read::<AsRead<T>>(text).map(|read| read.left_out);
    let full = std::env::var_os("CI_FULL").is_some();
    // Interactions have five known kinds, and 6 stands for an unknown one. For other types the number has no effect.
    let (mut texts, mut tried) = (BTreeSet::new(), BTreeSet::new());
    for kind in 1..=6 {
        let Sample { text, sites } = sample::<AsRead<T>>(names, kind);
        // RESUMED accepts anything.
        if text.is_empty() || !texts.insert(text.clone()) {
            continue;
        }
        let name = std::any::type_name::<T>();
        match read(&text) {
            Ok(left_out) => assert_eq!(left_out.count, 0, "{name}: {text}"),
            Err(problem) => panic!("{name}: {problem:?}: {text}"),
        }
        for site in sites.iter().filter(|site| tried.insert((site.owner, site.key.clone()))) {
            let is_new = all.lock().unwrap().insert((site.owner, site.key.clone()));
            if !is_new && !full {
                continue;
            }
            // Only values inside the bad value may be left out.
            let mut check = |text: &str, value: Range<usize>| {
                found.cases += 1;
                let lost = match read(text) {
                    Ok(left_out) => left_out.first.into_iter().find(|problem| !value.contains(&problem.at)),
                    Err(problem) => Some(problem),
                };
                if let Some(problem) = lost {
                    found.required.insert((site.owner.to_owned(), site.key.clone()), format!("{name}: {problem:?}"));
                }
            };
            let (before, after) = (&text[..site.value_at.start], &text[site.value_at.end..]);
            for value in bad_values() {
                check(&[before, &value, after].concat(), before.len()..before.len() + value.len() + 1);
            }
            check(&[&text[..site.key_at.start], "\"gone\"", &text[site.key_at.end..]].concat(), 0..0);
        }
    }
    found
}

macro_rules! answers {
    ($($kind:ty),+ $(,)?) => {
        /// The types of the answers of all operations.
        const ANSWERS: &[Try] = &[$(try_all::<$kind>),+];
        const ANSWER_NAMES: &[&str] = &[$(stringify!($kind)),+];
    };
}

macro_rules! payloads {
    ($($name:literal $payload:ident $storage:ident $method:ident
        guild[$($guild:ident)*] direct[$($direct:ident)*] content[$($content:ident)*] $doc:literal;)+) => {
        /// The payloads of all events, which implement `Deserialize` themselves.
        const EVENTS: &[Try] = &[$(try_all::<Payload<$payload>>),+];
    };
}

crate::event::events!(payloads);

/// Implements [`Readable`] for the payload of an event.
struct Payload<T>(T);

impl<'de, T: Deserialize<'de>> Readable<'de> for Payload<T> {
    const REQUIRED: bool = true;

    fn read<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(Self)
    }

    fn absent() -> Option<Self> {
        None
    }
}

fn on_two_threads(tries: &[Try]) -> Found {
    let names: &'static [String] = Vec::leak(names());
    let (half, tried) = (tries.len() / 2, Mutex::default());
    let run = |tries: &[Try]| {
        let mut found = Found::default();
        tries.iter().for_each(|try_all| found.add(try_all(names, &tried)));
        found
    };
    std::thread::scope(|scope| {
        let second = scope.spawn(|| run(&tries[half..]));
        let mut found = run(&tries[..half]);
        found.add(second.join().unwrap());
        found
    })
}

answers! {
    HashMap<RoleId, u32>,
    AccessToken, ActivityInstance, Application, ApplicationAttachment, ApplicationCommand, ApplicationEmojis, AuditLog,
    Authorization, AutoModerationRule, Ban, BulkBan, Channel, Emoji, Entitlement, FollowedChannel, GatewayBotInfo,
    GatewayInfo, Guild, GuildCommandPermissions, GuildPreview, GuildSounds, IncidentsData, Invite, InviteTargetUsersJob,
    JoinRequest, JoinRequests, Lobby, LobbyInvite, LobbyMember, LobbyMessage, Member, Message, MessageSearch,
    Onboarding,
    Option<Channel>, Option<InteractionCallback>, Option<Member>, Option<Message>, Option<NewMemberWelcome>, Pins,
    PollVoters, ProvisionalToken, Pruned, PublicKeys, Role, ScheduledEvent, ScheduledEventException,
    ScheduledEventUserCounts, SoundboardSound, StageInstance, Sticker, StickerPack, StickerPacks, Subscription,
    Template,
    ThreadList, ThreadMember, ThreadSearch, User, UserInfo, VanityUrl, Vec<ApplicationCommand>, Vec<AutoModerationRule>,
    Vec<Ban>, Vec<Channel>, Vec<Connection>, Vec<CurrentUserGuild>, Vec<Emoji>, Vec<Entitlement>,
    Vec<GuildCommandPermissions>, Vec<Integration>, Vec<Invite>, Vec<LobbyMember>, Vec<LobbyMessage>, Vec<Member>,
    Vec<Message>, Vec<Role>, Vec<RoleConnectionMetadata>, Vec<ScheduledEvent>, Vec<ScheduledEventUser>, Vec<Sku>,
    Vec<SoundboardSound>, Vec<Sticker>, Vec<Subscription>, Vec<Template>, Vec<ThreadMember>, Vec<User>,
    Vec<VoiceRegion>, Vec<Webhook>, VoiceState, Webhook, WelcomeScreen, Widget, WidgetSettings
}

#[test]
fn a_value_that_cannot_be_read_is_lost_alone() {
    let tries: Vec<Try> = EVENTS.iter().chain(ANSWERS).copied().collect();
    let found = on_two_threads(&tries);
    let is_listed = |owner: &str, key: &str| FACTS.iter().any(|fact| fact.is(owner, key));
    let missing: Vec<_> = found
        .required
        .iter()
        .filter(|((owner, key), _)| !is_listed(owner, key))
        .map(|((owner, key), error)| format!("{owner}.{key}: {error}"))
        .collect();
    assert!(missing.is_empty(), "{} keys are required and not listed:\n{}", missing.len(), missing.join("\n"));
    let gone: Vec<_> = FACTS
        .iter()
        .flat_map(|fact| fact.of.iter().map(|owner| ((*owner).to_owned(), fact.key.to_owned())))
        .filter(|fact| !found.required.contains_key(fact))
        .collect();
    assert!(gone.is_empty(), "listed, but the object can be read without them: {gone:?}");
    assert!(FACTS.len() <= 60 && FACTS.iter().all(|fact| !fact.reason.is_empty()));
    assert!(found.cases > 10_000, "{}", found.cases);
}

/// The list of answers must match the operations.
#[test]
fn every_answer_is_tried() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rest");
    let files = ["endpoints", "."].into_iter().flat_map(|sub| std::fs::read_dir(folder.join(sub)).unwrap());
    let mut answers = BTreeSet::new();
    for file in files.map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        for line in std::fs::read_to_string(file).unwrap().lines().map(str::trim_start) {
            let call = line.split_once("-> Call<").map(|(_, rest)| rest.trim_end_matches([' ', '{', ',']));
            let call = call.map(|rest| rest.strip_suffix('>').unwrap_or(rest).trim_end_matches(", Audited"));
            let builder = line.strip_prefix("pub struct ").and_then(|line| line.split_once(" -> "));
            let builder = builder.map(|(_, rest)| rest.split([',', ';', '{']).next().unwrap_or_default().trim());
            answers.extend(call.into_iter().chain(builder).map(str::to_owned));
        }
    }
    let other = ["$answer:ty $(", "()", "Bytes", "bytes::Bytes", "T", "Option<T>", "T, A", "Thing"];
    answers.retain(|answer| !other.contains(&answer.as_str()));
    let answers: BTreeSet<_> =
        answers.iter().map(|answer| answer.replace("std::collections::", "").replace("model::", "")).collect();
    let listed: BTreeSet<String> = ANSWER_NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(answers.symmetric_difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new());
}
