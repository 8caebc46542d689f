//! The operation table: one line of text a row, found by name.

use std::borrow::Cow;
use std::fmt;

/// What the API document says of one operation: a row of the table, or one made at run time by [`Operation::untyped`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The operation's name, `listUsers`.
    pub id: Cow<'static, str>,
    /// Its API area, `users`.
    pub area: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its arguments by name, `/api/v1/users/{id}`.
    pub path: Cow<'static, str>,
    /// Path, query and header parameters: path parameters first, then required ones.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub request: RequestBody,
    /// What is answered.
    pub reply: ReplyBody,
    /// How a list goes on.
    pub paging: Paging,
    /// The OAuth scopes that allow it.
    pub scopes: Vec<&'static str>,
    /// The credentials that it takes.
    pub security: Security,
    /// True where doing it twice is doing it once.
    pub repeatable: bool,
    /// `GA`, `EA`, `LIMITED_GA`.
    pub lifecycle: &'static str,
    /// True where the document advises against it.
    pub deprecated: bool,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// HEAD
    Head,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Where it goes.
    pub place: Place,
    /// True where there is no call without it.
    pub required: bool,
    /// Its name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub kind: ParameterKind,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// Several values, joined by commas.
    List,
    /// Several values, one pair each.
    Multi,
}

/// What an operation sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestBody {
    /// Nothing.
    None,
    /// JSON.
    Json {
        /// False where a call without a body is fine.
        required: bool,
    },
    /// One file as multipart/form-data.
    File {
        /// The name of its part.
        part: &'static str,
    },
    /// Bytes under one of these media types, the first being the default.
    Binary {
        /// The media types.
        media: Vec<&'static str>,
    },
}

/// What an operation answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyBody {
    /// Nothing that the document tells of.
    None,
    /// JSON.
    Json {
        /// The kind of its outermost value.
        top: Top,
        /// True where an answer without a body is fine.
        optional: bool,
        /// Another media type that can be asked for.
        other: Option<&'static str>,
    },
    /// Text of this media type.
    Text(&'static str),
    /// Anything: for operations that no document tells of.
    Any,
}

/// The kind of the outermost JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Top {
    /// An object.
    Object,
    /// A list.
    Array,
    /// Any value.
    Any,
}

/// How a list goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// It is no list.
    None,
    /// By the Link header.
    Link,
    /// By a link inside the document.
    Body {
        /// The JSON pointer of the next link.
        next: &'static str,
        /// The member that holds the items.
        items: &'static str,
    },
    /// By the Link header, which never ends: the list ends at an empty page, unless it has an upper bound.
    Poll,
}

/// The credentials that an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Any.
    Any,
    /// An API token only.
    Ssws,
    /// OAuth only.
    OAuth,
    /// None; it is sent without.
    None,
}

/// Rows of text, one operation each, sorted bytewise by name.
#[derive(Debug, Clone, Copy)]
pub struct Table(&'static str);

impl Operation {
    /// The operation of this name.
    pub fn find(id: &str) -> Option<Operation> {
        Table::SHIPPED.find(id)
    }

    /// All operations, sorted by name.
    pub fn all() -> impl Iterator<Item = Operation> {
        Table::SHIPPED.all()
    }

    /// An operation that no document tells of. A GET follows Link headers where it is iterated.
    pub fn untyped(method: Method, path: impl Into<String>) -> Operation {
        let path = path.into();
        Operation {
            id: Cow::Owned(format!("{method} {}", without_query(&path))),
            area: "",
            method,
            path: Cow::Owned(path),
            parameters: Vec::new(),
            request: RequestBody::None,
            reply: ReplyBody::Any,
            paging: if method == Method::Get { Paging::Link } else { Paging::None },
            scopes: Vec::new(),
            security: Security::Any,
            repeatable: matches!(method, Method::Get | Method::Head | Method::Put),
            lifecycle: "",
            deprecated: false,
        }
    }

    /// True for one that no document tells of.
    pub fn is_untyped(&self) -> bool {
        self.area.is_empty()
    }
}

/// As errors name it: `GET /api/v1/users/{id}`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, without_query(&self.path))
    }
}

impl Method {
    /// As it is written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Table {
    /// The table of the document that this version was made from.
    pub const SHIPPED: Table = Table(include_str!("generated/operations.txt"));

    /// A table of one's own, in the form of `generated/operations.txt`.
    pub const fn new(text: &'static str) -> Table {
        Table(text)
    }

