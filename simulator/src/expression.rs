//! Okta expressions over a user, as far as group rules and realm assignments use them, or over an event, as filters of event hooks
//! do: comparisons, `and`, `or`, `not`, selections of a list, the functions of [`FUNCTIONS`] and the methods of [`METHODS`].

use crate::store::Document;
use serde_json::Value;
use std::iter::Peekable;
use std::vec::IntoIter;

/// The deepest nesting.
const DEPTH: usize = 50;

/// The functions, with the fewest arguments of each.
const FUNCTIONS: &[(&str, usize)] = &[
    ("isMemberOfGroup", 1),
    ("isMemberOfAnyGroup", 1),
    ("isMemberOfGroupName", 1),
    ("isMemberOfGroupNameStartsWith", 1),
    ("isMemberOfGroupNameContains", 1),
    ("String.startsWith", 2),
    ("String.stringContains", 2),
    ("String.toLowerCase", 1),
    ("String.toUpperCase", 1),
    ("String.substringBefore", 2),
    ("String.substringAfter", 2),
    ("String.append", 2),
    ("String.len", 1),
    ("Arrays.contains", 2),
    ("Arrays.isEmpty", 1),
];

/// The methods, with the arguments that each has.
const METHODS: &[(&str, usize)] = &[("size", 0), ("contains", 1)];

/// An expression that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition(Expr);

#[derive(Clone, Debug, PartialEq)]
enum Expr {
    Or(Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Compare(Box<Expr>, String, Box<Expr>),
    Call(String, Vec<Expr>),
    /// The items of a list that a condition over them is true of.
    Select(Box<Expr>, Box<Expr>),
    /// A value by its dotted path in what the expression is about.
    Attribute(String),
    Literal(Value),
}

/// What the names of an expression are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Root {
    User,
    Event,
    /// An item of the list that is selected from.
    Item,
}

impl Root {
    /// The path of an attribute by its name.
    fn path(self, name: &str) -> Option<String> {
        match self {
            Self::User => {
                let name = name.strip_prefix("user.")?;
                Some(format!("profile.{}", name.strip_prefix("profile.").unwrap_or(name)))
            }
            Self::Event => name.strip_prefix("event.").map(ToOwned::to_owned),
            Self::Item => Some(name.to_owned()),
        }
    }
}

impl Condition {
    /// Reads an expression over a user; `None` if it is not valid.
    pub(crate) fn of_user(text: &str) -> Option<Self> {
        Self::read(text, Root::User)
    }

    /// Reads an expression over an event; `None` if it is not valid.
    pub(crate) fn of_event(text: &str) -> Option<Self> {
        Self::read(text, Root::Event)
    }

    fn read(text: &str, root: Root) -> Option<Self> {
        let mut parser = Parser { tokens: tokens(text)?.into_iter().peekable(), root, depth: 0 };
        let expr = parser.any()?;
        parser.tokens.next().is_none().then_some(Self(expr))
    }

    /// Whether it is true of a user or an event.
    pub(crate) fn matches(&self, subject: &Document, in_group: &InGroup<'_>) -> bool {
        is(&self.0, subject, in_group)
    }
}

/// Whether what an expression is about is in one of these groups.
pub(crate) type InGroup<'a> = dyn Fn(Groups<'_>) -> bool + 'a;

/// Groups that an expression asks for.
pub(crate) enum Groups<'a> {
    /// Those of these ids.
    Ids(&'a [Value]),
    /// Those whose name fits.
    Named(&'a dyn Fn(&str) -> bool),
}

fn is(expr: &Expr, subject: &Document, in_group: &InGroup<'_>) -> bool {
    value(expr, subject, in_group) == Value::Bool(true)
}

fn value(expr: &Expr, subject: &Document, in_group: &InGroup<'_>) -> Value {
    let value = |expr: &Expr| value(expr, subject, in_group);
    let is = |expr: &Expr| is(expr, subject, in_group);
    match expr {
        Expr::Or(left, right) => (is(left) || is(right)).into(),
        Expr::And(left, right) => (is(left) && is(right)).into(),
        Expr::Not(inner) => (!is(inner)).into(),
        Expr::Compare(left, op, right) => compare(&value(left), op, &value(right)).into(),
        Expr::Attribute(path) => subject.at(path).cloned().unwrap_or(Value::Null),
        Expr::Literal(value) => value.clone(),
        Expr::Call(name, arguments) => {
            let arguments: Vec<Value> = arguments.iter().map(value).collect();
            call(name, &arguments, in_group)
        }
        Expr::Select(list, condition) => match value(list) {
            Value::Array(mut items) => {
                items.retain(|item| self::is(condition, &Document::new(item.clone()), in_group));
                Value::Array(items)
            }
            _ => Value::Null,
        },
    }
}

fn compare(left: &Value, op: &str, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => left.as_f64().zip(right.as_f64()).and_then(|(left, right)| left.partial_cmp(&right)),
    };
    let same = order.map_or(left == right, |order| order.is_eq());
    match op {
        "==" => same,
        "!=" => !same,
        "<" => order.is_some_and(|order| order.is_lt()),
        "<=" => order.is_some_and(|order| order.is_le()),
        ">" => order.is_some_and(|order| order.is_gt()),
        _ => order.is_some_and(|order| order.is_ge()),
    }
}

