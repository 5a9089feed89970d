//! Autocompletion: `/city` suggests the cities of the country that was chosen, while the user types.
use greenroom::prelude::*;

/// A country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Country {
    /// The first choice.
    Chile,
    /// The second choice.
    Japan,
}

const CITIES: [(Country, &str, u32); 6] = [
    (Country::Chile, "Concepción", 971_000),
    (Country::Chile, "Santiago", 6_160_000),
    (Country::Chile, "Valparaíso", 935_000),
    (Country::Japan, "Osaka", 2_750_000),
    (Country::Japan, "Sapporo", 1_970_000),
    (Country::Japan, "Tokyo", 9_730_000),
];

/// Answers questions about cities.
#[derive(Debug)]
pub struct Cities;

#[handlers]
impl Cities {
    /// Tells how many people live in a city
    #[command]
    async fn city(
        &self,
        #[option("The country")] country: Country,
        #[option("The city", autocomplete = Self::suggest)] city: String,
    ) -> CommandResult<String> {
        // Users can send texts that were not suggested.
        let found = CITIES.iter().find(|it| it.0 == country && it.1 == city);
        let (_, city, people) = found.tell(format!("I know no city `{city}` in {}.", country.name()))?;
        Ok(format!("{people} people live in {city}."))
    }

    /// `typed` is what the user has typed for this option, `others` are the options that are filled in already.
    async fn suggest(&self, typed: &str, others: &Partial<'_>) -> CommandResult<Vec<Suggestion<&'static str>>> {
        let country = others.get::<Country>("country");
        let typed = typed.to_lowercase();
        let fits = CITIES.iter().filter(|it| country.is_none_or(|country| country == it.0));
        Ok(fits.filter(|it| it.1.to_lowercase().starts_with(&typed)).map(|it| Suggestion::from(it.1)).collect())
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Cities).run().await
}
