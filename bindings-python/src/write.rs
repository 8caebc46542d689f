//! Python objects as JSON text, with exact numbers.

use oktant_core::value::Reader;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::list::BoundListIterator;
use pyo3::types::tuple::BoundTupleIterator;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use std::fmt::Write;

/// The depth that the reader accepts. A list that contains itself exceeds it.
const DEPTH: usize = Reader::DEPTH;

/// A list or object that is being written: a copy of its items, because another thread or the conversion of a value may change it
/// meanwhile.
enum Open<'py> {
    Object(BoundListIterator<'py>),
    List(BoundTupleIterator<'py>),
}

/// A value as JSON text. Open lists and objects are on the heap, because the stack may be small.
#[pyfunction]
pub(crate) fn dumps(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let (mut text, mut open) = (String::new(), Vec::new());
    begin(&mut text, value, &mut open)?;
    while let Some((items, first)) = open.last_mut() {
        let comma = if std::mem::take(first) { "" } else { "," };
        let value = match items {
            Open::Object(items) => items.next().map(|item| write_name(&mut text, comma, &item)).transpose()?,
            Open::List(items) => items.next().inspect(|_| text.push_str(comma)),
        };
        match value {
            Some(value) => begin(&mut text, &value, &mut open)?,
            None => text.push(if matches!(open.pop(), Some((Open::Object(_), _))) { '}' } else { ']' }),
        }
    }
    Ok(text)
}

/// Writes a value, or opens it if it is a list or object.
fn begin<'py>(text: &mut String, value: &Bound<'py, PyAny>, open: &mut Vec<(Open<'py>, bool)>) -> PyResult<()> {
    if open.len() > DEPTH {
        return Err(PyValueError::new_err(format!(
            "the body is nested deeper than {DEPTH} levels, or contains itself"
        )));
    }
    if let Ok(string) = value.cast::<PyString>() {
        return write_string(text, string);
    }
    if value.is_none() {
        text.push_str("null");
    } else if let Ok(flag) = value.cast::<PyBool>() {
        text.push_str(if flag.is_true() { "true" } else { "false" });
    } else if let Ok(object) = value.cast::<PyDict>() {
        text.push('{');
        open.push((Open::Object(object.items().into_iter()), true));
    } else if let Ok(list) = value.cast::<PyList>() {
        text.push('[');
        open.push((Open::List(list.to_tuple().into_iter()), true));
    } else if let Ok(list) = value.cast::<PyTuple>() {
        text.push('[');
        open.push((Open::List(list.clone().into_iter()), true));
    } else if is_number(value) {
        text.push_str(&number(value)?);
    } else {
        let plain = plain(value)?;
        if plain.is(value) {
            return Err(PyTypeError::new_err(format!("{} cannot be written as JSON", type_name(value))));
        }
        begin(text, &plain, open)?;
    }
    Ok(())
}

/// Writes the name of a member, and returns its value.
fn write_name<'py>(text: &mut String, comma: &str, item: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let (name, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = item.extract()?;
    let Ok(name) = name.cast::<PyString>() else {
        return Err(PyTypeError::new_err(format!("the names in a JSON object must be str, not {}", type_name(&name))));
    };
    text.push_str(comma);
    write_string(text, name)?;
    text.push(':');
    Ok(value)
}

/// The JSON value of a model, a view or a datetime; any other value as it is.
pub(crate) fn plain<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    static PLAIN: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    PLAIN.import(value.py(), "oktant._model", "plain")?.call1((value,))
}

fn write_string(text: &mut String, string: &Bound<'_, PyString>) -> PyResult<()> {
    text.push('"');
    match string.to_cow() {
        Ok(string) => string.chars().for_each(|c| write_char(text, c)),
        // Half a surrogate pair has no UTF-8: it is written as the escape that it was read from.
        Err(_) => {
            let units: Vec<u8> = string.call_method1("encode", ("utf-16-be", "surrogatepass"))?.extract()?;
            let units = units.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            for unit in char::decode_utf16(units) {
                match unit {
                    Ok(c) => write_char(text, c),
                    Err(half) => escape(text, half.unpaired_surrogate()),
                }
            }
        }
    }
    text.push('"');
    Ok(())
}

fn write_char(text: &mut String, c: char) {
    match c {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\u{0}'..='\u{1f}' => escape(text, c as u16),
        c => text.push(c),
    }
}

fn escape(text: &mut String, unit: u16) {
    // Writing to a String cannot fail.
    let _ = write!(text, "\\u{unit:04x}");
}

pub(crate) fn is_number(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>() || type_name(value) == "decimal.Decimal"
}

/// The text of an int, a float or a Decimal.
pub(crate) fn number(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(number) = value.cast::<PyInt>() {
        return match number.extract::<i64>() {
            Ok(number) => Ok(number.to_string()),
            Err(_) => value.call_method1("__format__", ("d",))?.extract(),
        };
    }
    let text = match value.cast::<PyFloat>() {
        Ok(number) => format!("{:?}", number.value()),
        Err(_) if type_name(value) == "decimal.Decimal" => value.str()?.to_string(),
        Err(_) => return Err(PyTypeError::new_err(format!("{} cannot be written as JSON", type_name(value)))),
    };
    if text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()) {
        Ok(text)
    } else {
        Err(PyValueError::new_err(format!("{text} is not a JSON number")))
    }
}

/// The name of a value's type.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().fully_qualified_name().map_or_else(|_| "this value".to_owned(), |name| name.to_string())
}
