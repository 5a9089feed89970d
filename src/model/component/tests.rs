use super::*;
use crate::model::tests::one_line;
use crate::model::{ChannelId, ChannelKind, InteractionResponse, RoleId, SkuId, UserId};

/// One of each kind, as Discord sends them.
const ALL: &[&str] = &[
    r#"{"type":1,"id":1,"components":[{"type":2,"id":2,"style":1,"label":"Go","emoji":{"id":null,"name":"👍"},
    "custom_id":"go"},{"type":2,"style":5,"url":"https://example.com","disabled":true},{"type":2,"style":6,
    "sku_id":"7"}]}"#,
    r#"{"type":3,"id":2,"custom_id":"pick","options":[{"label":"Ant","value":"ant","description":"small",
    "emoji":{"id":"5","name":"ant"},"default":true}],"placeholder":"Pick","min_values":0,"max_values":3}"#,
    r#"{"type":4,"custom_id":"text","style":2,"min_length":1,"max_length":4000,"required":false,"value":"so far",
    "placeholder":"Write"}"#,
    r#"{"type":5,"custom_id":"u","default_values":[{"id":"1","type":"user"}],"disabled":true}"#,
    r#"{"type":6,"custom_id":"r","default_values":[{"id":"1","type":"role"}]}"#,
    r#"{"type":7,"custom_id":"m","required":true}"#,
    r#"{"type":8,"custom_id":"c","channel_types":[0,15],"default_values":[{"id":"1","type":"channel"}]}"#,
    r#"{"type":9,"id":4,"components":[{"type":10,"id":5,"content":"text"}],"accessory":{"type":11,"id":6,
    "media":{"url":"attachment://a.png"},"description":"a","spoiler":true}}"#,
    r#"{"type":12,"items":[{"media":{"url":"https://x/y.gif","proxy_url":"https://z","height":3,"width":4,
    "placeholder":"abc","placeholder_version":1,"content_type":"image/gif","flags":1,"attachment_id":"8"},
    "spoiler":true}]}"#,
    r#"{"type":13,"file":{"url":"attachment://a.zip"},"name":"a.zip","size":5}"#,
    r#"{"type":14,"divider":false,"spacing":2}"#,
    r#"{"type":17,"id":3,"components":[{"type":10,"content":"x"},{"type":14}],"accent_color":16711680,"spoiler":true}"#,
    r#"{"type":18,"label":"Name","description":"yours","component":{"type":4,"custom_id":"n","style":1}}"#,
    r#"{"type":19,"custom_id":"f","min_values":1,"max_values":2,"required":true,"file_types":[".png"]}"#,
    r#"{"type":21,"custom_id":"one","options":[{"value":"a","label":"A","description":"d","default":true}],
    "required":true}"#,
    r#"{"type":22,"custom_id":"some","options":[{"value":"a","label":"A"}],"min_values":1,"max_values":2,
    "required":true}"#,
    r#"{"type":23,"custom_id":"tick","default":true}"#,
    r#"{"type":99,"id":7,"new":{"a": [1, null]},"zzz":null}"#,
];

#[test]
fn each_kind_round_trips() {
    for json in ALL {
        let component: Component = serde_json::from_str(json).unwrap();
        assert_eq!(matches!(component, Component::Unknown(_)), json.contains("99"), "{json}");
        assert_eq!(serde_json::to_string(&component).unwrap(), one_line(json));
    }
}

#[test]
fn the_order_of_keys_does_not_matter() {
    for json in ALL {
        // serde_json sorts the keys of a tree, so that `type` comes late.
        let sorted = serde_json::from_str::<serde_json::Value>(json).unwrap().to_string();
        let (a, b): (Component, Component) =
            (serde_json::from_str(json).unwrap(), serde_json::from_str(&sorted).unwrap());
        if !json.contains("99") {
            assert_eq!(a, b, "{sorted}");
        }
    }
}

