//! Services, and the assignment of types to them.

use super::{Area, Fault, Hook, Kind, Operation, Ref, Type, names};
use crate::node::text;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The tags of the document as services, by name.
pub(super) fn areas(document: &Value) -> Result<Vec<Area>, Fault> {
    let tags = document.pointer("/tags").and_then(Value::as_array).ok_or_else(|| Fault::new("/tags", "missing"))?;
    let mut areas = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let place = format!("/tags/{at}");
        let name = text(tag, "name").ok_or_else(|| Fault::new(&place, "a tag without a name"))?;
        let display = text(tag, "x-displayName").unwrap_or(name);
        areas.push(Area { name: names::area(display), tag: name.to_owned(), display: display.to_owned() });
    }
    areas.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(pair) = areas.windows(2).find(|pair| pair[0].name == pair[1].name) {
        return Err(Fault::new("/tags", format!("two tags are named {}", pair[0].name)));
    }
    Ok(areas)
}

/// Assigns every type to the one area that uses it, or to `shared` or `unused`.
pub(super) fn assign(types: &mut BTreeMap<String, Type>, operations: &[Operation], hooks: &[Hook]) {
    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut roots: Vec<(String, &Ref)> = Vec::new();
    for operation in operations {
        roots.extend(operation.types().map(|of| (operation.area.clone(), of)));
    }
    roots.extend(hooks.iter().flat_map(|hook| [&hook.request, &hook.reply]).map(|of| ("inline_hooks".to_owned(), of)));
    for (area, of) in roots {
        reach(types, of, &area, &mut users);
    }
    for (name, of) in types.iter_mut() {
        of.area = match users.get(name) {
            None => "unused".to_owned(),
            Some(areas) if areas.len() == 1 => areas.iter().next().cloned().unwrap_or_default(),
            Some(_) => "shared".to_owned(),
        };
    }
}

fn reach(types: &BTreeMap<String, Type>, of: &Ref, area: &str, users: &mut BTreeMap<String, BTreeSet<String>>) {
    match of {
        Ref::Named(name) if users.entry(name.clone()).or_default().insert(area.to_owned()) => {
            let made_of = types.get(name).map(|of| uses(&of.kind));
            made_of.into_iter().flatten().for_each(|of| reach(types, &of, area, users));
        }
        Ref::List(of) | Ref::Map(of) => reach(types, of, area, users),
        _ => {}
    }
}

/// The types that a type refers to.
fn uses(kind: &Kind) -> Vec<Ref> {
    match kind {
        Kind::Model { fields, .. } => fields.iter().map(|field| field.of.clone()).collect(),
        Kind::Union { common, variants, .. } => {
            let names = variants.iter().map(|variant| &variant.of).chain([common]);
            names.map(|name| Ref::Named(name.clone())).collect()
        }
        Kind::Enum { .. } => Vec::new(),
        Kind::Alias { of, .. } => vec![of.clone()],
    }
}
