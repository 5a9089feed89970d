//! [`Modal`]: a form as a type, and the types of its fields.

use super::{
    arg::Arg,
    args::{GuildMember, Mentionable, ResolvedUser},
    ask::Ask,
    custom_id::CustomId,
    option_spec::ChoiceSpec,
    refused::Refused,
    value::Value,
};
use crate::model::{
    Attachment, AttachmentId, Channel, ChannelId, Checkbox, CheckboxGroup, Component, ComponentResponse, FileUpload,
    GivenValue, GroupOption, Interaction, Label, ModalForm, RadioGroup, ResolvedData, Role, RoleId, Select,
    SelectOption, TextDisplay, TextInput, User, UserId,
};
use crate::texts::own;

/// A field of a modal, as a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputSpec {
    /// The id of the field within the modal.
    pub id: &'static str,
    /// The question above the field, 1–45 characters.
    pub label: &'static str,
    /// The text below the question, up to 100 characters.
    pub description: Option<&'static str>,
    /// For texts: whether the field has several lines.
    pub paragraph: bool,
    /// For choices: whether all are shown with a button each, instead of a menu.
    pub radio: bool,
    /// For texts the minimum number of characters, otherwise the minimum number of selected things or files.
    pub min: Option<u32>,
    /// For texts the maximum number of characters, otherwise the maximum number of selected things or files.
    pub max: Option<u32>,
    /// The text that is shown while the field is empty.
    pub placeholder: Option<&'static str>,
    /// For texts: the initial text.
    pub default: Option<&'static str>,
    /// The kinds of files that are allowed.
    pub files: &'static [&'static str],
}

impl InputSpec {
    /// A field with its question.
    #[must_use]
    pub const fn new(id: &'static str, label: &'static str) -> Self {
        Self {
            id,
            label,
            description: None,
            paragraph: false,
            radio: false,
            min: None,
            max: None,
            placeholder: None,
            default: None,
            files: &[],
        }
    }
}

/// A form that the user fills in. Derive it: `#[derive(Modal)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a modal",
    label = "not a modal",
    note = "write `#[derive(Modal)]` above the type"
)]
pub trait Modal: Sized + Send {
    /// The form, empty (`filled` is `None`) or filled in.
    fn form(filled: Option<&Self>, custom_id: String) -> ModalForm;

    /// Reads what the user filled in.
    ///
    /// # Errors
    /// If a field cannot be read.
    fn read(fields: &Fields<'_>) -> Result<Self, Refused>;

    /// Opens the form filled in with these values.
    fn ask<I: CustomId>(self, id: I) -> Ask<Self, I> {
        Ask::new(Self::form(Some(&self), id.id()))
    }
}

/// Opens the form empty. `#[derive(Modal)]` writes it as `Report::ask(id)`.
#[doc(hidden)]
#[allow(clippy::needless_pass_by_value, reason = "a custom id is made for one question")]
pub fn ask_empty<M: Modal, I: CustomId>(id: I) -> Ask<M, I> {
    Ask::new(M::form(None, id.id()))
}

/// Adds a field to a form.
#[doc(hidden)]
#[must_use]
pub fn add_field<T: ModalInput>(form: ModalForm, spec: &InputSpec, value: Option<&T>) -> ModalForm {
    let label = Label::new(spec.label, T::component(spec, value));
    form.label(match spec.description {
        Some(description) => label.description(description),
        None => label,
    })
}

/// Adds a text to a form.
#[doc(hidden)]
#[must_use]
pub fn add_text(form: ModalForm, text: &'static str) -> ModalForm {
    form.text(TextDisplay::new(text))
}

/// What the user filled in.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a>(&'a Interaction);

impl<'a> Fields<'a> {
    pub(crate) fn new(interaction: &'a Interaction) -> Self {
        Self(interaction)
    }

    /// Reads a field.
    ///
    /// # Errors
    /// If it cannot be read, or is empty and must be filled in.
    pub fn field<T: ModalInput>(&self, id: &str) -> Result<T, Refused> {
        let modal = self.0.modal();
        let response = modal.and_then(|modal| modal.field(id));
        let resolved = modal.and_then(|modal| modal.resolved.as_deref());
        T::read(&Field { id, response, resolved, interaction: self.0 })
    }
}

/// A field that the user filled in, or left empty.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    id: &'a str,
    response: Option<&'a ComponentResponse>,
    resolved: Option<&'a ResolvedData>,
    interaction: &'a Interaction,
}

