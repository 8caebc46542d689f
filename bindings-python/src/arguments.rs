//! Arguments and options of a call, from Python to the engine.

use crate::error::to_pyerr;
use crate::write::{self, number, type_name};
use oktant_core::{Argument, Arguments, Error, Operation, Options, Pager, RequestBody, Session};
use pyo3::PyTypeInfo;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyInt, PyList, PyMapping, PySequence, PyString};
use std::sync::Arc;
use std::time::Duration;

/// File to upload. Default media type: the one for the ending of its name.
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

/// Arguments of a call, as the program passes them.
pub(crate) struct CallArgs<'a, 'py> {
    pub(crate) path: Option<&'a Bound<'py, PyMapping>>,
    pub(crate) query: Option<&'a Bound<'py, PyMapping>>,
    pub(crate) header: Option<&'a Bound<'py, PyMapping>>,
    pub(crate) body: Option<&'a Bound<'py, PyAny>>,
    pub(crate) options: Option<&'a Bound<'py, PyMapping>>,
}

/// Arguments of a call, as the engine takes them.
pub(crate) struct ParsedArgs {
    pub(crate) operation: Arc<Operation>,
    pub(crate) arguments: Arguments,
    pub(crate) options: Options,
}

impl ParsedArgs {
    /// Reads arguments. The target is the name of an operation, `METHOD /path`, or `/path`.
    pub(crate) fn read(py: Python<'_>, target: &str, args: CallArgs<'_, '_>) -> PyResult<ParsedArgs> {
        let operation = Operation::resolve(target).map_err(|error| to_pyerr(py, &error))?;
        let arguments = arguments(&operation, &args)?;
        Ok(ParsedArgs { arguments, options: options(py, &args)?, operation })
    }

    /// The same for an operation that is read as a list.
    pub(crate) fn into_list(self) -> Result<ParsedArgs, Error> {
        Ok(ParsedArgs { operation: Operation::as_list(self.operation)?, ..self })
    }

    /// The list, from its first page or from a cursor.
    pub(crate) fn pager(self, session: &Session, cursor: Option<String>) -> Pager {
        let pager = Pager::new(session, &self.operation, self.arguments, self.options);
        match cursor {
            Some(cursor) => pager.from(cursor),
            None => pager,
        }
    }
}

fn arguments(operation: &Operation, args: &CallArgs<'_, '_>) -> PyResult<Arguments> {
    let mut arguments = Arguments::new();
    for (name, value) in present(args.path)? {
        arguments = arguments.path(name.clone(), text(&name, &value)?);
    }
    for (name, value) in present(args.query)? {
        arguments = arguments.query(name.clone(), argument(&name, &value)?);
    }
    for (name, value) in present(args.header)? {
        arguments = arguments.header(name.clone(), text(&name, &value)?);
    }
    match args.body {
        Some(body) => with_body(arguments, operation, body),
        None => Ok(arguments),
    }
}

fn options(py: Python<'_>, args: &CallArgs<'_, '_>) -> PyResult<Options> {
    let mut options = Options::default();
    for (name, value) in present(args.options)? {
        match name.as_str() {
            "timeout" => options.timeout = Some(duration(&name, &value)?),
            "deadline" => options.deadline = Some(duration(&name, &value)?),
            "max_retries" => options.max_retries = Some(count(&name, &value)?),
            "headers" => options.headers = pairs(&name, &value)?,
            "extra_query" => options.query = pairs(&name, &value)?,
            _ => return Err(unknown_argument(py, &name, args)),
        }
    }
    Ok(options)
}

/// The error for a name that the call does not have. Methods pass all their arguments, most as None.
fn unknown_argument(py: Python<'_>, name: &str, args: &CallArgs<'_, '_>) -> PyErr {
    let known: Vec<_> =
        [args.path, args.query, args.header].into_iter().flatten().flat_map(|mapping| mapping.keys()).collect();
    let error = py.import("oktant._call_options");
    let error = error.and_then(|module| module.call_method1("unknown_argument", (name, known)));
    error.map_or_else(|error| error, PyErr::from_value)
}

/// A duration from a number of seconds.
fn duration(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Duration> {
    let Ok(seconds) = value.extract::<f64>() else {
        return Err(wrong_type(name, value, "a number of seconds"));
    };
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| PyValueError::new_err(format!("{name}: {seconds} is not a number of seconds: give 0 or more")))
}

fn count(name: &str, value: &Bound<'_, PyAny>) -> PyResult<u32> {
    let Ok(number) = value.cast::<PyInt>() else {
        return Err(wrong_type(name, value, "a whole number, 0 or more"));
    };
    number.extract().map_err(|_| PyValueError::new_err(format!("{name}: out of range: give a whole number, 0 or more")))
}

