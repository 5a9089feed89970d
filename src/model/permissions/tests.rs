//! The rules of rest.md, section 12, each alone and all together.

use proptest::prelude::*;

use super::*;
use crate::model::{GenericId, OverwriteKind};

const GUILD: GuildId = GuildId::new(10);
const OWNER: UserId = UserId::new(1);
const ANN: UserId = UserId::new(2);
const MODS: RoleId = RoleId::new(20);
const GUESTS: RoleId = RoleId::new(21);
const THREAD: ChannelId = ChannelId::new(31);
const NOW: Timestamp = Timestamp::from_secs(1_000_000);

const VIEW: Permissions = Permissions::VIEW_CHANNEL;
const SEND: Permissions = Permissions::SEND_MESSAGES;
const KICK: Permissions = Permissions::KICK_MEMBERS;
const HISTORY: Permissions = Permissions::READ_MESSAGE_HISTORY;
const IN_THREADS: Permissions = Permissions::SEND_MESSAGES_IN_THREADS;
const NONE: Permissions = Permissions::empty();

/// The roles of a guild with the permissions of everyone, moderators and guests.
type Roles = [(RoleId, Permissions); 3];

fn roles(everyone: Permissions, mods: Permissions, guests: Permissions) -> Roles {
    [(GUILD.everyone_role(), everyone), (MODS, mods), (GUESTS, guests)]
}

fn look_up(roles: &[(RoleId, Permissions)]) -> impl Fn(RoleId) -> Option<Permissions> + '_ {
    |id| roles.iter().find(|(role, _)| *role == id).map(|(_, permissions)| *permissions)
}

fn ann(roles: &[RoleId]) -> Who<'_> {
    Who { guild_id: GUILD, owner_id: Some(OWNER), user_id: ANN, roles, timed_out_until: None }
}

fn owner() -> Who<'static> {
    Who { user_id: OWNER, ..ann(&[]) }
}

fn of_role(role: RoleId, allow: Permissions, deny: Permissions) -> Overwrite {
    Overwrite { id: GenericId::new(role.get()), kind: OverwriteKind::Role, allow, deny }
}

fn of_member(user: UserId, allow: Permissions, deny: Permissions) -> Overwrite {
    Overwrite { id: GenericId::new(user.get()), kind: OverwriteKind::Member, allow, deny }
}

fn text(overwrites: &[Overwrite]) -> Place<'_> {
    Place { kind: ChannelKind::GuildText, overwrites, thread: None }
}

#[test]
fn permissions_of_all_roles_add_up() {
    let given = roles(VIEW, KICK, SEND);
    for (who, expected) in [
        (ann(&[]), VIEW),
        (ann(&[MODS]), VIEW | KICK),
        (ann(&[GUESTS, MODS]), VIEW | KICK | SEND),
        (owner(), Permissions::all()),
    ] {
        assert_eq!(in_guild(&who, look_up(&given), NOW), Ok(expected), "{who:?}");
    }
    let given = roles(VIEW, Permissions::ADMINISTRATOR, SEND);
    assert_eq!(in_guild(&ann(&[MODS]), look_up(&given), NOW), Ok(Permissions::all()));
}

#[test]
fn overwrites_come_in_three_steps() {
    let everyone = GUILD.everyone_role();
    let both = [MODS, GUESTS];
    let base = roles(VIEW | SEND, NONE, NONE);
    for (name, overwrites, expected) in [
        ("none", vec![], VIEW | SEND),
        ("everyone is denied", vec![of_role(everyone, NONE, SEND)], VIEW),
        ("everyone is allowed", vec![of_role(everyone, KICK, NONE)], VIEW | SEND | KICK),
        ("a role overrules everyone", vec![of_role(MODS, SEND, NONE), of_role(everyone, NONE, SEND)], VIEW | SEND),
        ("a role denies", vec![of_role(GUESTS, NONE, SEND)], VIEW),
        (
            "one role's allow beats another's deny",
            vec![of_role(MODS, SEND, NONE), of_role(GUESTS, NONE, SEND)],
            VIEW | SEND,
        ),
        ("whichever comes first", vec![of_role(GUESTS, NONE, SEND), of_role(MODS, SEND, NONE)], VIEW | SEND),
        ("the member overrules roles", vec![of_member(ANN, NONE, SEND), of_role(MODS, SEND, NONE)], VIEW),
        ("the member may also gain", vec![of_member(ANN, SEND, NONE), of_role(MODS, NONE, SEND)], VIEW | SEND),
        ("allow wins over deny in one overwrite", vec![of_role(everyone, SEND, SEND)], VIEW | SEND),
        ("others' do not count", vec![of_member(OWNER, NONE, VIEW), of_role(RoleId::new(29), NONE, SEND)], VIEW | SEND),
        ("a role's id is not a member's", vec![of_member(UserId::new(MODS.get()), NONE, SEND)], VIEW | SEND),
        ("a member's id is not a role's", vec![of_role(RoleId::new(ANN.get()), NONE, SEND)], VIEW | SEND),
    ] {
        assert_eq!(in_channel(&ann(&both), look_up(&base), &text(&overwrites), NOW), Ok(expected), "{name}");
    }
}

