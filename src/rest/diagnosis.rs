//! What is done before and after a request is sent so that its error helps: before, the limits are checked; after, an
//! error gets the hints that this process has, and tokens are removed from it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use compact_str::CompactString;

use super::{
    ApiError, ErrorCode, Http, HttpError,
    arrivals::{ANSWER_WITHIN, Unanswered},
    check::check,
    endpoints::operation,
    explain::{Asked, Explain},
    request::Request,
    route::Route,
};
use crate::model::{Interaction, InteractionData, InteractionId, InteractionKind, Timestamp};
#[cfg(feature = "cache")]
use crate::server_clock::ServerClock;

impl Http {
    /// Sets the source of explanations for refusals, which has the guilds. It is set once: later calls are ignored.
    #[cfg_attr(not(feature = "cache"), expect(dead_code, reason = "only the cache can answer"))]
    pub(crate) fn explained_by(&self, explain: Arc<dyn Explain>) {
        // Fails if one has been set already.
        let _ = self.inner.explain.set(explain);
    }

    /// Notes when an interaction arrived, for the hint to a late answer.
    pub(crate) fn interaction_came(&self, interaction: &Interaction) {
        self.inner.arrivals().came(interaction.id, name_of(interaction), self.server_time(), Instant::now());
    }

    /// Logs a warning for the interactions that nothing has answered in time, once for each command. Returns the time
    /// until the next one is to be checked, if there is one.
    pub(crate) fn warn_of_unanswered(&self) -> Option<Duration> {
        let (unanswered, next) = self.inner.arrivals().unanswered(Instant::now());
        for Unanswered { name, handler } in unanswered {
            tracing::warn!(
                interaction = %name,
                handler,
                "no answer to this interaction was sent within {ANSWER_WITHIN:?}: the user sees that the application \
                 did not respond. Answer earlier, or defer the answer first; code that blocks its thread does neither \
                 in time"
            );
        }
        next
    }

    /// Notes that an answer to an interaction is about to be sent, if the request is one.
    pub(super) fn answering(&self, request: &Request) {
        if let Some(interaction) = answers(&request.route) {
            self.inner.arrivals().answering(interaction);
        }
    }

    /// Discord's present time, or this machine's before the first answer.
    pub(crate) fn server_time(&self) -> Timestamp {
        self.inner.shared.server_clock.now()
    }

    /// The clock behind [`server_time`](Self::server_time).
    #[cfg(feature = "cache")]
    pub(crate) fn server_clock(&self) -> Arc<ServerClock> {
        Arc::clone(&self.inner.shared.server_clock)
    }

    /// How long an interaction was on its way to this moment, at least. `None` if Discord's clock is not known yet.
    pub(crate) fn age(&self, interaction: InteractionId) -> Option<Duration> {
        self.inner.shared.server_clock.since(interaction.created_at().into(), Instant::now())
    }

    /// Notes that a handler is called for an interaction.
    pub(crate) fn interaction_called(&self, interaction: InteractionId, handler: &'static str) {
        self.inner.arrivals().called(interaction, handler, Instant::now());
    }

    /// Checks a request against Discord's limits.
    pub(super) fn checked(&self, request: &Request) -> Result<(), HttpError> {
        if !self.inner.shared.config.validate || request.unchecked {
            return Ok(());
        }
        let Route { operation, shown, .. } = &request.route;
        let fields = check(operation.name, &request.query, request.body.json().map(|json| &json[..]));
        if fields.is_empty() {
            return Ok(());
        }
        let mut error = HttpError::Invalid { operation: operation.name, route: shown.clone(), fields };
        self.hide_secrets(request, &mut error);
        Err(error)
    }

    /// Notes that Discord has carried out a request.
    pub(super) fn succeeded(&self, request: &Request) {
        if let Some(interaction) = answers(&request.route) {
            self.inner.arrivals().answered(interaction, Instant::now());
        }
    }

    /// Adds to an error what this process can say about its cause. The call was made at `asked`.
    pub(super) fn with_hints(&self, request: &Request, asked: Instant, mut error: HttpError) -> HttpError {
        if let HttpError::Api(refusal) = &mut error {
            self.add_hints(request, asked, refusal);
        }
        self.without_secrets(request, error)
    }

    /// The error without any token.
    pub(super) fn without_secrets(&self, request: &Request, mut error: HttpError) -> HttpError {
        self.hide_secrets(request, &mut error);
        error
    }

