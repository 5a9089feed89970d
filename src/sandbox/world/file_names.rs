//! Names of uploaded files as Discord stores them, and their media types.

/// Letters with an accent, and the letter without it.
const ACCENTS: &[(&str, char)] = &[
    ("ÀÁÂÃÄÅĀĂĄ", 'A'),
    ("àáâãäåāăą", 'a'),
    ("ÇĆĈĊČ", 'C'),
    ("çćĉċč", 'c'),
    ("Ď", 'D'),
    ("ď", 'd'),
    ("ÈÉÊËĒĔĖĘĚ", 'E'),
    ("èéêëēĕėęě", 'e'),
    ("ĜĞĠĢ", 'G'),
    ("ĝğġģ", 'g'),
    ("ÌÍÎÏĨĪĬĮİ", 'I'),
    ("ìíîïĩīĭį", 'i'),
    ("ĹĻĽ", 'L'),
    ("ĺļľ", 'l'),
    ("ÑŃŅŇ", 'N'),
    ("ñńņň", 'n'),
    ("ÒÓÔÕÖŌŎŐ", 'O'),
    ("òóôõöōŏő", 'o'),
    ("ŔŖŘ", 'R'),
    ("ŕŗř", 'r'),
    ("ŚŜŞŠ", 'S'),
    ("śŝşš", 's'),
    ("ŢŤ", 'T'),
    ("ţť", 't'),
    ("ÙÚÛÜŨŪŬŮŰŲ", 'U'),
    ("ùúûüũūŭůűų", 'u'),
    ("ÝŶŸ", 'Y'),
    ("ýÿŷ", 'y'),
    ("ŹŻŽ", 'Z'),
    ("źżž", 'z'),
];

/// The name under which Discord stores a file: letters lose their accents, white space and slashes become underscores,
/// other characters than ASCII letters, digits, `.`, `-` and `_` are dropped, and so are dots and underscores at the
/// ends. If nothing is left before the ending, `unknown` stands there.
pub(in crate::sandbox) fn cleansed(name: &str) -> String {
    let words: Vec<&str> = name.split(|sign: char| sign.is_whitespace() || sign == '/').collect();
    let joined = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
    let kept = joined.chars().filter_map(|sign| {
        let plain = ACCENTS.iter().find(|(accented, _)| accented.contains(sign)).map_or(sign, |(_, plain)| *plain);
        (plain.is_ascii_alphanumeric() || matches!(plain, '.' | '-' | '_')).then_some(plain)
    });
    let kept: String = kept.collect();
    let has_stem = |it: &str| it.rsplit_once('.').map_or(it, |(stem, _)| stem).contains(|sign| !"._".contains(sign));
    if has_stem(&kept) {
        return kept.trim_matches(['.', '_']).to_owned();
    }
    let ending = kept.rsplit_once('.').map_or("", |(_, ending)| ending).trim_matches('_');
    if ending.is_empty() || !name.contains(|sign: char| !"._ /".contains(sign)) {
        return "unknown".to_owned();
    }
    format!("unknown.{ending}")
}

/// The `title` of a file whose name was changed: its name without the ending.
pub(in crate::sandbox) fn title(name: &str, stored: &str) -> Option<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    (name != stored && !stem.is_empty()).then(|| stem.to_owned())
}

/// The media type by the ending of a name.
pub(in crate::sandbox) fn media_type(name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    Some(match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "txt" | "md" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleansed_and_titles_keep_what_was_lost() {
        for (name, stored, kept) in [
            ("a.png", "a.png", None),
            ("long_name-2.png", "long_name-2.png", None),
            ("__pit.png", "pit.png", Some("__pit")),
            ("pear & quince (final).png", "pear__quince_final.png", Some("pear & quince (final)")),
            ("hello (world).png", "hello_world.png", Some("hello (world)")),
            ("a  b/c.txt", "a_b_c.txt", Some("a  b/c")),
            ("Äpfel çà.png", "Apfel_ca.png", Some("Äpfel çà")),
            ("画像.png", "unknown.png", Some("画像")),
            ("画像", "unknown", Some("画像")),
            ("archive.tar.gz", "archive.tar.gz", None),
            (".env", "unknown.env", None),
            ("", "unknown", None),
            ("..", "unknown", Some(".")),
        ] {
            assert_eq!(cleansed(name), stored, "{name}");
            assert_eq!(title(name, stored).as_deref(), kept, "{name}");
        }
        assert_eq!((media_type("a.PNG"), media_type("a")), (Some("image/png"), None));
    }
}
