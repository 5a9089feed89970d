//! The result of an operation: a reply or an error, in Discord's form.

use std::time::Duration;

use serde_json::{Value, json};

use crate::sandbox::world::Refusal;

/// A successful answer.
#[derive(Debug)]
pub(super) enum Reply {
    Json(Value),
    /// JSON that is serialised already.
    Text(String),
    /// 201 instead of 200.
    Created(Value),
    /// 204.
    Nothing,
}

/// An error answer.
#[derive(Debug)]
pub(super) enum ApiError {
    Plain(Refusal),
    /// Error 50035, with the tree of errors.
    Form(Value),
    /// 429.
    Limited {
        retry_after: Duration,
        global: bool,
        shared: bool,
    },
    /// An error with a message of its own.
    Custom {
        status: u16,
        code: u32,
        message: String,
    },
    /// Cloudflare's page instead of Discord's answer.
    Cloudflare {
        status: u16,
        retry_after: Option<Duration>,
    },
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::Plain(refusal)
    }
}

impl ApiError {
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Plain(refusal) => refusal.status,
            Self::Form(_) => 400,
            Self::Limited { .. } => 429,
            Self::Custom { status, .. } | Self::Cloudflare { status, .. } => *status,
        }
    }

    /// The JSON body; `None` for Cloudflare's page.
    pub(super) fn json(&self) -> Option<Value> {
        match self {
            Self::Plain(refusal) => Some(json!({"message": refusal.message, "code": refusal.code})),
            Self::Form(tree) => Some(json!({"message": "Invalid Form Body", "code": 50035, "errors": tree})),
            Self::Custom { code, message, .. } => Some(json!({"message": message, "code": code})),
            Self::Limited { retry_after, shared: true, .. } => Some(json!({
                "message": "The resource is being rate limited.", "retry_after": retry_after.as_secs_f64(),
                "global": false, "code": 40062,
            })),
            Self::Limited { retry_after, global, .. } => Some(json!({
                "message": "You are being rate limited.", "retry_after": retry_after.as_secs_f64(), "global": global,
            })),
            Self::Cloudflare { .. } => None,
        }
    }
}
