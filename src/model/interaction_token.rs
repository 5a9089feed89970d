//! The token of an interaction in JSON: it is left out unless it is requested.

use serde::Serialize;

use super::Interaction;

#[derive(Serialize)]
struct WithToken<'a> {
    #[serde(flatten)]
    interaction: &'a Interaction,
    token: &'a str,
}

impl Interaction {
    /// The interaction with its token, to be serialized: for another process that answers it. The interaction alone is
    /// serialized without its token, which is a secret.
    ///
    /// ```
    /// use greenroom::model::{Interaction, InteractionKind};
    ///
    /// let mut interaction = Interaction::new(1, 2, InteractionKind::Ping);
    /// interaction.token = "secret".to_owned();
    /// assert!(!serde_json::to_string(&interaction)?.contains("secret"));
    /// assert!(serde_json::to_string(&interaction.with_token())?.contains("secret"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn with_token(&self) -> impl Serialize + '_ {
        WithToken { interaction: self, token: &self.token }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Interaction, InteractionKind};

    #[test]
    fn the_token_is_in_no_debug_output_and_in_json_only_on_request() {
        let mut interaction = Interaction::new(1, 2, InteractionKind::Ping);
        interaction.token = "aSecretToken".to_owned();
        assert!(!format!("{interaction:?} {interaction:#?}").contains("aSecretToken"));
        let plain = serde_json::to_string(&interaction).unwrap();
        assert!(!plain.contains("oken"), "{plain}");
        let whole = serde_json::to_string(&interaction.with_token()).unwrap();
        assert_eq!(serde_json::from_str::<Interaction>(&whole).unwrap(), interaction);
    }
}