impl<'a> Field<'a> {
    fn missing(&self) -> Refused {
        Refused::own(own::empty_field(self.id))
    }

    fn value(&self) -> Option<Value<'a>> {
        let given = GivenValue::of_response(self.response?, self.resolved);
        Some(Value::new(given, self.interaction)).filter(|value| !value.is_empty())
    }

    /// The text. `None` if the field is empty.
    fn text(&self) -> Result<Option<String>, Refused> {
        self.value().map(|value| value.get()).transpose()
    }

    /// Reads the selected values.
    fn all<T: Arg>(&self) -> Result<Vec<T>, Refused> {
        let Some(response) = self.response else { return Ok(Vec::new()) };
        let (name, kind) = (response.custom_id().unwrap_or(self.id), response.kind());
        let (values, own) = match response {
            ComponentResponse::StringSelect(field)
            | ComponentResponse::UserSelect(field)
            | ComponentResponse::RoleSelect(field)
            | ComponentResponse::MentionableSelect(field)
            | ComponentResponse::ChannelSelect(field)
            | ComponentResponse::FileUpload(field)
            | ComponentResponse::CheckboxGroup(field) => (&field.values[..], field.resolved.as_deref()),
            ComponentResponse::RadioGroup(group) => (group.value.as_slice(), None),
            _ => (&[][..], None),
        };
        let read = |value| {
            let given = GivenValue::of_values(name, kind, std::slice::from_ref(value), [own, self.resolved]);
            T::read(&Value::new(given, self.interaction))
        };
        values.iter().map(read).collect()
    }

    /// Reads the one selected value. `None` if nothing is selected.
    fn one<T: Arg>(&self) -> Result<Option<T>, Refused> {
        Ok(self.all()?.into_iter().next())
    }
}

/// A type that a field of a modal can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a modal",
    label = "not a field",
    note = "fields are `String`, `bool`, types with `#[derive(Choice)]`, `Attachment`, `GuildMember`, `ResolvedUser`, \
            `Role`, `Channel`, `Vec<..>` and `Option<..>` of them"
)]
pub trait ModalInput: Sized + Send {
    /// Whether it must be filled in.
    const REQUIRED: bool = true;

    /// The component, with an initial value.
    fn component(spec: &InputSpec, value: Option<&Self>) -> Component;

