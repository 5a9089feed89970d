//! [`Stored`]: a value that is too large for a custom id, by its key.

use std::{fmt, marker::PhantomData, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    custom_id::{IdPart, word},
    refused::Refused,
    tell::CommandResult,
};
use crate::{
    context::Context,
    error::{Error, HandlerError},
    model::Timestamp,
    store::{StoredValue, Values},
    texts::own,
};

/// How many characters a key has: a number of 128 bits in base 36.
const KEY_LENGTH: usize = 25;
/// How often a change is tried again because another call has changed the value in the meantime.
const MAX_TRIES: usize = 100;

/// The key of a value that the bot stores, for state that does not fit a custom id, which has at most 100 characters.
/// The key takes 25 of them.
///
/// Values are kept in memory, and end with the process, unless [`Bot::value_store`](crate::Bot::value_store) sets
/// another store. Each write renews the lifetime, which is [`LIFETIME`](Self::LIFETIME) by default.
///
/// ```
/// # #[cfg(all(feature = "macros", feature = "sandbox"))]
/// # mod example {
/// use greenroom::{command::Stored, prelude::*};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Basket {
///     items: Vec<String>,
/// }
///
/// #[derive(CustomId)]
/// #[custom_id("add")]
/// struct Add {
///     basket: Stored<Basket>,
/// }
///
/// struct Shop;
///
/// #[handlers]
/// impl Shop {
///     /// Begins an order
///     #[command]
///     async fn order(&self, ctx: &CommandContext) -> CommandResult<Reply> {
///         let basket = Stored::new(ctx, &Basket { items: Vec::new() }).await?;
///         Ok(Reply::new("Your basket is empty.").row([Button::primary(Add { basket }.id(), "Add an apple")]))
///     }
///
///     #[component]
///     async fn add(&self, ctx: &ComponentContext, add: Add) -> CommandResult<Update> {
///         let count = add.basket.update(ctx, |basket| {
///             basket.items.push("apple".to_owned());
///             basket.items.len()
///         });
///         Ok(Update::new(format!("{} apples", count.await?)))
///     }
/// }
/// # }
/// ```
pub struct Stored<T> {
    key: u128,
    value: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned> Stored<T> {
    /// How long a value is kept after its last write by default: 30 days.
    pub const LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);

    /// Stores a value under a new key.
    ///
    /// # Errors
    /// If the value cannot be written as JSON, or the store fails.
    pub async fn new(ctx: &Context, value: &T) -> Result<Self, HandlerError> {
        let stored = Self { key: fastrand::u128(..), value: PhantomData };
        stored.set(ctx, value).await?;
        Ok(stored)
    }

    /// The value. An error with the text "This has expired." for the user if it is not stored any more.
    ///
    /// # Errors
    /// If there is no value, it cannot be read as a `T`, or the store fails.
    pub async fn get(&self, ctx: &Context) -> CommandResult<T> {
        self.find(ctx).await?.ok_or_else(expired)
    }

    /// The value, if it is still stored.
    ///
    /// # Errors
    /// If it cannot be read as a `T`, or the store fails.
    pub async fn find(&self, ctx: &Context) -> Result<Option<T>, HandlerError> {
        let (_, present) = self.read(values(ctx)?).await?;
        Ok(present.map(|value| serde_json::from_str(&value.json)).transpose()?)
    }

