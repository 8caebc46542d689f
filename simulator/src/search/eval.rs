//! Expressions, checked once by the rules of a list, then matched against attributes.

use super::parse::{Expr, Op, parse};
use crate::attribute::Attribute;
use crate::error::{self, ApiError};
use crate::schema::{Schema, Type};
use crate::time::Time;
use serde_json::Value;
use std::cmp::Ordering;

/// The attributes and operators that a list allows in its expressions.
pub(crate) struct Dialect<'a> {
    /// Attributes that every org has, with their types.
    attributes: &'static [(&'static str, Type)],
    /// The schemas whose attributes are allowed too.
    schemas: Vec<&'a Schema>,
    /// Whether this is `search`, which allows more operators than `filter` and ignores case.
    search: bool,
}

impl<'a> Dialect<'a> {
    /// That of `filter`.
    pub(crate) fn filter(attributes: &'static [(&'static str, Type)]) -> Self {
        Self { attributes, schemas: Vec::new(), search: false }
    }

    /// That of `search`, which allows the profile attributes of schemas too.
    pub(crate) fn search(
        attributes: &'static [(&'static str, Type)],
        schemas: impl IntoIterator<Item = &'a Schema>,
    ) -> Self {
        Self { attributes, schemas: schemas.into_iter().collect(), search: true }
    }

    /// The type of an attribute, or the error for one that cannot be searched.
    pub(crate) fn kind(&self, attribute: &str) -> Result<Type, ApiError> {
        let own = self.attributes.iter().find(|(name, _)| *name == attribute);
        let name = attribute.strip_prefix("profile.");
        let profile = || name.and_then(|name| self.schemas.iter().find_map(|schema| schema.kind(name)));
        own.map(|(_, kind)| *kind).or_else(profile).ok_or_else(|| {
            let names = self.attributes.iter().map(|(name, _)| *name);
            let more = self.schemas.first().map(|_| "profile attributes of the schema");
            let names: Vec<_> = names.chain(more).collect();
            let only = names.join(", ");
            error::bad_search().because(format!("The attribute '{attribute}' cannot be searched here, only {only}"))
        })
    }

    /// Whether an operator goes with a type; `None` is `pr`.
    fn allows(&self, kind: Type, op: Option<Op>) -> bool {
        match op {
            Some(Op::Eq) => true,
            _ if self.search => !matches!(op, Some(Op::Ne | Op::Ew)),
            Some(Op::Gt | Op::Ge | Op::Lt | Op::Le) => kind == Type::Date,
            _ => false,
        }
    }
}

/// A checked expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Query {
    Or(Vec<Query>),
    And(Vec<Query>),
    Not(Box<Query>),
    Present(String),
    Text { attribute: String, op: Op, text: String, caseless: bool },
    Number(String, Op, f64),
    Flag(String, bool),
    Time(String, Op, Time),
}

impl Query {
    pub(crate) fn read(text: &str, dialect: &Dialect<'_>) -> Result<Self, ApiError> {
        check(parse(text).ok_or_else(error::bad_search)?, dialect)
    }

    /// The text that an attribute must equal, where the expression says so.
    pub(crate) fn literal(&self, name: &str) -> Option<&str> {
        match self {
            Self::Text { attribute, op: Op::Eq, text, .. } if attribute == name => Some(text),
            Self::And(parts) | Self::Or(parts) => parts.iter().find_map(|part| part.literal(name)),
            _ => None,
        }
    }

