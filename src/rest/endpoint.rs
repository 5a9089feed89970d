//! The macros that write the builders of operations.

/// Writes the builder of an operation that has optional fields: the type, a method for each field, and `IntoFuture`.
///
/// ```text
/// endpoint! {
///     /// What it does.
///     pub struct UpdateThing -> Thing {
///         query {
///             /// A parameter of the query.
///             wait: bool,
///         }
///         body: Object {
///             /// A field that is set or omitted.
///             name: String,
///             /// One that can also be cleared, which sends `null`.
///             topic / clear_topic: String,
///             /// One whose name is a keyword of Rust.
///             kind as "type": u8,
///         }
///     }
/// }
/// ```
///
/// With `=> list`, a list in the query is written with commas. A `body: Form` is sent as the parts of a form. With
/// `-> Thing, replay`, the method `replay` of the type returns what may be done if the outcome is unknown; with
/// `-> Thing; finish`, its method `finish` is called before the fields are written. `UpdateThing::of(call, body)`
/// creates a builder, with the required fields in the body; without fields in the body it is `of(call)`.
macro_rules! endpoint {
    (
        $(#[$meta:meta])*
        pub struct $name:ident -> $answer:ty $(, $replay:ident)? $(; $finish:ident)? {
            $(query {
                $($(#[$query_meta:meta])* $query:ident $(as $query_name:literal)? : $query_type:ty $(=> $list:ident)?,)*
            })?
            $(body: $object:ident {
                $($(#[$meta_of_field:meta])* $field:ident $(/ $clear:ident)? $(as $json:literal)? : $type:ty,)*
            })?
        }
    ) => {
        $(#[$meta])*
        #[must_use = "nothing is sent until it is awaited"]
        pub struct $name {
            pub(in crate::rest) call: $crate::rest::Call<$answer>,
            $(body: $crate::rest::body::$object,)?
            $($(pub(in crate::rest) $query: Option<$query_type>,)*)?
            $($(pub(in crate::rest) $field: Option<Option<$type>>,)*)?
        }

        impl $name {
            pub(in crate::rest) fn of(
                call: $crate::rest::Call<$answer>,
                $(body: $crate::rest::body::$object,)?
            ) -> Self {
                Self {
                    call,
                    $(body: body as $crate::rest::body::$object,)?
                    $($($query: None,)*)?
                    $($($field: None,)*)?
                }
            }

            $($(
                $(#[$query_meta])*
                pub fn $query(mut self, $query: impl Into<$query_type>) -> Self {
                    self.$query = Some($query.into());
                    self
                }
            )*)?

            $($(
                $(#[$meta_of_field])*
                pub fn $field(mut self, $field: impl Into<$type>) -> Self {
                    self.$field = Some(Some($field.into()));
                    self
                }

                $(
                    #[doc = concat!("Clears what [`", stringify!($field), "`](Self::", stringify!($field), ") sets.")]
                    pub fn $clear(mut self) -> Self {
                        self.$field = Some(None);
                        self
                    }
                )?
            )*)?

            /// Fails after this long; see [`Call::timeout`](crate::rest::Call::timeout).
            pub fn timeout(mut self, after: std::time::Duration) -> Self {
                self.call = self.call.timeout(after);
                self
            }

            /// Limits the wait for the rate limits; see [`Call::max_wait`](crate::rest::Call::max_wait).
            pub fn max_wait(mut self, longest: std::time::Duration) -> Self {
                self.call = self.call.max_wait(longest);
                self
            }

            /// Sends the request without checking it against Discord's limits; see
            /// [`Call::unchecked`](crate::rest::Call::unchecked).
            pub fn unchecked(mut self) -> Self {
                self.call = self.call.unchecked();
                self
            }

            /// Sends the request, and returns the answer with a report of what could not be read of it; see
            /// [`Call::full_answer`](crate::rest::Call::full_answer).
            ///
            /// # Errors
            /// As when it is awaited.
            pub async fn full_answer(self) -> Result<$crate::rest::FullAnswer<$answer>, $crate::rest::HttpError> {
                self.filled().full_answer().await
            }

            /// The call, with the fields in its query and body.
            fn filled(self) -> $crate::rest::Call<$answer> {
                let this = self$(.$finish())?;
                $(let replay = this.$replay();)?
                let call = this.call;
                $($(
                    let call = match &this.$query {
                        Some(value) => $crate::rest::endpoint::endpoint!(
                            @query call, $crate::rest::endpoint::endpoint!(@name $query $($query_name)?), value
                            $(, $list)?
                        ),
                        None => call,
                    };
                )*)?
                $(
                    let mut body = this.body;
                    $(
                        if let Some(value) = &this.$field {
                            body.field($crate::rest::endpoint::endpoint!(@name $field $($json)?), value);
                        }
                    )*
                    let call = call.body(body);
                )?
                call$(.$replay(replay))?
            }
        }

        impl std::future::IntoFuture for $name {
            type Output = Result<$answer, $crate::rest::HttpError>;
            type IntoFuture = futures_util::future::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                self.filled().into_future()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.call).finish()
            }
        }
    };

    (@query $call:ident, $name:expr, $value:ident) => { $call.query($name, $value) };
    (@query $call:ident, $name:expr, $value:ident, list) => { $call.query_list($name, $value) };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $json:literal) => { $json };
}
pub(super) use endpoint;

/// Adds the method `reason` to builders.
macro_rules! audited {
    ($($builder:ident),*) => {$(
        impl $builder {
            /// Sets the reason in the guild's audit log, 1–512 characters.
            pub fn reason(mut self, reason: impl AsRef<str>) -> Self {
                self.call = self.call.for_reason(reason.as_ref());
                self
            }
        }
    )*};
}
pub(super) use audited;

/// Adds the methods for files to builders. The text is the field of the body that has the `attachments`; empty for the
/// body itself.
macro_rules! uploading {
    ($($builder:ident at $attachments_in:literal),* $(,)?) => {$(
        impl $builder {
            /// Adds a file; up to ten are allowed. If it has a description or another property, all files are listed in
            /// `attachments`. If a message is changed, those of its files that are not in `attachments` are removed.
            pub fn file(mut self, file: $crate::model::Upload) -> Self {
                self.call = self.call.file(file, $attachments_in);
                self
            }

            /// Adds files, as [`file`](Self::file) does.
            pub fn files(self, files: impl IntoIterator<Item = $crate::model::Upload>) -> Self {
                files.into_iter().fold(self, Self::file)
            }
        }
    )*};
}
pub(super) use uploading;