    /// The operation of this name, by bisection of the text.
    pub fn find(self, id: &str) -> Option<Operation> {
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = self.0.get(..middle)?.rfind('\n').map_or(0, |at| at + 1);
            let end = self.0.get(middle..)?.find('\n').map_or(self.0.len(), |length| middle + length);
            let line = self.0.get(start..end)?;
            match line.split('\t').next()?.cmp(id) {
                std::cmp::Ordering::Equal => return row(line),
                std::cmp::Ordering::Less => low = end + 1,
                std::cmp::Ordering::Greater => high = start,
            }
        }
        None
    }

    /// All rows that can be read, in order.
    pub fn all(self) -> impl Iterator<Item = Operation> {
        self.0.lines().filter_map(row)
    }
}

fn row(line: &'static str) -> Option<Operation> {
    let mut columns = line.split('\t');
    let mut column = || columns.next();
    let (id, area, method, path) = (column()?, column()?, method(column()?)?, column()?);
    let parameters = words(column()?).map(parameter).collect::<Option<Vec<_>>>()?;
    let (request, reply, paging) = (request(column()?)?, reply(column()?)?, paging(column()?)?);
    let scopes = words(column()?).collect();
    let mut facts = words(column()?);
    let security = match facts.next()? {
        "any" => Security::Any,
        "ssws" => Security::Ssws,
        "oauth" => Security::OAuth,
        "none" => Security::None,
        _ => return None,
    };
    let repeatable = match facts.next()? {
        "again" => true,
        "once" => false,
        _ => return None,
    };
    let lifecycle = facts.next()?;
    Some(Operation {
        id: Cow::Borrowed(id),
        area,
        method,
        path: Cow::Borrowed(path),
        parameters,
        request,
        reply,
        paging,
        scopes,
        security,
        repeatable,
        lifecycle,
        deprecated: facts.any(|fact| fact == "deprecated"),
    })
}

fn without_query(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}

