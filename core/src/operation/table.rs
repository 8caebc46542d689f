//! The operation table: the API's operations as lines of text.

use crate::operation::hint::{self, Search};
use crate::{
    Error, Hint, JsonKind, Method, Operation, Paging, Parameter, ParameterKind, ParameterLocation, RequestBody,
    ResponseBody, Security, text,
};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// An operation table in text form: each area on a line, followed by its paths, and each path by a line for each of its operations
/// with method, operation ID, and words for whatever differs from the default.
///
/// ```text
/// users
/// /api/v1/users
/// GET listUsers q:search q:limit:int ->[]
/// POST createUser q:activate:bool json ->{}
/// ```
///
/// | word | meaning |
/// | - | - |
/// | `q:name`, `q!:name`, `h:name` | query parameter, required query parameter, header |
/// | `q:name:int` | its type, if it is not a string: `int`, `number`, `bool`, `list` (comma-separated), `multi` (repeated) |
/// | `json`, `json?` | JSON request body, required or optional |
/// | `file:part`, `bytes:media,media` | multipart file under a part name, bytes of one of several media types |
/// | `->{}`, `->[]`, `->json`, `->text:media` | response body: object, array, any JSON, text |
/// | `?` or <code>\|media</code> after it | the body is optional, there is an alternative media type |
/// | `poll`, `body:pointer:items` | pagination; a GET that returns `[]` uses the `Link` header without a word |
/// | `host:label` | served by that subdomain of the org's host |
/// | `ssws`, `oauth`, `none` | the only credential accepted |
/// | `once`, `again` | not idempotent, idempotent; without a word GET, HEAD, PUT and DELETE are |
#[derive(Debug, Clone, Copy)]
pub struct Table(&'static str);

impl Table {
    /// The table of the API document that this version was generated from.
    pub const SHIPPED: Table = Table(include_str!("../generated/paths.txt"));

    /// Creates a table from text.
    pub const fn new(text: &'static str) -> Table {
        Table(text)
    }

    /// Looks an operation up by its ID; `None` if there is none.
    pub fn find(self, id: &str) -> Option<Operation> {
        self.lines().find(|line| line.id == id)?.read()
    }

    /// Iterates over all operations. Invalid lines are skipped.
    pub fn all(self) -> impl Iterator<Item = Operation> {
        self.lines().filter_map(|line| line.read())
    }

    fn lines(self) -> impl Iterator<Item = Line> {
        let (mut area, mut path) = ("", "");
        self.0.lines().filter_map(move |line| {
            if line.starts_with('/') {
                path = line;
                return None;
            }
            let Some((method, line)) = line.split_once(' ') else {
                area = line;
                return None;
            };
            let (id, words) = line.split_once(' ').unwrap_or((line, ""));
            Some(Line { area, path, method, id, words })
        })
    }
}

/// An operation of [`Table::SHIPPED`]. The table is split into lines once: searching the text would take as long as everything
/// else that the engine does for a call.
pub(crate) fn shipped(id: &str) -> Option<Operation> {
    lines().iter().find(|line| line.id == id)?.read()
}

fn lines() -> &'static [Line] {
    static LINES: OnceLock<Vec<Line>> = OnceLock::new();
    LINES.get_or_init(|| Table::SHIPPED.lines().collect())
}

/// The line of an operation, not parsed.
#[derive(Debug, Clone, Copy)]
struct Line {
    area: &'static str,
    path: &'static str,
    method: &'static str,
    id: &'static str,
    words: &'static str,
}

