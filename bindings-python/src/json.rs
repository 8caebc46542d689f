//! Bodies as Python objects, and their summaries for the engine.
//!
//! jiter reads nearly all of them. Python's own reader takes what jiter would round or refuse: numbers that no float holds exactly,
//! text with half a surrogate pair, deep nesting.

use bytes::Bytes;
use jiter::{FloatMode, PartialMode, PythonParse, StringCacheMode};
use oktant_core::Paging;
use oktant_core::io::{BodyKind, BodyPointers, BodySummary};
use oktant_core::value::Reader;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList};

/// Decimal digits that every float keeps.
const EXACT_DIGITS: usize = 15;
/// Digits of an exponent that every float holds.
const EXACT_EXPONENT: usize = 2;

/// The body of a successful response.
#[derive(Default)]
pub(crate) struct ResponseBody {
    pub(crate) bytes: Bytes,
    pub(crate) wire_size: u64,
    pub(crate) value: Option<Py<PyAny>>,
}

/// Reads a whole body. No value if it is not JSON.
pub(crate) fn read(py: Python<'_>, body: &[u8], pointers: Option<&BodyPointers>) -> (BodySummary, Option<Py<PyAny>>) {
    let mut summary = BodySummary { bytes: body.len() as u64, kind: BodyKind::Empty, next: None, count: 0 };
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let Some(first) = text.trim_ascii_start().first() else {
        return (summary, None);
    };
    let Some(value) = parse(py, text) else {
        summary.kind = if matches!(first, b'{' | b'[' | b'"') { BodyKind::Broken } else { BodyKind::NotJson };
        return (summary, None);
    };
    summary.kind = match &value {
        value if value.is_instance_of::<PyDict>() => BodyKind::Object,
        value if value.is_instance_of::<PyList>() => BodyKind::Array,
        _ => BodyKind::Other,
    };
    let items = match pointers {
        Some(pointers) => {
            summary.next = pointed(&value, &pointers.next).filter(|link| !link.is_none()).map(|link| link.to_string());
            pointed(&value, &pointers.items)
        }
        None => Some(value.clone()),
    };
    summary.count = items.and_then(|items| items.cast_into::<PyList>().ok()).map_or(0, |items| items.len() as u64);
    (summary, Some(value.unbind()))
}

/// A JSON text as Python objects; None if it is not JSON.
#[pyfunction]
pub(crate) fn loads(text: &[u8], py: Python<'_>) -> Option<Py<PyAny>> {
    read(py, text, None).1
}

/// The items of a page, by how the list is paged; empty if there are none.
pub(crate) fn items(py: Python<'_>, paging: Paging, document: Option<&Py<PyAny>>) -> Py<PyAny> {
    let items = document.map(|document| document.bind(py)).and_then(|document| match paging {
        Paging::Body { items, .. } => pointed(document, &format!("/{items}")),
        _ => Some(document.clone()),
    });
    let items = items.filter(|items| items.is_instance_of::<PyList>());
    items.unwrap_or_else(|| PyList::empty(py).into_any()).unbind()
}

/// The value at a JSON pointer that leads through objects.
fn pointed<'py>(value: &Bound<'py, PyAny>, pointer: &str) -> Option<Bound<'py, PyAny>> {
    pointer
        .split('/')
        .skip(1)
        .try_fold(value.clone(), |value, name| value.cast::<PyDict>().ok()?.get_item(name).ok()?)
}

/// Stack that jiter or Python needs for a level, and in all: more than was measured.
const STACK_A_LEVEL: usize = if cfg!(debug_assertions) { 4096 } else { 1024 };
const STACK_OF_ALL: usize = (Reader::DEPTH + 32) * STACK_A_LEVEL;

/// Reads a document. If the stack may be too small for its depth, on a thread with a larger one.
fn parse<'py>(py: Python<'py>, text: &[u8]) -> Option<Bound<'py, PyAny>> {
    let left = stacker::remaining_stack().unwrap_or(STACK_OF_ALL);
    if left >= STACK_OF_ALL || left >= (depth(text) + 32) * STACK_A_LEVEL {
        return parse_here(py, text);
    }
    let read = py.detach(|| {
        let read = || Python::attach(|py| parse_here(py, text).map(Bound::unbind));
        let stack = std::thread::Builder::new().stack_size(STACK_OF_ALL + (1 << 20));
        std::thread::scope(|scope| stack.spawn_scoped(scope, read).ok()?.join().ok()?)
    });
    read.map(|value| value.into_bound(py))
}

fn parse_here<'py>(py: Python<'py>, text: &[u8]) -> Option<Bound<'py, PyAny>> {
    let parser = PythonParse {
        allow_inf_nan: false,
        // Caching values too would cost a tenth of the time: each lookup takes calls of the stable ABI.
        cache_mode: StringCacheMode::Keys,
        partial_mode: PartialMode::Off,
        catch_duplicate_keys: false,
        float_mode: FloatMode::Float,
    };
    if !has_long_number(text)
        && let Ok(value) = parser.python_parse(py, text)
    {
        return Some(value);
    }
    static EXACT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let text = std::str::from_utf8(text).ok().filter(|_| depth(text) <= Reader::DEPTH)?;
    let read = EXACT.import(py, "oktant._json", "loads").and_then(|loads| loads.call1((text,)));
    read.map_err(|error| defer_interrupt(py, &error)).ok()
}

/// Keeps a Ctrl-C that came while Python read: it is raised when signals are checked next.
fn defer_interrupt(py: Python<'_>, error: &PyErr) {
    if error.is_instance_of::<PyKeyboardInterrupt>(py) {
        let _ = py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
    }
}

/// The depth to which lists and objects are nested.
fn depth(text: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// True if there may be a number with a fraction or exponent that a float does not hold. Text that looks like one counts too.
fn has_long_number(text: &[u8]) -> bool {
    memchr::memchr3_iter(b'.', b'e', b'E', text).any(|at| {
        let (before, after) = text.split_at(at);
        before.last().is_some_and(u8::is_ascii_digit) && is_long(before, after)
    })
}

/// True if the number around a place has many digits, or an exponent of many.
fn is_long(before: &[u8], after: &[u8]) -> bool {
    let part = |byte: &&u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
    let head = before.iter().rev().take(EXACT_DIGITS + 1).take_while(part).count();
    let tail = after.iter().take(EXACT_DIGITS + 1).take_while(part).count();
    if head + tail > EXACT_DIGITS {
        return true;
    }
    // Most places like this are in IDs and times.
    let begins = before
        .iter()
        .rev()
        .nth(head)
        .is_none_or(|byte| matches!(byte, b':' | b',' | b'[' | b' ' | b'\t' | b'\n' | b'\r'));
    let ends = after.get(tail).is_none_or(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'));
    let exponent = after.iter().take(tail).skip_while(|byte| !matches!(byte, b'e' | b'E'));
    begins && ends && exponent.filter(|byte| byte.is_ascii_digit()).count() > EXACT_EXPONENT
}
