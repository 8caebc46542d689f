//! Single documents: what an org has one of, such as its settings. A document that was never changed is computed.

use crate::call::Call;
use crate::document;
use crate::error::ApiError;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Resource, meant, merge};
use crate::shape::members;
use crate::store::Document;
use serde_json::{Map, Value};

/// A document that always exists, below an org or a document of a resource.
pub(crate) struct Single {
    /// Its path, with `{}` for the ids of its parents.
    pub(crate) path: &'static str,
    pub(crate) parent: Option<&'static Resource>,
    /// The schema of responses in the API document.
    pub(crate) schema: &'static str,
    /// The name in E0000001.
    pub(crate) object: &'static str,
    /// The document before any change.
    pub(crate) first: fn(&Org, &Call<'_>) -> Value,
    /// The type of the event of a change; empty if there is none.
    pub(crate) event: &'static str,
    /// Completes a changed document, or refuses it; the last argument is the document before the change.
    pub(crate) complete: fn(&mut Org, &Call<'_>, &mut Document, &Document) -> Result<(), ApiError>,
    /// `_links` of the document by its path; null if it has none.
    pub(crate) links: fn(&Org, &Document, path: &str) -> Value,
}

impl Single {
    pub(crate) const NEW: Self = Self {
        path: "",
        parent: None,
        schema: "",
        object: "settings",
        first: |_, _| Value::Object(Map::new()),
        event: "",
        complete: |_, _, _, _| Ok(()),
        links: links::none,
    };

    /// The path of the document that a request means. Unknown parents are errors.
    pub(crate) fn at(&self, org: &Org, call: &Call<'_>) -> Result<String, ApiError> {
        meant(self.parent, self.path, org, call)
    }

    /// The document, with its path.
    pub(crate) fn load(&self, org: &Org, call: &Call<'_>) -> Result<(String, Document), ApiError> {
        let path = self.at(org, call)?;
        let document = org.store.at(&path).cloned().unwrap_or_else(|| Document::new((self.first)(org, call)));
        Ok((path, document))
    }

    pub(crate) fn get(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let (path, mut document) = self.load(org, call)?;
        match (self.links)(org, &document, &path) {
            Value::Null => {}
            links => document.set("_links", links),
        }
        Ok(Response::ok(&document.show(&call.base)))
    }

    /// PUT: what was sent replaces all that can be written.
    pub(crate) fn replace(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let sent = call.judged(self.object)?;
        self.change(org, call, |old| {
            let own = members(document::schema(self.schema), &old.shown).into_iter();
            let kept = own
                .filter(|member| member.read_only)
                .filter_map(|member| Some((member.name.to_owned(), old.shown.get(member.name)?.clone())));
            old.shown = kept.collect();
            old.shown.extend(sent);
        })
    }

    /// POST: what was sent is merged into the document.
    pub(crate) fn update(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let sent = call.judged(self.object)?;
        self.change(org, call, |old| merge(&mut old.shown, sent))
    }

    /// DELETE: the document is again what it was before any change.
    pub(crate) fn reset(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let path = self.at(org, call)?;
        org.store.remove_at(&path);
        Ok(Response::no_content())
    }

    /// Changes the document, and responds with it.
    pub(crate) fn change(
        &self,
        org: &mut Org,
        call: &Call<'_>,
        change: impl FnOnce(&mut Document),
    ) -> Result<Response, ApiError> {
        let (path, old) = self.load(org, call)?;
        let mut new = old.clone();
        change(&mut new);
        new.shown.shift_remove("_links");
        (self.complete)(org, call, &mut new, &old)?;
        org.store.put_at(&path, new);
        if !self.event.is_empty() {
            org.record(call, self.event, Vec::new());
        }
        self.get(org, call)
    }
}