#[test]
fn overwrites_do_not_affect_owner_and_administrators() {
    let everyone = GUILD.everyone_role();
    let nothing = [of_role(everyone, NONE, Permissions::all()), of_member(OWNER, NONE, Permissions::all())];
    let base = roles(NONE, Permissions::ADMINISTRATOR, NONE);
    let private = Thread { id: THREAD, private: true, joined: Some(false) };
    for (kind, thread) in
        [(ChannelKind::GuildText, None), (ChannelKind::GuildVoice, None), (ChannelKind::GuildForum, Some(private))]
    {
        let place = Place { kind, overwrites: &nothing, thread };
        for who in [owner(), ann(&[MODS])] {
            let who = Who { timed_out_until: Some(Timestamp::MAX), ..who };
            assert_eq!(in_channel(&who, look_up(&base), &place, NOW), Ok(Permissions::all()), "{who:?} {place:?}");
        }
    }
    // An overwrite cannot grant ADMINISTRATOR.
    let place = text(&[of_role(MODS, Permissions::ADMINISTRATOR, NONE)]).overwrites.to_vec();
    assert_eq!(in_channel(&ann(&[MODS]), look_up(&roles(NONE, NONE, NONE)), &text(&place), NOW), Ok(NONE));
}

#[test]
fn denied_permissions_remove_those_that_need_them() {
    let rich = Permissions::all().difference(Permissions::ADMINISTRATOR);
    let (voice, stage) = (ChannelKind::GuildVoice, ChannelKind::GuildStageVoice);
    let void = Permissions::MENTION_EVERYONE
        | Permissions::SEND_TTS_MESSAGES
        | Permissions::ATTACH_FILES
        | Permissions::EMBED_LINKS;
    let of_guild = GUILD_LEVEL.difference(Permissions::ADMINISTRATOR);
    for (kind, denied, expected) in [
        (ChannelKind::GuildText, VIEW, NONE),
        (voice, VIEW, NONE),
        (ChannelKind::GuildText, SEND, rich.difference(SEND | void)),
        (voice, SEND, rich.difference(SEND | void)),
        (ChannelKind::GuildText, Permissions::CONNECT, rich.difference(Permissions::CONNECT)),
        (voice, Permissions::CONNECT, VIEW | of_guild),
        (stage, Permissions::CONNECT, VIEW | of_guild),
    ] {
        let overwrites = [of_role(GUILD.everyone_role(), NONE, denied)];
        let place = Place { kind, ..text(&overwrites) };
        let may = in_channel(&ann(&[]), look_up(&roles(rich, NONE, NONE)), &place, NOW).unwrap();
        assert_eq!(may, expected, "{kind:?} without {denied}");
        assert!(!may.contains(Permissions::MANAGE_CHANNELS) || kind == ChannelKind::GuildText || denied == SEND);
    }
}

#[test]
fn a_timeout_leaves_viewing_and_history() {
    let base = roles(VIEW | SEND | HISTORY | KICK, NONE, NONE);
    let overwrites = [of_member(ANN, SEND, NONE)];
    let later = Timestamp::from_micros(NOW.as_micros() + 1);
    for (until, expected) in [
        (None, VIEW | SEND | HISTORY | KICK),
        (Some(later), VIEW | HISTORY),
        (Some(NOW), VIEW | SEND | HISTORY | KICK),
        (Some(Timestamp::MIN), VIEW | SEND | HISTORY | KICK),
    ] {
        let who = Who { timed_out_until: until, ..ann(&[]) };
        assert_eq!(in_guild(&who, look_up(&base), NOW), Ok(expected), "{until:?}");
        assert_eq!(in_channel(&who, look_up(&base), &text(&overwrites), NOW), Ok(expected), "{until:?}");
    }
    let who = Who { timed_out_until: Some(later), ..ann(&[]) };
    let hidden = [of_member(ANN, NONE, VIEW)];
    assert_eq!(in_channel(&who, look_up(&base), &text(&hidden), NOW), Ok(NONE));
}

