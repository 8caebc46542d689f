//! The traits behind models: a model exposes its fields as slots, and reading, writing and comparing are written once over them.

use super::{Extras, Json, Kind, Malformed, Map, Number, Problem, Reader, problem, write};
use std::collections::BTreeMap;

/// A typed view of a JSON object. Generated models implement it, through a macro.
pub trait Model: Send + Sync + 'static {
    /// The name of the type, such as `User`, which `Debug` shows.
    fn name(&self) -> &'static str;
    /// The API document's description of each field, in the order of the slots.
    fn fields(&self) -> &'static [Field];
    /// Calls `show` with the field values and the additional members.
    fn slots(&self, show: &mut dyn FnMut(&[&dyn Slot], &Extras));
    /// Calls `show` with the field values and the additional members, mutably.
    fn slots_mut(&mut self, show: &mut dyn FnMut(&mut [&mut dyn Slot], &mut Extras));
}

/// The API document's description of a field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name in JSON, such as `firstName`.
    pub name: &'static str,
    /// The declared type in words, such as `a string`.
    pub expected: &'static str,
    /// Whether the value is a secret, which `Debug` masks.
    pub secret: bool,
}

/// A field's `Option`, with its type erased.
pub trait Slot {
    /// The value, if it is set.
    fn view(&self) -> Option<View<'_>>;
    /// [`Value::is_known`] of the value; `true` if it is not set.
    fn is_known(&self) -> bool;
    /// Reads the next value into the field. Returns `false`, and leaves the field unset, if it is of another type; the reader
    /// is then somewhere inside that value.
    ///
    /// # Errors
    /// [`Malformed`] if the text is not JSON.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<bool, Malformed>;
}

/// A type that a field, a list element or a whole response body can have.
pub trait Value: Sized + 'static {
    /// The declared type in words, such as `a string`.
    const EXPECTED: &'static str;
    /// Reads the next value; `None` if it is of another type.
    ///
    /// # Errors
    /// [`Malformed`] if the text is not JSON.
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed>;
    /// The value with its type erased, as it will be written.
    fn view(&self) -> View<'_>;
    /// Whether the API document lists this value: `false` for an unlisted enum value or union tag.
    fn is_known(&self) -> bool {
        true
    }
    /// Wraps a list element or map value of another type; `None` if this type cannot hold one.
    fn odd(_value: Json) -> Option<Self> {
        None
    }
}

