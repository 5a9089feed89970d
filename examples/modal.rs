//! A modal: `/report` opens a form, whose fields are those of a type.
use greenroom::prelude::*;

/// How bad it was.
#[derive(Debug, Choice)]
pub enum Severity {
    /// The first button.
    Annoying,
    /// The second button.
    Harmful,
}

/// The form. `Option` fields need not be filled in.
#[derive(Debug, Modal)]
#[modal("Report a member")]
pub struct Report {
    #[text("Moderators read your report within a day.")]
    #[input("What happened?", paragraph, length = 10..=1000, placeholder = "As exactly as you can")]
    what: String,
    #[input("How bad was it?", radio)]
    severity: Severity,
    #[input("Pictures", min = 0, max = 3, files("image"), description = "They must not show private messages.")]
    proof: Vec<Attachment>,
    #[input("You may ask me questions")]
    questions: bool,
}

/// The id of the form: what it is about.
#[derive(Debug, CustomId)]
pub struct About(UserId);

/// Takes reports.
#[derive(Debug)]
pub struct Reports;

#[handlers]
impl Reports {
    /// Reports a member
    #[command(contexts(Guild))]
    async fn report(&self, #[option("Which one")] member: GuildMember) -> CommandResult<Ask<Report, About>> {
        if member.user.bot {
            return Err(tell("Bots cannot be reported."));
        }
        Ok(Report::ask(About(member.id())))
    }

    #[modal]
    async fn reported(&self, about: About, report: Report) -> Ephemeral<String> {
        Ephemeral(format!(
            "Reported {} as {}: {} ({} pictures, questions: {})",
            about.0.mention(),
            report.severity.name(),
            report.what,
            report.proof.len(),
            if report.questions { "yes" } else { "no" },
        ))
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Reports).run().await
}
