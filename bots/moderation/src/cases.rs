//! Cases: what was done to which user, when and why. `/case` and `/cases` show them.
use greenroom::prelude::*;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::store::Store;

/// What a moderator did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub(crate) enum Action {
    Warning,
    Timeout,
    Ban,
    Unban,
}

/// One entry of the log, with its number in the guild.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) number: u32,
    pub(crate) user: UserId,
    pub(crate) moderator: UserId,
    pub(crate) action: String,
    pub(crate) reason: String,
    pub(crate) at: i64,
    pub(crate) appeal: Option<String>,
    pub(crate) verdict: Option<String>,
}

const COLUMNS: &str = "number, user, moderator, action, reason, at, appeal, verdict";

impl Case {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            user: UserId::new(row.get(1)?),
            moderator: UserId::new(row.get(2)?),
            action: row.get(3)?,
            reason: row.get(4)?,
            at: row.get(5)?,
            appeal: row.get(6)?,
            verdict: row.get(7)?,
        })
    }

    /// Writes a new case. Its number is the next one of the guild.
    pub(crate) fn write(
        db: &Connection,
        guild: GuildId,
        user: UserId,
        moderator: UserId,
        action: Action,
        reason: &str,
    ) -> rusqlite::Result<Self> {
        let insert = format!(
            "INSERT INTO cases (guild, number, user, moderator, action, reason) VALUES
             (?1, (SELECT coalesce(max(number), 0) + 1 FROM cases WHERE guild = ?1), ?2, ?3, ?4, ?5)
             RETURNING {COLUMNS}"
        );
        let values = params![guild.get(), user.get(), moderator.get(), action.name(), reason];
        db.query_row(&insert, values, Self::read)
    }

    /// Deletes a case that came to nothing.
    pub(crate) fn delete(db: &Connection, guild: GuildId, number: u32) -> rusqlite::Result<usize> {
        db.execute("DELETE FROM cases WHERE guild = ?1 AND number = ?2", params![guild.get(), number])
    }

    /// Reads a case.
    pub(crate) fn find(db: &Connection, guild: GuildId, number: u32) -> rusqlite::Result<Option<Self>> {
        let select = format!("SELECT {COLUMNS} FROM cases WHERE guild = ?1 AND number = ?2");
        db.query_row(&select, params![guild.get(), number], Self::read).optional()
    }

    /// The newest cases of a user: as many as fit into one embed.
    fn of_user(db: &Connection, guild: GuildId, user: UserId) -> rusqlite::Result<Vec<Self>> {
        let select = format!("SELECT {COLUMNS} FROM cases WHERE guild = ?1 AND user = ?2 ORDER BY number DESC LIMIT 8");
        db.prepare(&select)?.query_map(params![guild.get(), user.get()], Self::read)?.collect()
    }

    /// The case as it is shown in the log and by `/case`.
    pub(crate) fn embed(&self) -> Embed {
        let mut embed = Embed::new()
            .title(format!("Case {}: {}", self.number, self.action))
            .field("User", self.user.mention().to_string(), true)
            .field("Moderator", self.moderator.mention().to_string(), true)
            .field("When", format!("<t:{}:R>", self.at), true)
            .field("Reason", &self.reason, false);
        for (name, text) in [("Appeal", &self.appeal), ("Verdict", &self.verdict)] {
            if let Some(text) = text {
                embed = embed.field(name, text, false);
            }
        }
        embed
    }
}

/// The commands that show cases.
#[derive(Debug)]
pub(crate) struct Cases(pub(crate) Store);

#[handlers(ephemeral)]
impl Cases {
    /// Shows a case
    #[command(contexts(Guild), member_permissions(MODERATE_MEMBERS))]
    async fn case(
        &self,
        #[from] guild: GuildId,
        #[option("Its number", range = 1..=4_294_967_295)] number: u32,
    ) -> CommandResult<Reply> {
        let case = self.0.run(move |db| Case::find(db, guild, number)).await?;
        Ok(Reply::from(case.tell(format!("There is no case {number}."))?.embed()))
    }

    /// Lists the newest cases of a user
    #[command(contexts(Guild), member_permissions(MODERATE_MEMBERS))]
    async fn cases(&self, #[from] guild: GuildId, #[option("Which one")] user: ResolvedUser) -> CommandResult<Reply> {
        let id = user.id();
        let cases = self.0.run(move |db| Case::of_user(db, guild, id)).await?;
        if cases.is_empty() {
            return Ok(Reply::new(format!("{} has no cases.", user.display_name())));
        }
        let lines = cases.iter().map(|it| format!("**{}** {} <t:{}:R>: {}", it.number, it.action, it.at, it.reason));
        let title = format!("Cases of {}", user.display_name());
        Ok(Reply::from(Embed::new().title(title).description(lines.collect::<Vec<_>>().join("\n"))))
    }
}
