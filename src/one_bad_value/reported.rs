//! Inputs from public bug reports, and the values that are lost because of them.

use crate::event::{Event, EventKind};
use crate::gateway::Data;
use crate::json;
use crate::model::readable::AsRead;
use crate::model::{AuditLog, ChannelKind, Invite, Message};

/// Reads an event. Returns it with the number of values that were left out.
fn event(kind: EventKind, json: &str) -> (Event, usize) {
    let (event, left_out) =
        Event::read(kind, Data::whole(json.as_bytes())).unwrap_or_else(|error| panic!("{error}: {json}"));
    (event, left_out.map_or(0, |error| error.left_out()))
}

/// An activity contains what a program of its user wrote. A bad value costs only its field, and is not reported.
#[test]
fn bad_values_of_programs_are_lost_alone() {
    for field in [
        r#""application_id":"""#,
        r#""application_id":1.5"#,
        r#""party":{"id":"p","size":[1.5,4]}"#,
        r#""party":[]"#,
        r#""buttons":[{"label":"Join"},7]"#,
        r#""flags":1.5"#,
        r#""emoji":{"name":"x","id":""}"#,
        r#""name":null"#,
        r#""name":"pear \ud83d""#,
        r#""timestamps":[]"#,
        r#""assets":[{}]"#,
        r#""type":1.0"#,
        r#""type":"3""#,
        r#""secrets":"x""#,
        r#""created_at":"yesterday""#,
        r#""url":{"a":[1,{"b":"}"}]}"#,
        r#""instance":"no""#,
    ] {
        let presence = format!(
            r#"{{"user":{{"id":"3"}},"guild_id":"1","status":"online","activities":[{{"name":"Jam","type":0,{field},
            "state":"after"}}]}}"#
        );
        let (Event::PresenceUpdate(update), 0) = event(EventKind::PresenceUpdate, &presence) else { panic!("{field}") };
        assert_eq!(update.activities[0].state.as_deref(), Some("after"), "{field}");
        for list in ["members", "presences"] {
            let guild =
                format!(r#"{{"id":"1","members":[{{"user":{{"id":"3"}}}}],"presences":[{presence}],"{list}_":0}}"#);
            let (Event::GuildCreate(create), 0) = event(EventKind::GuildCreate, &guild) else { panic!("{field}") };
            let guild = create.available().unwrap();
            assert_eq!((guild.members.len(), guild.presences.len()), (1, 1), "{field}");
            let chunk = format!(r#"{{"guild_id":"1","members":[{{"user":{{"id":"3"}}}}],"presences":[{presence}]}}"#);
            let (Event::MembersChunk(chunk), 0) = event(EventKind::MembersChunk, &chunk) else { panic!("{field}") };
            assert_eq!(chunk.presences.len(), 1);
        }
    }
    let sizes = |size: &str| {
        let json = format!(r#"{{"user":{{"id":"3"}},"activities":[{{"name":"Jam","party":{{"size":{size}}}}}]}}"#);
        let (Event::PresenceUpdate(update), 0) = event(EventKind::PresenceUpdate, &json) else { panic!("{size}") };
        update.activities[0].party.as_ref().unwrap().size.clone()
    };
    assert_eq!(
        (sizes("[1.0,4]"), sizes("[1.5,4]")),
        (vec![1, 4], vec![]),
        "both numbers or none: one alone has another meaning"
    );
}

#[test]
fn an_audit_log_without_a_channel_is_read() {
    let entry = r#"{"id":"60","user_id":"3","target_id":"3","action_type":144,"options":{"channel_id":"",
    "auto_moderation_rule_name":"n"}}"#;
    let page = format!(
        r#"{{"audit_log_entries":[{entry},{{"id":"59","action_type":20,"reason":"noise"}}],"users":[],"webhooks":[]}}"#
    );
    let read = json::read::<AsRead<AuditLog>>(&page).unwrap();
    assert_eq!((read.value.0.audit_log_entries.len(), read.left_out.count), (2, 0));
    let options = read.value.0.audit_log_entries[0].options.as_ref().unwrap();
    assert_eq!(options.channel_id, None);
}

#[test]
fn a_negative_count_becomes_zero() {
    let json = r#"{"id":"11","guild_id":"1","member_count":-1,"removed_member_ids":["2"]}"#;
    let (Event::ThreadMembersUpdate(update), 0) = event(EventKind::ThreadMembersUpdate, json) else { panic!() };
    assert_eq!((update.member_count, update.removed_member_ids.len()), (0, 1));
}

#[test]
fn an_invite_to_a_group_dm_is_read_without_its_members() {
    let json = r#"{"type":1,"code":"plum-tart","inviter":{"id":"3","username":"quince"},"expires_at":null,
        "channel":{"id":"12","type":3,"name":null,"icon":null,"recipients":[{"username":"quince"},
        {"username":"medlar"}]}}"#;
    let read = json::read::<Invite>(json).unwrap();
    assert_eq!(read.value.channel.as_ref().map(|channel| channel.kind), Some(ChannelKind::GroupDm));
}

