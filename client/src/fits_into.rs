//! Which documents a request takes as its body.

use oktant_core::value::Document;

/// A document that a request takes where the API document wants a `T`: a `T` itself, or what the same operation or a GET of
/// its path returns.
///
/// So a resource can be read, changed and sent back. Nothing that was read is lost. Any other document is converted with
/// [`Document::cast`].
///
/// ```no_run
/// # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
/// # let okta = oktant::Client::from_env()?;
/// let mut ann = okta.users().get_user("ann@example.com").await?;
/// if let Some(profile) = ann.profile.as_mut() {
///     profile.nick_name = Some("Annie".into());
/// }
/// okta.users().replace_user("ann@example.com", &ann).await?; // takes an `UpdateUserRequest`; `ann` is a `UserGetSingleton`
/// # Ok(()) }
/// # #[cfg(not(feature = "users"))] fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request body of type `{T}`",
    note = "convert it: `let body: {T} = document.cast()?;`"
)]
pub trait FitsInto<T>: Document {}

impl<T: Document> FitsInto<T> for T {}
