//! Lists that keep elements of an unexpected type.

use super::{Json, Malformed, Reader, Value, View};

/// A list element or map value: of the declared type, or raw JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element<T> {
    /// A value of the declared type.
    Value(T),
    /// The JSON of a value of any other type.
    Raw(Json),
}

impl<T> Element<T> {
    /// The value, if it is of the declared type.
    pub fn value(&self) -> Option<&T> {
        if let Element::Value(value) = self { Some(value) } else { None }
    }
}

impl<T> From<T> for Element<T> {
    fn from(value: T) -> Element<T> {
        Element::Value(value)
    }
}

impl<T: Value> Value for Element<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        let place = reader.place();
        if let Some(value) = T::read(reader)? {
            return Ok(Some(Element::Value(value)));
        }
        reader.back(place);
        Ok(Some(Element::Raw(reader.json()?)))
    }
    fn view(&self) -> View<'_> {
        match self {
            Element::Value(value) => value.view(),
            Element::Raw(value) => View::Raw(value),
        }
    }
    fn is_known(&self) -> bool {
        self.value().is_none_or(T::is_known)
    }
    fn odd(value: Json) -> Option<Self> {
        Some(Element::Raw(value))
    }
}

/// A list of scalars, such as strings. Elements of another type keep their place: [`List::iter`] skips them,
/// [`List::elements`] includes them.
///
/// ```
/// # use oktant_core::value::{Document, List};
/// let mut names: List<String> = List::parse(br#"["a", 1, "b"]"#)?;
/// assert_eq!(names.iter().collect::<Vec<_>>(), ["a", "b"]);
/// names.push("c");
/// assert_eq!(names.to_text(), r#"["a",1,"b","c"]"#);
/// # Ok::<(), oktant_core::value::Malformed>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(Vec<Element<T>>);

impl<T> List<T> {
    /// The number of elements, including those of another type.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Iterates over the elements of the declared type.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter_map(Element::value)
    }

    /// The element at index `at`, if it is of the declared type.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at).and_then(Element::value)
    }

    /// Appends an element.
    pub fn push(&mut self, value: impl Into<T>) {
        self.0.push(Element::Value(value.into()));
    }

    /// All elements, including those of another type.
    pub fn elements(&self) -> &[Element<T>] {
        &self.0
    }

    /// All elements, including those of another type, mutably.
    pub fn elements_mut(&mut self) -> &mut Vec<Element<T>> {
        &mut self.0
    }
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List(Vec::new())
    }
}

impl<T, V: Into<T>> FromIterator<V> for List<T> {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> List<T> {
        List(values.into_iter().map(|value| Element::Value(value.into())).collect())
    }
}

impl<T, V: Into<T>> From<Vec<V>> for List<T> {
    fn from(values: Vec<V>) -> List<T> {
        values.into_iter().collect()
    }
}

impl<T, V: Into<T>, const N: usize> From<[V; N]> for List<T> {
    fn from(values: [V; N]) -> List<T> {
        values.into_iter().collect()
    }
}

impl<T: Value> Value for List<T> {
    const EXPECTED: &'static str = <Vec<Element<T>>>::EXPECTED;
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        Ok(Vec::read(reader)?.map(List))
    }
    fn view(&self) -> View<'_> {
        self.0.view()
    }
}