impl Line {
    fn read(&self) -> Option<Operation> {
        let method = Method::ALL.into_iter().find(|known| known.as_str() == self.method)?;
        let mut operation = Operation {
            id: Cow::Borrowed(self.id),
            method,
            path: Cow::Borrowed(self.path),
            host: None,
            parameters: Vec::new(),
            request: RequestBody::None,
            response: ResponseBody::None,
            paging: Paging::None,
            security: Security::Any,
            idempotent: matches!(method, Method::Get | Method::Head | Method::Put | Method::Delete),
        };
        for piece in self.path.split('{').skip(1) {
            let name = piece.split('}').next()?;
            let kind = ParameterKind::Text;
            operation.parameters.push(Parameter { location: ParameterLocation::Path, required: true, name, kind });
        }
        for word in text::words(self.words, &[' ']) {
            match word.strip_prefix("->") {
                Some(body) => operation.parse_response(body)?,
                None => operation.parse_word(word)?,
            }
        }
        Some(operation)
    }
}

impl Operation {
    fn parse_word(&mut self, word: &'static str) -> Option<()> {
        match word {
            "json" => self.request = RequestBody::Json { required: true },
            "json?" => self.request = RequestBody::Json { required: false },
            "poll" => self.paging = Paging::Poll,
            "ssws" => self.security = Security::Ssws,
            "oauth" => self.security = Security::OAuth,
            "none" => self.security = Security::None,
            "again" => self.idempotent = true,
            "once" => self.idempotent = false,
            _ => match word.split_once(':')? {
                ("host", label) => self.host = Some(label),
                ("file", part) => self.request = RequestBody::File { part },
                ("bytes", media) => self.request = RequestBody::Binary { media: text::words(media, &[',']) },
                ("body", pointers) => {
                    let (next, items) = pointers.split_once(':')?;
                    self.paging = Paging::Body { next, items };
                }
                (location, name) => self.parameters.push(parameter(location, name)?),
            },
        }
        Some(())
    }

    fn parse_response(&mut self, word: &'static str) -> Option<()> {
        if let Some(media) = word.strip_prefix("text:") {
            self.response = ResponseBody::Text(media);
            return Some(());
        }
        let (json, other) = word.split_once('|').map_or((word, None), |(json, other)| (json, Some(other)));
        let (json, optional) = json.strip_suffix('?').map_or((json, false), |json| (json, true));
        let top = match json {
            "json" => JsonKind::Any,
            "{}" => JsonKind::Object,
            "[]" => JsonKind::Array,
            _ => return None,
        };
        if top == JsonKind::Array && self.method == Method::Get {
            self.paging = Paging::Link;
        }
        self.response = ResponseBody::Json { top, optional, other };
        Some(())
    }
}

fn parameter(location: &str, name: &'static str) -> Option<Parameter> {
    let (location, required) = location.strip_suffix('!').map_or((location, false), |location| (location, true));
    let location = match location {
        "q" => ParameterLocation::Query,
        "h" => ParameterLocation::Header,
        _ => return None,
    };
    let (name, kind) = name.split_once(':').unwrap_or((name, ""));
    let kind = match kind {
        "" => ParameterKind::Text,
        "int" => ParameterKind::Integer,
        "number" => ParameterKind::Number,
        "bool" => ParameterKind::Bool,
        "list" => ParameterKind::List,
        "multi" => ParameterKind::Multi,
        _ => return None,
    };
    Some(Parameter { location, required, name, kind })
}

impl Operation {
    /// Finds an operation by its operation ID, such as `listUsers`.
    pub fn find(id: &str) -> Option<Operation> {
        shipped(id)
    }

    /// Iterates over all operations, sorted by area and path.
    pub fn all() -> impl Iterator<Item = Operation> {
        Table::SHIPPED.all()
    }

