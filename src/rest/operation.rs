//! What an operation of Discord's API is. The operations themselves are constants in `endpoints::operation`.

/// The verbs that Discord's API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What may be done if it is unknown whether a request was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replay {
    /// Nothing: a repetition might carry it out twice.
    Never,
    /// Repeat it: the outcome is the same.
    Safe,
    /// Repeat it; a 404 to the repetition means that the first attempt succeeded.
    SafeUntilGone,
}

/// One operation of Discord's API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its `operationId` in Discord's OpenAPI document.
    pub(super) name: &'static str,
    pub(super) method: Method,
    /// The path below the base URL, with `{parameters}`.
    pub(super) path: &'static str,
    /// Whether the bot's token is sent.
    pub(super) token: bool,
    pub(super) replay: Replay,
    /// Whether it makes an entry in the audit log of a guild, with a reason.
    pub(super) is_audited: bool,
}

impl Operation {
    const fn new(name: &'static str, method: Method, path: &'static str, replay: Replay) -> Self {
        Self { name, method, path, token: true, replay, is_audited: false }
    }

    /// The operation needs no token, or has another one in its path.
    pub(super) const fn without_token(mut self) -> Self {
        self.token = false;
        self
    }

    /// The operation makes an entry in the audit log of a guild, with a reason.
    pub(super) const fn audited(mut self) -> Self {
        self.is_audited = true;
        self
    }

    /// Carrying it out twice has the same effect as once, although its verb does not guarantee that.
    pub(super) const fn repeatable(mut self) -> Self {
        self.replay = Replay::Safe;
        self
    }
}

pub(super) const fn get(name: &'static str, path: &'static str) -> Operation {
    Operation::new(name, Method::Get, path, Replay::Safe)
}

pub(super) const fn put(name: &'static str, path: &'static str) -> Operation {
    Operation::new(name, Method::Put, path, Replay::Safe)
}

pub(super) const fn delete(name: &'static str, path: &'static str) -> Operation {
    Operation::new(name, Method::Delete, path, Replay::SafeUntilGone)
}

pub(super) const fn post(name: &'static str, path: &'static str) -> Operation {
    Operation::new(name, Method::Post, path, Replay::Never)
}

/// A PATCH sets fields to values; setting them again has no further effect.
pub(super) const fn patch(name: &'static str, path: &'static str) -> Operation {
    Operation::new(name, Method::Patch, path, Replay::Safe)
}
