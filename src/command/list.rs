//! Options that are lists in one text: numbers, words, ids, members, users.

use super::{
    arg::{Arg, Textual},
    args::{GuildMember, ResolvedUser},
    option_spec::Lookup,
    refused::Refused,
    value::Value,
};
use crate::model::{ChannelId, CommandOptionKind, ResolvedData, RoleId, User, UserId};
use crate::texts::own;

/// The most members or users in a list, since each of them may have to be read from Discord before the call.
pub(crate) const MOST_LOOKED_UP: usize = 25;

/// A type that can be an element of a list.
pub trait ListItem: Sized + Send {
    /// What is read before the call for the ids in the list.
    const LOOKUP: Option<Lookup> = None;
    /// Whether it exists in guilds only, so that the command does too.
    const GUILD_ONLY: bool = false;
    /// What is wrong with a word that cannot be read: "The option `who` contains `x`, which {PROBLEM}."
    const PROBLEM: &'static str = "does not fit";

    /// Reads one word of the list. `list` is the whole option.
    fn read_word(word: &str, list: &Value<'_>) -> Option<Self>;
}

macro_rules! plain {
    ($($type:ty)+) => {$(
        impl ListItem for $type {
            fn read_word(word: &str, _: &Value<'_>) -> Option<Self> {
                word.parse().ok()
            }
        }
    )+};
}
plain!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f64 String);

macro_rules! ids {
    ($($type:ty: $prefixes:expr;)+) => {$(
        impl ListItem for $type {
            fn read_word(word: &str, _: &Value<'_>) -> Option<Self> {
                id(word, $prefixes).map(<$type>::new)
            }
        }
    )+};
}
ids! {
    UserId: USER;
    RoleId: &["<@&"];
    ChannelId: &["<#"];
}

/// What stands in front of the id in a mention of a user.
const USER: &[&str] = &["<@!", "<@"];

/// The id in a mention that begins with one of these prefixes, or a bare id.
fn id(word: &str, prefixes: &[&str]) -> Option<u64> {
    let mention = word.strip_suffix('>').and_then(|word| prefixes.iter().find_map(|prefix| word.strip_prefix(prefix)));
    mention.unwrap_or(word).parse().ok().filter(|id| *id != 0)
}

fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split([' ', ',', '\n']).filter(|word| !word.is_empty())
}

/// The users whose ids or mentions are words of a text.
pub(crate) fn user_ids(text: &str) -> impl Iterator<Item = UserId> {
    words(text).filter_map(|word| id(word, USER).map(UserId::new))
}

/// The user that a word names, and the objects of the interaction.
fn user_and_resolved<'a>(word: &str, list: &Value<'a>) -> Option<(UserId, &'a ResolvedData)> {
    let resolved = list.interaction().command()?.resolved.as_deref()?;
    Some((id(word, USER).map(UserId::new)?, resolved))
}

/// A member, without the permissions.
impl ListItem for GuildMember {
    const LOOKUP: Option<Lookup> = Some(Lookup::Members);
    const GUILD_ONLY: bool = true;
    const PROBLEM: &'static str = "was not found among the members of this server";

    fn read_word(word: &str, list: &Value<'_>) -> Option<Self> {
        let (id, resolved) = user_and_resolved(word, list)?;
        let (user, member) = (resolved.users.get(&id)?.clone(), resolved.members.get(&id)?.clone());
        Some(Self { user, member, guild_id: list.interaction().guild_id? })
    }
}

/// A user, and the member without the permissions.
impl ListItem for ResolvedUser {
    const LOOKUP: Option<Lookup> = Some(Lookup::MembersOrUsers);
    const PROBLEM: &'static str = "was not found among the users";

    fn read_word(word: &str, list: &Value<'_>) -> Option<Self> {
        let (id, resolved) = user_and_resolved(word, list)?;
        Some(Self { user: resolved.users.get(&id)?.clone(), member: resolved.members.get(&id).cloned() })
    }
}

impl ListItem for User {
    const LOOKUP: Option<Lookup> = Some(Lookup::Users);
    const PROBLEM: &'static str = "was not found among the users";

    fn read_word(word: &str, list: &Value<'_>) -> Option<Self> {
        let (id, resolved) = user_and_resolved(word, list)?;
        resolved.users.get(&id).cloned()
    }
}

/// A list in one text, separated by spaces or commas: numbers, words, mentions and ids, and up to 25 members or users.
impl<T: ListItem> Arg for Vec<T> {
    type Class = Textual;
    const KIND: CommandOptionKind = CommandOptionKind::String;
    const GUILD_ONLY: bool = T::GUILD_ONLY;
    const LOOKUP: Option<Lookup> = T::LOOKUP;
    const REST: bool = true;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        let words = words(value.text()?);
        if T::LOOKUP.is_some() && words.clone().nth(MOST_LOOKED_UP).is_some() {
            return Err(value.refuse_own(|noun, name| own::too_many_entries(noun, name, MOST_LOOKED_UP)));
        }
        words
            .map(|word| {
                let shown: String = word.chars().take(50).collect();
                let refused = || value.refuse(&format!("contains `{shown}`, which {}", T::PROBLEM));
                T::read_word(word, value).ok_or_else(refused)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::converters::tests::read;

    #[test]
    fn lists() {
        assert_eq!(read::<Vec<u8>>("1, 2 3"), Some(vec![1, 2, 3]));
        assert_eq!(read::<Vec<UserId>>("<@1> <@!2>,3"), Some([1, 2, 3].map(UserId::new).to_vec()));
        assert_eq!(read::<Vec<ChannelId>>("<#1>"), Some(vec![ChannelId::new(1)]));
        assert_eq!(read::<Vec<UserId>>("<#1>"), None);
        assert_eq!(read::<Vec<String>>(""), Some(Vec::new()));
        assert_eq!(user_ids("<@1> a,<#2>\n<@!3>").collect::<Vec<_>>(), [1, 3].map(UserId::new));
    }
}
