//! [`WebhookClient`]: a webhook that is used by its URL, without a bot.

use std::{fmt, sync::OnceLock};

use super::{
    Call, DEFAULT_BASE_URL, DeleteWebhookMessage, ExecuteWebhook, Http, HttpConfig, HttpError, UpdateWebhookMessage,
};
use crate::model::{ChannelId, MessageId, Webhook, WebhookId};

/// The hosts of Discord's API. A webhook's token is sent to no other host, except on this machine.
const HOSTS: [&str; 4] = ["discord.com", "ptb.discord.com", "canary.discord.com", "discordapp.com"];

/// What is wrong with a URL. It does not contain the URL, which is a secret.
const REASON: &str = "it is not the URL of a webhook: it should be like https://discord.com/api/webhooks/id/token, as \
                      Discord shows it under Edit Channel > Integrations > Webhooks";

/// The client of all webhooks at Discord, so that they share its rate limits and its thread.
static AT_DISCORD: OnceLock<Http> = OnceLock::new();

/// A webhook with its token, which writes messages without a bot.
///
/// ```no_run
/// # async fn report() -> Result<(), greenroom::rest::HttpError> {
/// use greenroom::model::Webhook;
///
/// let webhook = Webhook::from_url("https://discord.com/api/webhooks/80351110224678912/a-secret")?;
/// webhook.send("The build is green.").username("CI").await?;
/// # Ok(())
/// # }
/// ```
///
/// It is cheap to clone. All clients of Discord's webhooks in a process share the rate limits and one thread, which
/// exists until the process ends.
#[derive(Clone)]
pub struct WebhookClient {
    http: Http,
    id: WebhookId,
    token: String,
    thread: Option<ChannelId>,
}

impl Webhook {
    /// A client for the webhook with this URL, which needs no bot: `Webhook::from_url(url)?.send("hi").await?`. With
    /// `?thread_id=…` in the URL, messages are written into that thread.
    ///
    /// # Errors
    /// [`HttpError::Config`] if this is not the URL of a webhook at Discord or on this machine; [`HttpError::Tls`] and
    /// [`HttpError::Stopped`] if the client cannot be started.
    pub fn from_url(url: &str) -> Result<WebhookClient, HttpError> {
        let Url { base, id, token, thread } =
            Url::parse(url).ok_or(HttpError::Config { option: "url", reason: REASON.to_owned() })?;
        let http = match (base, AT_DISCORD.get()) {
            (Some(base), _) => start(base)?,
            (None, Some(http)) => http.clone(),
            (None, None) => {
                let http = start(DEFAULT_BASE_URL.to_owned())?;
                AT_DISCORD.get_or_init(|| http).clone()
            }
        };
        Ok(WebhookClient { http, id, token, thread })
    }
}

fn start(base_url: String) -> Result<Http, HttpError> {
    Http::start(HttpConfig { base_url, ..HttpConfig::without_token() })
}

/// The parts of a webhook's URL.
#[derive(PartialEq)]
struct Url {
    /// The address of the API; `None` for Discord's.
    base: Option<String>,
    id: WebhookId,
    token: String,
    thread: Option<ChannelId>,
}

impl Url {
    fn parse(url: &str) -> Option<Self> {
        let uri: http::Uri = url.trim().parse().ok()?;
        let (before, path) = uri.path().rsplit_once("/webhooks/")?;
        let (id, token) = path.trim_end_matches('/').split_once('/')?;
        let is_token = !token.is_empty() && token.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it));
        let scheme = uri.scheme_str()?;
        let base = match uri.host()? {
            host if HOSTS.contains(&host) => (scheme == "https" && before.starts_with("/api")).then_some(None)?,
            "localhost" | "127.0.0.1" | "[::1]" => Some(format!("{scheme}://{}{before}", uri.authority()?)),
            _ => return None,
        };
        let pairs = uri.query().unwrap_or_default().split('&');
        let thread = pairs.filter_map(|pair| pair.strip_prefix("thread_id=")).find_map(|id| id.parse().ok());
        let id = id.parse().ok().filter(|id: &WebhookId| is_token && *id != 0)?;
        Some(Self { base, id, token: token.to_owned(), thread })
    }
}

