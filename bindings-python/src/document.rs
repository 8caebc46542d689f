//! A JSON document as Python objects.
//!
//! The objects of a list have mostly the same members in the same order. So each place in a document has a [`Shape`]: a member that
//! was met there before has its name already, a text that repeats is made once, and an object begins as a copy of one with the same
//! members.

use oktant_core::value::{Kind, Malformed, Reader};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyList, PyString};
use std::borrow::Cow;

/// Decimal digits that every float keeps.
const EXACT_DIGITS: usize = 15;
/// Digits of an exponent that every float holds.
const EXACT_EXPONENT: usize = 2;
/// The maximum number of members of a shape. Maps with IDs as names have more.
const MAX_MEMBERS: usize = 64;
/// The place of values that have no shape.
const NOWHERE: usize = usize::MAX;

/// Why a document was not read.
pub(crate) enum Fault {
    Malformed,
    Python(PyErr),
}

impl From<Malformed> for Fault {
    fn from(_: Malformed) -> Fault {
        Fault::Malformed
    }
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Fault {
        Fault::Python(error)
    }
}

/// Reads a document.
pub(crate) fn read<'py>(py: Python<'py>, text: &[u8]) -> Result<Bound<'py, PyAny>, Fault> {
    Builder { py, reader: Reader::new(text)?, shapes: vec![Shape::default()] }.document()
}

/// What the values at one place of a document, such as `[*].profile`, have in common.
#[derive(Default)]
struct Shape<'a, 'py> {
    /// The members of its objects, by first appearance.
    members: Vec<Member<'a, 'py>>,
    /// An object with the first members, if two objects in a row had exactly those.
    template: Option<Bound<'py, PyDict>>,
    /// How many members the last object had, if it had the first ones.
    last: Option<usize>,
    /// The last text, with its object.
    text: Option<(&'a str, Bound<'py, PyString>)>,
}

struct Member<'a, 'py> {
    /// The name in the document, from its quote to the colon.
    text: &'a str,
    name: Bound<'py, PyString>,
    /// The place of its value.
    place: usize,
}

struct Builder<'a, 'py> {
    py: Python<'py>,
    reader: Reader<'a>,
    /// Shapes by place; the document's own comes first.
    shapes: Vec<Shape<'a, 'py>>,
}

/// An array or object that is being read.
enum Open<'py> {
    Array { items: Bound<'py, PyList>, place: usize },
    Object(Object<'py>),
}

struct Object<'py> {
    members: Bound<'py, PyDict>,
    place: usize,
    /// The name of the value that is read next.
    name: Option<Bound<'py, PyString>>,
    /// The member of the shape that is expected next.
    next: usize,
    order: Order,
}

/// How the members of an object compare with those of its shape, as far as they are read.
#[derive(PartialEq)]
enum Order {
    /// They are the first ones, and the object began as a copy of the template.
    Copied,
    /// They are the first ones.
    Same,
    Other,
}

