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
    /// Several values, sent in one pair or in one each, as the parameter is declared.
    Many(Vec<String>),
}

/// A request body.
#[derive(Clone)]
pub(crate) enum Body {
    Json(Arc<[u8]>),
    File(File),
    Binary { media: Option<String>, bytes: Arc<[u8]> },
}

/// A file to upload: name, content and media type.
#[derive(Clone)]
pub struct File {
    pub(crate) name: String,
    pub(crate) media: Option<String>,
    pub(crate) bytes: Arc<[u8]>,
}

/// Options of one call, in place of the client's settings.
#[derive(Clone, Default)]
pub struct Options {
    /// Timeout of one attempt, in place of the client's. Zero is no limit.
    pub timeout: Option<Duration>,
    /// Deadline of the whole call with its pauses, in place of the client's. Zero is no limit. Each page of a list is a call.
    pub deadline: Option<Duration>,
    /// Most retries, in place of the client's. Each page of a list has its own.
    pub max_retries: Option<u32>,
    /// Further request headers.
    pub headers: Vec<(String, String)>,
    /// Further members of the query string.
    pub query: Vec<(String, String)>,
}

impl Arguments {
    /// An empty set of arguments.
    pub fn new() -> Arguments {
        Arguments::default()
    }

    /// Fills `{name}` in the path. The last value of a name counts.
    pub fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Arguments {
        put(&mut self.path, name.into(), value.into());
        self
    }

    /// Adds a query parameter. The last value of a name counts.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Argument>) -> Arguments {
        put(&mut self.query, name.into(), value.into());
        self
    }

    /// Adds a header parameter. The last value of a name counts.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Arguments {
        put(&mut self.headers, name.into(), value.into());
        self
    }

    /// Sets the request body to a JSON document.
    pub fn json_body(self, body: &impl Document) -> Arguments {
        self.json_text(body.to_text())
    }

    /// Sets the request body to JSON text, as it is.
    pub fn json_text(mut self, text: impl Into<String>) -> Arguments {
        self.body = Some(Body::Json(text.into().into_bytes().into()));
        self
    }

    /// Sets the request body to a file, as multipart/form-data.
    pub fn file_body(mut self, file: File) -> Arguments {
        self.body = Some(Body::File(file));
        self
    }

    /// Sets the request body to bytes of the operation's default media type.
    pub fn binary_body(mut self, bytes: impl Into<Vec<u8>>) -> Arguments {
        self.body = Some(Body::Binary { media: None, bytes: bytes.into().into() });
        self
    }

    /// Sets the request body to bytes of this media type.
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
    /// An argument of several values.
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
    /// A file of this name. Its media type follows from the extension.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> File {
        File { name: name.into(), media: None, bytes: bytes.into().into() }
    }

    /// Sets the media type, `image/png`.
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
