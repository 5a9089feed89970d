//! Appeals: a button in the direct message opens a form, and what it holds arrives in the log channel with two buttons.
use greenroom::{prelude::*, rest::ErrorCode};
use rusqlite::params;

use crate::{cases::Case, settings, store::Store};

/// The button in the direct message, and the form that it opens.
#[derive(Debug, CustomId)]
pub(crate) struct Appeal {
    guild: GuildId,
    case: u32,
}

/// What the user fills in.
#[derive(Debug, Modal)]
#[modal("Appeal")]
pub(crate) struct AppealForm {
    #[input("Why should this be undone?", paragraph, length = 10..=1000)]
    why: String,
}

/// The buttons in the log channel.
#[derive(Debug, CustomId)]
pub(crate) struct Decide {
    case: u32,
    accept: bool,
}

/// The buttons and the form of appeals.
#[derive(Debug)]
pub(crate) struct Appeals(pub(crate) Store);

/// Sends a case to its user, with the button for an appeal unless it is an unban.
pub(crate) async fn notify(ctx: &CommandContext, guild: GuildId, case: &Case) -> Result<(), HttpError> {
    let name = ctx.cache().guild(guild).map_or_else(|| "a server".to_owned(), |guild| guild.name.to_string());
    let text = format!("{} in {name}, case {}: {}", case.action, case.number, case.reason);
    let channel = ctx.http().create_dm(case.user).await?;
    let mut message = ctx.http().create_message(channel.id).content(text);
    if case.action != "Unban" {
        let button = Button::secondary(Appeal { guild, case: case.number }.id(), "Appeal");
        message = message.component(ActionRow::new([button]));
    }
    message.await?;
    Ok(())
}

#[handlers]
impl Appeals {
    #[component]
    async fn appeal(&self, appeal: Appeal) -> Ask<AppealForm, Appeal> {
        AppealForm::ask(appeal)
    }

    #[modal]
    async fn appealed(&self, ctx: &ModalContext, appeal: Appeal, form: AppealForm) -> CommandResult<&'static str> {
        let Appeal { guild, case: number } = appeal;
        let log = settings::log_channel(&self.0, guild).await?.tell("This server takes no appeals.")?;
        let user = ctx.user().id;
        let set = "UPDATE cases SET appeal = ?4 WHERE guild = ?1 AND number = ?2 AND user = ?3 AND appeal IS NULL";
        let write = move |db: &rusqlite::Connection| {
            let written = db.execute(set, params![guild.get(), number, user.get(), form.why])?;
            if written == 1 { Case::find(db, guild, number) } else { Ok(None) }
        };
        let case = self.0.run(write).await?.tell("You have appealed already.")?;
        let buttons = [
            Button::success(Decide { case: number, accept: true }.id(), "Accept"),
            Button::danger(Decide { case: number, accept: false }.id(), "Reject"),
        ];
        log.send_embed(ctx, case.embed()).component(ActionRow::new(buttons)).await?;
        Ok("The moderators will read your appeal.")
    }

    #[component(permissions(BAN_MEMBERS))]
    async fn decide(&self, ctx: &ComponentContext, #[from] guild: GuildId, decide: Decide) -> CommandResult<Update> {
        let (number, verdict) = (decide.case, if decide.accept { "accepted" } else { "rejected" });
        // Of two moderators who click at the same time, one decides.
        let set = "UPDATE cases SET verdict = ?3 WHERE guild = ?1 AND number = ?2 AND verdict IS NULL";
        let decided = self.0.run(move |db| {
            let written = db.execute(set, params![guild.get(), number, verdict])?;
            if written == 1 { Case::find(db, guild, number) } else { Ok(None) }
        });
        let case = decided.await?.tell("This appeal is decided already.")?;
        if decide.accept
            && let Err(error) = undo(ctx, guild, &case).await
        {
            // The appeal stays open, and the button can be clicked again.
            let open = "UPDATE cases SET verdict = NULL WHERE guild = ?1 AND number = ?2";
            self.0.run(move |db| db.execute(open, params![guild.get(), number])).await?;
            return Err(error);
        }
        // Users may refuse direct messages. The verdict counts without one.
        let _ = case.user.dm(ctx, format!("Your appeal of case {number} is {verdict}.")).await;
        Ok(Update::new(format!("{} by {}", verdict, ctx.user().id.mention())).embed(case.embed()).clear_components())
    }
}

/// Ends the punishment of a case.
async fn undo(ctx: &ComponentContext, guild: GuildId, case: &Case) -> CommandResult {
    let reason = format!("{}: appeal of case {} accepted", ctx.user().username, case.number);
    match case.action.as_str() {
        "Ban" => match guild.unban(ctx, case.user).reason(reason).await {
            Err(error) if error.code() == Some(ErrorCode::UNKNOWN_BAN) => {}
            result => result?,
        },
        "Timeout" => {
            ctx.http().update_member(guild, case.user).clear_communication_disabled_until().reason(reason).await?;
        }
        _ => {}
    }
    Ok(())
}