impl<'a, 'py> Builder<'a, 'py> {
    fn document(mut self) -> Result<Bound<'py, PyAny>, Fault> {
        let (mut around, mut place) = (Vec::new(), 0);
        let document = 'document: loop {
            let mut value = match self.reader.peek()? {
                Kind::Array => {
                    self.reader.open()?;
                    around.push(Open::Array { items: PyList::empty(self.py), place });
                    None
                }
                Kind::Object => {
                    self.reader.open()?;
                    around.push(Open::Object(self.object(place)?));
                    None
                }
                kind => Some(self.scalar(kind, place)?),
            };
            let mut first = value.is_none();
            // The end of a value may also end the arrays and objects around it.
            loop {
                let Some(open) = around.last_mut() else { break 'document value };
                if let Some(value) = value.take() {
                    open.add(&value)?;
                }
                if let Some(next) = self.next(open, first)? {
                    place = next;
                    break;
                }
                first = false;
                value = around.pop().map(|ended| self.end(ended)).transpose()?;
            }
        };
        self.reader.end()?;
        document.ok_or(Fault::Malformed)
    }

    /// Begins an object.
    fn object(&self, place: usize) -> PyResult<Object<'py>> {
        let (members, order) = match self.shapes.get(place).and_then(|shape| shape.template.as_ref()) {
            Some(template) => (template.copy()?, Order::Copied),
            None => (PyDict::new(self.py), Order::Same),
        };
        Ok(Object { members, place, name: None, next: 0, order })
    }

    /// Reads on to the next value of an array or object and returns its place; `None` at the end, which is read.
    fn next(&mut self, open: &mut Open<'py>, first: bool) -> Result<Option<usize>, Fault> {
        match open {
            Open::Array { place, .. } => Ok(self.reader.more(b']', first)?.then_some(*place)),
            Open::Object(object) if self.reader.more(b'}', first)? => self.member(object).map(Some),
            Open::Object(_) => Ok(None),
        }
    }

    /// Reads the name of a member and returns the place of its value.
    fn member(&mut self, object: &mut Object<'py>) -> Result<usize, Fault> {
        if let Some(expected) = self.shapes.get(object.place).and_then(|shape| shape.members.get(object.next))
            && self.reader.skip_text(expected.text)
        {
            object.name = Some(expected.name.clone());
            object.next += 1;
            return Ok(expected.place);
        }
        self.uncopy(object)?;
        let start = self.reader.offset();
        let name = self.reader.name()?;
        let text = self.reader.since(start).trim_ascii_start();
        let known = self.shapes.get(object.place).map_or(&[][..], |shape| &shape.members);
        let at = known.iter().position(|member| member.text == text).unwrap_or(known.len());
        if at != object.next {
            object.order = Order::Other;
        }
        object.next = at + 1;
        if let Some(member) = known.get(at) {
            object.name = Some(member.name.clone());
            return Ok(member.place);
        }
        let name = match name {
            Some(name) => PyString::new(self.py, &name),
            None => exact(self.py, "text", text.trim_end_matches(':'))?.cast_into().map_err(PyErr::from)?,
        };
        object.name = Some(name.clone());
        let place = self.shapes.len();
        let Some(shape) = self.shapes.get_mut(object.place).filter(|_| at < MAX_MEMBERS) else {
            object.order = Order::Other;
            return Ok(NOWHERE);
        };
        shape.members.push(Member { text, name, place });
        self.shapes.push(Shape::default());
        Ok(place)
    }

    /// Removes from a copied object the members that have not been read.
    fn uncopy(&mut self, object: &mut Object<'py>) -> PyResult<()> {
        let unread = object.members.len().saturating_sub(object.next);
        if object.order != Order::Copied || unread == 0 {
            return Ok(());
        }
        object.order = Order::Other;
        let Some(shape) = self.shapes.get_mut(object.place) else { return Ok(()) };
        shape.template = None;
        let mut unread = shape.members.iter().skip(object.next).take(unread);
        unread.try_for_each(|member| object.members.del_item(&member.name))
    }

    /// Ends an array or object.
    fn end(&mut self, open: Open<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mut object = match open {
            Open::Array { items, .. } => return Ok(items.into_any()),
            Open::Object(object) => object,
        };
        self.uncopy(&mut object)?;
        if let Some(shape) = self.shapes.get_mut(object.place).filter(|_| object.order != Order::Copied) {
            let count = (object.order == Order::Same).then_some(object.next);
            if count.is_some() && count == shape.last {
                shape.template = Some(object.members.clone());
            }
            shape.last = count;
        }
        Ok(object.members.into_any())
    }

    fn scalar(&mut self, kind: Kind, place: usize) -> Result<Bound<'py, PyAny>, Fault> {
        Ok(match kind {
            Kind::String => {
                let start = self.reader.offset();
                match self.reader.string()? {
                    Some(Cow::Borrowed(text)) => self.text(text, place).into_any(),
                    Some(Cow::Owned(text)) => PyString::new(self.py, &text).into_any(),
                    None => exact(self.py, "text", self.reader.since(start))?,
                }
            }
            Kind::Number => number(self.py, self.reader.number()?)?,
            Kind::Bool => PyBool::new(self.py, self.reader.bool()?).to_owned().into_any(),
            Kind::Null | Kind::Array | Kind::Object => {
                self.reader.null()?;
                self.py.None().into_bound(self.py)
            }
        })
    }

    /// A text: the object that was made last at this place, if it is the same.
    fn text(&mut self, text: &'a str, place: usize) -> Bound<'py, PyString> {
        let shape = self.shapes.get_mut(place);
        if let Some(Shape { text: Some((last, made)), .. }) = &shape
            && *last == text
        {
            return made.clone();
        }
        let made = PyString::new(self.py, text);
        if let Some(shape) = shape {
            shape.text = Some((text, made.clone()));
        }
        made
    }
}

impl<'py> Open<'py> {
    /// Adds a value that was read.
    fn add(&mut self, value: &Bound<'py, PyAny>) -> PyResult<()> {
        match self {
            Open::Array { items, .. } => items.append(value),
            Open::Object(object) => object.name.take().map_or(Ok(()), |name| object.members.set_item(name, value)),
        }
    }
}

/// A number: an int, a float if one holds it exactly, or what Python makes of it.
fn number<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let (mantissa, exponent) = text.split_at(text.find(['e', 'E']).unwrap_or(text.len()));
    if exponent.is_empty() && !mantissa.contains('.') {
        return match text.parse::<i64>() {
            Ok(number) => Ok(number.into_pyobject(py)?.into_any()),
            Err(_) => exact(py, "integer", text),
        };
    }
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    match text.parse() {
        Ok(number) if digits(mantissa) <= EXACT_DIGITS && digits(exponent) <= EXACT_EXPONENT => {
            Ok(PyFloat::new(py, number).into_any())
        }
        _ => exact(py, "fraction", text),
    }
}

/// A scalar that Rust has no type for, as a function of `oktant._json` reads it.
fn exact<'py>(py: Python<'py>, function: &str, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || py.import("oktant._json").map(Bound::unbind))?;
    module.bind(py).call_method1(function, (text,))
}