fn call(name: &str, arguments: &[Value], in_group: &InGroup<'_>) -> Value {
    let text = |at: usize| arguments.get(at).and_then(Value::as_str).unwrap_or("");
    let items = arguments.first().and_then(Value::as_array);
    match name {
        "isMemberOfGroup" | "isMemberOfAnyGroup" => in_group(Groups::Ids(arguments)).into(),
        "isMemberOfGroupName" => in_group(Groups::Named(&|own| own == text(0))).into(),
        "isMemberOfGroupNameStartsWith" => in_group(Groups::Named(&|own| own.starts_with(text(0)))).into(),
        "isMemberOfGroupNameContains" => in_group(Groups::Named(&|own| own.contains(text(0)))).into(),
        "String.startsWith" => text(0).starts_with(text(1)).into(),
        "String.stringContains" => text(0).contains(text(1)).into(),
        "String.toLowerCase" => text(0).to_lowercase().into(),
        "String.toUpperCase" => text(0).to_uppercase().into(),
        "String.substringBefore" => text(0).split_once(text(1)).map_or(text(0), |(before, _)| before).into(),
        "String.substringAfter" => text(0).split_once(text(1)).map_or("", |(_, after)| after).into(),
        "String.append" => format!("{}{}", text(0), text(1)).into(),
        "String.len" => text(0).chars().count().into(),
        "Arrays.contains" => {
            items.is_some_and(|items| arguments.get(1).is_some_and(|item| items.contains(item))).into()
        }
        "Arrays.isEmpty" => items.is_none_or(Vec::is_empty).into(),
        "size" => items.map(Vec::len).into(),
        "contains" => match items {
            Some(items) => arguments.get(1).is_some_and(|item| items.contains(item)).into(),
            None => text(0).contains(text(1)).into(),
        },
        _ => Value::Null,
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A name, with dots.
    Word(String),
    Literal(Value),
    /// A parenthesis, a bracket, a comma, a dot or an operator.
    Sign(String),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => {
                let inner = rest.get(1..)?;
                let end = inner.find(first)?;
                tokens.push(Token::Literal(inner.get(..end)?.into()));
                end + 2
            }
            '0'..='9' => {
                let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
                tokens.push(Token::Literal(serde_json::from_str(rest.get(..end)?).ok()?));
                end
            }
            _ if first.is_ascii_alphabetic() || first == '_' => {
                let part = |letter: char| letter.is_ascii_alphanumeric() || "._".contains(letter);
                let end = rest.find(|letter| !part(letter)).unwrap_or(rest.len());
                // A dot at the end begins a selection.
                let name = rest.get(..end)?.trim_end_matches('.');
                tokens.push(word(name));
                name.len()
            }
            _ => {
                const SIGNS: [&str; 15] =
                    [".?[", "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "]", ",", "."];
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
                tokens.push(Token::Sign(sign.into()));
                sign.len()
            }
        };
        rest = rest.get(length..)?.trim_start();
    }
    Some(tokens)
}

fn word(word: &str) -> Token {
    match word.to_ascii_lowercase().as_str() {
        "and" => Token::Sign("&&".into()),
        "or" => Token::Sign("||".into()),
        "not" => Token::Sign("!".into()),
        "eq" => Token::Sign("==".into()),
        "ne" => Token::Sign("!=".into()),
        "true" => Token::Literal(true.into()),
        "false" => Token::Literal(false.into()),
        "null" => Token::Literal(Value::Null),
        _ => Token::Word(word.into()),
    }
}

