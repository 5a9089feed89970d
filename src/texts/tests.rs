use super::{Texts, own};
use crate::model::Locale;

#[test]
fn the_texts_of_the_library_are_a_fluent_file_that_gives_the_same() {
    let texts = Texts::new("en-US").add("en-US", super::ENGLISH).unwrap();
    for text in own::all() {
        assert_eq!(texts.own(None, &text), Some(text.to_string()), "{}", text.id);
    }
}

#[test]
fn wrong_files_are_refused_with_their_line() {
    let error = |german: &str| Texts::new("en-US").add("de", german).unwrap_err().to_string();
    assert_eq!(error("a = b\n\nc d\n"), "option `texts`: de:3: Expected a token starting with \"=\"");
    assert_eq!(error("a = b\na = c\n"), "option `texts`: de: the message `a` exists twice; remove one of them");
    let unknown = Texts::new("en-US").add("german", "a = b").unwrap_err().to_string();
    assert!(unknown.starts_with("option `texts`: german: `german` is not a locale of Discord"), "{unknown}");
    let missing = Texts::new("en-US").load("no/such/folder").unwrap_err().to_string();
    assert!(missing.starts_with("option `texts`: no/such/folder cannot be read: "), "{missing}");
}

#[test]
fn folders_and_files_of_a_language_are_read() {
    let folder = std::env::temp_dir().join(format!("greenroom-texts-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("de")).unwrap();
    for (file, source) in [("en-US.ftl", "a = one"), ("de/a.ftl", "a = eins"), ("de/b.ftl", "b = zwei"), ("x.txt", "?")]
    {
        std::fs::write(folder.join(file), source).unwrap();
    }
    let texts = Texts::new("en-US").load(&folder).unwrap();
    std::fs::write(folder.join("de/b.ftl"), "b == zwei\nc\n").unwrap();
    let broken = Texts::new("en-US").load(&folder).unwrap_err().to_string();
    std::fs::remove_dir_all(&folder).unwrap();
    let german = texts.language("de");
    assert_eq!([german.text("a"), german.text("b"), texts.language("en-GB").text("a")], ["eins", "zwei", "one"]);
    assert!(broken.contains("b.ftl:2: "), "{broken}");
}

#[test]
fn texts_have_typed_arguments_plural_forms_and_attributes() {
    let english =
        "shop = Shop\n    .title = { $count ->\n        [one] One visit\n       *[other] { $count } visits\n    }\n";
    let texts = Texts::new("en-US").add("en-US", english).unwrap().add("de", "big = { $id } { $share }").unwrap();
    let language = texts.language("fr");
    assert_eq!(language.text("shop"), "Shop");
    for (count, expected) in [(1, "One visit"), (2, "2 visits")] {
        assert_eq!(language.text_with("shop.title", &[("count", &count)]), expected);
    }
    // An id has too many digits for a number of Fluent.
    let (id, share) = (123_456_789_012_345_678_u64, 0.5);
    assert_eq!(texts.language("de").text_with("big", &[("id", &id), ("share", &share)]), "123456789012345678 0.5");
}

#[test]
fn what_is_missing_or_broken_comes_from_the_default_language() {
    let texts = Texts::new("en-US").add("en-US", "a = A\nb = B { $x }").unwrap().add("de", "a = { $y }").unwrap();
    let german = texts.language("de");
    assert_eq!([german.text("a"), german.text("b"), german.text("c")], ["A", "B {$x}", "c"]);
    assert_eq!(german.locale(), Some(&Locale::German));
}