#[test]
fn undocumented_fields_are_ignored() {
    let json = r#"{"type":2,"style":77,"label":null,"url":null,"emoji":null,"disabled":null,"hash":"x","id":0}"#;
    let Component::Button(button) = serde_json::from_str(json).unwrap() else { panic!("no button") };
    assert_eq!((button.style, button.disabled, button.id), (ButtonStyle::Unknown(77), false, Some(0)));
}

#[test]
fn nested_components_are_found() {
    let section: Component = serde_json::from_str(ALL[7]).unwrap();
    let kinds: Vec<_> = section.children().map(Component::kind).collect();
    assert_eq!(kinds, [ComponentKind::TextDisplay, ComponentKind::Thumbnail]);
    let row: Component = serde_json::from_str(ALL[0]).unwrap();
    assert_eq!(row.children().map(Component::custom_id).collect::<Vec<_>>(), [Some("go"), None, None]);
}
/// The builders of a bot, and the JSON that is sent for them.
#[test]
fn builders_are_serialized_as_documented() {
    let cases: Vec<(Component, &str)> = vec![
        (
            ActionRow::new([
                Button::primary("a", "A"),
                Button::secondary("b", "B").disabled(true),
                Button::success("c", "").emoji("👍"),
                Button::danger("d", "D"),
                Button::link("https://example.com", "E"),
            ])
            .into(),
            r#"{"type":1,"components":[{"type":2,"style":1,"label":"A","custom_id":"a"},{"type":2,"style":2,"label":"B",
            "custom_id":"b","disabled":true},{"type":2,"style":3,"emoji":{"id":null,"name":"👍"},"custom_id":"c"},
            {"type":2,"style":4,"label":"D","custom_id":"d"},{"type":2,"style":5,"label":"E",
            "url":"https://example.com"}]}"#,
        ),
        (
            ActionRow::from(Button::premium(SkuId::new(7))).into(),
            r#"{"type":1,"components":[{"type":2,"style":6,"sku_id":"7"}]}"#,
        ),
        (
            ActionRow::from(
                Select::texts(
                    "s",
                    [SelectOption::new("Ant", "ant").description("small").emoji('🐜').default_selection()],
                )
                .placeholder("Pick")
                .min_values(0)
                .max_values(1),
            )
            .into(),
            r#"{"type":1,"components":[{"type":3,"custom_id":"s","options":[{"label":"Ant","value":"ant",
            "description":"small","emoji":{"id":null,"name":"🐜"},"default":true}],"placeholder":"Pick","min_values":0,
            "max_values":1}]}"#,
        ),
        (
            Select::users("u").default_values([UserId::new(1)]).disabled(true).into(),
            r#"{"type":5,"custom_id":"u","default_values":[{"id":"1","type":"user"}],"disabled":true}"#,
        ),
        (
            Select::roles("r").default_values([RoleId::new(1)]).required(false).into(),
            r#"{"type":6,"custom_id":"r","default_values":[{"id":"1","type":"role"}],"required":false}"#,
        ),
        (Select::mentionables("m").into(), r#"{"type":7,"custom_id":"m"}"#),
        (
            Select::channels("c").channel_types([ChannelKind::GuildText]).default_values([ChannelId::new(1)]).into(),
            r#"{"type":8,"custom_id":"c","channel_types":[0],"default_values":[{"id":"1","type":"channel"}]}"#,
        ),
        (
            Section::new(["a", "b"], Thumbnail::new("attachment://a.png").description("d").spoiler(true)).into(),
            r#"{"type":9,"components":[{"type":10,"content":"a"},{"type":10,"content":"b"}],
            "accessory":{"type":11,"media":{"url":"attachment://a.png"},"description":"d","spoiler":true}}"#,
        ),
        (
            MediaGallery::new([
                MediaGalleryItem::new("https://x/y").description("d").spoiler(true),
                "attachment://z".into(),
            ])
            .into(),
            r#"{"type":12,"items":[{"media":{"url":"https://x/y"},"description":"d","spoiler":true},
            {"media":{"url":"attachment://z"}}]}"#,
        ),
        (
            Container::new()
                .component(TextDisplay::new("t"))
                .component(Separator::new().spacing(SeparatorSpacing::Large).divider(false))
                .component(FileComponent::new("attachment://f").spoiler(true))
                .accent_color(0xff)
                .spoiler(true)
                .into(),
            r#"{"type":17,"components":[{"type":10,"content":"t"},{"type":14,"divider":false,"spacing":2},
            {"type":13,"file":{"url":"attachment://f"},"spoiler":true}],"accent_color":255,"spoiler":true}"#,
        ),
        (
            Label::new(
                "L",
                TextInput::short("t").min_length(1).max_length(9).required(false).value("v").placeholder("p"),
            )
            .description("d")
            .into(),
            r#"{"type":18,"label":"L","description":"d","component":{"type":4,"custom_id":"t","style":1,"min_length":1,
            "max_length":9,"required":false,"value":"v","placeholder":"p"}}"#,
        ),
        (TextInput::paragraph("t").into(), r#"{"type":4,"custom_id":"t","style":2}"#),
        (
            FileUpload::new("f").min_values(0).max_values(2).required(false).file_types([".png", "audio"]).into(),
            r#"{"type":19,"custom_id":"f","min_values":0,"max_values":2,"required":false,"file_types":[".png",
            "audio"]}"#,
        ),
        (
            RadioGroup::new("r", [GroupOption::new("A", "a").description("d").default_selection()])
                .required(true)
                .into(),
            r#"{"type":21,"custom_id":"r","options":[{"value":"a","label":"A","description":"d","default":true}],
            "required":true}"#,
        ),
        (
            CheckboxGroup::new("g", [GroupOption::new("A", "a")]).min_values(0).max_values(1).required(false).into(),
            r#"{"type":22,"custom_id":"g","options":[{"value":"a","label":"A"}],"min_values":0,"max_values":1,
            "required":false}"#,
        ),
        (Checkbox::new("c").ticked().into(), r#"{"type":23,"custom_id":"c","default":true}"#),
    ];
    for (component, json) in cases {
        assert_eq!(serde_json::to_string(&component).unwrap(), one_line(json));
        assert_eq!(serde_json::from_str::<Component>(json).unwrap(), component);
    }
}