/// The error for a value of the wrong type.
fn wrong_type(name: &str, value: &Bound<'_, PyAny>, wanted: &str) -> PyErr {
    let of = type_name(value);
    let hint = match of.as_str() {
        "bytes" | "bytearray" => ", such as bytes.decode() returns",
        _ if value.hasattr("id").unwrap_or_default() => ", such as its id",
        _ => "",
    };
    PyTypeError::new_err(format!("{name} is {of}: give {wanted}{hint}"))
}

/// Names and values, without those that are None.
fn present<'py>(mapping: Option<&Bound<'py, PyMapping>>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let Some(mapping) = mapping else { return Ok(Vec::new()) };
    let mut present: Vec<(String, Bound<'py, PyAny>)> = mapping.items()?.extract()?;
    present.retain(|(_, value)| !value.is_none());
    Ok(present)
}

/// Pairs of name and value; a list becomes a pair for each of its values.
fn pairs(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    let Ok(mapping) = value.cast::<PyMapping>() else {
        return Err(wrong_type(name, value, "a dict of names and values"));
    };
    let mut pairs = Vec::new();
    for (name, value) in present(Some(mapping))? {
        match argument(&name, &value)? {
            Argument::One(text) => pairs.push((name, text)),
            Argument::Many(texts) => pairs.extend(texts.into_iter().map(|text| (name.clone(), text))),
        }
    }
    Ok(pairs)
}

/// The same error, with the name of the argument.
fn named(name: &str, value: &Bound<'_, PyAny>, error: PyErr) -> PyErr {
    let py = value.py();
    match error.get_type(py).is(PyValueError::type_object(py)) {
        true => PyValueError::new_err(format!("{name}: {}", error.value(py))),
        false => error,
    }
}

/// One value or several. A str is one value.
fn argument(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Argument> {
    let bytes = value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyByteArray>();
    let one = bytes || value.is_instance_of::<PyString>() || value.cast::<PySequence>().is_err();
    if one {
        return text(name, value).map(Argument::One);
    }
    let values: PyResult<Vec<String>> = value.try_iter()?.map(|value| text(name, &value?)).collect();
    Ok(Argument::Many(values?))
}

fn text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        let what = || {
            PyValueError::new_err(format!("{name}: contains half a surrogate pair: only whole characters can be sent"))
        };
        return text.extract().map_err(|_| what());
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().to_string());
    }
    if write::is_number(value) {
        return number(value);
    }
    match write::plain(value).map_err(|error| named(name, value, error))?.cast::<PyString>() {
        Ok(time) => Ok(time.to_string_lossy().into_owned()),
        Err(_) => Err(wrong_type(name, value, "a str, a number, a bool or a datetime")),
    }
}

/// Adds a body: JSON, unless the operation takes a file.
fn with_body(arguments: Arguments, operation: &Operation, body: &Bound<'_, PyAny>) -> PyResult<Arguments> {
    static FILE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let is_binary = |body: &Bound<'_, PyAny>| {
        body.is_instance_of::<PyBytes>() || body.is_instance_of::<PyByteArray>() || body.is_instance_of::<File>()
    };
    // A dict or list is never a file; the engine reports what the operation takes.
    let is_document = body.is_instance_of::<PyDict>() || body.is_instance_of::<PyList>();
    let takes_file = !is_document && matches!(operation.request, RequestBody::File { .. } | RequestBody::Binary { .. });
    if !takes_file && !is_binary(body) {
        return Ok(arguments.json_text(write::dumps(body)?));
    }
    let body = FILE.import(body.py(), "oktant._upload", "file")?.call1((body,))?;
    if let Ok(bytes) = body.cast::<PyBytes>() {
        let bytes = bytes.as_bytes().to_vec();
        return Ok(match &operation.request {
            RequestBody::File { part } => arguments.file_body(oktant_core::File::new(*part, bytes)),
            _ => arguments.binary_body(bytes),
        });
    }
    let File { name, content, media } = body.cast::<File>()?.get();
    Ok(match (&operation.request, media) {
        (RequestBody::Binary { .. }, Some(media)) => arguments.binary_body_as(media.clone(), content.clone()),
        (RequestBody::Binary { .. }, None) => arguments.binary_body(content.clone()),
        (_, Some(media)) => {
            arguments.file_body(oktant_core::File::new(name.clone(), content.clone()).media(media.clone()))
        }
        (_, None) => arguments.file_body(oktant_core::File::new(name.clone(), content.clone())),
    })
}
