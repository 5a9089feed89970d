//! Tests of the getters of interactions.

use super::*;
use crate::model::{
    Attachment, AttachmentId, Channel, ChannelId, CommandOptionKind, GenericId, Interaction, InteractionKind, Member,
    Message, MessageId, Role, RoleId, User, UserId,
};

fn interaction(kind: u32, data: &str) -> Interaction {
    serde_json::from_str(&format!(r#"{{"id":"1","application_id":"2","type":{kind},"data":{data}}}"#)).unwrap()
}

const RESOLVED: &str = r#""resolved":{"users":{"7":{"id":"7","username":"ann"},"8":{"id":"8","username":"bob"}},
    "members":{"7":{"roles":[],"nick":"Annie"}},"roles":{"9":{"id":"9","name":"mods"}},
    "channels":{"5":{"id":"5","type":0,"name":"general"}},
    "messages":{"3":{"id":"3","channel_id":"5","author":{"id":"7","username":"ann"},"content":"hi"}},
    "attachments":{"4":{"id":"4","filename":"a.png","size":3,"url":"https://x.y/a.png","proxy_url":"https://x.y"}}}"#;

/// A command with these options: the name, the number of the kind, and the value as JSON.
fn command(options: &[(&str, u8, &str)]) -> Interaction {
    let options: Vec<_> = options
        .iter()
        .map(|(name, kind, value)| format!(r#"{{"name":"{name}","type":{kind},"value":{value}}}"#))
        .collect();
    interaction(2, &format!(r#"{{"id":"3","name":"x","type":1,"options":[{}],{RESOLVED}}}"#, options.join(",")))
}

#[test]
fn options_are_read_as_types() {
    let used = command(&[
        ("text", 3, r#""three""#),
        ("count", 4, "3"),
        ("whole", 10, "2"),
        ("part", 10, "2.5"),
        ("yes", 5, "true"),
        ("who", 6, r#""7""#),
        ("where", 7, r#""5""#),
        ("role", 8, r#""9""#),
        ("any", 9, r#""9""#),
        ("file", 11, r#""4""#),
    ]);
    assert_eq!(used.option::<String>("text"), Ok("three".into()));
    assert_eq!(used.option::<&str>("text"), Ok("three"));
    assert_eq!(used.option::<u64>("count"), Ok(3));
    assert_eq!(used.option::<i8>("count"), Ok(3));
    assert_eq!(used.option::<u8>("whole"), Ok(2));
    assert_eq!((used.option::<f64>("whole"), used.option::<f64>("part")), (Ok(2.0), Ok(2.5)));
    assert_eq!(used.option::<f64>("count"), Ok(3.0));
    assert_eq!(used.option::<bool>("yes"), Ok(true));
    assert_eq!(used.option::<UserId>("who"), Ok(UserId::new(7)));
    assert_eq!(used.option::<ChannelId>("where"), Ok(ChannelId::new(5)));
    assert_eq!(used.option::<RoleId>("role"), Ok(RoleId::new(9)));
    assert_eq!(used.option::<RoleId>("any"), Ok(RoleId::new(9)));
    assert_eq!(used.option::<GenericId>("any"), Ok(GenericId::new(9)));
    assert_eq!(used.option::<AttachmentId>("file"), Ok(AttachmentId::new(4)));
    assert_eq!(used.option::<&User>("who").map(|user| &*user.username), Ok("ann"));
    assert_eq!(used.option::<&Member>("who").map(|member| member.nick.as_deref()), Ok(Some("Annie")));
    assert_eq!(used.option::<Member>("who").map(|member| member.id()), Ok(Some(UserId::new(7))));
    assert_eq!(used.option::<&Role>("role").map(|role| &*role.name), Ok("mods"));
    assert_eq!(used.option::<Channel>("where").map(|channel| channel.id), Ok(ChannelId::new(5)));
    assert_eq!(used.option::<&Attachment>("file").map(|file| &*file.filename), Ok("a.png"));
    assert_eq!(used.option::<Option<u64>>("count"), Ok(Some(3)));
    assert_eq!(used.option::<Option<u64>>("other"), Ok(None));
    assert_eq!(used.option::<Option<&User>>("other"), Ok(None));
}

#[test]
fn values_that_do_not_fit_are_refused_with_the_reason() {
    let used = command(&[
        ("text", 3, r#""three""#),
        ("count", 4, "300"),
        ("below", 4, "-1"),
        ("part", 10, "2.5"),
        ("large", 4, "9007199254740992"),
        ("largest", 4, "9007199254740991"),
        ("long", 3, r#""18446744073709551615""#),
        ("who", 6, r#""8""#),
        ("any", 9, r#""9""#),
    ]);
    let text = |error: ValueError| error.to_string();
    for (error, expected) in [
        (
            used.option::<u64>("gone").map_err(text).err(),
            "`gone` has no value; if it may be left out, read it as an `Option`",
        ),
        (used.option::<u64>("text").map_err(text).err(), "`text` is `three`, but it must be a whole number"),
        (used.option::<u8>("count").map_err(text).err(), "`count` is `300`, but it must be from 0 to 255"),
        (used.option::<u64>("below").map_err(text).err(), "`below` is `-1`, but it must be from 0 to 9007199254740991"),
        (used.option::<u64>("part").map_err(text).err(), "`part` is `2.5`, but it must be a whole number"),
        (
            used.option::<i64>("large").map_err(text).err(),
            "`large` is `9007199254740992`, but it must be from -9007199254740991 to 9007199254740991",
        ),
        (used.option::<bool>("count").map_err(text).err(), "`count` is a whole number, and is read as true or false"),
        (used.option::<String>("who").map_err(text).err(), "`who` is a user, and is read as a text"),
        (used.option::<RoleId>("who").map_err(text).err(), "`who` is a user, and is read as a role"),
        (used.option::<UserId>("any").map_err(text).err(), "`any` is `9`, but it must be a user"),
        (used.option::<UserId>("text").map_err(text).err(), "`text` is `three`, but it must be an id"),
        (
            used.option::<&Member>("who").map(drop).map_err(text).err(),
            "`who` is the id 8, but Discord sent no member with it",
        ),
        (used.values::<u64>().map_err(text).err(), "the interaction is ApplicationCommand, which is not a component"),
    ] {
        assert_eq!(error.as_deref(), Some(expected));
    }
    assert_eq!(used.option::<i64>("largest"), Ok(9_007_199_254_740_991));
    // A text holds numbers that are too large for a number option.
    assert_eq!(used.option::<u64>("long"), Ok(u64::MAX));
}

#[test]
fn options_are_those_of_the_subcommand() {
    let data = r#"{"id":"3","name":"tag","type":1,"options":[{"name":"editors","type":2,"options":[
        {"name":"add","type":1,"options":[{"name":"who","type":6,"value":"7"}]}]}]}"#;
    let used = interaction(2, data);
    assert_eq!(used.option::<UserId>("who"), Ok(UserId::new(7)));
    assert_eq!(used.command().unwrap().path(), "tag editors add");
    assert_eq!(command(&[]).command().unwrap().path(), "x");
    // A subcommand without options, and a command with one option.
    let none = interaction(2, r#"{"id":"3","name":"tag","type":1,"options":[{"name":"list","type":1}]}"#);
    assert_eq!((none.command().unwrap().path(), none.option::<Option<u8>>("list")), ("tag list".into(), Ok(None)));
    assert_eq!(command(&[("n", 4, "1")]).command().unwrap().path(), "x");
}

#[test]
fn the_focused_option_is_what_was_typed() {
    for (kind, value, typed) in
        [(3, r#""te""#, "te"), (4, r#""""#, ""), (4, r#""1e""#, "1e"), (4, "12", "12"), (10, "1.5", "1.5")]
    {
        let data = format!(
            r#"{{"id":"3","name":"x","type":1,"options":[{{"name":"sub","type":1,"options":[{{"name":"a","type":3,
            "value":"b"}},{{"name":"item","type":{kind},"value":{value},"focused":true}}]}}]}}"#
        );
        let typing = interaction(4, &data);
        let focused = typing.focused().unwrap();
        assert_eq!((focused.name, focused.kind, &*focused.typed), ("item", CommandOptionKind::from(kind), typed));
    }
    let whole =
        interaction(4, r#"{"id":"3","name":"x","type":1,"options":[{"name":"n","type":4,"value":"","focused":true}]}"#);
    assert_eq!(whole.option::<&str>("n"), Ok(""));
    assert!(command(&[("n", 4, "1")]).focused().is_none());
}

#[test]
fn selected_values_are_read_as_types() {
    let select = |kind: u8, values: &str| {
        interaction(3, &format!(r#"{{"custom_id":"go","component_type":{kind},"values":{values},{RESOLVED}}}"#))
    };
    assert_eq!(select(3, r#"["a","b"]"#).values::<String>(), Ok(vec!["a".into(), "b".into()]));
    assert_eq!(select(3, r#"["1","2"]"#).values::<u8>(), Ok(vec![1, 2]));
    assert_eq!(select(5, r#"["7","8"]"#).values::<UserId>(), Ok(vec![UserId::new(7), UserId::new(8)]));
    let users = select(5, r#"["8"]"#);
    assert_eq!(users.values::<&User>().unwrap()[0].username, "bob");
    assert_eq!(select(6, r#"["9"]"#).values::<Role>().unwrap()[0].name, "mods");
    assert_eq!(select(8, r#"["5"]"#).values::<ChannelId>(), Ok(vec![ChannelId::new(5)]));
    assert_eq!(select(2, "[]").values::<String>(), Ok(vec![]));
    let error = select(6, r#"["9"]"#).values::<UserId>().unwrap_err();
    assert_eq!(error.to_string(), "`go` is a role, and is read as a user");
}

#[test]
fn fields_of_modals_are_read_as_types() {
    let modal = interaction(
        5,
        &format!(
            r#"{{"custom_id":"form","components":[
            {{"type":18,"component":{{"type":4,"custom_id":"what","value":"All"}}}},
            {{"type":18,"component":{{"type":4,"custom_id":"empty","value":""}}}},
            {{"type":1,"components":[{{"type":4,"custom_id":"age","value":" 42 "}}]}},
            {{"type":18,"component":{{"type":5,"custom_id":"who","values":["7","8"]}}}},
            {{"type":18,"component":{{"type":3,"custom_id":"none","values":[]}}}},
            {{"type":18,"component":{{"type":21,"custom_id":"radio","value":"x"}}}},
            {{"type":18,"component":{{"type":21,"custom_id":"unset","value":null}}}},
            {{"type":18,"component":{{"type":22,"custom_id":"some","values":["1","2"]}}}},
            {{"type":18,"component":{{"type":23,"custom_id":"tick","value":true}}}},
            {{"type":18,"component":{{"type":19,"custom_id":"files","values":["4"]}}}}],{RESOLVED}}}"#
        ),
    );
    assert_eq!(modal.field::<String>("what"), Ok("All".into()));
    assert_eq!((modal.field::<&str>("empty"), modal.field::<Option<&str>>("empty")), (Ok(""), Ok(None)));
    assert_eq!(modal.field::<u8>("age"), Ok(42));
    assert_eq!(modal.field::<Vec<UserId>>("who"), Ok(vec![UserId::new(7), UserId::new(8)]));
    assert_eq!(modal.field::<Vec<&User>>("who").unwrap().len(), 2);
    assert_eq!(modal.field::<Vec<&str>>("none"), Ok(vec![]));
    assert_eq!(modal.field::<Option<&str>>("none"), Ok(None));
    assert_eq!((modal.field::<&str>("radio"), modal.field::<Option<&str>>("unset")), (Ok("x"), Ok(None)));
    assert_eq!(modal.field::<Vec<u8>>("some"), Ok(vec![1, 2]));
    assert_eq!(modal.field::<bool>("tick"), Ok(true));
    assert_eq!(modal.field::<&Attachment>("files").map(|file| &*file.filename), Ok("a.png"));
    assert_eq!(modal.field::<UserId>("who"), Err(ValueError::TooMany { name: "who".into(), count: 2 }));
    assert_eq!(modal.field::<&str>("gone"), Err(ValueError::Missing { name: "gone".into() }));
    assert_eq!(modal.field::<&str>("unset"), Err(ValueError::Missing { name: "unset".into() }));
    let wrong = ValueError::WrongInteraction { expected: "a command", found: InteractionKind::ModalSubmit };
    assert_eq!(modal.option::<u8>("age"), Err(wrong));
}

#[test]
fn the_target_of_a_context_menu_is_read() {
    let on = |kind: u8, target: u8| {
        interaction(2, &format!(r#"{{"id":"3","name":"Show","type":{kind},"target_id":"{target}",{RESOLVED}}}"#))
    };
    assert_eq!(on(2, 7).target::<&User>().map(|user| &*user.username), Ok("ann"));
    assert_eq!(on(2, 7).target::<Member>().map(|member| member.id()), Ok(Some(UserId::new(7))));
    assert_eq!(on(3, 3).target::<&Message>().map(|message| &*message.content), Ok("hi"));
    assert_eq!(on(3, 3).target::<MessageId>(), Ok(MessageId::new(3)));
    assert!(on(3, 3).target::<&User>().is_err());
    assert_eq!(command(&[]).target::<UserId>(), Err(ValueError::Missing { name: "target".into() }));
}

#[test]
fn an_own_type_is_read_by_way_of_another() {
    #[derive(Debug, PartialEq)]
    struct Even(u32);

    impl<'a> FromValue<'a> for Even {
        fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
            let number = u32::from_value(value)?;
            if number % 2 == 0 { Ok(Self(number)) } else { Err(value.invalid("even")) }
        }
    }

    let used = command(&[("two", 4, "2"), ("three", 4, "3")]);
    assert_eq!(used.option::<Even>("two"), Ok(Even(2)));
    assert_eq!(used.option::<Even>("three").unwrap_err().to_string(), "`three` is `3`, but it must be even");
}