#[test]
fn components_that_need_the_flag_are_recognised() {
    for json in ALL {
        let component: Component = serde_json::from_str(json).unwrap();
        let number = component.kind().value();
        assert_eq!(component.is_v2(), matches!(number, 9..=14 | 17), "{json}");
    }
}

#[test]
fn buttons_and_menus_without_a_row_are_put_into_one() {
    let button = |id: &str| Component::from(Button::primary(id, id));
    let menu = || Component::from(Select::users("menu"));
    let text = || Component::from(TextDisplay::new("text"));
    let row = |ids: &[&str]| Component::from(ActionRow::new(ids.iter().map(|id| button(id))));
    let cases = [
        (vec![text(), row(&["a"])], vec![text(), row(&["a"])]),
        (vec![button("a"), button("b")], vec![row(&["a", "b"])]),
        (vec![row(&["a"]), button("b"), menu()], vec![row(&["a", "b"]), ActionRow::new([menu()]).into()]),
        (vec![menu(), button("a")], vec![ActionRow::new([menu()]).into(), row(&["a"])]),
        (vec![button("a"), text(), button("b")], vec![row(&["a"]), text(), row(&["b"])]),
        (["a", "b", "c", "d", "e", "f"].map(button).to_vec(), vec![row(&["a", "b", "c", "d", "e"]), row(&["f"])]),
    ];
    for (given, wanted) in cases {
        let container = given.iter().cloned().fold(Container::new(), Container::component);
        let answer = given.iter().cloned().fold(InteractionResponse::defer(), InteractionResponse::component);
        assert_eq!(container.components, wanted);
        assert_eq!(answer.data.unwrap().components.unwrap(), wanted);
        assert_eq!(Component::into_rows(given), wanted);
    }
}
