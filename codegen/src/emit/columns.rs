//! The columns of exports: one line each, with dataset, path and kind, as `export/src/columns/documented.rs` reads them.

use super::Files;
use crate::model::{Api, Field, Kind, Operation, Place, Ref};
use std::fmt::Write;

/// Datasets and the operations that list them.
const DATASETS: [(&str, &str); 10] = [
    ("users", "listUsers"),
    ("groups", "listGroups"),
    ("memberships", "listGroupUsers"),
    ("apps", "listApplications"),
    ("app_users", "listApplicationUsers"),
    ("app_groups", "listApplicationGroupAssignments"),
    ("roles", "listAssignedRolesForUser"),
    ("devices", "listDevices"),
    ("factors", "listFactors"),
    ("logs", "listLogEvents"),
];

/// What an export leaves out, besides documented secrets.
const OMITTED: [&str; 3] = ["_embedded", "_links", "password"];

pub(super) fn emit(api: &Api, files: &mut Files) {
    let mut out = String::new();
    let mut exported = Vec::new();
    for (dataset, id) in DATASETS {
        let Some(operation) = api.operations.iter().find(|operation| operation.id == id) else { continue };
        for (path, kind) in columns(api, operation, &mut exported) {
            let _ = writeln!(out, "{dataset}\t{path}\t{kind}");
        }
    }
    if !out.is_empty() {
        files.insert("export/src/generated/columns.txt".to_owned(), out);
    }
}

/// The columns of an operation's items, after those of its path. Of items that an earlier dataset has, only the ID.
fn columns(api: &Api, operation: &Operation, exported: &mut Vec<String>) -> Vec<(String, String)> {
    let parents = operation.parameters.iter().filter(|parameter| parameter.place == Place::Path);
    let mut columns: Vec<_> = parents.map(|parent| (parent.wire.clone(), "text".to_owned())).collect();
    let Some(item) = api.item(operation) else { return columns };
    match item {
        Ref::Named(name) if exported.contains(name) => {
            columns.push((format!("{}Id", name.to_lowercase()), "text".to_owned()));
        }
        _ => {
            let first = columns.len();
            Walk { api, open: Vec::new(), columns: &mut columns }.object("", &[item]);
            if let Some(id) = columns.iter().position(|(path, _)| path == "id" || path == "uuid") {
                columns[first..=id].rotate_right(1);
            }
            exported.extend(api.class_of(item).map(ToOwned::to_owned));
        }
    }
    columns
}

struct Walk<'a, 'b> {
    api: &'a Api,
    /// The objects around the current one.
    open: Vec<&'a Ref>,
    columns: &'b mut Vec<(String, String)>,
}

impl<'a> Walk<'a, '_> {
    /// Adds the columns of an object: of its properties, and for a union those of all its variants.
    fn object(&mut self, path: &str, types: &[&'a Ref]) {
        let mut names: Vec<&str> = Vec::new();
        let fields: Vec<&Field> = types.iter().filter_map(|of| self.fields(of)).flatten().collect();
        let depth = self.open.len();
        self.open.extend(types);
        for field in &fields {
            if names.contains(&field.wire.as_str()) {
                continue;
            }
            names.push(&field.wire);
            let same = || fields.iter().filter(|other| other.wire == field.wire);
            let path = if path.is_empty() { field.wire.clone() } else { format!("{path}.{}", field.wire) };
            if OMITTED.contains(&field.wire.as_str()) || same().any(|field| field.secret) {
                self.columns.push((path, "omitted".to_owned()));
                continue;
            }
            self.property(path, &same().map(|field| &field.of).collect::<Vec<_>>());
        }
        self.open.truncate(depth);
    }

    fn property(&mut self, path: String, types: &[&'a Ref]) {
        if types.iter().all(|of| self.fields(of).is_some_and(|fields| !fields.is_empty()) && !self.open.contains(of)) {
            return self.object(&path, types);
        }
        let mut kinds = types.iter().map(|of| self.kind(of));
        let first = kinds.next().unwrap_or_default();
        let kind = if kinds.all(|kind| kind == first) { first } else { "json".to_owned() };
        self.columns.push((path, kind));
    }

    /// The properties of an object or of the variants of a union.
    fn fields(&self, of: &'a Ref) -> Option<Vec<&'a Field>> {
        let Ref::Named(name) = self.api.meaning(of) else { return None };
        self.fields_of(name)
    }

    fn fields_of(&self, name: &str) -> Option<Vec<&'a Field>> {
        match &self.api.types.get(name)?.kind {
            Kind::Model { fields, .. } => Some(fields.iter().collect()),
            Kind::Union { common, variants, .. } => {
                let models = [common].into_iter().chain(variants.iter().map(|variant| &variant.of));
                Some(models.filter_map(|name| self.fields_of(name)).flatten().collect())
            }
            _ => None,
        }
    }

    fn kind(&self, of: &Ref) -> String {
        match self.api.meaning(of) {
            Ref::List(item) => self.scalar(item).map_or("json".to_owned(), |kind| format!("list:{kind}")),
            of => self.scalar(of).unwrap_or("json").to_owned(),
        }
    }

    fn scalar(&self, of: &Ref) -> Option<&'static str> {
        match self.api.meaning(of) {
            Ref::Text => Some("text"),
            Ref::Timestamp => Some("timestamp"),
            Ref::Integer => Some("integer"),
            Ref::Number => Some("number"),
            Ref::Bool => Some("bool"),
            Ref::Named(name) if self.api.is_enum(name) && !self.api.is_enum_or_bool(name) => Some("text"),
            _ => None,
        }
    }
}
