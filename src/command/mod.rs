//! Commands, components and modals: what they are, and what they get and return.
//!
//! `#[command]` above a function, and `#[handlers]` above an `impl` with methods, write [`Row`]s and implement
//! [`Commands`]; [`Command`] builds the same by hand. The folder `interactions` calls them.

mod answer;
mod answer_error;
mod answering;
mod arg;
mod args;
mod ask;
mod awaited;
mod build;
mod call;
mod choice;
mod confirm;
mod context;
mod converters;
mod custom_id;
mod disable;
mod failure;
mod free;
mod modal;
mod must;
mod option_spec;
mod program;
mod reader;
mod refused;
mod reply;
mod response;
mod rules;
mod selected;
mod sent;
mod spec;
mod suggestion;
mod target;
mod tell;
mod text;
mod value;

#[doc(hidden)]
pub use self::{
    answer::is_text_answer,
    arg::{is_channel, is_file, is_flag, is_text},
    call::{drive, drive_after, unknown},
    choice::{choice_field, longest_choice, read_choice, read_choice_part, write_choice},
    custom_id::{count_keys, join_keys},
    free::{Code, CodeOf, CommandFn, Described, FreeCode, FreeCommand, Stateless, code, row},
    modal::{add_field, add_text, ask_empty},
    must::must,
    suggestion::choices,
};
pub use self::{
    answer::{Answer, Answered, Ephemeral, IntoReply, LaunchActivity, TextAnswer, Update, to},
    answer_error::AnswerError,
    arg::{Arg, Bound, Channels, Files, IsChannel, IsFile, IsNumber, IsText, Number, Other, Suggested, Textual},
    args::{GuildMember, Mentionable, ResolvedUser},
    ask::Ask,
    build::Command,
    call::{Call, Commands, FromCall, Has, PartOfCall, Running, State},
    choice::Choice,
    context::{CallContext, CommandContext, ComponentContext, ModalContext},
    converters::{Colour, ListItem, Url},
    custom_id::{CustomId, IdPart, IdReader, IdWriter},
    failure::{CommandFailure, FailedBecause, Incident, Outcome},
    modal::{Field, FieldItem, Fields, InputSpec, Modal, ModalInput},
    option_spec::{ChoiceSpec, ChoiceValue, Limit, Localized, OptionSpec, Slot, SubcommandSpec},
    reader::{OptionSet, Partial, Reader},
    refused::Refused,
    reply::Reply,
    rules::{By, Concurrency, Contexts, Cooldown, Installs, Rules, Scope},
    selected::{Selected, SelectedItem},
    sent::SentReply,
    spec::{BlockHooks, GroupSpec, Hooks, PrefixSpec, Row, RowKind, Table},
    suggestion::{SuggestedFor, Suggestion},
    target::Target,
    tell::{CommandResult, Tell, tell},
    text::Text,
    value::Value,
};
pub(crate) use self::{
    answering::is_final,
    awaited::{Offered, Place},
    build::Description,
    context::{CallServices, NewCall},
    custom_id::key,
    free::Single,
    option_spec::{is_guild_only, to_options},
    program::Program,
    tell::Told,
};
#[doc(hidden)]
pub use futures_util::future::BoxFuture;
#[cfg(feature = "macros")]
pub use greenroom_macros::{Arg, Choice, CustomId, Modal, Options};
