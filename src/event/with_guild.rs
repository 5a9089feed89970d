//! Reads an object that has a `guild_id` beside the keys of another object.

use serde::de::{Deserialize, Deserializer, Error, MapAccess};

use crate::model::GuildId;
use crate::model::beside::{Beside, beside};

#[derive(Default)]
struct InGuild(Option<GuildId>);

impl Beside for InGuild {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        let is_guild = key == "guild_id";
        if is_guild {
            self.0 = Some(map.next_value()?);
        }
        Ok(is_guild)
    }
}

/// Reads `guild_id` and, from the other keys of the same object, `T`.
pub(super) fn with_guild<'de, D, T>(deserializer: D) -> Result<(GuildId, T), D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let (InGuild(guild_id), inner) = beside(deserializer)?;
    Ok((guild_id.ok_or_else(|| D::Error::missing_field("guild_id"))?, inner))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: u8,
        #[serde(default)]
        b: Vec<u8>,
    }

    fn read(json: &str) -> Result<(GuildId, Inner), serde_json::Error> {
        with_guild(&mut serde_json::Deserializer::from_str(json))
    }

    #[test]
    fn guild_id_may_be_at_any_position() {
        for json in [
            r#"{"guild_id":"5","a":1,"b":[2]}"#,
            r#"{"a":1,"guild_id":"5","new":{"guild_id":"6"},"b":[2]}"#,
            r#"{"\u0061":1,"b":[2],"guild_i\u0064":5}"#,
        ] {
            assert_eq!(read(json).unwrap(), (GuildId::new(5), Inner { a: 1, b: vec![2] }), "{json}");
        }
    }

    #[test]
    fn a_missing_key_is_named_in_the_error() {
        for (json, missing) in [(r#"{"a":1}"#, "guild_id"), (r#"{"guild_id":"5"}"#, "`a`"), ("5", "an object")] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains(missing), "{error}");
        }
    }
}
