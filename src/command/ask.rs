//! [`Ask`]: the answer that opens a modal.

use std::marker::PhantomData;

use super::answer::{Answer, Answered, to};
use super::tell::CommandResult;
use crate::model::ModalForm;

/// Opens the modal `M`, whose custom id is `I`. It comes from `Report::ask(id)` or `report.ask(id)` of a type with
/// `#[derive(Modal)]`. An answer of this type is never deferred, since Discord opens no modal after a deferral.
#[derive(Debug, Clone)]
#[must_use = "a modal is opened by returning this or by `ctx.ask(..)`"]
pub struct Ask<M, I> {
    form: Box<ModalForm>,
    types: PhantomData<fn() -> (M, I)>,
}

impl<M, I> Ask<M, I> {
    /// Opens this form.
    pub fn new(form: ModalForm) -> Self {
        Self { form: Box::new(form), types: PhantomData }
    }

    /// The form.
    #[must_use]
    pub fn into_form(self) -> ModalForm {
        *self.form
    }
}

impl<M, I> Answer<to::Command> for Ask<M, I> {
    const DEFER: bool = false;

    fn answered(self) -> CommandResult<Answered> {
        Ok(Answered::Modal(self.form))
    }
}

impl<M, I> Answer<to::Component> for Ask<M, I> {
    const DEFER: bool = false;

    fn answered(self) -> CommandResult<Answered> {
        Ok(Answered::Modal(self.form))
    }
}