/// A value with its type erased.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// A string, an open enum or a timestamp.
    Text(&'a str),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Bool(bool),
    /// Any other number.
    Number(&'a Number),
    /// A value whose type the API document leaves open.
    Json(&'a Json),
    /// A list element or map value of another type than the declared one.
    Raw(&'a Json),
    /// An object.
    Model(&'a dyn Model),
    /// A variant of a union, with the name and value of its tag, if it has exactly one.
    Variant(&'a dyn Model, Option<(&'static str, &'static str)>),
    /// A JSON array.
    List(&'a dyn Items),
    /// An object with arbitrary names and values of one type.
    Map(&'a dyn Entries),
}

/// A list with its element type erased.
pub trait Items {
    /// The number of elements.
    fn len(&self) -> usize;
    /// Whether there are no elements.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The element at an index below `len`.
    fn item(&self, at: usize) -> View<'_>;
    /// [`Value::is_known`] of the element at an index below `len`.
    fn is_known(&self, at: usize) -> bool;
    /// The declared type of the elements, in words.
    fn expected(&self) -> &'static str;
}

/// A map with its value type erased.
pub trait Entries {
    /// The number of members.
    fn len(&self) -> usize;
    /// Whether there are no members.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The member at an index below `len`.
    fn entry(&self, at: usize) -> (&str, View<'_>);
    /// The declared type of the values, in words.
    fn expected(&self) -> &'static str;
}

/// Parsing and writing of models and every other typed JSON document.
pub trait Document: Value {
    /// Parses a JSON document.
    ///
    /// # Errors
    /// [`Malformed`] if the text is not JSON, or its outermost value is of another kind, such as a list instead of an object. A
    /// value of an unexpected type further inside is not an error; see [`Document::problems`].
    fn parse(text: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(text)?;
        reader.peek()?;
        let at = reader.place().0;
        let Some(value) = Self::read(&mut reader)? else {
            return Err(Malformed { what: type_mismatch(Self::EXPECTED), at });
        };
        reader.end()?;
        Ok(value)
    }

    /// The document as compact JSON. Nothing that was read is lost, and each name occurs once.
    fn to_text(&self) -> String {
        write::text(self.view())
    }

    /// The document as a JSON value.
    fn to_json(&self) -> Json {
        Json::parse(self.to_text().as_bytes()).unwrap_or_default()
    }

    /// The values that are of another type than the API document declares and were kept as raw JSON.
    fn problems(&self) -> Vec<Problem> {
        problem::problems(self.view())
    }

    /// Converts the document to another type without losing anything: `let new: CreateUserRequest = user.cast()?` makes a
    /// request body of a user that was read.
    ///
    /// # Errors
    /// [`Malformed`] if the outermost value is of another kind.
    fn cast<T: Document>(&self) -> Result<T, Malformed> {
        T::parse(self.to_text().as_bytes())
    }
}

impl<T: Value> Document for T {}

impl<T: Value> Slot for Option<T> {
    fn view(&self) -> Option<View<'_>> {
        self.as_ref().map(T::view)
    }
    fn is_known(&self) -> bool {
        self.as_ref().is_none_or(T::is_known)
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<bool, Malformed> {
        *self = T::read(reader)?;
        Ok(self.is_some())
    }
}

impl<T: Value> Value for Box<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        Ok(T::read(reader)?.map(Box::new))
    }
    fn view(&self) -> View<'_> {
        T::view(self)
    }
    fn is_known(&self) -> bool {
        T::is_known(self)
    }
    fn odd(value: Json) -> Option<Self> {
        T::odd(value).map(Box::new)
    }
}

impl Value for String {
    const EXPECTED: &'static str = "a string";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        Ok(reader.text()?.map(std::borrow::Cow::into_owned))
    }
    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl Value for bool {
    const EXPECTED: &'static str = "a boolean";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        if reader.peek()? == Kind::Bool { reader.bool().map(Some) } else { Ok(None) }
    }
    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }
}

impl Value for i64 {
    const EXPECTED: &'static str = "an integer";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        if reader.peek()? == Kind::Number { Ok(Number::from_checked(reader.number()?).as_i64()) } else { Ok(None) }
    }
    fn view(&self) -> View<'_> {
        View::Integer(*self)
    }
}

impl Value for Number {
    const EXPECTED: &'static str = "a number";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        if reader.peek()? == Kind::Number { Ok(Some(Number::from_checked(reader.number()?))) } else { Ok(None) }
    }
    fn view(&self) -> View<'_> {
        View::Number(self)
    }
}

/// A value of any type except null, which leaves a field unset.
impl Value for Json {
    const EXPECTED: &'static str = "any value";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        if reader.peek()? == Kind::Null { Ok(None) } else { reader.json().map(Some) }
    }
    fn view(&self) -> View<'_> {
        View::Json(self)
    }
    fn odd(value: Json) -> Option<Self> {
        Some(value)
    }
}

/// A list of models. An element that is not an object keeps its place, in [`Extras::whole`].
impl<T: Value> Value for Vec<T> {
    const EXPECTED: &'static str = "a list";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        if reader.peek()? != Kind::Array {
            return Ok(None);
        }
        let mut items = Vec::new();
        reader.open()?;
        while reader.more(b']', items.is_empty())? {
            let Some(item) = read_any(reader)? else { return Ok(None) };
            items.push(item);
        }
        Ok(Some(items))
    }
    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Value> Items for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }
    fn item(&self, at: usize) -> View<'_> {
        self.get(at).map_or(View::Json(&Json::Null), T::view)
    }
    fn is_known(&self, at: usize) -> bool {
        self.get(at).is_none_or(T::is_known)
    }
    fn expected(&self) -> &'static str {
        T::EXPECTED
    }
}

/// An object with arbitrary names. A map of [`super::Element`] also keeps values of another type.
impl<T: Value> Value for Map<T> {
    const EXPECTED: &'static str = "an object";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        if reader.peek()? != Kind::Object {
            return Ok(None);
        }
        let mut members = Map::new();
        reader.open()?;
        while let Some(name) = reader.member(members.is_empty())? {
            let Some(value) = read_any(reader)? else { return Ok(None) };
            members.push(name.into(), value);
        }
        members.dedup();
        Ok(Some(members))
    }
    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: Value> Entries for Map<T> {
    fn len(&self) -> usize {
        self.len()
    }
    fn entry(&self, at: usize) -> (&str, View<'_>) {
        self.at(at).map_or(("", View::Json(&Json::Null)), |(name, value)| (name, value.view()))
    }
    fn expected(&self) -> &'static str {
        T::EXPECTED
    }
}

