//! Resources: collections of documents with the operations that most of them have. An area declares its resources and adds what
//! is special about them.

use crate::call::Call;
use crate::document;
use crate::error::{self, ApiError, TAKEN, ensure, field};
use crate::links;
use crate::log::Target;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Order, Page};
use crate::shape::members;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value};

/// Where the id of a new document comes from.
#[derive(Debug)]
pub(crate) enum Id {
    /// A prefix and a counter.
    Minted(&'static str),
    /// The value of a member.
    Member(&'static str),
    /// Random, in the format of UUIDs.
    Uuid,
    /// The 43 characters of a hash, as key ids have them.
    Hash,
}

/// What a change of status responds with.
#[derive(Debug)]
pub(crate) enum Turned {
    /// 200 with the document.
    Document,
    /// 200 with `{}`.
    Empty,
    /// 200 without a body.
    Silent,
    /// 204.
    NoContent,
}

/// Whether a list has a document.
pub(crate) type Wanted<'a> = Box<dyn Fn(&Document) -> bool + 'a>;

/// The body of a request.
type Body = Map<String, Value>;

/// A collection of documents. Every field but the first ones has a default in [`Resource::NEW`].
pub(crate) struct Resource {
    /// The path of the collection, with `{}` for the ids of its parents.
    pub(crate) path: &'static str,
    pub(crate) parent: Option<&'static Resource>,
    /// The schema of responses in the API document.
    pub(crate) schema: &'static str,
    pub(crate) id: Id,
    /// The name in E0000007.
    pub(crate) noun: &'static str,
    /// The error for an unknown id where it is another one than E0000007.
    pub(crate) missing: Option<fn() -> ApiError>,
    /// The name in E0000001.
    pub(crate) object: &'static str,
    /// The status code of a creation.
    pub(crate) created: u16,
    /// The status of a new document, whatever was sent; none if documents have no status.
    pub(crate) status: Option<&'static str>,
    /// Whether PUT can change the status.
    pub(crate) status_by_put: bool,
    pub(crate) turned: Turned,
    /// Members, by their dotted paths, of which no two documents have the same value.
    pub(crate) unique: &'static [&'static str],
    pub(crate) order: Order,
    /// The page size; `None` if the list is not paged.
    pub(crate) page: Option<Page>,
    /// The member that holds the items of a list; empty if a list is an array.
    pub(crate) wrap: &'static str,
    /// The member that is the cursor of a page.
    pub(crate) cursor: &'static str,
    /// The type of events, with `*` for `create`, `update`, `delete`, `activate`, `deactivate`, and after `|` what a creation
    /// is called if not `create`. Empty if there are none.
    pub(crate) events: &'static str,
    /// Reads the body of a request; `object` is the name of the thing in E0000001.
    pub(crate) read: fn(&Call<'_>, object: &str) -> Result<Body, ApiError>,
    /// The id of the document that a value of a path means, if there is one.
    pub(crate) lookup: fn(&Org, path: &str, key: &str) -> Option<String>,
    /// Completes a new or changed document, or refuses it; the last argument is the document before the change.
    pub(crate) complete: fn(&mut Org, &Call<'_>, &mut Document, Option<&Document>) -> Result<(), ApiError>,
    /// What happens after a new document was stored at this path, such as that others are created with it.
    pub(crate) born: fn(&mut Org, &Call<'_>, path: &str),
    /// What happens after a document was deleted.
    pub(crate) gone: fn(&mut Org, &Call<'_>, &Document, path: &str),
    /// Whether a document may be deleted.
    pub(crate) removable: fn(&Org, &Document, path: &str) -> Result<(), ApiError>,
    /// Whether a document may get this status.
    pub(crate) turnable: fn(&Org, &Document, status: &str) -> Result<(), ApiError>,
    /// `_links` of a document by its path; null if it has none.
    pub(crate) links: fn(&Org, &Document, path: &str) -> Value,
    /// Changes what a response shows, as the query wishes.
    pub(crate) view: fn(&Org, &Call<'_>, &Document, &mut Value),
    /// Reads from the query which documents a list has.
    pub(crate) wanted: for<'a> fn(&'a Org, &'a Call<'_>) -> Result<Wanted<'a>, ApiError>,
}

impl Resource {
    pub(crate) const NEW: Self = Self {
        path: "",
        parent: None,
        schema: "",
        id: Id::Uuid,
        noun: "",
        missing: None,
        object: "",
        created: 200,
        status: None,
        status_by_put: false,
        turned: Turned::Document,
        unique: &[],
        order: Order::Id,
        page: None,
        wrap: "",
        cursor: "id",
        events: "",
        read: |call, object| call.judged(object),
        lookup: |org, path, key| org.store.find(path, key).map(|_| key.to_owned()),
        complete: |_, _, _, _| Ok(()),
        born: |_, _, _| {},
        gone: |_, _, _, _| {},
        removable: |_, _, _| Ok(()),
        turnable: |_, _, _| Ok(()),
        links: links::usual,
        view: |_, _, _, _| {},
        wanted: |_, _| Ok(Box::new(|_| true)),
    };

    /// The path of the collection that a request means. Unknown parents are errors.
    pub(crate) fn at(&self, org: &Org, call: &Call<'_>) -> Result<String, ApiError> {
        meant(self.parent, self.path, org, call)
    }

    /// The path of the document that a request means.
    pub(crate) fn item(&self, org: &Org, call: &Call<'_>) -> Result<String, ApiError> {
        let at = self.at(org, call)?;
        let key = call.value(self.path.matches("{}").count());
        let id = (self.lookup)(org, &at, key).ok_or_else(|| self.unknown(key))?;
        Ok(format!("{at}/{id}"))
    }

    /// The document that a request means, with its path.
    pub(crate) fn load(&self, org: &Org, call: &Call<'_>) -> Result<(String, Document), ApiError> {
        let path = self.item(org, call)?;
        let document = org.store.at(&path).cloned();
        document.map(|document| (path.clone(), document)).ok_or_else(|| self.unknown(last(&path)))
    }

    pub(crate) fn unknown(&self, key: &str) -> ApiError {
        self.missing.map_or_else(|| error::not_found(key, self.noun), |missing| missing())
    }

    pub(crate) fn create(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let at = self.at(org, call)?;
        let body = (self.read)(call, self.object)?;
        let path = self.make(org, call, &at, body)?;
        Ok(Response { status: self.created, ..self.shown(org, call, &path)? })
    }

    /// Stores a new document of a collection, and returns its path.
    pub(crate) fn make(
        &self,
        org: &mut Org,
        call: &Call<'_>,
        at: &str,
        body: Map<String, Value>,
    ) -> Result<String, ApiError> {
        let mut document = Document { shown: body, ..Document::default() };
        let id = self.new_id(org, &document);
        self.stamp(org, call.now, &id, &mut document);
        self.finish(org, call, at, &mut document, None)?;
        // Completing may have chosen another id.
        let name = if let Id::Member(name) = self.id { name } else { "id" };
        let id = Some(document.text(name)).filter(|own| !own.is_empty()).map_or(id, ToOwned::to_owned);
        org.store.put(at, &id, document);
        let path = format!("{at}/{id}");
        (self.born)(org, call, &path);
        self.record(org, call, "create", &path);
        Ok(path)
    }

    /// Puts a document that every org has into a collection, and returns its path. What is given goes before what the org sets.
    pub(crate) fn plant(&self, org: &mut Org, at: &str, given: Value, born: Time) -> String {
        let mut document = Document::new(given.clone());
        let id = match given.get("id").and_then(Value::as_str) {
            Some(id) => id.to_owned(),
            None => self.new_id(org, &document),
        };
        self.stamp(org, born, &id, &mut document);
        document.shown.extend(Document::new(given).shown);
        org.store.put(at, &id, document);
        format!("{at}/{id}")
    }

    pub(crate) fn get(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let path = self.item(org, call)?;
        self.shown(org, call, &path)
    }

    pub(crate) fn list(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let at = self.at(org, call)?;
        let wanted = (self.wanted)(org, call)?;
        let mut found: Vec<_> = org.store.all(&at).filter(|(_, document)| wanted(document)).collect();
        let order = &self.order;
        found.sort_by_cached_key(|(id, document)| order.key(id, document));
        let show = |(id, document): &(&str, &Document)| self.show(org, call, &format!("{at}/{id}"), document);
        match &self.page {
            None => Ok(paging::whole(self.wrap, found.iter().map(show).collect())),
            Some(page) => {
                let cursor = |(id, document): &(&str, &Document)| match self.cursor {
                    "id" => (*id).to_owned(),
                    name => document.text(name).to_owned(),
                };
                let behind = |after: &str| {
                    let (id, document) = org.store.ever(&at).find(|one| cursor(one) == after)?;
                    let last = order.key(id, document);
                    Some(found.partition_point(|(id, document)| order.key(id, document) <= last))
                };
                let (items, limit, next) = match order {
                    Order::Id => page.cut(call, &found, cursor)?,
                    _ => page.cut_behind(call, &found, cursor, behind)?,
                };
                Ok(paging::page(call, self.wrap, items.iter().map(show).collect(), limit, next.as_deref()))
            }
        }
    }

    /// PUT: what was sent replaces all that can be written.
    pub(crate) fn replace(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        self.change(org, call, |_, sent| sent)
    }

    /// POST on a document: what was sent is merged into it.
    pub(crate) fn update(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        self.change(org, call, |old, sent| {
            let mut new = old.shown.clone();
            merge(&mut new, sent);
            new
        })
    }

    pub(crate) fn delete(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let (path, document) = self.load(org, call)?;
        (self.removable)(org, &document, &path)?;
        self.record(org, call, "delete", &path);
        org.store.remove_at(&path);
        (self.gone)(org, call, &document, &path);
        Ok(Response::no_content())
    }

    pub(crate) fn activate(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        self.turn(org, call, "activate", "ACTIVE")
    }

    pub(crate) fn deactivate(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        self.turn(org, call, "deactivate", "INACTIVE")
    }

    /// Gives a document another status; `verb` names the event.
    pub(crate) fn turn(&self, org: &mut Org, call: &Call<'_>, verb: &str, status: &str) -> Result<Response, ApiError> {
        let (path, mut document) = self.load(org, call)?;
        (self.turnable)(org, &document, status)?;
        if document.text("status") != status {
            document.set("status", status);
            self.stamp_change(org, call.now, &mut document);
            org.store.put_at(&path, document);
            self.record(org, call, verb, &path);
        }
        match self.turned {
            Turned::Document => self.shown(org, call, &path),
            Turned::Empty => Ok(Response::done()),
            Turned::Silent => Ok(Response::ok_text(String::new())),
            Turned::NoContent => Ok(Response::no_content()),
        }
    }

    /// 200 with the document at a path.
    pub(crate) fn shown(&self, org: &Org, call: &Call<'_>, path: &str) -> Result<Response, ApiError> {
        let document = org.store.at(path).ok_or_else(|| self.unknown(last(path)))?;
        Ok(Response::ok(&self.show(org, call, path, document)))
    }

    /// A document as responses show it.
    pub(crate) fn show(&self, org: &Org, call: &Call<'_>, path: &str, document: &Document) -> Value {
        let mut document = document.clone();
        match (self.links)(org, &document, path) {
            Value::Null => {}
            links => document.set("_links", links),
        }
        let mut shown = document.show(&call.base);
        (self.view)(org, call, &document, &mut shown);
        shown
    }

    /// Records an event of a document for the system log.
    pub(crate) fn record(&self, org: &mut Org, call: &Call<'_>, verb: &str, path: &str) {
        if !self.events.is_empty() {
            let target = org.store.at(path).map(|document| Target::of(self.noun, last(path), document));
            let (kind, created) = self.events.split_once('|').unwrap_or((self.events, "create"));
            let verb = if verb == "create" { created } else { verb };
            org.record(call, &kind.replace('*', verb), target.into_iter().collect());
        }
    }

    fn change(
        &self,
        org: &mut Org,
        call: &Call<'_>,
        apply: impl FnOnce(&Document, Map<String, Value>) -> Map<String, Value>,
    ) -> Result<Response, ApiError> {
        let (path, old) = self.load(org, call)?;
        let sent = (self.read)(call, self.object)?;
        let mut new = Document { shown: apply(&old, sent), hidden: old.hidden.clone() };
        self.keep(&old, &mut new);
        self.stamp_change(org, call.now, &mut new);
        let at = path.rsplit_once('/').map_or("", |(at, _)| at);
        self.finish(org, call, at, &mut new, Some(&old))?;
        org.store.put_at(&path, new);
        self.record(org, call, "update", &path);
        self.shown(org, call, &path)
    }

    /// Completes a document and checks what must be unique.
    fn finish(
        &self,
        org: &mut Org,
        call: &Call<'_>,
        at: &str,
        document: &mut Document,
        old: Option<&Document>,
    ) -> Result<(), ApiError> {
        document.shown.shift_remove("_links");
        (self.complete)(org, call, document, old)?;
        self.hide_written(document);
        for name in self.unique {
            let own = document.at(name);
            let mut others = org.store.all(at).filter(|(_, other)| other.text("id") != document.text("id"));
            ensure!(own.is_none() || others.all(|(_, other)| other.at(name) != own), field(name, TAKEN));
        }
        Ok(())
    }

    /// Keeps what the org sets: members that are read-only, and the status unless PUT can change it.
    fn keep(&self, old: &Document, new: &mut Document) {
        for member in members(document::schema(self.schema), &old.shown) {
            let kept = member.read_only
                || ["id", "created", "createdDate", "createdAt", "createdBy"].contains(&member.name)
                || member.name == "status" && self.status.is_some() && !self.status_by_put;
            if let Some(value) = old.shown.get(member.name).filter(|_| kept) {
                new.set(member.name, value.clone());
            }
        }
        if self.status_by_put && self.status.is_some() && new.shown.get("status").is_none() {
            new.set("status", old.text("status"));
        }
    }

    /// Sets what the org sets in a new document, as far as the schema has it.
    fn stamp(&self, org: &Org, now: Time, id: &str, document: &mut Document) {
        for member in members(document::schema(self.schema), &document.shown) {
            match member.name {
                "id" => document.set("id", id),
                "created" | "createdDate" | "createdAt" => document.set(member.name, now.to_string()),
                "createdBy" => document.set("createdBy", org.me()),
                "system" if member.read_only => document.set("system", false),
                _ => {}
            }
        }
        if let Some(status) = self.status {
            document.set("status", status);
        }
        self.stamp_change(org, now, document);
    }

    fn stamp_change(&self, org: &Org, now: Time, document: &mut Document) {
        for member in members(document::schema(self.schema), &document.shown) {
            match member.name {
                "lastUpdated" | "lastUpdate" | "lastUpdatedDate" => document.set(member.name, now.to_string()),
                "lastUpdatedBy" => document.set("lastUpdatedBy", org.me()),
                _ => {}
            }
        }
    }

    /// Members that no response has are kept apart.
    fn hide_written(&self, document: &mut Document) {
        for member in members(document::schema(self.schema), &document.shown) {
            if member.write_only {
                document.hide(member.name);
            }
        }
    }

    fn new_id(&self, org: &mut Org, document: &Document) -> String {
        match self.id {
            Id::Minted(prefix) => org.ids.mint(prefix),
            Id::Member(name) => document.text(name).to_owned(),
            Id::Uuid => org.ids.uuid(),
            Id::Hash => org.ids.text(43),
        }
    }
}

/// What a path with `{}` for the ids of its parents means in a request. Unknown parents are errors.
pub(crate) fn meant(parent: Option<&Resource>, path: &str, org: &Org, call: &Call<'_>) -> Result<String, ApiError> {
    match parent {
        None => Ok(path.to_owned()),
        Some(parent) => {
            let own = path.get(parent.path.len() + "/{}".len()..).unwrap_or("");
            Ok(parent.item(org, call)? + own)
        }
    }
}

/// Merges what was sent into a document, at every depth.
pub(crate) fn merge(into: &mut Map<String, Value>, sent: Map<String, Value>) {
    for (name, value) in sent {
        match (into.get_mut(&name), value) {
            (Some(Value::Object(own)), Value::Object(sent)) => merge(own, sent),
            (_, value) => drop(into.insert(name, value)),
        }
    }
}

/// The last segment of a path.
pub(crate) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or("")
}

/// The rows of resources, then those of other operations: `ZONES "/api/v1/zones" list create; ("POST", "/api/v1/other", other)`
macro_rules! rows {
    ($($resource:ident $path:literal $($verb:ident)+;)* $(($($row:tt)+)),* $(,)?) => {
        {
            const ROWS: &[&[crate::handler::Row]] =
                &[$(&[$(crate::resource::rows!(@ $verb $resource $path)),+],)* &[$(($($row)+)),*]];
            ROWS
        }
    };
    (@ list $resource:ident $path:literal) => { ("GET", $path, |org, call| $resource.list(org, call)) };
    (@ create $resource:ident $path:literal) => { ("POST", $path, |org, call| $resource.create(org, call)) };
    (@ get $resource:ident $path:literal) => { ("GET", concat!($path, "/{}"), |org, call| $resource.get(org, call)) };
    (@ replace $resource:ident $path:literal) => { ("PUT", concat!($path, "/{}"), |org, call| $resource.replace(org, call)) };
    (@ update $resource:ident $path:literal) => { ("POST", concat!($path, "/{}"), |org, call| $resource.update(org, call)) };
    (@ delete $resource:ident $path:literal) => { ("DELETE", concat!($path, "/{}"), |org, call| $resource.delete(org, call)) };
    (@ activate $resource:ident $path:literal) => {
        ("POST", concat!($path, "/{}/lifecycle/activate"), |org, call| $resource.activate(org, call))
    };
    (@ deactivate $resource:ident $path:literal) => {
        ("POST", concat!($path, "/{}/lifecycle/deactivate"), |org, call| $resource.deactivate(org, call))
    };
}
pub(crate) use rows;
