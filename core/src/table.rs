//! The operation table: one line of text a row, found by name.

use crate::{Method, Operation, Paging, Parameter, ParameterKind, Place, ReplyBody, RequestBody, Security, Top};
use std::borrow::Cow;

/// Rows of text, one operation each, sorted bytewise by name.
#[derive(Debug, Clone, Copy)]
pub struct Table(&'static str);

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

fn words(column: &'static str) -> impl Iterator<Item = &'static str> {
    column.split(' ').filter(|word| !word.is_empty() && *word != "-")
}

fn method(text: &str) -> Option<Method> {
    Method::ALL.into_iter().find(|method| method.as_str() == text)
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
}