#[test]
fn threads_use_the_overwrites_of_their_parent() {
    let (public, private) = (|joined| (false, joined), |joined| (true, joined));
    let missing = Err(MissingFact::ThreadMember { thread_id: THREAD, user_id: ANN });
    let send = SEND | Permissions::EMBED_LINKS;
    for (name, base, (is_private, joined), expected) in [
        ("SEND_MESSAGES applies to threads too", VIEW | IN_THREADS, public(None), Ok(VIEW | IN_THREADS | SEND)),
        ("sending in the parent does not count", VIEW | send, public(None), Ok(VIEW)),
        ("embeds depend on sending in threads", VIEW | send | IN_THREADS, public(None), Ok(VIEW | send | IN_THREADS)),
        ("without the parent nothing is visible", send | IN_THREADS, public(Some(true)), Ok(NONE)),
        ("a private thread, joined", VIEW | IN_THREADS, private(Some(true)), Ok(VIEW | IN_THREADS | SEND)),
        ("a private thread, not joined", VIEW | IN_THREADS, private(Some(false)), Ok(NONE)),
        ("a private thread, membership unknown", VIEW | IN_THREADS, private(None), missing),
        ("membership is not needed if nothing is visible", IN_THREADS, private(None), Ok(NONE)),
        (
            "moderators see all threads",
            VIEW | Permissions::MANAGE_THREADS,
            private(None),
            Ok(VIEW | Permissions::MANAGE_THREADS),
        ),
    ] {
        let thread = Some(Thread { id: THREAD, private: is_private, joined });
        let place = Place { thread, ..text(&[]) };
        assert_eq!(in_channel(&ann(&[]), look_up(&roles(base, NONE, NONE)), &place, NOW), expected, "{name}");
    }
}

