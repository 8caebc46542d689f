//! Reads `okta.yaml`, as Okta's official SDKs do, except that every scalar is text: `0x12ab`, `010` and `2024-08-03` may be key IDs
//! or tokens.

use super::raw::{Origin, RawConfig};
use crate::text::quoted;
use crate::value::{Json, Object};
use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What the paths of all profiles begin with.
const PROFILES: &str = "okta.profiles.";
/// The maximum nesting depth.
const DEEPEST: usize = 16;

impl RawConfig {
    /// Sets the settings of a YAML file: those under `okta: client:`, or under `okta: profiles: NAME:` if [`Key::Profile`](super::Key::Profile) is set
    /// before, and the test switches under `okta: testing:`. Nested names are joined: `rateLimit: maxRetries:` and `okta.client.rateLimit.maxRetries:` both set `RATELIMIT_MAXRETRIES`. The elements of a
    /// list are joined by spaces; a mapping for `privateKey` is a JWK.
    ///
    /// A file may have at most 64 kB, 16 levels of nesting, and no more aliases than other nodes. [`RawConfig::resolve`] reports
    /// its errors.
    pub fn yaml(&mut self, text: &str, origin: Origin) {
        match read(text, self.profile()) {
            Ok(found) => {
                let nothing = match self.profile() {
                    Some(_) => " (no such profile)",
                    None => " (nothing under okta.client)",
                };
                self.search.looked(origin, if found.settings.is_empty() { nothing } else { "" });
                for (name, text) in found.settings {
                    self.set(&name, text, origin);
                }
                let client = self.profile().map_or("okta.client".to_owned(), |name| format!("okta.profiles.{name}"));
                for path in found.elsewhere {
                    self.search.member(&path, origin, &client);
                }
                self.add_profiles(found.profiles);
            }
            Err(what) => {
                self.search.looked(origin, "");
                self.unreadable(origin, &what);
            }
        }
    }
}

/// The contents of a file.
#[derive(Default)]
struct Found {
    /// Names without `okta.client`, and values.
    settings: Vec<(String, String)>,
    /// The names under `okta.profiles`.
    profiles: Vec<String>,
    /// The paths of all other members.
    elsewhere: Vec<String>,
}

/// Reads a file. Errors do not show the text around them, which may hold secrets.
fn read(text: &str, profile: Option<&str>) -> Result<Found, String> {
    if text.len() > RawConfig::FILE_LIMIT {
        return Err(format!("it is larger than {} kB", RawConfig::FILE_LIMIT / 1024));
    }
    let document = Document::parse(text.trim_start_matches('\u{feff}'))?;
    let mut walk = Walk {
        nodes: &document.nodes,
        client: profile.map_or("okta.client.".to_owned(), |name| format!("{PROFILES}{name}.")),
        names: BTreeSet::new(),
        left: 2 * document.nodes.len(),
        found: Found::default(),
    };
    if let Some(root) = document.root {
        walk.member("", root, 0)?;
    }
    Ok(walk.found)
}

/// The nodes of a document; an alias is the index of its node.
#[derive(Default)]
struct Document<'a> {
    nodes: Vec<Node<'a>>,
    root: Option<usize>,
}

struct Node<'a> {
    kind: Kind<'a>,
    line: usize,
    tag: Option<Cow<'a, Tag>>,
}

enum Kind<'a> {
    Scalar { text: Cow<'a, str>, plain: bool },
    Sequence(Vec<usize>),
    Mapping(Vec<(usize, usize)>),
}

/// An open sequence or mapping; `name` is the member name whose value comes next.
struct Open {
    node: usize,
    name: Option<usize>,
}

