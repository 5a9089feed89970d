//! The derives of what commands read.

use greenroom::command::{Choice as _, ChoiceSpec, ChoiceValue, IdPart, OptionSet, OptionSpec, Slot, Suggested};
use greenroom::model::{
    Checkbox, CheckboxGroup, CommandOptionKind, GroupOption, Label, ModalForm, OptionValue, RadioGroup, Select,
    SelectOption, TextInput, UserId,
};
use greenroom::prelude::*;

#[derive(Debug, PartialEq, Clone, Copy, Choice)]
enum Size {
    Small,
    #[choice("Very large", de = "Riesig")]
    VeryLarge,
}

#[derive(Debug, PartialEq, Choice)]
enum Level {
    #[choice(value = -1)]
    Low,
    #[choice("High!", value = 300)]
    High,
}

#[test]
fn the_value_of_a_choice_is_the_name_of_its_variant_or_a_number() {
    let choice = |name, names, value| ChoiceSpec { name, names, value };
    let large = choice("Very large", &[("de", "Riesig")], ChoiceValue::Text("very_large"));
    assert_eq!(Size::CHOICES, [choice("Small", &[], ChoiceValue::Text("small")), large]);
    let numbers = [choice("Low", &[], ChoiceValue::Integer(-1)), choice("High!", &[], ChoiceValue::Integer(300))];
    assert_eq!(Level::CHOICES, numbers);
    assert_eq!((Size::KIND, Level::KIND), (CommandOptionKind::String, CommandOptionKind::Integer));
    assert_eq!((Size::VeryLarge.name(), Level::at(0), Level::at(2)), ("Very large", Some(Level::Low), None));
}

#[derive(Debug, PartialEq, CustomId)]
struct OldVote(u8);

#[derive(Debug, PartialEq, CustomId)]
#[custom_id("old_vote", version = 2, from = OldVote)]
struct NewerVote(u16);

#[derive(Debug, PartialEq, CustomId)]
#[custom_id("poll", version = 3, from(NewerVote))]
struct Vote {
    poll: u64,
    size: Size,
    level: Option<Level>,
    text: Text<20>,
    user: UserId,
    item: Item,
}

#[derive(Debug, PartialEq, Arg)]
struct Item(u32);

#[derive(Arg)]
struct Guest(GuildMember);

#[derive(Debug, PartialEq, CustomId)]
struct NoValues;

impl From<OldVote> for NewerVote {
    fn from(old: OldVote) -> Self {
        Self(old.0.into())
    }
}

impl From<NewerVote> for Vote {
    fn from(old: NewerVote) -> Self {
        let (text, user) = (Text::default(), UserId::new(1));
        Self { poll: old.0.into(), size: Size::Small, level: None, text, user, item: Item(0) }
    }
}

#[test]
fn custom_ids_are_read_back() {
    for (level, text) in [(Some(Level::High), "a.b:c"), (None, ""), (Some(Level::Low), "..")] {
        let text = Text::new(text).unwrap();
        let vote = Vote { poll: 5, size: Size::VeryLarge, level, text, user: UserId::new(7), item: Item(36) };
        let id = vote.id();
        assert!(id.starts_with("poll~3.5.very_large.") && id.len() <= Vote::LONGEST, "{id}");
        assert_eq!(Vote::parse(&id), Ok(vote));
    }
    assert_eq!((NoValues.id().as_str(), NoValues::parse("no_values")), ("no_values", Ok(NoValues)));
    assert!(NoValues::parse("no_values.1").is_err() && NoValues::parse("other").is_err());
}

#[test]
fn ids_of_older_versions_are_migrated() {
    assert_eq!(Vote::KEYS, ["poll~3", "old_vote~2", "old_vote"]);
    assert_eq!(Vote::parse(&OldVote(9).id()), Ok(Vote::from(NewerVote(9))));
    assert_eq!(NewerVote::parse(&OldVote(9).id()), Ok(NewerVote(9)));
    assert!(OldVote::parse(&NewerVote(9).id()).is_err());
}

