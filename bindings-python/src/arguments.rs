//! What a caller gives, as the engine takes it.

use crate::write::{self, kind, number};
use oktant_core::{Argument, Arguments, Error, Operation, Options, RequestBody};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyList, PyMapping, PyString, PyTuple};
use std::sync::Arc;
use std::time::Duration;

/// A file to upload. Its media type follows from the name's ending where none is given.
#[pyclass(frozen, module = "oktant")]
pub(crate) struct File {
    name: String,
    content: Vec<u8>,
    media: Option<String>,
}

#[pymethods]
impl File {
    #[new]
    #[pyo3(signature = (name, content, media = None))]
    fn new(name: String, content: Vec<u8>, media: Option<String>) -> File {
        File { name, content, media }
    }

    fn __repr__(&self) -> String {
        format!("<File {:?}, {} bytes>", self.name, self.content.len())
    }
}

/// What is called: the name of an operation; or method and path with a space between, which no name has.
pub(crate) fn operation(target: &str) -> Result<Arc<Operation>, Error> {
    match target.split_once(' ') {
        Some((method, path)) => Operation::at(method, path),
        None => Operation::named(target),
    }
}

/// Path, query, headers and body of a call. What is None is not given.
pub(crate) fn arguments(
    operation: &Operation,
    path: Option<&Bound<'_, PyMapping>>,
    query: Option<&Bound<'_, PyMapping>>,
    header: Option<&Bound<'_, PyMapping>>,
    body: Option<&Bound<'_, PyAny>>,
) -> PyResult<Arguments> {
    let mut arguments = Arguments::new();
    for (name, value) in given(path)? {
        arguments = arguments.path(name.clone(), text(&name, &value)?);
    }
    for (name, value) in given(query)? {
        arguments = arguments.query(name.clone(), argument(&name, &value)?);
    }
    for (name, value) in given(header)? {
        arguments = arguments.header(name.clone(), text(&name, &value)?);
    }
    match body {
        Some(body) => with_body(arguments, operation, body),
        None => Ok(arguments),
    }
}

/// What a caller says of one call.
pub(crate) fn options(given: Option<&Bound<'_, PyMapping>>) -> PyResult<Options> {
    let mut options = Options::default();
    for (name, value) in self::given(given)? {
        match name.as_str() {
            "timeout" => options.timeout = Some(duration(&name, &value)?),
            "deadline" => options.deadline = Some(duration(&name, &value)?),
            "max_retries" => options.max_retries = Some(named(&name, &value, value.extract())?),
            "headers" => options.headers = pairs(&value)?,
            "extra_query" => options.query = pairs(&value)?,
            _ => return Err(PyTypeError::new_err(format!("there is no call option {name}"))),
        }
    }
    Ok(options)
}

/// Seconds, as Python tells durations.
fn duration(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Duration> {
    let seconds: f64 = named(name, value, value.extract())?;
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| PyValueError::new_err(format!("{name}: {seconds} is no number of seconds: give 0 or more")))
}

/// The same error, saying of what.
fn named<T>(name: &str, value: &Bound<'_, PyAny>, result: PyResult<T>) -> PyResult<T> {
    let py = value.py();
    result.map_err(|error| PyErr::from_type(error.get_type(py), format!("{name}: {}", error.value(py))))
}

/// Names and values, without those that are None.
fn given<'py>(mapping: Option<&Bound<'py, PyMapping>>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let Some(mapping) = mapping else { return Ok(Vec::new()) };
    let mut given: Vec<(String, Bound<'py, PyAny>)> = mapping.items()?.extract()?;
    given.retain(|(_, value)| !value.is_none());
    Ok(given)
}

fn pairs(value: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    let pairs = given(Some(value.cast::<PyMapping>()?))?;
    pairs.into_iter().map(|(name, value)| Ok((name.clone(), text(&name, &value)?))).collect()
}

fn argument(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Argument> {
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let values: PyResult<Vec<String>> = value.try_iter()?.map(|value| text(name, &value?)).collect();
        return Ok(Argument::Many(values?));
    }
    text(name, value).map(Argument::One)
}

fn text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        return text.extract();
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().to_string());
    }
    number(value).map_err(|_| {
        PyTypeError::new_err(format!("{name}: {} cannot be sent: give a str, a number or a bool", kind(value)))
    })
}

/// Bytes are a binary document, a [`File`] is that or an upload; anything else is JSON.
fn with_body(arguments: Arguments, operation: &Operation, body: &Bound<'_, PyAny>) -> PyResult<Arguments> {
    if body.is_instance_of::<PyBytes>() || body.is_instance_of::<PyByteArray>() {
        return Ok(arguments.binary_body(body.extract::<Vec<u8>>()?));
    }
    let Ok(file) = body.cast::<File>() else {
        return Ok(arguments.json_text(write::dumps(body)?));
    };
    let File { name, content, media } = file.get();
    Ok(match (&operation.request, media) {
        (RequestBody::Binary { .. }, Some(media)) => arguments.binary_body_as(media.clone(), content.clone()),
        (RequestBody::Binary { .. }, None) => arguments.binary_body(content.clone()),
        (_, Some(media)) => {
            arguments.file_body(oktant_core::File::new(name.clone(), content.clone()).media(media.clone()))
        }
        (_, None) => arguments.file_body(oktant_core::File::new(name.clone(), content.clone())),
    })
}