    /// Stores another value, whatever the present one is. Where two calls may change a value at the same time,
    /// [`update`](Self::update) loses neither change.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub async fn set(&self, ctx: &Context, value: &T) -> Result<(), HandlerError> {
        let (values, json) = (values(ctx)?, serde_json::to_string(value)?);
        self.replace(values, |_| Ok(Some(json.clone()))).await
    }

    /// Changes the value, and returns what `change` returns. If another call changes the value in the meantime,
    /// `change` is called again with the newer value.
    ///
    /// # Errors
    /// As [`get`](Self::get). Nothing is changed then.
    pub async fn update<R>(&self, ctx: &Context, mut change: impl FnMut(&mut T) -> R) -> CommandResult<R> {
        let mut returned = None;
        let change = |present: Option<&StoredValue>| {
            let json = present.map(|value| value.json.as_str()).ok_or_else(expired)?;
            let mut value = serde_json::from_str(json)?;
            returned = Some(change(&mut value));
            Ok(Some(serde_json::to_string(&value)?))
        };
        self.replace(values(ctx)?, change).await?;
        returned.ok_or_else(|| "the value was not changed".into())
    }

    /// Deletes the value.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn remove(&self, ctx: &Context) -> Result<(), HandlerError> {
        self.replace(values(ctx)?, |_| Ok(None)).await
    }

    /// What the store has, and what of it is still valid.
    async fn read(&self, values: &Values) -> Result<(Option<StoredValue>, Option<StoredValue>), HandlerError> {
        let stored = values.store.read(&self.key()).await?;
        let now = Timestamp::from(values.clock.wall());
        let valid = stored.clone().filter(|value| value.expires > now);
        Ok((stored, valid))
    }

    /// Replaces the value by the JSON that `change` makes of it.
    async fn replace(
        &self,
        values: &Values,
        mut change: impl FnMut(Option<&StoredValue>) -> Result<Option<String>, HandlerError>,
    ) -> Result<(), HandlerError> {
        for _ in 0..MAX_TRIES {
            let (stored, valid) = self.read(values).await?;
            let expires = Timestamp::from(values.clock.wall()).after(Self::LIFETIME);
            let new = change(valid.as_ref())?.map(|json| StoredValue { json, expires });
            if values.store.replace(&self.key(), stored.as_ref(), new.as_ref()).await? {
                return Ok(());
            }
        }
        Err(format!("the stored value was changed by other calls {MAX_TRIES} times in a row").into())
    }

    fn key(&self) -> String {
        let mut key = String::new();
        write_key(self.key, &mut key);
        key
    }
}

/// The error of a value that is not stored any more, with a text for the user.
fn expired() -> HandlerError {
    Box::new(Refused::own(own::not_stored()))
}

/// The store of the bot that the context belongs to.
fn values(ctx: &Context) -> Result<&Values, HandlerError> {
    Ok(ctx.bot().state().values.get().ok_or(Error::NotRunning)?)
}

/// Writes a key, always with the same number of digits.
fn write_key(mut key: u128, text: &mut String) {
    let mut digits = [0; KEY_LENGTH];
    for digit in digits.iter_mut().rev() {
        // The remainder is below 36, which is a digit.
        *digit = (key % 36) as u32;
        key /= 36;
    }
    text.extend(digits.iter().filter_map(|digit| char::from_digit(*digit, 36)));
}

impl<T: Send> IdPart for Stored<T> {
    const LONGEST: usize = KEY_LENGTH;

    fn write(&self, id: &mut String) {
        write_key(self.key, id);
    }

    fn read(text: &str) -> Option<(Self, &str)> {
        let (word, rest) = word(text);
        let key = u128::from_str_radix(word, 36).ok().filter(|_| word.len() == KEY_LENGTH)?;
        Some((Self { key, value: PhantomData }, rest))
    }
}

impl<T> Clone for Stored<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Stored<T> {}

impl<T> PartialEq for Stored<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> Eq for Stored<T> {}

impl<T> fmt::Debug for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stored").field(&self.key).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_25_digits_and_is_read_back() {
        for key in [0, 1, 35, 36, u128::MAX] {
            let (stored, mut id) = (Stored::<u8> { key, value: PhantomData }, String::new());
            stored.write(&mut id);
            assert_eq!(id.len(), KEY_LENGTH, "{id}");
            assert_eq!(<Stored<u8> as IdPart>::read(&format!("{id}.x")), Some((stored, ".x")));
        }
        for text in ["", "1", &"z".repeat(KEY_LENGTH), &"-".repeat(KEY_LENGTH)] {
            assert_eq!(<Stored<u8> as IdPart>::read(text), None, "{text}");
        }
    }
}
