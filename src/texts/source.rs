//! [`Texts`]: the texts of a bot in several languages, from Fluent files.

use std::{
    collections::{BTreeMap, HashSet},
    fmt, fs, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use fluent_bundle::{FluentArgs, FluentValue};

use super::{
    TextArgument,
    catalog::Catalog,
    fallback::with_fallback,
    own::{OwnArgument, OwnText},
};
use crate::{
    error::{Error, Result},
    model::Locale,
};

/// The texts of a bot in several languages, from [Fluent] files. They are given to
/// [`Bot::texts`](crate::Bot::texts). A clone shares them.
///
/// [Fluent]: https://projectfluent.org
#[derive(Clone)]
pub struct Texts(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    default: Locale,
    languages: BTreeMap<Locale, Arc<Catalog>>,
    /// The messages that the log has warned of.
    warned: Arc<Mutex<HashSet<String>>>,
}

fn refused(reason: String) -> Error {
    Error::Option { option: "texts", reason }
}

impl Texts {
    /// Texts whose default language is this one: a locale of Discord such as `en-US` (Discord's docs, reference,
    /// "Locales"). It is used where another language lacks a text.
    #[must_use]
    pub fn new(default: &str) -> Self {
        Self(Arc::new(Inner { default: Locale::from(default), languages: BTreeMap::new(), warned: Arc::default() }))
    }

    /// Adds the texts of a folder: the files `de.ftl` and `de/*.ftl` for German. The names are locales of Discord.
    ///
    /// # Errors
    /// [`Error::Option`] if the folder cannot be read or has no such files, if the name of one is not a locale of
    /// Discord, and as [`add`](Self::add).
    pub fn load(mut self, folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let unreadable = |path: &Path, error: io::Error| refused(format!("{} cannot be read: {error}", path.display()));
        let mut count = 0;
        for path in sorted(folder).map_err(|error| unreadable(folder, error))? {
            let is_folder = path.is_dir();
            let name = if is_folder { path.file_name() } else { path.file_stem() };
            let Some(locale) = name.and_then(|name| name.to_str()) else { continue };
            let files = match is_folder {
                true => sorted(&path).map_err(|error| unreadable(&path, error))?,
                false => vec![path.clone()],
            };
            for file in files.iter().filter(|file| file.extension().is_some_and(|it| it == "ftl")) {
                let source = fs::read_to_string(file).map_err(|error| unreadable(file, error))?;
                self = self.add_file(locale, source, &file.display().to_string())?;
                count += 1;
            }
        }
        match count {
            0 => Err(refused(format!("{} has no files such as `en-US.ftl` or `en-US/shop.ftl`", folder.display()))),
            _ => Ok(self),
        }
    }

    /// Adds texts of a language, such as `Texts::new("en-US").add("de", include_str!("../locales/de.ftl"))`. Several
    /// calls for one language add to it.
    ///
    /// # Errors
    /// [`Error::Option`] with the line, if this is not Fluent's syntax, if a message exists already, and if the
    /// language is not a locale of Discord.
    pub fn add(self, locale: &str, fluent: &str) -> Result<Self> {
        self.add_file(locale, fluent.to_owned(), locale)
    }

    fn add_file(mut self, name: &str, source: String, place: &str) -> Result<Self> {
        let locale = Locale::from(name);
        if let Locale::Unknown(name) = &locale {
            return Err(refused(format!(
                "{place}: `{name}` is not a locale of Discord; these are `de`, `en-US`, `pt-BR` and others: \
                 https://docs.discord.com/developers/reference#locales"
            )));
        }
        let inner = Arc::make_mut(&mut self.0);
        let catalog = inner.languages.entry(locale.clone()).or_default();
        *catalog = Arc::new(catalog.with(&locale, source, place).map_err(refused)?);
        Ok(self)
    }

    /// The default language.
    pub(crate) fn default_locale(&self) -> &Locale {
        &self.0.default
    }

    /// The languages that have texts.
    pub(crate) fn locales(&self) -> impl Iterator<Item = &Locale> {
        self.0.languages.keys()
    }

    pub(super) fn languages(&self) -> impl Iterator<Item = (&Locale, &Catalog)> {
        self.0.languages.iter().map(|(locale, catalog)| (locale, &**catalog))
    }

    /// The text of a message without arguments, in this language alone. `None` if there is no such message.
    ///
    /// # Errors
    /// What is wrong with the message.
    pub(crate) fn exactly(&self, locale: &Locale, id: &str) -> Option<Result<String, String>> {
        let (text, errors) = self.0.languages.get(locale)?.format(id, &FluentArgs::new())?;
        Some(match errors.first() {
            Some(error) => Err(format!("`{id}`: {error}")),
            None => Ok(text),
        })
    }

    /// The text of a message in a language, or in those that replace it.
    pub(super) fn text(&self, locale: Option<&Locale>, id: &str, arguments: &[(&str, &dyn TextArgument)]) -> String {
        let values: Vec<_> = arguments.iter().map(|(name, value)| (*name, value.to_value())).collect();
        let arguments: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.to_fluent())).collect();
        match self.find(locale, id, &arguments) {
            Some(text) => text,
            None => {
                self.warn(id, &self.0.default, "there is no such message");
                id.to_owned()
            }
        }
    }

    /// A text of the library. `None` if no file has it.
    pub(super) fn own(&self, locale: Option<&Locale>, text: &OwnText) -> Option<String> {
        let arguments = text.arguments.iter().map(|(name, value)| {
            let value = match value {
                OwnArgument::Text(text) => FluentValue::String(text.into()),
                OwnArgument::Number(number) => FluentValue::from(*number),
            };
            (*name, value)
        });
        self.find(locale, text.id, &arguments.collect())
    }

    fn find(&self, locale: Option<&Locale>, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let mut broken = None;
        for locale in with_fallback(locale).chain([self.0.default.clone()]) {
            let Some((text, errors)) = self.0.languages.get(&locale).and_then(|it| it.format(id, arguments)) else {
                continue;
            };
            let Some(error) = errors.first() else { return Some(text) };
            self.warn(id, &locale, &error.to_string());
            broken = Some(text);
        }
        // Fluent writes `{$name}` for an argument that is missing.
        broken
    }

    /// Logs what is wrong with a message, once.
    fn warn(&self, id: &str, locale: &Locale, problem: &str) {
        let mut warned = self.0.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if warned.insert(format!("{locale} {id}")) {
            tracing::warn!(id, %locale, problem, "a text is missing or broken");
        }
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_struct("Texts");
        map.field("default", &self.0.default).field("languages", &self.locales().collect::<Vec<_>>());
        map.finish_non_exhaustive()
    }
}

/// What a folder contains, by name.
fn sorted(folder: &Path) -> io::Result<Vec<std::path::PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