    /// Whether these attributes match.
    pub(crate) fn matches<'a>(&self, get: &dyn Fn(&str) -> Attribute<'a>) -> bool {
        match self {
            Self::Or(parts) => parts.iter().any(|part| part.matches(get)),
            Self::And(parts) => parts.iter().all(|part| part.matches(get)),
            Self::Not(part) => !part.matches(get),
            Self::Present(attribute) => present(&get(attribute)),
            Self::Text { attribute, op, text, caseless } => match get(attribute) {
                Attribute::Text(own) => text_fits(&own, *op, text, *caseless),
                Attribute::List(items) => {
                    items.iter().filter_map(Value::as_str).any(|own| text_fits(own, *op, text, *caseless))
                }
                _ => false,
            },
            Self::Number(attribute, op, number) => match get(attribute) {
                Attribute::Number(own) => number_fits(own, *op, *number),
                Attribute::List(items) => {
                    items.iter().filter_map(Value::as_f64).any(|own| number_fits(own, *op, *number))
                }
                _ => false,
            },
            Self::Flag(attribute, flag) => get(attribute) == Attribute::Flag(*flag),
            Self::Time(attribute, op, time) => match get(attribute) {
                Attribute::Time(own) => fits(*op, own.cmp(time)),
                Attribute::Text(own) => Time::parse(&own).is_some_and(|own| fits(*op, own.cmp(time))),
                _ => false,
            },
        }
    }
}

/// The `q` parameter: whether one of the values starts with it, ignoring case.
pub(crate) fn any_starts_with<'a>(texts: impl IntoIterator<Item = Attribute<'a>>, q: &str) -> bool {
    texts.into_iter().any(|text| matches!(text, Attribute::Text(text) if text_fits(&text, Op::Sw, q, true)))
}

fn check(expr: Expr, dialect: &Dialect<'_>) -> Result<Query, ApiError> {
    let all = |parts: Vec<Expr>| parts.into_iter().map(|part| check(part, dialect)).collect::<Result<_, _>>();
    let kind = |attribute: &str, op| {
        let kind = dialect.kind(attribute)?;
        dialect.allows(kind, op).then_some(kind).ok_or_else(error::bad_search)
    };
    let search = dialect.search;
    Ok(match expr {
        Expr::Or(parts) => Query::Or(all(parts)?),
        Expr::And(parts) => Query::And(all(parts)?),
        Expr::Not(part) if search => Query::Not(Box::new(check(*part, dialect)?)),
        Expr::Not(_) => return Err(error::bad_search()),
        Expr::Present(attribute) => {
            kind(&attribute, None)?;
            Query::Present(attribute)
        }
        Expr::Test(attribute, op, literal) => {
            let kind = kind(&attribute, Some(op))?;
            test(attribute, kind, op, literal, search)?
        }
    })
}

fn test(attribute: String, kind: Type, op: Op, literal: Value, caseless: bool) -> Result<Query, ApiError> {
    let partial = matches!(op, Op::Sw | Op::Co | Op::Ew);
    match (kind, literal) {
        (Type::Date, Value::String(text)) if !partial => {
            let time = Time::parse(&text).ok_or_else(|| error::bad_date(&text))?;
            Ok(Query::Time(attribute, op, time))
        }
        (Type::Text | Type::List, Value::String(text)) => Ok(Query::Text { attribute, op, text, caseless }),
        (Type::Number | Type::Integer | Type::List, Value::Number(number)) if !partial => {
            Ok(Query::Number(attribute, op, number.as_f64().ok_or_else(error::bad_search)?))
        }
        (Type::Flag, Value::Bool(flag)) if op == Op::Eq => Ok(Query::Flag(attribute, flag)),
        _ => Err(error::bad_search()),
    }
}

fn present(attribute: &Attribute<'_>) -> bool {
    match attribute {
        Attribute::Missing => false,
        Attribute::Text(text) => !text.is_empty(),
        Attribute::List(items) => !items.is_empty(),
        Attribute::Number(_) | Attribute::Flag(_) | Attribute::Time(_) => true,
    }
}

fn text_fits(own: &str, op: Op, text: &str, caseless: bool) -> bool {
    if !caseless {
        return match op {
            Op::Sw => own.starts_with(text),
            Op::Ew => own.ends_with(text),
            Op::Co => own.contains(text),
            _ => fits(op, own.cmp(text)),
        };
    }
    match op {
        Op::Sw => {
            let mut own = lower(own);
            lower(text).all(|letter| own.next() == Some(letter))
        }
        Op::Ew => own.to_lowercase().ends_with(&text.to_lowercase()),
        Op::Co => own.to_lowercase().contains(&text.to_lowercase()),
        _ => fits(op, lower(own).cmp(lower(text))),
    }
}