impl<'a> Document<'a> {
    fn parse(text: &'a str) -> Result<Document<'a>, String> {
        let (mut document, mut open, mut anchors) = (Document::default(), Vec::new(), BTreeMap::new());
        let (mut documents, mut aliases) = (0, 0);
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| {
                let at = error.marker();
                format!("line {}, column {} is not valid YAML", at.line(), at.col() + 1)
            })?;
            let line = span.start.line();
            let (kind, anchor, tag) = match event {
                Event::Scalar(text, style, anchor, tag) => {
                    (Kind::Scalar { text, plain: style == ScalarStyle::Plain }, anchor, tag)
                }
                Event::SequenceStart(anchor, tag) => (Kind::Sequence(Vec::new()), anchor, tag),
                Event::MappingStart(anchor, tag) => (Kind::Mapping(Vec::new()), anchor, tag),
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                    continue;
                }
                Event::Alias(anchor) => {
                    aliases += 1;
                    if aliases > document.nodes.len() {
                        return Err("it has more aliases than other nodes".to_owned());
                    }
                    let node = anchors.get(&anchor).copied().ok_or_else(|| unknown_alias(&span))?;
                    document.attach(&mut open, node);
                    continue;
                }
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(format!("a second document begins in line {line}: only one is allowed"));
                    }
                    continue;
                }
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            };
            let is_open = !matches!(kind, Kind::Scalar { .. });
            let node = document.nodes.len();
            document.nodes.push(Node { kind, line, tag });
            anchors.insert(anchor, node);
            document.attach(&mut open, node);
            if is_open {
                open.push(Open { node, name: None });
                too_deep(open.len(), line)?;
            }
        }
        Ok(document)
    }

    /// Adds a node to the innermost open sequence or mapping.
    fn attach(&mut self, open: &mut [Open], node: usize) {
        let Some(parent) = open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match (self.nodes.get_mut(parent.node).map(|parent| &mut parent.kind), parent.name.take()) {
            (Some(Kind::Sequence(elements)), _) => elements.push(node),
            (Some(Kind::Mapping(members)), Some(name)) => members.push((name, node)),
            (Some(Kind::Mapping(_)), None) => parent.name = Some(node),
            _ => {}
        }
    }
}

/// A traversal of the members of a document.
struct Walk<'a> {
    nodes: &'a [Node<'a>],
    /// What the paths of settings begin with.
    client: String,
    /// The paths of settings seen, in lower case.
    names: BTreeSet<String>,
    /// How many more nodes may be visited. A node is visited again for every alias.
    left: usize,
    found: Found,
}

impl Walk<'_> {
    fn member(&mut self, path: &str, node: usize, depth: usize) -> Result<(), String> {
        let Some(node) = self.nodes.get(node) else { return Ok(()) };
        self.left = self.left.checked_sub(1).ok_or("its aliases repeat too much")?;
        too_deep(depth, node.line)?;
        if let Some(name) = below(PROFILES, path).and_then(|rest| rest.split('.').next())
            && !self.found.profiles.iter().any(|known| known.eq_ignore_ascii_case(name))
        {
            self.found.profiles.push(name.to_owned());
        }
        match (&node.kind, setting(&self.client, path)) {
            (Kind::Mapping(members), Some(name)) if name.eq_ignore_ascii_case("privateKey") => {
                let jwk = self.jwk(members, path)?;
                self.found.settings.push((name, jwk));
            }
            (Kind::Mapping(members), _) => self.members(members, path, depth)?,
            (_, None) => self.found.elsewhere.push(path.to_owned()),
            (Kind::Sequence(elements), Some(name)) => {
                let mut texts = Vec::new();
                for element in elements {
                    texts.extend(self.text(*element, path)?);
                }
                self.found.settings.push((name, texts.join(" ")));
            }
            (Kind::Scalar { .. }, Some(name)) => {
                let text = scalar(node, path)?.unwrap_or_default();
                self.found.settings.push((name, text));
            }
        }
        Ok(())
    }

    fn members(&mut self, members: &[(usize, usize)], path: &str, depth: usize) -> Result<(), String> {
        for (name, value) in members {
            // `<<` merges only if it is not quoted.
            let Some(Node { kind: Kind::Scalar { text, plain }, line, .. }) = self.nodes.get(*name) else { continue };
            let path = if path.is_empty() { text.to_string() } else { format!("{path}.{text}") };
            if *plain && text == "<<" && is_ours(&path) {
                return Err(format!("line {line} merges another mapping with <<: write its members out"));
            }
            if is_ours(&path) && !self.names.insert(path.to_ascii_lowercase()) {
                return Err(format!("{} is given twice, again in line {line}: leave one out", quoted(&path)));
            }
            self.member(&path, *value, depth + 1)?;
        }
        Ok(())
    }

    /// The text of a scalar; `None` for null.
    fn text(&self, node: usize, path: &str) -> Result<Option<String>, String> {
        match self.nodes.get(node) {
            Some(node) => scalar(node, path),
            None => Ok(None),
        }
    }

    /// The JSON of a JWK given as a mapping; all its members are strings, and lists are left out.
    fn jwk(&self, members: &[(usize, usize)], path: &str) -> Result<String, String> {
        let mut jwk = Object::new();
        for (name, value) in members {
            let is_list = matches!(self.nodes.get(*value), Some(Node { kind: Kind::Sequence(_), .. }));
            if let Some(name) = self.text(*name, path)?.filter(|_| !is_list) {
                let value = self.text(*value, path)?.unwrap_or_default();
                if jwk.insert(name, Json::String(value)).is_some() {
                    return Err(format!("{} holds a name twice: leave one out", quoted(path)));
                }
            }
        }
        Ok(Json::Object(jwk).to_string())
    }
}