#[test]
fn a_newtype_is_what_the_type_inside_is() {
    assert_eq!((Item::KIND, Item::MAX, Guest::GUILD_ONLY), (u32::KIND, <u32 as Arg>::MAX, true));
    assert_eq!((Item(3).to_value(), <Item as IdPart>::LONGEST), (OptionValue::Integer(3), <u32 as IdPart>::LONGEST));
    let _: fn(GuildMember) -> Guest = Guest;
    let inside = |guest: Guest| guest.0;
    let _ = inside;
}

#[derive(Options)]
#[allow(dead_code)]
struct Place {
    #[option("Where")]
    to: String,
    /// How
    how: Option<Size>,
}

#[derive(Options)]
#[allow(dead_code)]
enum Action {
    /// Adds one
    AddOne {
        #[option("Which")]
        item: u8,
        #[option(flatten)]
        place: Place,
    },
    #[option("Removes", name(de = "entfernen"))]
    Remove,
    /// Moves
    Move(Place),
}

#[test]
fn sets_are_options_and_sub_commands() {
    let Slot::Flat([Slot::One(to), Slot::One(how)]) = Place::SLOT else { panic!("{:?}", Place::SLOT) };
    assert_eq!(to, &OptionSpec::of::<String>("to", "Where"));
    assert_eq!((how.name, how.description, how.required, how.choices.len()), ("how", "How", false, 2));
    let Slot::Subcommands([add, remove, moves]) = Action::SLOT else { panic!("{:?}", Action::SLOT) };
    assert_eq!((add.name, add.description, add.options.len()), ("add_one", "Adds one", 2));
    assert_eq!((remove.name, remove.names, remove.options.len()), ("remove", &[("de", "entfernen")][..], 0));
    assert_eq!(moves.options, [Place::SLOT]);
}

#[derive(Modal)]
#[modal("Report")]
struct Report {
    #[text("Read the rules first.")]
    #[input("What?", paragraph, length = 10..=100, placeholder = "A text", description = "All of it")]
    what: String,
    #[input("How large?", radio)]
    how: Option<Size>,
    #[input("Which?", min = 0, max = 2)]
    which: Vec<Size>,
    #[input("Rules read")]
    read: bool,
}

#[derive(Modal)]
#[modal("Short")]
struct Short {
    #[input("Who?", default = "Ann")]
    who: Option<String>,
    /// How large?
    size: Size,
}

#[test]
fn a_form_has_the_fields_of_its_type() {
    let what = TextInput::paragraph("what").min_length(10).max_length(100).placeholder("A text").required(true);
    let choices = || [GroupOption::new("Small", "small"), GroupOption::new("Very large", "very_large")];
    let form = ModalForm::new("no_values", "Report")
        .text("Read the rules first.")
        .label(Label::new("What?", what.clone()).description("All of it"))
        .label(Label::new("How large?", RadioGroup::new("how", choices()).required(false)))
        .label(Label::new("Which?", CheckboxGroup::new("which", choices()).min_values(0).max_values(2).required(false)))
        .label(Label::new("Rules read", Checkbox::new("read")));
    assert_eq!(Report::ask(NoValues).into_form(), form);

    let filled = Report { what: "Something".into(), how: Some(Size::VeryLarge), which: vec![Size::Small], read: true };
    let [small, large] = choices();
    let how = RadioGroup::new("how", [small.clone(), large.clone().default_selection()]).required(false);
    let which = CheckboxGroup::new("which", [small.default_selection(), large]);
    let form = ModalForm::new("no_values", "Report")
        .text("Read the rules first.")
        .label(Label::new("What?", what.value("Something")).description("All of it"))
        .label(Label::new("How large?", how))
        .label(Label::new("Which?", which.min_values(0).max_values(2).required(false)))
        .label(Label::new("Rules read", Checkbox::new("read").ticked()));
    assert_eq!(filled.ask(NoValues).into_form(), form);
}

#[test]
fn a_form_has_defaults() {
    let who = TextInput::short("who").value("Ann").required(false);
    let options = [SelectOption::new("Small", "small"), SelectOption::new("Very large", "very_large")];
    let form = ModalForm::new("no_values", "Short")
        .label(Label::new("Who?", who))
        .label(Label::new("How large?", Select::texts("size", options).required(true)));
    assert_eq!(Short::ask(NoValues).into_form(), form);
    let short = Short { who: None, size: Size::Small };
    assert_eq!((short.who, short.size), (None, Size::Small));
}