    /// Reads what the user filled in.
    ///
    /// # Errors
    /// If it cannot be read, or is empty and must be filled in.
    fn read(field: &Field<'_>) -> Result<Self, Refused>;
}

/// A type that can be the content of an `Option` or a `Vec` in a modal.
pub trait FieldItem: Arg {
    /// The component for one (`many` is `false`) or several of them.
    fn component(spec: &InputSpec, values: &[&Self], many: bool, required: bool) -> Component;
}

/// The number of things that can be selected: of the spec, or one, or all.
fn bounds(spec: &InputSpec, many: bool, required: bool, most: u32) -> (u32, u32) {
    let max = spec.max.unwrap_or(if many { most } else { 1 });
    (spec.min.unwrap_or(u32::from(required)), max)
}

macro_rules! menus {
    ($($type:ty: $menu:ident, $id:expr;)+) => {$(
        impl FieldItem for $type {
            fn component(spec: &InputSpec, values: &[&Self], many: bool, required: bool) -> Component {
                let (min, max) = bounds(spec, many, required, 25);
                let mut menu = Select::$menu(spec.id).min_values(min).max_values(max).required(min > 0);
                if let Some(placeholder) = spec.placeholder {
                    menu = menu.placeholder(placeholder);
                }
                let id: fn(&$type) -> _ = $id;
                menu.default_values(values.iter().map(|value| id(value))).into()
            }
        }
    )+};
}
menus! {
    GuildMember: users, |it| it.user.id;
    ResolvedUser: users, |it| it.user.id;
    User: users, |it| it.id;
    UserId: users, |it| *it;
    Role: roles, |it| it.id;
    RoleId: roles, |it| *it;
    Channel: channels, |it| it.id;
    ChannelId: channels, |it| *it;
    Mentionable: mentionables, |it| match it {
        Mentionable::User(user) => crate::model::SelectDefault::from(user.user.id),
        Mentionable::Role(role) => role.id.into(),
    };
}

macro_rules! files {
    ($($type:ty)+) => {$(
        impl FieldItem for $type {
            fn component(spec: &InputSpec, _: &[&Self], many: bool, required: bool) -> Component {
                let (min, max) = bounds(spec, many, required, 10);
                let upload = FileUpload::new(spec.id).min_values(min).max_values(max).required(min > 0);
                upload.file_types(spec.files).into()
            }
        }
    )+};
}
files!(Attachment AttachmentId);

/// The component for an enum with `#[derive(Choice)]`.
pub(crate) fn choice_component<T: Arg>(
    spec: &InputSpec,
    is_chosen: impl Fn(&ChoiceSpec) -> bool,
    many: bool,
    required: bool,
) -> Component {
    let group = || {
        T::CHOICES.iter().map(|choice| {
            let option = GroupOption::new(choice.name, choice.value.to_text());
            if is_chosen(choice) { option.default_selection() } else { option }
        })
    };
    if many {
        let (min, max) = bounds(spec, true, required, T::CHOICES.len().min(10) as u32);
        return CheckboxGroup::new(spec.id, group()).min_values(min).max_values(max).required(min > 0).into();
    }
    if spec.radio {
        return RadioGroup::new(spec.id, group()).required(required).into();
    }
    let options = T::CHOICES.iter().map(|choice| {
        let option = SelectOption::new(choice.name, choice.value.to_text());
        if is_chosen(choice) { option.default_selection() } else { option }
    });
    let menu = Select::texts(spec.id, options).required(required);
    match spec.placeholder {
        Some(placeholder) => menu.placeholder(placeholder).into(),
        None => menu.into(),
    }
}

fn text_component(spec: &InputSpec, value: Option<&str>, required: bool) -> Component {
    let mut input = if spec.paragraph { TextInput::paragraph(spec.id) } else { TextInput::short(spec.id) };
    if let Some(min) = spec.min {
        input = input.min_length(min);
    }
    if let Some(max) = spec.max {
        input = input.max_length(max);
    }
    if let Some(placeholder) = spec.placeholder {
        input = input.placeholder(placeholder);
    }
    if let Some(value) = value.or(spec.default) {
        input = input.value(value);
    }
    input.required(required).into()
}

impl ModalInput for String {
    fn component(spec: &InputSpec, value: Option<&Self>) -> Component {
        text_component(spec, value.map(String::as_str), true)
    }

    fn read(field: &Field<'_>) -> Result<Self, Refused> {
        field.text()?.ok_or_else(|| field.missing())
    }
}

impl ModalInput for Option<String> {
    const REQUIRED: bool = false;

    fn component(spec: &InputSpec, value: Option<&Self>) -> Component {
        text_component(spec, value.and_then(Option::as_deref), false)
    }

    fn read(field: &Field<'_>) -> Result<Self, Refused> {
        field.text()
    }
}

impl ModalInput for bool {
    fn component(spec: &InputSpec, value: Option<&Self>) -> Component {
        let checkbox = Checkbox::new(spec.id);
        if value == Some(&true) { checkbox.ticked().into() } else { checkbox.into() }
    }

    fn read(field: &Field<'_>) -> Result<Self, Refused> {
        field.value().map_or(Ok(false), |value| value.get())
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldItem> ModalInput for T {
    fn component(spec: &InputSpec, value: Option<&Self>) -> Component {
        T::component(spec, value.as_slice(), false, true)
    }

    fn read(field: &Field<'_>) -> Result<Self, Refused> {
        field.one()?.ok_or_else(|| field.missing())
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldItem> ModalInput for Option<T> {
    const REQUIRED: bool = false;

    fn component(spec: &InputSpec, value: Option<&Self>) -> Component {
        let value = value.and_then(Option::as_ref);
        T::component(spec, value.as_slice(), false, false)
    }

    fn read(field: &Field<'_>) -> Result<Self, Refused> {
        field.one()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldItem> ModalInput for Vec<T> {
    fn component(spec: &InputSpec, value: Option<&Self>) -> Component {
        let values: Vec<&T> = value.into_iter().flatten().collect();
        T::component(spec, &values, true, true)
    }

    fn read(field: &Field<'_>) -> Result<Self, Refused> {
        field.all()
    }
}