impl WebhookClient {
    /// The id of the webhook.
    #[must_use]
    pub fn id(&self) -> WebhookId {
        self.id
    }

    /// Writes a message with this text, and waits until Discord has accepted it.
    pub fn send(&self, content: impl Into<String>) -> ExecuteWebhook {
        self.execute().content(content)
    }

    /// Writes a message with the content of the builder, and waits until Discord has accepted it:
    /// `client.execute().embed(embed).await`.
    pub fn execute(&self) -> ExecuteWebhook {
        let mut execute = self.http.execute_webhook(self.id, &self.token).wait(true);
        execute.thread_id = self.thread;
        execute
    }

    /// Changes a message of the webhook.
    pub fn edit(&self, message: MessageId) -> UpdateWebhookMessage {
        let mut edit = self.http.update_webhook_message(self.id, &self.token, message);
        edit.thread_id = self.thread;
        edit
    }

    /// Deletes a message of the webhook.
    pub fn delete(&self, message: MessageId) -> DeleteWebhookMessage {
        let mut delete = self.http.delete_webhook_message(self.id, &self.token, message);
        delete.thread_id = self.thread;
        delete
    }

    /// The webhook itself, without its `user`.
    pub fn fetch(&self) -> Call<Webhook> {
        self.http.webhook_with_token(self.id, &self.token)
    }
}

impl fmt::Debug for WebhookClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookClient").field("id", &self.id).field("thread", &self.thread).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_discord_and_of_this_machine_are_parsed() {
        let discord = |thread: Option<u64>| Url {
            base: None,
            id: WebhookId::new(5),
            token: "a-B_c".to_owned(),
            thread: thread.map(ChannelId::new),
        };
        for (url, wanted) in [
            ("https://discord.com/api/webhooks/5/a-B_c", discord(None)),
            (" https://canary.discord.com/api/v10/webhooks/5/a-B_c/ ", discord(None)),
            ("https://discordapp.com/api/webhooks/5/a-B_c?wait=true&thread_id=9", discord(Some(9))),
            (
                "http://127.0.0.1:80/api/v10/webhooks/5/a-B_c",
                Url { base: Some("http://127.0.0.1:80/api/v10".to_owned()), ..discord(None) },
            ),
        ] {
            assert!(Url::parse(url) == Some(wanted), "{url}");
        }
    }

    #[test]
    fn other_urls_are_refused_and_not_shown() {
        for url in [
            "",
            "5/a-secret",
            "http://discord.com/api/webhooks/5/a-secret",
            "https://discord.com.example.org/api/webhooks/5/a-secret",
            "https://example.org/api/webhooks/5/a-secret",
            "https://discord.com@example.org/api/webhooks/5/a-secret",
            "https://discord.com/api/webhooks/x/a-secret",
            "https://discord.com/api/webhooks/0/a-secret",
            "https://discord.com/api/webhooks/5/",
            "https://discord.com/api/webhooks/5/a-secret/github",
        ] {
            let error = Webhook::from_url(url).unwrap_err();
            assert!(matches!(error, HttpError::Config { option: "url", .. }), "{url}: {error}");
            assert!(!format!("{error} {error:?}").contains("a-secret"), "{error}");
        }
    }

    #[test]
    fn the_token_is_not_shown() {
        let webhook = Webhook::from_url("http://localhost:1/api/webhooks/5/a-secret").unwrap();
        let shown = format!("{webhook:?} {:?}", webhook.send("hi"));
        assert!(shown.contains("WebhookId(5)") && !shown.contains("a-secret"), "{shown}");
    }
}