#[test]
fn places_are_made_from_channels_and_threads() {
    let parent: Channel = serde_json::from_str(
        r#"{"id":"30","type":15,"permission_overwrites":[{"id":"10","type":0,"allow":"0","deny":"2048"}]}"#,
    )
    .unwrap();
    let thread =
        |kind: u32| serde_json::from_value(serde_json::json!({"id": "31", "type": kind, "parent_id": "30"})).unwrap();
    let (post, private): (Channel, Channel) = (thread(11), thread(12));
    let base = roles(VIEW | SEND | IN_THREADS, NONE, NONE);
    let may = |place: &Place<'_>| in_channel(&ann(&[]), look_up(&base), place, NOW).unwrap();
    assert_eq!(may(&Place::channel(&parent)), VIEW | IN_THREADS, "posts cannot be created");
    assert_eq!(may(&Place::thread(&parent, &post, None)), VIEW | IN_THREADS | SEND, "posts can be answered");
    assert_eq!(may(&Place::thread(&parent, &private, Some(false))), NONE);
    let dm: Channel = serde_json::from_str(r#"{"id":"30","type":1}"#).unwrap();
    assert_eq!(may(&Place::channel(&dm)), IN_DIRECT_MESSAGES);
}

#[test]
fn a_guild_calculates_permissions_of_its_members() {
    let guild: Guild = serde_json::from_str(
        r#"{"id":"10","owner_id":"1","roles":[{"id":"10","permissions":"1024"},{"id":"20","permissions":"2"}]}"#,
    )
    .unwrap();
    let member: Member = serde_json::from_str(r#"{"roles":["20"]}"#).unwrap();
    assert_eq!(guild.permissions_of(ANN, &member, NOW), Ok(VIEW | KICK));
    assert_eq!(guild.permissions_of(OWNER, &member, NOW), Ok(Permissions::all()));
    let holder: Member = serde_json::from_str(r#"{"roles":["21","20"]}"#).unwrap();
    assert_eq!(guild.permissions_of(ANN, &holder, NOW), Ok(VIEW | KICK), "a deleted role gives nothing");
    let bare: Guild = serde_json::from_str(r#"{"id":"10","owner_id":"1","roles":[]}"#).unwrap();
    assert_eq!(bare.permissions_of(ANN, &member, NOW), Err(MissingFact::Role(GUILD.everyone_role())));
    let part: Guild = serde_json::from_str(r#"{"id":"10","roles":[{"id":"10"},{"id":"20"}]}"#).unwrap();
    assert_eq!(part.permissions_of(ANN, &member, NOW), Err(MissingFact::Owner(GUILD)));
}

#[test]
fn missing_facts_are_reported_only_if_they_matter() {
    let full = roles(VIEW, KICK, Permissions::ADMINISTRATOR);
    let member = [MODS];
    for (name, who, known, expected) in [
        ("everyone", ann(&member), &full[1..], Err(MissingFact::Role(GUILD.everyone_role()))),
        ("a role", ann(&member), &full[..1], Err(MissingFact::Role(MODS))),
        ("the owner", Who { owner_id: None, ..ann(&member) }, &full[..], Err(MissingFact::Owner(GUILD))),
        ("an owner needs no role", owner(), &[], Ok(Permissions::all())),
        ("nor do administrators", Who { owner_id: None, ..ann(&[MODS, GUESTS]) }, &full[2..], Ok(Permissions::all())),
    ] {
        assert_eq!(in_guild(&who, look_up(known), NOW), expected, "{name}");
        assert_eq!(in_channel(&who, look_up(known), &text(&[]), NOW), expected, "{name}");
    }
}

#[test]
fn unknown_bits_are_kept() {
    let new = |bit: u32| Permissions::from_bits_retain(1 << bit);
    let base = roles(VIEW | new(60), NONE, NONE);
    let overwrites = [of_role(GUILD.everyone_role(), new(61), NONE), of_member(ANN, new(62), new(60) | SEND)];
    let may = in_channel(&ann(&[]), look_up(&base), &text(&overwrites), NOW);
    assert_eq!(may, Ok(VIEW | new(61) | new(62)));
    assert_eq!(in_guild(&ann(&[]), look_up(&base), NOW), Ok(VIEW | new(60)));
    let admin = roles(Permissions::ADMINISTRATOR | new(60), NONE, NONE);
    assert_eq!(in_guild(&ann(&[]), look_up(&admin), NOW), Ok(Permissions::all() | new(60)));
}

/// The pseudo-code of rest.md, section 12, without the implied rules.
fn documented(who: &Who<'_>, given: &Roles, overwrites: &[Overwrite]) -> Permissions {
    let role = |id| look_up(given)(id).unwrap();
    let mut p = role(GUILD.everyone_role());
    who.roles.iter().for_each(|r| p |= role(*r));
    if p.contains(Permissions::ADMINISTRATOR) || who.owner_id == Some(who.user_id) {
        return Permissions::all();
    }
    for ow in overwrites.iter().filter(|ow| ow.role() == Some(GUILD.everyone_role())) {
        p = (p & !ow.deny) | ow.allow;
    }
    let (mut a, mut d) = (NONE, NONE);
    for ow in overwrites.iter().filter(|ow| ow.role().is_some_and(|role| who.roles.contains(&role))) {
        (a, d) = (a | ow.allow, d | ow.deny);
    }
    p = (p & !d) | a;
    for ow in overwrites.iter().filter(|ow| ow.member() == Some(who.user_id)) {
        p = (p & !ow.deny) | ow.allow;
    }
    p
}

/// Often few bits, and often those of the implied rules.
fn permissions() -> impl Strategy<Value = Permissions> {
    let telling = VIEW | SEND | IN_THREADS | Permissions::CONNECT | Permissions::MANAGE_THREADS | NEEDS_SENDING;
    prop_oneof![
        any::<u64>().prop_map(Permissions::from_bits_truncate),
        any::<u64>().prop_map(move |bits| Permissions::from_bits_truncate(bits) & telling),
        Just(VIEW | SEND | IN_THREADS | Permissions::CONNECT),
        Just(NONE),
    ]
    .prop_map(|it| it.difference(Permissions::ADMINISTRATOR))
}

#[derive(Debug, Clone)]
struct Case {
    given: Roles,
    member: Vec<RoleId>,
    overwrites: Vec<Overwrite>,
    kind: ChannelKind,
    thread: Option<Thread>,
    until: Option<Timestamp>,
}

impl Case {
    fn who(&self) -> Who<'_> {
        Who { timed_out_until: self.until, ..ann(&self.member) }
    }

    fn may(&self) -> Permissions {
        let place = Place { kind: self.kind, overwrites: &self.overwrites, thread: self.thread };
        in_channel(&self.who(), look_up(&self.given), &place, NOW).unwrap()
    }
}

prop_compose! {
    fn any_case()(
        given in [permissions(), permissions(), permissions()],
        member in proptest::sample::subsequence(vec![MODS, GUESTS], 0..=2),
        allow in proptest::collection::vec((permissions(), permissions()), 4),
        there in proptest::sample::subsequence(vec![0_usize, 1, 2, 3], 0..=4),
        kind in proptest::sample::select(
            vec![ChannelKind::GuildText, ChannelKind::GuildVoice, ChannelKind::GuildForum],
        ),
        thread in proptest::option::of((any::<bool>(), any::<bool>())),
        until in proptest::option::of(Just(Timestamp::MAX)),
    ) -> Case {
        let overwrite = |n: usize| match (n, allow[n]) {
            (0, (allow, deny)) => of_role(GUILD.everyone_role(), allow, deny),
            (1, (allow, deny)) => of_role(MODS, allow, deny),
            (2, (allow, deny)) => of_role(GUESTS, allow, deny),
            (_, (allow, deny)) => of_member(ANN, allow, deny),
        };
        Case {
            given: roles(given[0], given[1], given[2]),
            member,
            overwrites: there.into_iter().map(overwrite).collect(),
            kind,
            thread: thread.map(|(private, joined)| Thread { id: THREAD, private, joined: Some(joined) }),
            until,
        }
    }
}

proptest! {
    /// The implied rules only remove permissions. Where they remove nothing, the result is that of the documented
    /// algorithm.
    #[test]
    fn results_match_the_documented_algorithm(case in any_case()) {
        let case = Case { thread: None, until: None, ..case };
        let (documented, may) = (documented(&case.who(), &case.given, &case.overwrites), case.may());
        prop_assert!(documented.contains(may));
        if documented.contains(VIEW | SEND | Permissions::CONNECT) {
            prop_assert_eq!(may, documented);
        }
    }

    #[test]
    fn allowing_only_adds_and_denying_only_removes(
        case in any_case(),
        bits in permissions(),
        n in any::<proptest::sample::Index>(),
    ) {
        let before = case.may();
        let mut more = case.clone();
        more.given[n.index(3)].1 |= bits;
        prop_assert!(more.may().contains(before));
        more.given[n.index(3)].1 |= Permissions::ADMINISTRATOR;
        prop_assert!(more.may().contains(before));
        if !case.overwrites.is_empty() {
            let n = n.index(case.overwrites.len());
            let (mut more, mut less) = (case.clone(), case.clone());
            more.overwrites[n].allow |= bits;
            prop_assert!(more.may().contains(before));
            less.overwrites[n].deny |= bits;
            prop_assert!(before.contains(less.may()));
        }
        let free = Case { until: None, ..case };
        prop_assert!(free.may().contains(before));
    }

    #[test]
    fn the_order_of_roles_and_overwrites_does_not_matter(case in any_case()) {
        let mut turned = case.clone();
        turned.member.reverse();
        turned.overwrites.reverse();
        prop_assert_eq!(turned.may(), case.may());
    }

    /// With fewer known facts the result is the same, or there is none.
    #[test]
    fn unknown_facts_are_never_guessed(
        case in any_case(),
        known in proptest::sample::subsequence(vec![0_usize, 1, 2], 0..=3),
        owner: bool,
        joined: bool,
    ) {
        let given: Vec<_> = known.iter().map(|n| case.given[*n]).collect();
        let thread = case.thread.map(|it| Thread { joined: it.joined.filter(|_| joined), ..it });
        let place = Place { kind: case.kind, overwrites: &case.overwrites, thread };
        let who = Who { owner_id: Some(OWNER).filter(|_| owner), ..case.who() };
        if let Ok(may) = in_channel(&who, look_up(&given), &place, NOW) {
            prop_assert_eq!(may, case.may());
        }
    }
}