fn number_fits(own: f64, op: Op, number: f64) -> bool {
    own.partial_cmp(&number).is_some_and(|order| fits(op, order))
}

/// A text as searches compare it.
pub(super) fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

fn fits(op: Op, order: Ordering) -> bool {
    match op {
        Op::Eq => order.is_eq(),
        Op::Ne => order.is_ne(),
        Op::Gt => order.is_gt(),
        Op::Ge => order.is_ge(),
        Op::Lt => order.is_lt(),
        Op::Le => order.is_le(),
        Op::Sw | Op::Co | Op::Ew => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ATTRIBUTES: &[(&str, Type)] = &[
        ("name", Type::Text),
        ("born", Type::Date),
        ("size", Type::Number),
        ("tags", Type::List),
        ("good", Type::Flag),
    ];

    fn read(text: &str, search: bool) -> Result<Query, ApiError> {
        let schema = Schema::groups(Time::default());
        let dialect = if search { Dialect::search(ATTRIBUTES, [&schema]) } else { Dialect::filter(ATTRIBUTES) };
        Query::read(text, &dialect)
    }

    fn hits(text: &str, search: bool) -> bool {
        let thing = json!({
            "name": "Zoë Müller", "born": "2024-05-01T10:00:00.000Z", "size": 4.5, "tags": ["red", 7], "good": true,
            "none": null,
        });
        read(text, search).unwrap().matches(&|path| Attribute::from(thing.get(path)))
    }

    #[test]
    fn search_ignores_case_but_not_accents() {
        for (text, hit) in [
            (r#"name eq "zoË mÜller""#, true),
            (r#"name eq "zoe muller""#, false),
            (r#"name sw "ZOË""#, true),
            (r#"name sw "zoë müller!""#, false),
            (r#"name co "MÜL""#, true),
            (r#"name gt "a""#, true),
            (r#"name lt "ZZ""#, true),
            (r#"name pr"#, true),
            (r#"not (name pr)"#, false),
            (r#"tags eq "RED""#, true),
            (r#"tags eq 7"#, true),
            (r#"tags eq "blue""#, false),
            (r#"size ge 4.5 and size lt 5"#, true),
            (r#"size gt 4.5"#, false),
            (r#"good eq true"#, true),
            (r#"good eq false or born gt "2024-05-01T10:00:00.000Z""#, false),
            (r#"born ge "2024-05-01T12:00:00+02:00""#, true),
        ] {
            assert_eq!(hits(text, true), hit, "{text}");
        }
        assert!(!hits(r#"name eq "zoë müller""#, false));
        assert!(hits(r#"name eq "Zoë Müller""#, false));
    }

    #[test]
    fn what_a_dialect_refuses() {
        for text in [r#"name ew "x""#, "name eq 1", r#"size eq "1""#, "good gt true", "born eq 1"] {
            assert_eq!(read(text, true), Err(error::bad_search()), "{text}");
        }
        for text in [r#"name sw "x""#, r#"name gt "x""#, "name pr", "not (good eq true)", "size gt 1"] {
            assert_eq!(read(text, false), Err(error::bad_search()), "{text}");
        }
        for (text, search, only) in [
            ("shoe pr", true, "name, born, size, tags, good, profile attributes of the schema"),
            (r#"name pr and shoe eq "x""#, true, "name, born, size, tags, good, profile attributes of the schema"),
            (r#"shoe eq "x""#, false, "name, born, size, tags, good"),
        ] {
            let cause = format!("The attribute 'shoe' cannot be searched here, only {only}");
            assert_eq!(read(text, search), Err(error::bad_search().because(cause)), "{text}");
        }
        assert_eq!(read(r#"born gt "monday""#, true), Err(error::bad_date("monday")));
    }
}
