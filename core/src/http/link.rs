//! The Link header (RFC 8288), as lists use it.

use crate::{Headers, steps};

/// What the Link headers say of the next page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NextLink<'a> {
    /// The URL of the next page.
    To(&'a str),
    /// There is none.
    None,
    /// Something stands there that cannot be read.
    Garbled,
}

/// Looks for `rel="next"` in all Link headers, whether they came one by one or joined by commas.
pub(crate) fn next(headers: &Headers) -> NextLink<'_> {
    let mut garbled = false;
    for header in headers.all("link") {
        let mut rest = header.trim_matches(WHITE);
        while !rest.is_empty() {
            let Some((target, relations, after)) = link(rest) else {
                garbled = true;
                break;
            };
            if relations.is_some_and(names_next) {
                return NextLink::To(target);
            }
            rest = after;
        }
    }
    if garbled { NextLink::Garbled } else { NextLink::None }
}

const WHITE: &[char] = &[' ', '\t'];

/// Reads `<target>; name=value; ...` and what follows the comma behind it.
fn link(text: &str) -> Option<(&str, Option<&str>, &str)> {
    let target = text.strip_prefix('<')?;
    let end = target.find('>');
    steps::count(end.unwrap_or(target.len()));
    let (target, rest) = target.split_at_checked(end?)?;
    let mut rest = rest.strip_prefix('>')?;
    let mut relations = None;
    loop {
        rest = rest.trim_start_matches(WHITE);
        if let Some(after) = rest.strip_prefix(',') {
            return Some((target, relations, after.trim_start_matches(&[' ', '\t', ','][..])));
        }
        if rest.is_empty() {
            return Some((target, relations, rest));
        }
        let (name, value, after) = parameter(rest.strip_prefix(';')?.trim_start_matches(WHITE))?;
        if relations.is_none() && name.eq_ignore_ascii_case("rel") {
            relations = Some(value);
        }
        rest = after;
    }
}

/// Reads `name`, `name=value` or `name="value"`.
fn parameter(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(&['=', ';', ','][..]).unwrap_or(text.len());
    steps::count(end);
    let (name, rest) = text.split_at(end);
    let name = name.trim_end_matches(WHITE);
    let Some(rest) = rest.strip_prefix('=') else {
        return Some((name, "", rest));
    };
    let rest = rest.trim_start_matches(WHITE);
    let Some(quoted) = rest.strip_prefix('"') else {
        let (value, rest) = rest.split_at(rest.find(&[';', ','][..]).unwrap_or(rest.len()));
        steps::count(value.len());
        return Some((name, value.trim_end_matches(WHITE), rest));
    };
    let mut escaped = false;
    let close = quoted.char_indices().find(|(_, c)| {
        steps::count(1);
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    let (value, rest) = quoted.split_at_checked(close?.0)?;
    Some((name, value, rest.strip_prefix('"')?))
}

fn names_next(relations: &str) -> bool {
    steps::count(relations.len());
    relations.split(WHITE).any(|relation| relation.eq_ignore_ascii_case("next"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrgUrl;
    use crate::http::org_url::Target;
    use proptest::prelude::*;

    fn headers(values: &[&str]) -> Headers {
        values.iter().map(|value| ("Link", *value)).collect()
    }

    #[test]
    fn next_is_found_however_it_is_written() {
        const SELF: &str = "<https://o/api?limit=2>; rel=\"self\"";
        for (values, target) in [
            (vec![SELF, "<https://o/api?after=x>; rel=\"next\""], "https://o/api?after=x"),
            (
                vec!["<https://o/api?limit=2>; rel=\"self\", <https://o/api?after=a,b;c,2>; rel=\"next\""],
                "https://o/api?after=a,b;c,2",
            ),
            (vec!["<https://o/a> ; title=\"one, two; rel=prev\" ; rel=next"], "https://o/a"),
            (vec!["<https://o/a>;title=\"say \\\"x\\\", <y>; rel=self\";REL=\"Next\""], "https://o/a"),
            (vec!["<https://o/a>; rel=\"last next\""], "https://o/a"),
            (vec!["<https://o/a>;rel = next"], "https://o/a"),
            (vec!["</a\"b'c>; rel=next; crossorigin"], "/a\"b'c"),
            (vec![", ,", "<self>;rel=self,, <n>;rel=next"], "n"),
            (vec!["<?after=x>; rel=next, garbage"], "?after=x"),
        ] {
            assert_eq!(next(&headers(&values)), NextLink::To(target), "{values:?}");
        }
    }

    #[test]
    fn no_next_is_the_end() {
        for values in [
            &[][..],
            &[""][..],
            &["<https://o/a>; rel=\"self\""][..],
            &["<https://o/a>; title=\"rel=next\""][..],
            &["<https://o/a>; rel=self; rel=next"][..],
            &["<https://o/a>; rel=nextish"][..],
            &["<https://o/a>"][..],
        ] {
            assert_eq!(next(&headers(values)), NextLink::None, "{values:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_the_end() {
        for value in
            ["garbage", "<https://o/a", "<a> rel=next", "<a>; rel=\"next", "https://o/a; rel=next", "<<>><>;;;"]
        {
            assert_eq!(next(&headers(&[value])), NextLink::Garbled, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic_or_leave_the_org(
            value in "[<>;,=\"\\\\ a-z:/@?.%#]{0,80}",
            wild in "\\PC{0,40}",
            host in "(https?:)?//[a-z.@:\\\\]{0,20}(okta.com)?(/x)?",
        ) {
            let org = OrgUrl::parse("https://example.okta.com").unwrap();
            let link = format!("<{host}{value}>; rel=next");
            for value in [value, wild, link] {
                let headers = headers(&[&value]);
                let NextLink::To(target) = next(&headers) else { continue };
                if let Target::Here(path) = org.target(target, "/api/v1/users") {
                    prop_assert!(path.starts_with('/') && !path.starts_with("//"), "{}", path);
                }
            }
        }
    }
}
