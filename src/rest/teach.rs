//! What is done round the sending of a request so that its failure teaches: before, it is held against Discord's limits; after, the error
//! is told what this process knows.

use std::{sync::Arc, time::Instant};

use super::{
    ApiError, ErrorCode, Http, HttpError,
    check::check,
    endpoints::operation,
    explain::{Asked, Explain},
    request::Request,
    route::Route,
};
use crate::model::{InteractionId, Timestamp};

impl Http {
    /// Lets what holds the guilds say what was missing when Discord refuses something. The first one stays.
    #[cfg_attr(not(feature = "cache"), expect(dead_code, reason = "only the cache can answer"))]
    pub(crate) fn explained_by(&self, explain: Arc<dyn Explain>) {
        // Fails if somebody explains already, which is as well.
        let _ = self.shared.explain.set(explain);
    }

    /// Notes that an interaction has come, for the case that its answer is late.
    pub(crate) fn interaction_came(&self, interaction: InteractionId) {
        self.shared.arrivals().came(interaction, Timestamp::now(), Instant::now());
    }

    /// Notes that a handler is called for an interaction.
    pub(crate) fn interaction_called(&self, interaction: InteractionId, handler: &'static str) {
        self.shared.arrivals().called(interaction, handler, Instant::now());
    }

    /// Holds a request against Discord's limits.
    pub(super) fn checked(&self, request: &Request) -> Result<(), HttpError> {
        if !self.shared.config.validate || request.unchecked {
            return Ok(());
        }
        let Route { operation, shown, .. } = &request.route;
        let fields = check(operation.name, &request.query, request.body.said().map(|json| &json[..]));
        if fields.is_empty() {
            return Ok(());
        }
        let mut error = HttpError::Invalid { operation: operation.name, route: shown.clone(), fields };
        self.hide_secrets(request, &mut error);
        Err(error)
    }

    /// Notes that Discord has carried a request out.
    pub(super) fn succeeded(&self, request: &Request) {
        if let Some(interaction) = answers(&request.route) {
            self.shared.arrivals().answered(interaction, Instant::now());
        }
    }

    /// Tells an error what this process knows of its cause. The call was made at `asked`.
    pub(super) fn taught(&self, request: &Request, asked: Instant, mut error: HttpError) -> HttpError {
        if let HttpError::Api(refusal) = &mut error {
            self.teach(request, asked, refusal);
        }
        self.without_secrets(request, error)
    }

    /// The error without any token.
    pub(super) fn without_secrets(&self, request: &Request, mut error: HttpError) -> HttpError {
        self.hide_secrets(request, &mut error);
        error
    }

    fn teach(&self, request: &Request, asked: Instant, refusal: &mut ApiError) {
        let body = request.body.said().map(|json| &json[..]);
        if let Some(body) = body {
            refusal.explain_fields(body);
        }
        let interaction = answers(&request.route);
        refusal.hint = match refusal.code {
            ErrorCode::MISSING_ACCESS | ErrorCode::MISSING_PERMISSIONS => {
                let explain = self.shared.explain.get();
                explain.zip(Asked::about(&request.route, body)).map(|(explain, asked)| explain.missing(&asked))
            }
            ErrorCode::UNKNOWN_INTERACTION => {
                interaction.and_then(|it| self.shared.arrivals().late(it, asked, Instant::now()))
            }
            ErrorCode::INTERACTION_HAS_ALREADY_BEEN_ACKNOWLEDGED => {
                interaction.and_then(|it| self.shared.arrivals().twice(it, Instant::now()))
            }
            _ => None,
        };
    }

    /// Takes every token out of an error, wherever Discord, a proxy or the HTTP client may have repeated it.
    fn hide_secrets(&self, request: &Request, error: &mut HttpError) {
        let mut secrets = request.route.secrets();
        secrets.extend(request.authorization.as_ref().map(|it| it.reveal().to_owned()));
        secrets.push(self.shared.config.token.reveal().to_owned());
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

/// The interaction that a request gives the first answer to.
fn answers(route: &Route) -> Option<InteractionId> {
    if route.operation.name != operation::CREATE_INTERACTION_RESPONSE.name {
        return None;
    }
    route.id("interaction_id").map(InteractionId::new)
}

/// The shortest beginning of a secret that is taken out: where a text was cut off, that may have been in the midst of it.
const TELLING: usize = 8;

fn hide(secret: &str, text: &mut String) {
    let Some(beginning) = secret.get(..TELLING) else { return };
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
    fn tokens_are_taken_out_of_texts() {
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