/// The text of a scalar as written in the file; `None` for null.
fn scalar(node: &Node<'_>, path: &str) -> Result<Option<String>, String> {
    let Kind::Scalar { text, plain } = &node.kind else {
        return Err(format!("{} has nested values in line {}", quoted(path), node.line));
    };
    let is_null = match &node.tag {
        None => *plain && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL"),
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "null" => true,
        Some(tag) if tag.is_yaml_core_schema() && ["str", "int", "float", "bool"].contains(&tag.suffix.as_str()) => {
            false
        }
        Some(_) => return Err(format!("{} has an unknown tag in line {}", quoted(path), node.line)),
    };
    Ok((!is_null).then(|| text.to_string()))
}

/// The name of the setting at a path, if it is one.
fn setting(client: &str, path: &str) -> Option<String> {
    let own = below(client, path).map(|name| name.replace('.', "_"));
    own.or_else(|| below("okta.testing.", path).map(|name| format!("testing_{}", name.replace('.', "_"))))
}

/// What follows the beginning of a path, which is compared without case.
fn below<'p>(start: &str, path: &'p str) -> Option<&'p str> {
    let found = path.get(..start.len())?;
    found.eq_ignore_ascii_case(start).then(|| path.get(start.len()..))?
}

/// Whether a path is under `okta`, or a merge key next to it.
fn is_ours(path: &str) -> bool {
    path == "<<" || path.split('.').next().is_some_and(|first| first.eq_ignore_ascii_case("okta"))
}

fn too_deep(depth: usize, line: usize) -> Result<(), String> {
    if depth > DEEPEST { Err(format!("line {line} is nested deeper than {DEEPEST} levels")) } else { Ok(()) }
}

