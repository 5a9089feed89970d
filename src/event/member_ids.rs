//! Sets the guild of the members in an event, and the user of those that are sent without. Discord sends both beside
//! the member, not in it.

use super::{Event, MaybeGuild};
use crate::model::{GuildId, Member, User, UserId};

impl Event {
    /// Sets the guild and the user of all members in the event. Those of INTERACTION_CREATE get them when the
    /// interaction is read.
    pub(super) fn set_ids_of_members(&mut self) {
        match self {
            Self::MessageCreate(it) => {
                set(&mut it.0.member, it.0.guild_id, Some(it.0.author.id));
                set_mentioned(&mut it.0.mentions, it.0.guild_id);
            }
            Self::MessageUpdate(it) => {
                set(&mut it.member, it.guild_id, it.author.as_ref().map(|author| author.id));
                set_mentioned(it.mentions.iter_mut().flatten(), it.guild_id);
            }
            Self::MemberAdd(it) => it.member.guild_id = Some(it.guild_id),
            Self::ReactionAdd(it) => set(&mut it.member, it.guild_id, Some(it.user_id)),
            Self::TypingStart(it) => set(&mut it.member, it.guild_id, Some(it.user_id)),
            Self::VoiceStateUpdate(it) => set(&mut it.0.member, it.0.guild_id, Some(it.0.user_id)),
            Self::MembersChunk(it) => set_all(&mut it.members, it.guild_id),
            Self::ThreadMembersUpdate(it) => {
                it.added_members.iter_mut().for_each(|added| set(&mut added.member, Some(it.guild_id), added.user_id));
            }
            Self::GuildCreate(it) => {
                if let MaybeGuild::Available(guild) = &mut it.guild {
                    set_all(&mut guild.members, guild.id);
                }
            }
            _ => {}
        }
    }
}

fn set(member: &mut Option<Box<Member>>, guild: Option<GuildId>, user: Option<UserId>) {
    if let Some(member) = member {
        member.guild_id = guild;
        if member.user.is_none() {
            member.user_id = user;
        }
    }
}

fn set_all(members: &mut [Member], guild: GuildId) {
    for member in members {
        member.guild_id = Some(guild);
    }
}

fn set_mentioned<'a>(users: impl IntoIterator<Item = &'a mut User>, guild: Option<GuildId>) {
    for user in users {
        set(&mut user.member, guild, Some(user.id));
    }
}

#[cfg(test)]
mod tests {
    use crate::event::{Event, EventKind};
    use crate::model::{GuildId, Member};

    #[test]
    fn members_in_events_have_a_guild_and_a_user() {
        const MEMBER: &str = r#"{"roles":[]}"#;
        const OF_USER: &str = r#"{"user":{"id":"1"},"roles":[]}"#;
        let message = format!(
            r#"{{"id":"4","channel_id":"3","guild_id":"7","author":{{"id":"1"}},"member":{MEMBER},
            "mentions":[{{"id":"2","member":{MEMBER}}}]}}"#
        );
        let voice = format!(r#"{{"guild_id":"7","user_id":"1","channel_id":"3","member":{OF_USER}}}"#);
        let interaction = format!(
            r#"{{"id":"4","application_id":"9","type":2,"token":"t","guild_id":"7","member":{OF_USER},
            "data":{{"id":"3","name":"x","type":1,"resolved":{{"members":{{"2":{MEMBER}}}}}}}}}"#
        );
        let events = [
            (EventKind::MessageCreate, message.clone()),
            (EventKind::MessageUpdate, message),
            (
                EventKind::ReactionAdd,
                format!(
                    r#"{{"user_id":"1","channel_id":"3","message_id":"4","guild_id":"7","emoji":{{}},
                    "member":{OF_USER}}}"#
                ),
            ),
            (
                EventKind::TypingStart,
                format!(r#"{{"channel_id":"3","guild_id":"7","user_id":"1","timestamp":1,"member":{OF_USER}}}"#),
            ),
            (EventKind::VoiceStateUpdate, voice),
            (EventKind::MembersChunk, format!(r#"{{"guild_id":"7","members":[{OF_USER},{OF_USER}]}}"#)),
            (
                EventKind::ThreadMembersUpdate,
                format!(
                    r#"{{"id":"3","guild_id":"7","member_count":1,
                    "added_members":[{{"user_id":"1","member":{MEMBER}}}]}}"#
                ),
            ),
            (EventKind::GuildCreate, format!(r#"{{"id":"7","members":[{OF_USER}]}}"#)),
            (EventKind::MemberAdd, r#"{"guild_id":"7","user":{"id":"1"},"roles":[]}"#.to_owned()),
            (EventKind::InteractionCreate, interaction),
        ];
        for (kind, json) in events {
            let event = Event::decode(kind, json.as_bytes()).unwrap();
            let members = members(&event);
            assert!(!members.is_empty(), "{kind}");
            for member in members {
                assert_eq!(member.guild_id, Some(GuildId::new(7)), "{kind}");
                assert!(member.id().is_some(), "{kind}");
            }
        }
    }

    /// All members in an event of the table above.
    fn members(event: &Event) -> Vec<&Member> {
        match event {
            Event::MessageCreate(it) => {
                it.member.iter().chain(it.mentions.iter().flat_map(|user| &user.member)).map(|it| &**it).collect()
            }
            Event::MessageUpdate(it) => {
                let mentioned = it.mentions.iter().flatten().flat_map(|user| &user.member);
                it.member.iter().chain(mentioned).map(|it| &**it).collect()
            }
            Event::ReactionAdd(it) => it.member.iter().map(|it| &**it).collect(),
            Event::TypingStart(it) => it.member.iter().map(|it| &**it).collect(),
            Event::VoiceStateUpdate(it) => it.member.iter().map(|it| &**it).collect(),
            Event::MembersChunk(it) => it.members.iter().collect(),
            Event::ThreadMembersUpdate(it) => {
                it.added_members.iter().flat_map(|added| &added.member).map(|it| &**it).collect()
            }
            Event::GuildCreate(it) => it.available().iter().flat_map(|guild| &guild.members).collect(),
            Event::MemberAdd(it) => vec![&it.member],
            Event::InteractionCreate(it) => {
                let chosen = it.command().and_then(|data| data.resolved.as_deref());
                let chosen = chosen.into_iter().flat_map(|resolved| resolved.members.values());
                it.member.as_deref().into_iter().chain(chosen).collect()
            }
            _ => Vec::new(),
        }
    }
}
