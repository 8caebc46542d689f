//! The arguments and options of one call, as the package's `arguments.ts` has checked and packed them: a JSON array of texts, three
//! for each entry: its place, its name and its value.

use crate::{error, services};
use oktant_core::value::Reader;
use oktant_core::{Argument, Arguments, Error, File, Operation, Options, ParameterLocation, RequestBody};
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// The arguments and options of a call or a list.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) arguments: Arguments,
    pub(crate) options: Options,
    /// Cursor: the page that a list starts with.
    pub(crate) cursor: Option<String>,
    /// Polling interval of a growing list.
    pub(crate) follow: Option<Duration>,
}

/// What the package says of a body beside its bytes.
#[derive(Default)]
struct BodyForm {
    name: Option<String>,
    media: Option<String>,
    /// The body if it is a string, which is JSON or bytes.
    text: Option<String>,
}

/// Reads packed arguments; `body` has the bytes of a file, or JSON text.
pub(crate) fn read(operation: &Arc<Operation>, packed: &str, body: Option<Vec<u8>>) -> Result<Given, JsValue> {
    let refused = |what: String| error::to_js(Error::invalid_argument(what).with_operation(Arc::clone(operation)));
    let entries = texts(packed).ok_or_else(|| {
        refused("an argument has half of a surrogate pair, which is no text: leave it out".to_owned())
    })?;
    let (mut given, mut form, mut is_json) = (Given::default(), BodyForm::default(), false);
    let mut many: Option<(String, Vec<String>)> = None;
    let mut entries = entries.into_iter();
    while let (Some(place), Some(name), Some(value)) = (entries.next(), entries.next(), entries.next()) {
        let (arguments, options) = (given.arguments, &mut given.options);
        given.arguments = match place.as_str() {
            "path" => arguments.path(name, value),
            "query" => arguments.query(name, value),
            "headers" => arguments.header(name, value),
            "at" => match operation.parameters.get(name.parse().unwrap_or(usize::MAX)) {
                Some(parameter) if parameter.location == ParameterLocation::Path => {
                    arguments.path(parameter.name, value)
                }
                _ => return Err(refused("path is an array: give an object of names and values".to_owned())),
            },
            "named" => match services::named(operation, &name).map_err(refused)? {
                (ParameterLocation::Header, name) => arguments.header(name, value),
                (_, name) => arguments.query(name, value),
            },
            // The values of an array follow it, and its end.
            "query[" => {
                many = Some((name, Vec::new()));
                arguments
            }
            "named[" => match services::named(operation, &name).map_err(refused)? {
                (ParameterLocation::Header, _) => return Err(refused(format!("{name} is an array: give one value"))),
                (_, name) => {
                    many = Some((name.to_owned(), Vec::new()));
                    arguments
                }
            },
            "," => {
                if let Some((_, values)) = &mut many {
                    values.push(value);
                }
                arguments
            }
            "]" => match many.take() {
                Some((name, values)) => arguments.query(name, Argument::Many(values)),
                None => arguments,
            },
            _ => {
                match place.as_str() {
                    "options.query" => options.query.push((name, value)),
                    "options.headers" => options.headers.push((name, value)),
                    "timeoutMs" => options.timeout = Some(millis(&value)),
                    "deadlineMs" => options.deadline = Some(millis(&value)),
                    "maxRetries" => options.max_retries = value.parse().ok(),
                    "followMs" => given.follow = Some(millis(&value)),
                    "cursor" => given.cursor = Some(value),
                    "name" => form.name = Some(value),
                    "type" => form.media = Some(value),
                    "text" => form.text = Some(value),
                    _ => is_json = true,
                }
                arguments
            }
        };
    }
    if let Some(bytes) = body {
        given.arguments = form.add(given.arguments, operation, bytes, is_json);
    }
    Ok(given)
}

impl BodyForm {
    /// Adds the body in the form that the operation takes. The core rejects a body of another form.
    fn add(self, arguments: Arguments, operation: &Operation, bytes: Vec<u8>, is_json: bool) -> Arguments {
        match (&operation.request, self.text) {
            (RequestBody::Binary { .. }, Some(text)) => return arguments.binary_body(text),
            _ if is_json => return arguments.json_text(String::from_utf8(bytes).unwrap_or_default()),
            _ => {}
        }
        let is_file = match operation.request {
            RequestBody::File { .. } => true,
            RequestBody::Binary { .. } => false,
            _ => self.name.is_some(),
        };
        match (is_file, self.media) {
            (true, media) => {
                let file = File::new(self.name.unwrap_or_else(|| "file".to_owned()), bytes);
                arguments.file_body(match media {
                    Some(media) => file.media(media),
                    None => file,
                })
            }
            (false, Some(media)) => arguments.binary_body_as(media, bytes),
            (false, None) => arguments.binary_body(bytes),
        }
    }
}

/// The texts of a JSON array; `None` if one has half of a surrogate pair.
pub(crate) fn texts(packed: &str) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut reader = Reader::new(packed.as_bytes()).ok()?;
    reader.open().ok()?;
    while reader.more(b']', texts.is_empty()).ok()? {
        texts.push(reader.string().ok()??.into_owned());
    }
    Some(texts)
}

fn millis(value: &str) -> Duration {
    Duration::from_millis(value.parse().unwrap_or_default())
}