/// Reads the next value, wrapping one of another type; `None` if `T` cannot hold it.
fn read_any<T: Value>(reader: &mut Reader<'_>) -> Result<Option<T>, Malformed> {
    let place = reader.place();
    if let Some(value) = T::read(reader)? {
        return Ok(Some(value));
    }
    reader.back(place);
    Ok(T::odd(reader.json()?))
}

/// The error text for a document whose outermost value is of another kind.
fn type_mismatch(expected: &'static str) -> &'static str {
    match expected {
        "an object" => "JSON, but not an object",
        "a list" => "JSON, but not a list",
        "a string" | "a date and time" => "JSON, but not a string",
        _ => "JSON of another kind than expected",
    }
}

/// Reads an object into `model`; `false` if the next value is not an object.
#[doc(hidden)]
pub fn read_model(model: &mut dyn Model, reader: &mut Reader<'_>) -> Result<bool, Malformed> {
    if reader.peek()? != Kind::Object {
        return Ok(false);
    }
    let fields = model.fields();
    let mut result = Ok(());
    model.slots_mut(&mut |slots, extras| result = read_members(fields, slots, extras, reader));
    result.map(|()| true)
}

fn read_members(
    fields: &[Field],
    slots: &mut [&mut dyn Slot],
    extras: &mut Extras,
    reader: &mut Reader<'_>,
) -> Result<(), Malformed> {
    reader.open()?;
    let mut first = true;
    let mut likely = 0;
    // One bit per field; with more than 64 fields some share a bit, which only costs the second look below.
    let (mut seen, mut duplicates) = (0_u64, false);
    while let Some(name) = reader.member(first)? {
        first = false;
        if let Some(at) = find(fields, likely, &name) {
            likely = at + 1;
            let bit = 1 << (at % 64);
            duplicates |= seen & bit != 0;
            seen |= bit;
            let place = reader.place();
            if let Some(slot) = slots.get_mut(at)
                && slot.read(reader)?
            {
                continue;
            }
            reader.back(place);
        }
        extras.push(name.into(), reader.json()?);
    }
    extras.dedup();
    if duplicates {
        // A field wins over an earlier value of its name that did not fit.
        for (field, slot) in fields.iter().zip(slots) {
            if slot.view().is_some() {
                extras.remove(field.name);
            }
        }
    }
    Ok(())
}

/// The index of the field `name`. Objects mostly list members in the same order, so `likely` is tried first.
fn find(fields: &[Field], likely: usize, name: &str) -> Option<usize> {
    if fields.get(likely).is_some_and(|field| field.name == name) {
        return Some(likely);
    }
    fields.iter().position(|field| field.name == name)
}

/// Compares two models of the same type.
#[doc(hidden)]
pub fn equal(one: &dyn Model, other: &dyn Model) -> bool {
    let mut equal = false;
    one.slots(&mut |ones, one_extras| {
        other.slots(&mut |others, other_extras| {
            equal = one_extras == other_extras
                && ones.iter().zip(others).all(|(one, other)| match (one.view(), other.view()) {
                    (Some(one), Some(other)) => same(one, other),
                    (one, other) => one.is_none() && other.is_none(),
                });
        });
    });
    equal
}

fn same(one: View<'_>, other: View<'_>) -> bool {
    match (one, other) {
        (View::Text(one), View::Text(other)) => one == other,
        (View::Integer(one), View::Integer(other)) => one == other,
        (View::Bool(one), View::Bool(other)) => one == other,
        (View::Number(one), View::Number(other)) => one == other,
        (View::Json(one) | View::Raw(one), View::Json(other) | View::Raw(other)) => one == other,
        (View::Model(one), View::Model(other)) => equal(one, other),
        (View::Variant(one, tag), View::Variant(other, other_tag)) => {
            let alike = |model: &dyn Model| model.fields().as_ptr();
            tag == other_tag && alike(one) == alike(other) && equal(one, other)
        }
        (View::List(one), View::List(other)) => {
            one.len() == other.len() && (0..one.len()).all(|at| same(one.item(at), other.item(at)))
        }
        (View::Map(one), View::Map(other)) => {
            let theirs: BTreeMap<&str, View<'_>> = (0..other.len()).map(|at| other.entry(at)).collect();
            one.len() == other.len()
                && (0..one.len()).all(|at| {
                    let (name, value) = one.entry(at);
                    theirs.get(name).is_some_and(|other| same(value, *other))
                })
        }
        _ => false,
    }
}
