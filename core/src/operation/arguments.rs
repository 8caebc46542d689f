//! What a caller gives to an operation.

use crate::value::Document;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The arguments of one call, by the document's own names.
#[derive(Clone, Default)]
pub struct Arguments {
    pub(crate) path: Vec<(Name, String)>,
    pub(crate) query: Vec<(Name, Argument)>,
    pub(crate) headers: Vec<(Name, String)>,
    pub(crate) body: Option<Body>,
}

pub(crate) type Name = Cow<'static, str>;

/// The value of a query argument.
#[derive(Clone, PartialEq, Eq)]
pub enum Argument {
    /// One value.
    One(String),
    /// Several.
    Many(Vec<String>),
}

/// What is sent.
#[derive(Clone)]
pub(crate) enum Body {
    Json(Arc<[u8]>),
    File(File),
    Binary { media: Option<String>, bytes: Arc<[u8]> },
}

/// A file to upload.
#[derive(Clone)]
pub struct File {
    pub(crate) name: String,
    pub(crate) media: Option<String>,
    pub(crate) bytes: Arc<[u8]>,
}

/// What a caller can say of one call.
#[derive(Clone, Default)]
pub struct Options {
    /// One attempt, instead of the client's own limit; zero is none.
    pub timeout: Option<Duration>,
    /// The whole call with its pauses, instead of the client's own limit; zero is none. Each page of a list is a call.
    pub deadline: Option<Duration>,
    /// How often it may be repeated, instead of the client's own number. Each page of a list has its own repeats.
    pub max_retries: Option<u32>,
    /// Headers beside the operation's own.
    pub headers: Vec<(String, String)>,
    /// Query members that the document does not tell of.
    pub query: Vec<(String, String)>,
}

impl Arguments {
    /// No arguments.
    pub fn new() -> Arguments {
        Arguments::default()
    }

    /// Fills a name of the path. A name given before gets the new value.
    pub fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Arguments {
        put(&mut self.path, name.into(), value.into());
        self
    }

    /// Adds a query member. A name given before gets the new value.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Argument>) -> Arguments {
        put(&mut self.query, name.into(), value.into());
        self
    }

    /// Adds a header that the document tells of. A name given before gets the new value.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Arguments {
        put(&mut self.headers, name.into(), value.into());
        self
    }

    /// Sends a document.
    pub fn json_body(self, body: &impl Document) -> Arguments {
        self.json_text(body.to_text())
    }

    /// Sends JSON that is text already.
    pub fn json_text(mut self, text: impl Into<String>) -> Arguments {
        self.body = Some(Body::Json(text.into().into_bytes().into()));
        self
    }

    /// Uploads a file.
    pub fn file_body(mut self, file: File) -> Arguments {
        self.body = Some(Body::File(file));
        self
    }

    /// Sends bytes under the operation's first media type.
    pub fn binary_body(mut self, bytes: impl Into<Vec<u8>>) -> Arguments {
        self.body = Some(Body::Binary { media: None, bytes: bytes.into().into() });
        self
    }

    /// Sends bytes under this media type.
    pub fn binary_body_as(mut self, media: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Arguments {
        self.body = Some(Body::Binary { media: Some(media.into()), bytes: bytes.into().into() });
        self
    }
}

fn put<T>(pairs: &mut Vec<(Name, T)>, name: Name, value: T) {
    match pairs.iter_mut().find(|(other, _)| *other == name) {
        Some((_, old)) => *old = value,
        None => pairs.push((name, value)),
    }
}

/// Names only: values may be secrets.
impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.path.iter().map(|(name, _)| name).chain(self.query.iter().map(|(name, _)| name));
        f.debug_list().entries(names).finish()
    }
}

impl Argument {
    /// Several values.
    pub fn many(values: impl IntoIterator<Item = impl Into<String>>) -> Argument {
        Argument::Many(values.into_iter().map(Into::into).collect())
    }

    pub(crate) fn values(&self) -> &[String] {
        match self {
            Argument::One(value) => std::slice::from_ref(value),
            Argument::Many(values) => values,
        }
    }
}

macro_rules! arguments_from {
    ($($type:ty)*) => {$(
        impl From<$type> for Argument {
            fn from(value: $type) -> Argument {
                Argument::One(value.to_string())
            }
        }
    )*};
}
arguments_from!(&str &String bool i32 i64 u32 u64 f64);

impl From<String> for Argument {
    fn from(value: String) -> Argument {
        Argument::One(value)
    }
}

impl<T: Into<String>> From<Vec<T>> for Argument {
    fn from(values: Vec<T>) -> Argument {
        Argument::many(values)
    }
}

impl File {
    /// A file under this name; its media type follows from the name's ending.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> File {
        File { name: name.into(), media: None, bytes: bytes.into().into() }
    }

    /// Says the media type, `image/png`.
    pub fn media(mut self, media: impl Into<String>) -> File {
        self.media = Some(media.into());
        self
    }
}

impl<N: Into<String>, B: Into<Vec<u8>>> From<(N, B)> for File {
    fn from((name, bytes): (N, B)) -> File {
        File::new(name, bytes)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

/// Names only: values may be secrets.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_name_counts() {
        let arguments =
            Arguments::new().path("id", "00u1").path("id", "00u2").header("Prefer", "a").header("Prefer", "b");
        assert_eq!(
            (arguments.path, arguments.headers),
            (vec![("id".into(), "00u2".into())], vec![("Prefer".into(), "b".into())])
        );
        let arguments = Arguments::new().query("limit", 1).query("q", "x").query("limit", 200);
        let names: Vec<_> = arguments.query.iter().map(|(name, value)| (name.as_ref(), value.values())).collect();
        assert_eq!(names, [("limit", &["200".to_owned()][..]), ("q", &["x".to_owned()][..])]);
    }

    #[test]
    fn debug_shows_no_value() {
        let arguments = Arguments::new().path("id", "00u1").query("q", "secret").json_text("{\"password\":1}");
        assert_eq!(format!("{arguments:?}"), "[\"id\", \"q\"]");
        let options = Options { query: vec![("token".into(), "secret".into())], ..Options::default() };
        assert!(!format!("{options:?}").contains("secret"));
    }
}