/// Other servers with Discord's protocol send null where Discord sends a value.
#[test]
fn nulls_in_a_message_become_default_values() {
    let json = r#"{"id":"1","channel_id":"2","author":{"id":"3","username":"quince","bot":null,"avatar":null},
        "content":null,"tts":null,"timestamp":"2026-01-01T00:00:00Z","mentions":null,"embeds":null,"attachments":null,
        "pinned":null,"type":null,"flags":null,"mention_everyone":null,"mention_roles":null,"components":null,
        "reactions":null}"#;
    let read = json::read::<Message>(json).unwrap();
    assert_eq!((read.value.content.as_str(), read.left_out.count), ("", 0));
    assert_eq!(serde_json::from_str::<Message>(json).unwrap(), read.value, "other deserializers read the same");
}

#[test]
fn a_bad_presence_does_not_cost_its_guild() {
    let json = r#"{"id":"1","name":"Orchard","members":[{"user":{"id":"3"}}],
        "presences":[{"user":{"id":"3"},"status":"idle"},{"user":{},"status":"idle"},{"status":[]},7]}"#;
    let (Event::GuildCreate(create), 3) = event(EventKind::GuildCreate, json) else { panic!() };
    let guild = create.available().unwrap();
    assert_eq!((guild.presences.len(), guild.members.len(), guild.name.as_str()), (1, 1, "Orchard"));
}

/// If it is unclear whether a guild has an outage or was left, it must count as an outage.
#[test]
fn an_unclear_outage_counts_as_an_outage() {
    for (value, outage) in [
        ("true", true),
        ("false", false),
        ("null", false),
        ("\"true\"", true),
        ("1", true),
        ("[]", true),
        ("{\"x\":[1]}", true),
    ] {
        let json = format!(r#"{{"id":"1","unavailable":{value}}}"#);
        let (Event::GuildDelete(delete), 0) = event(EventKind::GuildDelete, &json) else { panic!("{json}") };
        assert_eq!(delete.unavailable, outage, "{json}");
        let (Event::GuildCreate(create), 0) = event(EventKind::GuildCreate, &json) else { panic!("{json}") };
        assert_eq!(create.available().is_none(), outage, "{json}");
    }
}

/// A grant that cannot be read grants nothing. An overwrite whose denial cannot be read is left out.
#[test]
fn permissions_that_cannot_be_read_grant_nothing() {
    for value in ["-1", "\"-1\"", "[1024]", "1.5", "true"] {
        let json = format!(r#"{{"guild_id":"1","role":{{"id":"2","permissions":{value}}}}}"#);
        let (Event::RoleUpdate(update), 1) = event(EventKind::RoleUpdate, &json) else { panic!("{json}") };
        assert!(update.role.permissions.is_empty(), "{json}");
        let json = format!(
            r#"{{"id":"5","type":0,"permission_overwrites":[{{"id":"2","type":0,"allow":"0","deny":{value}}},
            {{"id":"3","type":1,"allow":{value},"deny":"1024"}}]}}"#
        );
        let (Event::ChannelUpdate(update), 2) = event(EventKind::ChannelUpdate, &json) else { panic!("{json}") };
        let [overwrite] = &update.permission_overwrites[..] else { panic!("{json}") };
        assert!(overwrite.allow.is_empty() && overwrite.deny.bits() == 1024, "{json}");
    }
}

/// Errors have a bounded length and show no secrets.
#[test]
fn errors_are_short_and_show_no_secret() {
    let long = "y".repeat(1 << 20);
    for value in [long.as_str(), "https://discord.com/api/webhooks/1/SESAME"] {
        let json =
            format!(r#"{{"id":"1","channel_id":"2","author":{{"id":"3"}},"guild_id":"{value}","token":"SESAME"}}"#);
        let (_, left_out) = Event::read(EventKind::MessageCreate, Data::whole(json.as_bytes())).unwrap();
        let error = left_out.unwrap();
        let undecoded = crate::event::Undecoded::from_error(*error.clone(), json.as_bytes());
        let shown = format!("{error} {error:?} {undecoded:?}");
        assert!(shown.len() < 4096 && !shown.contains("SESAME"), "{} bytes: {shown:.300}", shown.len());
        assert_eq!(&*undecoded.raw, json, "the raw text is complete");
    }
}

/// Lists without readable elements keep no allocation.
#[test]
fn a_list_without_readable_elements_has_no_capacity() {
    let zeros = vec!["0"; 251].join(",");
    let json = format!(
        r#"{{"id":"1","channel_id":"2","author":{{"id":"3"}},"embeds":[{zeros}],"mentions":[{zeros}],
        "attachments":[{zeros}]}}"#
    );
    let (Event::MessageCreate(message), 753) = event(EventKind::MessageCreate, &json) else { panic!() };
    assert_eq!((message.embeds.capacity(), message.mentions.capacity(), message.attachments.capacity()), (0, 0, 0));
}
