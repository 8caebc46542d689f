//! Reading, writing and comparing models without code per model: each one only shows its fields.

use super::{Extras, Json, Kind, Malformed, Map, Number, Problem, Reader, problem, write};
use std::collections::BTreeMap;

/// A typed view of a JSON object. [`crate::model!`] implements it.
pub trait Model: Send + Sync + 'static {
    /// What the document calls each field, in the order of the slots.
    fn fields(&self) -> &'static [Field];
    /// Shows the fields and the rest.
    fn slots(&self, show: &mut dyn FnMut(&[&dyn Slot], &Extras));
    /// Shows the fields and the rest, to change them.
    fn slots_mut(&mut self, show: &mut dyn FnMut(&mut [&mut dyn Slot], &mut Extras));
}

/// What the document says of a field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// The declared type in words: `a string`.
    pub expected: &'static str,
    /// Masked in `Debug`.
    pub secret: bool,
}

/// The place of a field's value: an `Option`, seen without its type.
pub trait Slot {
    /// The value, where it is set.
    fn view(&self) -> Option<View<'_>>;
    /// [`Value::is_known`] of the value, where it is set.
    fn is_known(&self) -> bool;
    /// Reads the next value; `false`, and nothing set, where it does not fit. The reader's place is then anywhere in it.
    ///
    /// # Errors
    /// Where the text is not JSON.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<bool, Malformed>;
}

/// A type that a field, an element or a whole answer can have.
pub trait Value: Sized + 'static {
    /// The declared type in words.
    const EXPECTED: &'static str;
    /// Reads the next value; `None` where it is of another type.
    ///
    /// # Errors
    /// Where the text is not JSON.
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed>;
    /// What is written.
    fn view(&self) -> View<'_>;
    /// False for a text of an enum, or a tag of a union, that the document does not list.
    fn is_known(&self) -> bool {
        true
    }
    /// Holds an element of another type in its place of a list; `None` where this type cannot.
    fn odd(_value: Json) -> Option<Self> {
        None
    }
}

/// A value, seen without its type.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Text, an open enum, a timestamp.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A truth value.
    Bool(bool),
    /// A JSON number, with its text.
    Number(&'a Number),
    /// A value of a type that the document leaves open.
    Json(&'a Json),
    /// An element of another type than the document says.
    Raw(&'a Json),
    /// An object.
    Model(&'a dyn Model),
    /// One of several kinds of object, with the name and value of the tag that chose it, where it has just one.
    Variant(&'a dyn Model, Option<(&'static str, &'static str)>),
    /// A JSON array.
    List(&'a dyn Items),
    /// Members of one type under any name.
    Map(&'a dyn Entries),
}

/// A list, seen without the type of its elements.
pub trait Items {
    /// How many.
    fn len(&self) -> usize;
    /// True without elements.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The element at a place below `len`.
    fn item(&self, at: usize) -> View<'_>;
    /// [`Value::is_known`] of the element at a place below `len`.
    fn is_known(&self, at: usize) -> bool;
    /// The declared type of an element.
    fn expected(&self) -> &'static str;
}

/// A map, seen without the type of its values.
pub trait Entries {
    /// How many.
    fn len(&self) -> usize;
    /// True without members.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The member at a place below `len`.
    fn entry(&self, at: usize) -> (&str, View<'_>);
    /// The declared type of a value.
    fn expected(&self) -> &'static str;
}

/// What every model and every other typed document can do.
pub trait Document: Value {
    /// Reads one document.
    ///
    /// # Errors
    /// [`Malformed`] where the text is not JSON, or JSON of another kind: a list where an object is due. Nothing inside a document makes it fail.
    fn parse(text: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(text)?;
        reader.peek()?;
        let at = reader.place().0;
        let Some(value) = Self::read(&mut reader)? else {
            return Err(Malformed { what: misfit(Self::EXPECTED), at });
        };
        reader.end()?;
        Ok(value)
    }

    /// The document as compact JSON text: each name once, nothing lost.
    fn to_text(&self) -> String {
        write::text(self.view())
    }

    /// The document as a JSON value.
    fn to_json(&self) -> Json {
        Json::parse(self.to_text().as_bytes()).unwrap_or_default()
    }

    /// What was of another type than the document says and was kept raw.
    fn problems(&self) -> Vec<Problem> {
        problem::problems(self.view())
    }

    /// The same document seen as another type; nothing is lost. So a `User` that was read becomes what replaces it:
    /// `replace_user(id, &user.cast())`.
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

/// A value of any type but null, which is nothing in a field.
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

/// Models in a list. An element that is no object keeps its place: [`Extras::whole`] holds it.
impl<T: Value> Value for Vec<T> {
    const EXPECTED: &'static str = "a list";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        if reader.peek()? != Kind::Array {
            return Ok(None);
        }
        let mut items = Vec::new();
        reader.open()?;
        while reader.more(b']', items.is_empty())? {
            let Some(item) = read_or_odd(reader)? else { return Ok(None) };
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

/// Members of one type under any name; a map of [`super::Element`] keeps odd values.
impl<T: Value> Value for Map<T> {
    const EXPECTED: &'static str = "an object";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        if reader.peek()? != Kind::Object {
            return Ok(None);
        }
        let mut members = Map::new();
        reader.open()?;
        while let Some(name) = reader.member(members.is_empty())? {
            let Some(value) = read_or_odd(reader)? else { return Ok(None) };
            members.push(name.into(), value);
        }
        members.settle();
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

/// The next value, odd ones included; `None` where the type cannot hold it.
fn read_or_odd<T: Value>(reader: &mut Reader<'_>) -> Result<Option<T>, Malformed> {
    let place = reader.place();
    if let Some(value) = T::read(reader)? {
        return Ok(Some(value));
    }
    reader.back(place);
    Ok(T::odd(reader.json()?))
}

/// What is said of a whole document of another kind.
fn misfit(expected: &'static str) -> &'static str {
    match expected {
        "an object" => "JSON, but no object",
        "a list" => "JSON, but no list",
        "a string" | "a date and time" => "JSON, but no string",
        _ => "JSON of another kind than expected",
    }
}

/// Reads an object into `model`; `false` where the next value is none.
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
    // A bit for each field that came; of more than 64, some share one.
    let (mut came, mut doubled) = (0_u64, false);
    while let Some(name) = reader.member(first)? {
        first = false;
        if let Some(at) = find(fields, likely, &name) {
            likely = at + 1;
            let bit = 1 << (at % 64);
            doubled |= came & bit != 0;
            came |= bit;
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
    extras.settle();
    if doubled {
        // Of a doubled name the last value counts.
        for (field, slot) in fields.iter().zip(slots) {
            if slot.view().is_some() {
                extras.remove(field.name);
            }
        }
    }
    Ok(())
}

/// Where the field `name` is, looking first where the order of the document would have it.
fn find(fields: &[Field], likely: usize, name: &str) -> Option<usize> {
    if fields.get(likely).is_some_and(|field| field.name == name) {
        return Some(likely);
    }
    fields.iter().position(|field| field.name == name)
}

/// Equality of two models of one type.
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