    /// The areas of the API, such as `users`, sorted by name.
    pub fn areas() -> Vec<&'static str> {
        let mut areas = Vec::new();
        for line in lines() {
            if areas.last() != Some(&line.area) {
                areas.push(line.area);
            }
        }
        areas
    }

    /// The operations of an area, sorted by path.
    ///
    /// ```
    /// # use oktant_core::Operation;
    /// assert!(Operation::of_area("users").iter().any(|operation| operation.id == "listUsers"));
    /// ```
    pub fn of_area(area: &str) -> Vec<Operation> {
        let mut operations = Vec::new();
        for line in lines() {
            if line.area == area {
                operations.extend(line.read());
            }
        }
        operations
    }

    /// Finds an operation by an operation ID from the caller.
    ///
    /// # Errors
    /// Kind `InvalidArgument` if there is no such operation.
    pub fn by_name(id: &str) -> Result<Arc<Operation>, Error> {
        Operation::find(id).map(Arc::new).ok_or_else(|| {
            let hint = match Operation::hint(id) {
                _ if id.contains('/') => "write a path with a slash in front, such as GET /api/v1/users".to_owned(),
                Some(hint) => hint.to_string(),
                None => "use an operation ID of Okta's API reference, such as getUser".to_owned(),
            };
            Error::invalid_argument(format!("there is no operation {}: {hint}", text::quoted(id)))
        })
    }

    /// Finds the operation that an unknown name probably means, by the names of official SDKs too. The name may be in any case
    /// style, such as `create_group`, and have what is in front of a method: `users.list_users`.
    ///
    /// ```
    /// # use oktant_core::Operation;
    /// assert_eq!(Operation::hint("create_group").unwrap().to_string(), "use addGroup");
    /// assert_eq!(Operation::hint("listUser").unwrap().to_string(), "did you mean listUsers?");
    /// assert_eq!(Operation::hint("somethingElse"), None);
    /// ```
    pub fn hint(name: &str) -> Option<Hint> {
        let mut search = Search::new(name);
        for line in lines() {
            search.compare(line.id, line.id);
        }
        search.compare_official();
        let (id, known) = search.found?;
        let line = lines().iter().find(|line| line.id == id)?;
        Some(Hint { area: line.area, operation: line.id, known })
    }

    /// Finds the area that an unknown name probably means: `users` for `user`, `applications` for `apps`.
    pub fn area_hint(name: &str) -> Option<&'static str> {
        let areas = Operation::areas();
        let mut search = Search::new(name);
        for area in &areas {
            search.compare(area, area);
        }
        search.found.map(|(area, _)| area).or_else(|| hint::with_word(name, &areas))
    }

    /// Creates a custom operation ([`Operation::custom`]) by the name of its method, in any case.
    ///
    /// # Errors
    /// Kind `InvalidArgument` if there is no such method.
    pub fn custom_by_name(method: &str, path: &str) -> Result<Arc<Operation>, Error> {
        let known =
            Method::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(method)).ok_or_else(|| {
                let names = text::joined(&Method::ALL.map(Method::as_str), ", ");
                Error::invalid_argument(format!("{} is not an HTTP method: use one of {names}", text::quoted(method)))
            })?;
        Ok(Arc::new(Operation::custom(known, path)))
    }

    /// The operation of a target from the caller: an operation ID (`getUser`), `METHOD /path`, or `/path`, which is a GET.
    ///
    /// ```
    /// # use oktant_core::Operation;
    /// assert_eq!(Operation::resolve("getUser")?.to_string(), "GET /api/v1/users/{id}");
    /// assert_eq!(Operation::resolve("post /api/v1/new")?.to_string(), "POST /api/v1/new");
    /// assert_eq!(Operation::resolve("/api/v1/new")?.to_string(), "GET /api/v1/new");
    /// # Ok::<(), oktant_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Kind `InvalidArgument` if there is no such operation or method.
    pub fn resolve(target: &str) -> Result<Arc<Operation>, Error> {
        match target.split_once(' ') {
            _ if target.starts_with('/') => Ok(Arc::new(Operation::custom(Method::Get, target))),
            Some((method, path)) => Operation::custom_by_name(method, path),
            None => Operation::by_name(target),
        }
    }

    /// The operation for reading item by item. A custom operation must then respond with a JSON array.
    ///
    /// # Errors
    /// Kind `InvalidArgument` if the operation does not return a list.
    pub fn as_list(self: Arc<Operation>) -> Result<Arc<Operation>, Error> {
        match self.paging {
            Paging::None => {
                let what = "this operation does not return a list: call it instead of iterating over it";
                Err(Error::invalid_argument(what).with_operation(self))
            }
            _ if self.is_custom() => {
                let mut list = Operation::custom(self.method, self.path.as_ref());
                list.response = ResponseBody::Json { top: JsonKind::Array, optional: false, other: None };
                Ok(Arc::new(list))
            }
            _ => Ok(self),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A small table with operations of every kind.
    pub(crate) const TABLE: Table = Table(
        "/api/v1/apps/{appId}/credentials/csrs/{csrId}/lifecycle/publish
POST publishCsr bytes:application/pkix-cert,application/x-pem-file ->{}|application/pkcs10 oauth
/api/v1/apps/{appId}/sso/saml/metadata
GET previewMetadata q!:kid ->text:text/xml
/api/v1/brands
GET listBrands q:expand:list q:after q:limit:int ->[]
/api/v1/disaster
GET listDisasters q:limit:int ->[] host:drapp
POST startDisaster json? host:drapp oauth
/api/v1/iam/roles
GET listRoles q:after ->{} body:/_links/next/href:roles
/api/v1/logs
GET listLogEvents q:since q:until q:limit:int ->[] poll
/api/v1/org/logo
POST uploadLogo file:file ->json? none
/api/v1/users
GET listUsers q:search q:limit:int ->[]
POST createUser q:activate:bool json ->{}
/api/v1/users/{id}
DELETE deleteUser q:sendEmail:bool h:Prefer once
GET getUser h:Content-Type ->{}
",
    );

    /// An operation of the test table.
    pub(crate) fn row_of(id: &str) -> std::sync::Arc<Operation> {
        std::sync::Arc::new(TABLE.find(id).unwrap())
    }

    #[test]
    fn every_operation_is_found_by_its_id() {
        let ids: Vec<_> = TABLE.all().map(|operation| operation.id).collect();
        assert_eq!(ids.len(), 12);
        for id in ids {
            assert_eq!(TABLE.find(&id).unwrap().id, id);
        }
    }

    #[test]
    fn an_unknown_id_is_none() {
        for id in ["", "a", "getUse", "getUserX", "zzz", "listUsers q:search", "GET", "/api/v1/users"] {
            assert_eq!(TABLE.find(id), None, "{id}");
        }
        assert_eq!(Table("").find("x"), None);
    }

    /// The table for people, operations.txt, agrees column by column.
    #[test]
    fn every_shipped_operation_agrees_with_the_readable_table() {
        let whole = include_str!("../generated/operations.txt");
        assert_eq!((Operation::all().count(), Table::SHIPPED.lines().count()), (621, 621));
        for line in whole.lines() {
            let columns: Vec<_> = line.split('\t').collect();
            let [id, area, method, path, parameters, request, response, paging, _, facts] = columns[..] else {
                panic!("{line}")
            };
            let row = Operation::find(id).unwrap();
            assert_eq!((row.id.as_ref(), row.method.as_str(), row.path.as_ref()), (id, method, path));
            assert!(Operation::of_area(area).contains(&row), "{area} {id}");
            assert_eq!(words(row.parameters.iter().map(parameter_text)), parameters, "{id}");
            assert_eq!(
                (request_text(&row), response_text(&row), paging_text(&row)),
                (request.into(), response.into(), paging.into()),
                "{id}"
            );
            let security = format!("{:?}", row.security).to_lowercase();
            let security = format!("{security} {}", if row.idempotent { "again" } else { "once" });
            assert!(facts.starts_with(&security), "{id}: {security}");
            let host = facts.split(' ').find_map(|fact| fact.strip_prefix("host:"));
            assert_eq!(row.host, host, "{id}");
        }
    }

    fn words(words: impl Iterator<Item = String>) -> String {
        let words = words.collect::<Vec<_>>().join(" ");
        if words.is_empty() { "-".to_owned() } else { words }
    }

    fn parameter_text(parameter: &Parameter) -> String {
        let location = match (parameter.location, parameter.required) {
            (ParameterLocation::Path, _) => "p",
            (ParameterLocation::Query, true) => "q!",
            (ParameterLocation::Query, false) => "q",
            (ParameterLocation::Header, _) => "h",
        };
        let kind = match parameter.kind {
            ParameterKind::Text => "string",
            ParameterKind::Integer => "int",
            ParameterKind::Number => "number",
            ParameterKind::Bool => "bool",
            ParameterKind::List => "list",
            ParameterKind::Multi => "multi",
        };
        format!("{location}:{}:{kind}", parameter.name)
    }

    fn request_text(row: &Operation) -> String {
        match &row.request {
            RequestBody::None => "-".to_owned(),
            RequestBody::Json { required } => if *required { "json!" } else { "json?" }.to_owned(),
            RequestBody::File { part } => format!("multipart!:{part}"),
            RequestBody::Binary { media } => format!("binary!:{}", media.join(",")),
        }
    }

    fn response_text(row: &Operation) -> String {
        match &row.response {
            ResponseBody::None | ResponseBody::Any => "-".to_owned(),
            ResponseBody::Text(media) => format!("text:{media}"),
            ResponseBody::Json { top, optional, other } => {
                let top = match top {
                    JsonKind::Object => "json{}",
                    JsonKind::Array => "json[]",
                    JsonKind::Any => "json",
                };
                let other = other.map(|other| format!("|{other}")).unwrap_or_default();
                format!("{top}{}{other}", if *optional { "?" } else { "" })
            }
        }
    }

    fn paging_text(row: &Operation) -> String {
        match row.paging {
            Paging::None => "-".to_owned(),
            Paging::Link => "link".to_owned(),
            Paging::Poll => "poll".to_owned(),
            Paging::Body { next, items } => {
                assert!(!next.contains('~') && !items.contains('~'), "hosts read pointers without escapes");
                format!("body:{next}:{items}")
            }
        }
    }

    #[test]
    fn every_word_is_parsed() {
        let publish = row_of("publishCsr");
        assert_eq!(publish.method, Method::Post);
        let media = vec!["application/pkix-cert", "application/x-pem-file"];
        assert_eq!(publish.request, RequestBody::Binary { media });
        let other = Some("application/pkcs10");
        assert_eq!(publish.response, ResponseBody::Json { top: JsonKind::Object, optional: false, other });
        assert_eq!((publish.security, publish.idempotent), (Security::OAuth, false));
        assert!(row_of("getUser").idempotent && !row_of("deleteUser").idempotent);
        assert_eq!((row_of("listUsers").paging, row_of("listLogEvents").paging), (Paging::Link, Paging::Poll));
        assert_eq!(row_of("listRoles").paging, Paging::Body { next: "/_links/next/href", items: "roles" });
        assert_eq!((row_of("listDisasters").host, row_of("startDisaster").host), (Some("drapp"), Some("drapp")));
        assert_eq!((row_of("startDisaster").security, row_of("listUsers").host), (Security::OAuth, None));
        let logo = row_of("uploadLogo");
        assert_eq!(logo.request, RequestBody::File { part: "file" });
        assert_eq!(logo.response, ResponseBody::Json { top: JsonKind::Any, optional: true, other: None });
        let [id, kid] = &row_of("previewMetadata").parameters[..] else { panic!() };
        let text = ParameterKind::Text;
        assert_eq!(*id, Parameter { location: ParameterLocation::Path, required: true, name: "appId", kind: text });
        assert_eq!(*kid, Parameter { location: ParameterLocation::Query, required: true, name: "kid", kind: text });
    }

    #[test]
    fn invalid_lines_are_skipped() {
        for line in ["FETCH a", "GET a z:b", "GET a q:b:date", "GET a ->xml", "GET a maybe", "GET a body:x"] {
            assert_eq!(Table(line).all().count(), 0, "{line}");
        }
    }
}
