//! The parser of expressions. `and` binds tighter than `or`; keywords ignore case, attributes do not.

use serde_json::Value;

/// The deepest nesting of parentheses.
const DEPTH: usize = 50;

/// A parsed expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    Present(String),
    /// Attribute, operator, literal: string, number or boolean.
    Test(String, Op, Value),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// Equal.
    Eq,
    /// Starts with.
    Sw,
    /// Contains.
    Co,
    /// Ends with.
    Ew,
    /// Differs.
    Ne,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
}

/// Parses an expression; `None` if it is invalid.
pub(super) fn parse(text: &str) -> Option<Expr> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), depth: 0 };
    let expr = parser.any()?;
    parser.tokens.next().is_none().then_some(expr)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => {
                tokens.push(if first == '(' { Token::Open } else { Token::Close });
                1
            }
            '"' => {
                let length = quoted(rest)?;
                tokens.push(Token::Text(serde_json::from_str(rest.get(..length)?).ok()?));
                length
            }
            _ => {
                let length = rest.find(|letter: char| letter.is_whitespace() || "()\"".contains(letter));
                let length = length.unwrap_or(rest.len());
                tokens.push(Token::Word(rest.get(..length)?.to_owned()));
                length
            }
        };
        rest = rest.get(length..)?.trim_start();
    }
    Some(tokens)
}

/// The length of the string literal at the start of a text.
fn quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Option<Expr> {
        self.joined("or", Self::all, Expr::Or)
    }

    fn all(&mut self) -> Option<Expr> {
        self.joined("and", Self::one, Expr::And)
    }

    fn joined(&mut self, word: &str, part: fn(&mut Self) -> Option<Expr>, join: fn(Vec<Expr>) -> Expr) -> Option<Expr> {
        let mut parts = vec![part(self)?];
        while self.take(word) {
            parts.push(part(self)?);
        }
        if parts.len() == 1 { parts.pop() } else { Some(join(parts)) }
    }

    fn one(&mut self) -> Option<Expr> {
        match self.tokens.next()? {
            Token::Open => self.inside(),
            Token::Word(word) if word.eq_ignore_ascii_case("not") => {
                (self.tokens.next()? == Token::Open).then_some(())?;
                Some(Expr::Not(Box::new(self.inside()?)))
            }
            Token::Word(attribute) => self.test(attribute),
            Token::Close | Token::Text(_) => None,
        }
    }

    fn inside(&mut self) -> Option<Expr> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let expr = self.any()?;
        self.depth -= 1;
        (self.tokens.next()? == Token::Close).then_some(expr)
    }

    fn test(&mut self, attribute: String) -> Option<Expr> {
        let Token::Word(op) = self.tokens.next()? else { return None };
        let op = match op.to_ascii_lowercase().as_str() {
            "pr" => return Some(Expr::Present(attribute)),
            "eq" => Op::Eq,
            "sw" => Op::Sw,
            "co" => Op::Co,
            "ew" => Op::Ew,
            "ne" => Op::Ne,
            "gt" => Op::Gt,
            "ge" => Op::Ge,
            "lt" => Op::Lt,
            "le" => Op::Le,
            _ => return None,
        };
        let literal = match self.tokens.next()? {
            Token::Text(text) => Value::String(text),
            Token::Word(word) => {
                let value: Value = serde_json::from_str(&word).ok()?;
                (value.is_number() || value.is_boolean()).then_some(value)?
            }
            Token::Open | Token::Close => return None,
        };
        Some(Expr::Test(attribute, op, literal))
    }

    fn take(&mut self, word: &str) -> bool {
        let next = self.tokens.next_if(|token| matches!(token, Token::Word(own) if own.eq_ignore_ascii_case(word)));
        next.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(attribute: &str, op: Op, literal: impl Into<Value>) -> Expr {
        Expr::Test(attribute.into(), op, literal.into())
    }

    #[test]
    fn and_binds_tighter() {
        let expr = parse(r#"a eq "x" OR b Gt 5 And not (c pr) or (d eq true)"#);
        let both = Expr::And(vec![test("b", Op::Gt, 5), Expr::Not(Box::new(Expr::Present("c".into())))]);
        assert_eq!(expr, Some(Expr::Or(vec![test("a", Op::Eq, "x"), both, test("d", Op::Eq, true)])));
    }

    #[test]
    fn strings_hold_anything() {
        assert_eq!(parse(r#"a sw "say \"hi\" (é\\)""#), Some(test("a", Op::Sw, "say \"hi\" (é\\)")));
        assert_eq!(parse("a eq -1.5e3"), Some(test("a", Op::Eq, -1500.0)));
    }

    #[test]
    fn invalid_expressions() {
        let deep = format!("{}a pr{}", "(".repeat(60), ")".repeat(60));
        for text in [
            "", " ", "a", "a eq", "a eq x", "a eq null", "a is \"x\"", "\"a\" eq \"x\"", "a eq \"x", "(a pr", "a pr)",
            "a pr b pr", "a pr and", "or a pr", "not a pr", "not", "a eq \"\\q\"", "a eq {}", "a eq [1]", "é", &deep,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