fn words(column: &'static str) -> impl Iterator<Item = &'static str> {
    column.split(' ').filter(|word| !word.is_empty() && *word != "-")
}

fn method(text: &str) -> Option<Method> {
    let all = [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete];
    all.into_iter().find(|method| method.as_str() == text)
}

/// `q!:type:string`
fn parameter(text: &'static str) -> Option<Parameter> {
    let mut parts = text.splitn(2, ':');
    let place = parts.next()?;
    let (name, kind) = parts.next()?.rsplit_once(':')?;
    let (place, marked) = place.strip_suffix('!').map_or((place, false), |place| (place, true));
    let place = match place {
        "p" => Place::Path,
        "q" => Place::Query,
        "h" => Place::Header,
        _ => return None,
    };
    let kind = match kind {
        "string" => ParameterKind::Text,
        "int" => ParameterKind::Integer,
        "number" => ParameterKind::Number,
        "bool" => ParameterKind::Bool,
        "list" => ParameterKind::List,
        "multi" => ParameterKind::Multi,
        _ => return None,
    };
    Some(Parameter { place, required: marked || place == Place::Path, name, kind })
}

fn request(text: &'static str) -> Option<RequestBody> {
    match text {
        "-" => Some(RequestBody::None),
        "json!" => Some(RequestBody::Json { required: true }),
        "json?" => Some(RequestBody::Json { required: false }),
        _ => match text.split_once("!:")? {
            ("multipart", part) => Some(RequestBody::File { part }),
            ("binary", media) => Some(RequestBody::Binary { media: media.split(',').collect() }),
            _ => None,
        },
    }
}

fn reply(text: &'static str) -> Option<ReplyBody> {
    if text == "-" {
        return Some(ReplyBody::None);
    }
    if let Some(media) = text.strip_prefix("text:") {
        return Some(ReplyBody::Text(media));
    }
    let (json, other) = text.split_once('|').map_or((text, None), |(json, other)| (json, Some(other)));
    let (json, optional) = json.strip_suffix('?').map_or((json, false), |json| (json, true));
    let top = match json {
        "json" => Top::Any,
        "json{}" => Top::Object,
        "json[]" => Top::Array,
        _ => return None,
    };
    Some(ReplyBody::Json { top, optional, other })
}

/// `body:/_links/next/href:roles`
fn paging(text: &'static str) -> Option<Paging> {
    match text {
        "-" => Some(Paging::None),
        "link" => Some(Paging::Link),
        "poll" => Some(Paging::Poll),
        _ => {
            let (next, items) = text.strip_prefix("body:")?.rsplit_once(':')?;
            Some(Paging::Body { next, items })
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A few rows of every kind.
    pub(crate) const TABLE: Table = Table(concat!(
        "createUser\tusers\tPOST\t/api/v1/users\tq:activate:bool\tjson!\tjson{}\t-\tokta.users.manage\tany once GA\n",
        "deleteUser\tusers\tDELETE\t/api/v1/users/{id}\tp!:id:string q:sendEmail:bool h:Prefer:string\t-\t-\t-\tokta.users.manage\tany once GA\n",
        "getUser\tusers\tGET\t/api/v1/users/{id}\tp!:id:string h:Content-Type:string\t-\tjson{}\t-\tokta.users.read\tany again GA\n",
        "listBrands\tbrands\tGET\t/api/v1/brands\tq:expand:list q:after:string q:limit:int\t-\tjson[]\tlink\tokta.brands.read\tany again GA\n",
        "listLogEvents\tsystem_log\tGET\t/api/v1/logs\tq:since:string q:until:string q:limit:int\t-\tjson[]\tpoll\tokta.logs.read\tany again GA\n",
        "listRoles\troles\tGET\t/api/v1/iam/roles\tq:after:string\t-\tjson{}\tbody:/_links/next/href:roles\tokta.roles.read\tany again GA\n",
        "listUsers\tusers\tGET\t/api/v1/users\tq:search:string q:limit:int\t-\tjson[]\tlink\tokta.users.read okta.users.manage\tany again GA\n",
        "previewMetadata\tapps\tGET\t/api/v1/apps/{appId}/sso/saml/metadata\tp!:appId:string q!:kid:string\t-\ttext:text/xml\t-\t-\tany again EA deprecated\n",
        "publishCsr\tapps\tPOST\t/api/v1/apps/{appId}/credentials/csrs/{csrId}/lifecycle/publish\tp!:appId:string p!:csrId:string\tbinary!:application/pkix-cert,application/x-pem-file\tjson{}|application/pkcs10\t-\t-\toauth once LIMITED_GA\n",
        "uploadLogo\torg\tPOST\t/api/v1/org/logo\t-\tmultipart!:file\tjson?\t-\t-\tnone once GA\n",
    ));

    /// The row of this name in the test table.
    pub(crate) fn row_of(id: &str) -> std::sync::Arc<Operation> {
        std::sync::Arc::new(TABLE.find(id).unwrap())
    }

    #[test]
    fn every_row_is_found_by_its_name() {
        let ids: Vec<_> = TABLE.all().map(|operation| operation.id).collect();
        assert_eq!(ids.len(), 10);
        for id in ids {
            assert_eq!(TABLE.find(&id).unwrap().id, id);
        }
    }

    #[test]
    fn an_unknown_name_is_none() {
        for id in ["", "a", "getUse", "getUserX", "zzz", "listUsers\tusers"] {
            assert_eq!(TABLE.find(id), None, "{id}");
        }
        assert_eq!(Table("").find("x"), None);
    }

    #[test]
    fn every_shipped_row_is_sorted_found_and_understood() {
        let ids: Vec<_> = Table::SHIPPED.0.lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert!(ids.is_sorted());
        assert_eq!(Operation::all().count(), ids.len());
        for id in ids {
            let operation = Operation::find(id).unwrap();
            assert_eq!(operation.id, id);
            let names = operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
            let declared = operation.parameters.iter().filter(|parameter| parameter.place == Place::Path);
            assert!(names.eq(declared.map(|parameter| parameter.name)), "{id}");
        }
    }

    #[test]
    fn a_row_says_everything() {
        let publish = row_of("publishCsr");
        assert_eq!(publish.method, Method::Post);
        assert_eq!(
            publish.request,
            RequestBody::Binary { media: vec!["application/pkix-cert", "application/x-pem-file"] }
        );
        assert_eq!(
            publish.reply,
            ReplyBody::Json { top: Top::Object, optional: false, other: Some("application/pkcs10") }
        );
        assert_eq!((publish.security, publish.repeatable, publish.lifecycle), (Security::OAuth, false, "LIMITED_GA"));
        assert_eq!(row_of("listUsers").scopes, ["okta.users.read", "okta.users.manage"]);
        assert_eq!(row_of("listRoles").paging, Paging::Body { next: "/_links/next/href", items: "roles" });
        let logo = row_of("uploadLogo");
        assert_eq!(logo.request, RequestBody::File { part: "file" });
        assert_eq!(logo.reply, ReplyBody::Json { top: Top::Any, optional: true, other: None });
        assert!(row_of("previewMetadata").deprecated);
        let kid = row_of("previewMetadata").parameters[1];
        assert_eq!(kid, Parameter { place: Place::Query, required: true, name: "kid", kind: ParameterKind::Text });
    }

    #[test]
    fn a_broken_row_is_no_operation() {
        for line in ["", "a", "a\tb\tGET\t/x\tz:a:int\t-\t-\t-\t-\tany once GA", "a\tb\tGET\t/x\t-\t-\t-\t-\t-\tany"] {
            assert_eq!(row(line), None, "{line}");
        }
    }

    #[test]
    fn an_untyped_one_names_itself() {
        let operation = Operation::untyped(Method::Get, "/api/v1/x");
        assert_eq!(operation.to_string(), "GET /api/v1/x");
        assert_eq!(operation.paging, Paging::Link);
    }
}