fn unknown_alias(span: &Span) -> String {
    format!("line {} has an alias without an anchor before it", span.start.line())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn resolve(text: &str) -> Result<crate::Config, crate::Error> {
        let mut raw = RawConfig::new();
        raw.yaml(text, Origin::HomeFile);
        raw.resolve()
    }

    fn settings(text: &str) -> Vec<(String, String)> {
        read(text, None).unwrap_or_else(|what| panic!("{text}: {what}")).settings
    }

    fn one(text: &str) -> String {
        let mut settings = settings(&format!("okta: {{client: {text}}}"));
        assert_eq!(settings.len(), 1, "{text}");
        settings.remove(0).1
    }

    fn wrong(text: &str) -> String {
        read(text, None).err().unwrap_or_else(|| panic!("{text} is read"))
    }

    #[test]
    fn the_file_of_the_official_sdks_is_read() {
        let config = resolve(
            "okta:\n  client:\n    orgUrl: \"https://example.okta.com\"\n    token: \"00token\"\n    requestTimeout: 0\n\
             \x20   connectionTimeout: 10\n    rateLimit:\n      maxRetries: 4\n    scopes:\n      - okta.users.read\n\
             \x20     - okta.groups.read\n    proxy:\n      host: null\n      port: ~\n    logging: {enabled: true}\n\
             \x20 testing:\n    testingDisableHttpsCheck: false\n",
        )
        .unwrap();
        assert_eq!((config.max_retries, config.request_timeout), (4, None));
        assert!(config.proxy.is_none());
        for line in [
            "OKTA_CLIENT_SCOPES = okta.users.read okta.groups.read (~/.okta/okta.yaml)",
            "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 4 (~/.okta/okta.yaml)",
            "OKTA_TESTING_DISABLEHTTPSCHECK = false (~/.okta/okta.yaml)",
        ] {
            assert!(config.explain().contains(line), "{line}");
        }
        let last = "OKTA_CLIENT_LOGGING_ENABLED has no effect: logs are configured with the logger of the language \
                    (~/.okta/okta.yaml)";
        assert!(config.explain().ends_with(last), "{}", config.explain());
    }

    #[test]
    fn scalars_are_text_as_written() {
        for text in
            ["0x12ab", "1e5", "010", "2024-08-03", "yes", "1_000", "0o17", ".5", "12:30:45", "true", "1.10", "=", "NaN"]
        {
            assert_eq!(one(&format!("{{keyId: {text}}}")), text);
        }
        for (text, value) in
            [("~", ""), ("null", ""), ("", ""), ("'~'", "~"), ("\"a\\u00e9\"", "a\u{e9}"), ("!!str 010", "010")]
        {
            assert_eq!(one(&format!("{{keyId: {text}}}")), value, "{text}");
        }
        assert_eq!(settings("okta:\n  client:\n    privateKey: |\n      a\n      b\n")[0].1, "a\nb\n");
        assert_eq!(settings("\u{feff}okta:\r\n  client:\r\n    keyId: a # b\r\n")[0].1, "a");
        assert_eq!(settings("a: &a 0x1\nokta: {client: {keyId: *a}}")[0].1, "0x1");
    }

    #[test]
    fn dotted_names_are_nested_ones() {
        for text in [
            "okta.client.rateLimit.maxRetries: 4", "okta.client: {rateLimit.maxRetries: 4}",
            "okta: {client.rateLimit: {maxRetries: 4}}", "Okta: {Client: {rateLimit: {maxRetries: 4}}}",
        ] {
            assert_eq!(settings(text), [("rateLimit_maxRetries".to_owned(), "4".to_owned())], "{text}");
        }
        assert_eq!(settings("okta.testing.disableHttpsCheck: true")[0].0, "testing_disableHttpsCheck");
        assert_eq!(settings("okta.client.a: 1\nokta.client.b: 2\nokta: {client: {c: 3}}").len(), 3);
    }

    #[test]
    fn a_private_key_may_be_a_mapping() {
        assert_eq!(
            one("{privateKey: {kty: EC, crv: P-256, x: 0x1, key_ops: [sign]}}"),
            r#"{"kty":"EC","crv":"P-256","x":"0x1"}"#
        );
    }

    #[test]
    fn ambiguous_yaml_is_rejected() {
        for (text, what) in [
            (
                "okta:\n  client:\n    kid: a\n    kid: b",
                "\"okta.client.kid\" is given twice, again in line 4: leave one out",
            ),
            (
                "okta.client.kid: a\nokta: {client: {kid: a}}",
                "\"okta.client.kid\" is given twice, again in line 2: leave one out",
            ),
            ("okta: {}\nokta: {}", "\"okta\" is given twice, again in line 2: leave one out"),
            ("a: &a {x: 1}\nokta:\n  <<: *a", "line 3 merges another mapping with <<: write its members out"),
            ("a: &a {okta: 1}\n<<: *a", "line 2 merges another mapping with <<: write its members out"),
            ("okta: {client: {token: !vault x}}", "\"okta.client.token\" has an unknown tag in line 1"),
            ("okta: {client: {scopes: [a, [b]]}}", "\"okta.client.scopes\" has nested values in line 1"),
            ("a: 1\n---\nokta: {}", "a second document begins in line 2: only one is allowed"),
            ("okta: *nothing", "line 1, column 7 is not valid YAML"),
            ("okta:\n\tclient: 1", "line 2, column 2 is not valid YAML"),
        ] {
            assert_eq!(wrong(text), what);
        }
        assert_eq!(settings("'<<': 1\nokta: {client: {'<<': 1}}").len(), 1);
    }

    #[test]
    fn size_depth_and_aliases_are_bounded() {
        assert_eq!(wrong(&" ".repeat(RawConfig::FILE_LIMIT + 1)), "it is larger than 64 kB");
        for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", "")] {
            let nested = |depth: usize| format!("{}x{}", open.repeat(depth), close.repeat(depth));
            assert!(read(&nested(DEEPEST), None).is_ok(), "{open}");
            assert_eq!(wrong(&nested(DEEPEST + 1)), "line 1 is nested deeper than 16 levels");
        }
        assert!(wrong(&"[".repeat(RawConfig::FILE_LIMIT)).starts_with("line 1"));
        assert!(wrong(&"{".repeat(RawConfig::FILE_LIMIT)).starts_with("line 1"));
        let aliases = format!("a: &a x\nb: [{}]", "*a, ".repeat(10));
        assert_eq!(wrong(&aliases), "it has more aliases than other nodes");
        let nested = |depth: usize, inner: &str| format!("{}{inner}{}", "{b: ".repeat(depth), "}".repeat(depth));
        let deep = format!("a: &a {}\nb: {}", nested(8, "1"), nested(8, "*a"));
        assert_eq!(wrong(&deep), "line 1 is nested deeper than 16 levels");
    }

    #[test]
    fn exponential_aliases_are_rejected() {
        let mut text = "l0: &l0 {okta: 1, x: 2, y: 3}\n".to_owned();
        for level in 1..15 {
            text += &format!("l{level}: &l{level} {{p: *l{0}, q: *l{0}, {1}: 1}}\n", level - 1, "z".repeat(level));
        }
        assert_eq!(wrong(&text), "its aliases repeat too much");
    }

    #[test]
    fn an_invalid_file_is_reported_with_other_errors_and_without_its_text() {
        let text = resolve("okta:\n  client:\n    token: \"00secret\n").unwrap_err().to_string();
        assert!(text.starts_with("~/.okta/okta.yaml cannot be read: line "), "{text}");
        assert!(text.contains("OKTA_CLIENT_ORGURL is not set") && !text.contains("00secret"), "{text}");
    }

    #[test]
    fn other_files_set_nothing() {
        for text in ["", "a: 1", "okta: 1", "okta: {client: []}", "[1, 2]", "okta: {client: {orgUrl: {a: b}}}"] {
            assert!(resolve(text).unwrap_err().to_string().starts_with("OKTA_CLIENT_ORGURL is not set"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(okta|client|[\\[\\]{}:,&*!|>'\"%@`#?~<=0-9a-c. \\t\\r\\n-]){0,60}") {
            let _ = read(&text, None);
        }

        #[test]
        fn quoted_text_is_unchanged(value in "[^\\p{C}]{1,20}") {
            let text = format!("okta: {{client: {{keyId: '{}'}}}}", value.replace('\'', "''"));
            prop_assert_eq!(settings(&text).remove(0).1, value);
        }
    }
}