    fn add_hints(&self, request: &Request, asked: Instant, refusal: &mut ApiError) {
        refusal.is_of_discord = self.inner.shared.config.is_of_discord();
        let body = request.body.json().map(|json| &json[..]);
        if let Some(body) = body {
            refusal.explain_fields(body);
        }
        let interaction = answers(&request.route);
        refusal.hint = match refusal.code {
            ErrorCode::MISSING_ACCESS | ErrorCode::MISSING_PERMISSIONS => {
                let explain = self.inner.explain.get();
                let about = Asked::about(&request.route, body, request.body.has_files());
                explain.zip(about).map(|(explain, asked)| explain.missing(&asked))
            }
            ErrorCode::UNKNOWN_INTERACTION => {
                interaction.and_then(|it| self.inner.arrivals().late(it, asked, Instant::now()))
            }
            ErrorCode::INTERACTION_HAS_ALREADY_BEEN_ACKNOWLEDGED => {
                interaction.and_then(|it| self.inner.arrivals().twice(it, Instant::now()))
            }
            _ => None,
        };
    }

    /// Removes every token from an error: Discord, a proxy or the HTTP client may have repeated it.
    fn hide_secrets(&self, request: &Request, error: &mut HttpError) {
        let mut secrets = request.route.secrets();
        secrets.extend(request.authorization.as_ref().map(|it| it.reveal().to_owned()));
        secrets.push(self.inner.shared.config.token.reveal().to_owned());
        // A client of webhooks has no token.
        secrets.retain(|secret| !secret.is_empty());
        let hide = |text: &mut String| secrets.iter().for_each(|secret| hide(secret, text));
        match error {
            HttpError::Api(refusal) => {
                hide(&mut refusal.message);
                refusal.fields.iter_mut().for_each(|field| {
                    hide(&mut field.message);
                    hide(&mut field.problem);
                });
            }
            HttpError::Invalid { fields, .. } => fields.iter_mut().for_each(|field| {
                hide(&mut field.message);
                hide(&mut field.problem);
            }),
            HttpError::Transport { cause, .. } | HttpError::OutcomeUnknown { cause, .. } => hide(cause),
            HttpError::Undecodable { reason, body, .. } => {
                hide(reason);
                let mut text = std::mem::take(body).into_string();
                hide(&mut text);
                *body = text.into();
            }
            _ => {}
        }
    }
}

/// What the user used: the command, or the custom id of the component or modal.
fn name_of(interaction: &Interaction) -> CompactString {
    match &interaction.data {
        Some(InteractionData::Command(command)) => {
            let is_typing = interaction.kind == InteractionKind::ApplicationCommandAutocomplete;
            let prefix = if is_typing { "autocomplete of /" } else { "/" };
            compact_str::format_compact!("{prefix}{}", command.path())
        }
        Some(InteractionData::Component(component)) => {
            compact_str::format_compact!("component {}", component.custom_id)
        }
        Some(InteractionData::Modal(modal)) => compact_str::format_compact!("modal {}", modal.custom_id),
        _ => CompactString::const_new("unknown"),
    }
}

/// The interaction to which a request is the first answer.
pub(super) fn answers(route: &Route) -> Option<InteractionId> {
    if route.operation.name != operation::CREATE_INTERACTION_RESPONSE.name {
        return None;
    }
    route.id("interaction_id").map(InteractionId::new)
}

/// The shortest prefix of a secret that is removed, in bytes: a text may have been cut off in the middle of the secret.
const SHORTEST_PREFIX: usize = 8;

fn hide(secret: &str, text: &mut String) {
    let Some(beginning) = secret.get(..SHORTEST_PREFIX) else { return };
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(beginning)) {
        let start = from + at;
        let rest = text.get(start..).unwrap_or_default();
        let same: usize =
            rest.chars().zip(secret.chars()).take_while(|(a, b)| a == b).map(|(char, _)| char.len_utf8()).sum();
        text.replace_range(start..start + same, "{token}");
        from = start + "{token}".len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_removed_from_texts() {
        let secret = "MTA.abcdefgh.ijklmnop";
        for (text, expected) in [
            ("no", "no"),
            ("it was MTA.abcdefgh.ijklmnop, and MTA.abcdefgh.ijklmnop", "it was {token}, and {token}"),
            ("cut off MTA.abcdefgh.ij", "cut off {token}"),
            ("\"cut off MTA.abcdefgh.ij…\" is none", "\"cut off {token}…\" is none"),
            ("it ends with MTA.abc", "it ends with MTA.abc"),
        ] {
            let mut text = text.to_owned();
            hide(secret, &mut text);
            assert_eq!(text, expected);
        }
    }
}