struct Parser {
    tokens: Peekable<IntoIter<Token>>,
    root: Root,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Option<Expr> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut left = self.all()?;
        while self.takes("||") {
            left = Expr::Or(left.into(), self.all()?.into());
        }
        self.depth -= 1;
        Some(left)
    }

    fn all(&mut self) -> Option<Expr> {
        let mut left = self.unary()?;
        while self.takes("&&") {
            left = Expr::And(left.into(), self.unary()?.into());
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Expr> {
        let mut negative = false;
        while self.takes("!") {
            negative = !negative;
        }
        let expr = self.comparison()?;
        Some(if negative { Expr::Not(expr.into()) } else { expr })
    }

    fn comparison(&mut self) -> Option<Expr> {
        let left = self.term()?;
        for op in ["==", "!=", "<=", ">=", "<", ">"] {
            if self.takes(op) {
                return Some(Expr::Compare(left.into(), op.into(), self.term()?.into()));
            }
        }
        Some(left)
    }

    fn term(&mut self) -> Option<Expr> {
        let mut expr = self.operand()?;
        loop {
            expr = if self.takes(".?[") {
                let root = std::mem::replace(&mut self.root, Root::Item);
                let condition = self.any()?;
                self.root = root;
                self.takes("]").then(|| Expr::Select(expr.into(), condition.into()))?
            } else if self.takes(".") {
                let Token::Word(name) = self.tokens.next()? else { return None };
                self.method(expr, &name)?
            } else {
                return Some(expr);
            };
        }
    }

    fn operand(&mut self) -> Option<Expr> {
        match self.tokens.next()? {
            Token::Literal(value) => Some(Expr::Literal(value)),
            Token::Sign(sign) if sign == "(" => {
                let inner = self.any()?;
                self.takes(")").then_some(inner)
            }
            Token::Sign(_) => None,
            Token::Word(name) if !self.opens() => self.root.path(&name).map(Expr::Attribute),
            Token::Word(name) => match FUNCTIONS.iter().find(|(own, _)| *own == name) {
                Some((_, least)) => {
                    let arguments = self.arguments()?;
                    (arguments.len() >= *least).then_some(Expr::Call(name, arguments))
                }
                None => {
                    let (attribute, method) = name.rsplit_once('.')?;
                    self.method(Expr::Attribute(self.root.path(attribute)?), method)
                }
            },
        }
    }

    fn method(&mut self, of: Expr, name: &str) -> Option<Expr> {
        let (_, count) = METHODS.iter().find(|(own, _)| *own == name)?;
        let mut arguments = self.arguments()?;
        arguments.insert(0, of);
        (arguments.len() == count + 1).then_some(Expr::Call(name.into(), arguments))
    }

    fn opens(&mut self) -> bool {
        self.tokens.peek() == Some(&Token::Sign("(".into()))
    }

    fn arguments(&mut self) -> Option<Vec<Expr>> {
        let mut found = Vec::new();
        if !self.takes("(") {
            return None;
        }
        while !self.takes(")") {
            if !found.is_empty() && !self.takes(",") {
                return None;
            }
            found.push(self.any()?);
        }
        Some(found)
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.tokens.next_if(|token| matches!(token, Token::Sign(own) if own == sign)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn expressions_over_a_user() {
        let in_group: &InGroup<'_> = &|groups| match groups {
            Groups::Ids(ids) => ids.iter().any(|id| id == "00ga" || id == "00gb"),
            Groups::Named(fits) => fits("Everyone") || fits("Sales"),
        };
        let user = Document::new(json!({
            "profile": { "lastName": "Lee", "level": 3, "tags": ["a"], "active": true },
        }));
        for (text, expected) in [
            ("user.lastName==\"Lee\"", true),
            ("user.lastName != 'Lee' or user.level >= 3", true),
            ("user.active AND NOT (user.level < 3)", true),
            ("!user.active", false),
            ("String.startsWith(user.profile.lastName, \"L\") && Arrays.contains(user.tags, \"a\")", true),
            ("String.stringContains(String.toLowerCase(user.lastName), \"EE\")", false),
            ("isMemberOfGroupName(\"Everyone\")", true),
            ("isMemberOfGroupNameStartsWith('Sal') and isMemberOfGroupNameContains('very')", true),
            ("isMemberOfAnyGroup(\"00gx\", \"00gy\")", false),
            ("isMemberOfAnyGroup(\"00gx\", \"00gb\")", true),
            ("user.missing == null", true),
        ] {
            let condition = Condition::of_user(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(condition.matches(&user, in_group), expected, "{text}");
        }
    }

    #[test]
    fn expressions_over_an_event() {
        let event = Document::new(json!({
            "eventType": "group.user_membership.add",
            "actor": { "id": "00u1" },
            "outcome": { "reason": "INVALID_CREDENTIALS" },
            "target": [{ "type": "User", "id": "00u2" }, { "type": "UserGroup", "displayName": "Sales" }],
        }));
        for (text, expected) in [
            ("event.target.?[type eq 'UserGroup' && displayName eq 'Sales'].size()> 0", true),
            ("event.target.?[type eq 'User' && displayName eq 'Sales'].size() > 0", false),
            ("event.target.?[type eq 'App'].size()>0 OR event.target.?[id eq '00u2'].size()>0", true),
            ("event.outcome.reason.contains('INVALID') && event.actor.id != null", true),
            ("event.eventType ne 'group.user_membership.add'", false),
            ("event.outcome.?[type eq 'User'].size() >= 0", false),
            ("isMemberOfGroupName('Everyone')", false),
        ] {
            let condition = Condition::of_event(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(condition.matches(&event, &|_| false), expected, "{text}");
        }
        for text in
            ["event.target.?[", "event.target.?[type eq 'a'", "event.target.size(1)", "event.a.b()", "user.a", "event."]
        {
            assert_eq!(Condition::of_event(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_an_expression() {
        for text in
            ["", "user.a ==", "(user.a", "nowhere(1)", "String.startsWith(user.a)", "user.a = 1", "\"", &"(".repeat(99)]
        {
            assert_eq!(Condition::of_user(text), None, "{text}");
        }
    }
}
