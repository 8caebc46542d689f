//! Okta expressions over a user, as far as group rules and realm assignments use them: comparisons, `and`, `or`, `not`, and the
//! functions of [`FUNCTIONS`].

use crate::kinds::GROUP;
use crate::org::Org;
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
    /// An attribute of the profile.
    Attribute(String),
    Literal(Value),
}

impl Condition {
    /// Reads an expression; `None` if it is not valid.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut parser = Parser { tokens: tokens(text)?.into_iter().peekable(), depth: 0 };
        let expr = parser.any()?;
        parser.tokens.next().is_none().then_some(Self(expr))
    }

    /// Whether it is true of a user.
    pub(crate) fn matches(&self, org: &Org, user: &Document) -> bool {
        value(&self.0, org, user) == Value::Bool(true)
    }
}

fn value(expr: &Expr, org: &Org, user: &Document) -> Value {
    let is = |expr: &Expr| value(expr, org, user) == Value::Bool(true);
    match expr {
        Expr::Or(left, right) => (is(left) || is(right)).into(),
        Expr::And(left, right) => (is(left) && is(right)).into(),
        Expr::Not(inner) => (!is(inner)).into(),
        Expr::Compare(left, op, right) => compare(&value(left, org, user), op, &value(right, org, user)).into(),
        Expr::Attribute(name) => user.at(&format!("profile.{name}")).cloned().unwrap_or(Value::Null),
        Expr::Literal(value) => value.clone(),
        Expr::Call(name, arguments) => {
            let arguments: Vec<Value> = arguments.iter().map(|argument| value(argument, org, user)).collect();
            call(name, &arguments, org, user.text("id"))
        }
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

fn call(name: &str, arguments: &[Value], org: &Org, user: &str) -> Value {
    let text = |at: usize| arguments.get(at).and_then(Value::as_str).unwrap_or("");
    let in_group = |id: &str| org.memberships.holds(id, user, &org.users);
    let in_named = |fits: &dyn Fn(&str) -> bool| {
        org.store.all(GROUP.path).any(|(id, group)| fits(group.text("profile.name")) && in_group(id))
    };
    let items = arguments.first().and_then(Value::as_array);
    match name {
        "isMemberOfGroup" | "isMemberOfAnyGroup" => arguments.iter().filter_map(Value::as_str).any(in_group).into(),
        "isMemberOfGroupName" => in_named(&|own| own == text(0)).into(),
        "isMemberOfGroupNameStartsWith" => in_named(&|own| own.starts_with(text(0))).into(),
        "isMemberOfGroupNameContains" => in_named(&|own| own.contains(text(0))).into(),
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
        _ => Value::Null,
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A name, with dots.
    Word(String),
    Literal(Value),
    /// `(`, `)`, `,` or an operator.
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
                tokens.push(word(rest.get(..end)?));
                end
            }
            _ => {
                const SIGNS: [&str; 12] = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", ","];
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
        match self.tokens.next()? {
            Token::Literal(value) => Some(Expr::Literal(value)),
            Token::Sign(sign) if sign == "(" => {
                let inner = self.any()?;
                self.takes(")").then_some(inner)
            }
            Token::Sign(_) => None,
            Token::Word(name) => {
                if let Some(attribute) = name.strip_prefix("user.") {
                    return Some(Expr::Attribute(attribute.strip_prefix("profile.").unwrap_or(attribute).into()));
                }
                let (_, least) = FUNCTIONS.iter().find(|(own, _)| *own == name)?;
                let arguments = self.arguments()?;
                (arguments.len() >= *least).then_some(Expr::Call(name, arguments))
            }
        }
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
    use crate::setup::Setup;
    use serde_json::json;

    #[test]
    fn expressions_over_a_user() {
        let org = Org::new(&Setup::default());
        let user = Document::new(json!({
            "id": org.me(),
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
            ("isMemberOfAnyGroup(\"00gx\", \"00gy\")", false),
            ("user.missing == null", true),
        ] {
            let condition = Condition::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(condition.matches(&org, &user), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_an_expression() {
        for text in
            ["", "user.a ==", "(user.a", "nowhere(1)", "String.startsWith(user.a)", "user.a = 1", "\"", &"(".repeat(99)]
        {
            assert_eq!(Condition::read(text), None, "{text}");
        }
    }
}
