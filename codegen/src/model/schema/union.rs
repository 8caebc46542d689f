//! Unions of objects, chosen by a tag.

use super::Types;
use super::object::{Properties, Seen};
use super::shape::reference;
use crate::model::{Fault, Field, Kind, Ref, Shared, Type, Variant, names, resolve};
use crate::node::{below, members};
use serde_json::Value;

impl<'a> Types<'a> {
    pub(super) fn union(&mut self, schema: &'a Value, pointer: &str, name: &str, tag: &str) -> Result<Kind, Fault> {
        let common = self.take(&format!("{name}Common"), "Kind");
        let mapping = schema.pointer("/discriminator/mapping").and_then(Value::as_object);
        let mut targets: Vec<(String, Vec<String>)> = Vec::new();
        for (value, target) in mapping.into_iter().flatten() {
            let place = below(&format!("{pointer}/discriminator/mapping"), value);
            let target = target.as_str().ok_or_else(|| Fault::new(&place, "no text"))?;
            let target = self.variant_model(&place, target, name, &common)?;
            match targets.iter_mut().find(|(known, _)| *known == target) {
                Some((_, tags)) => tags.push(value.clone()),
                None => targets.push((target, vec![value.clone()])),
            }
        }
        if targets.is_empty() {
            return Err(Fault::new(format!("{pointer}/discriminator"), "no mapping of tags to schemas"));
        }
        let mut properties = Properties::new();
        let mut seen = Seen { types: vec![name.to_owned()], alternative: false, open: false };
        self.collect(schema, pointer, name, &mut properties, &mut seen)?;
        if schema.get("allOf").is_none() {
            properties.retain(|(wire, ..)| members(schema, "properties").any(|(own, _)| own == wire));
        }
        let kind = self.model(properties, name, None, seen.open)?;
        self.types.insert(common.clone(), Type { pointer: pointer.to_owned(), area: String::new(), kind });
        let (back, ahead): (Vec<_>, Vec<_>) = targets.into_iter().partition(|(target, _)| *target == common);
        let short = names::short(&ahead.iter().map(|(target, _)| target.clone()).collect::<Vec<_>>());
        let mut variants: Vec<Variant> =
            ahead.into_iter().zip(short).map(|((of, tags), name)| Variant { name, of, tags }).collect();
        for (of, tags) in back {
            let mut name = tags.first().and_then(|tag| names::variant(tag)).unwrap_or_default();
            if name.is_empty() || name == "Unknown" || variants.iter().any(|variant| variant.name == name) {
                name.push_str("Common");
            }
            variants.push(Variant { name, of, tags });
        }
        Ok(Kind::Union { tag: tag.to_owned(), common, variants, shares: Vec::new() })
    }

    /// The model that a tag chooses; a tag that leads back to the union chooses the common model.
    fn variant_model(&self, place: &str, target: &str, union: &str, common: &str) -> Result<String, Fault> {
        let mut at = resolve(self.document, place, target)?;
        let mut target = target;
        while let Some(next) = reference(at) {
            target = next;
            at = resolve(self.document, place, next)?;
        }
        let Ref::Named(name) = self.referred(place, target)? else { return Ok(common.to_owned()) };
        if name == union {
            return Ok(common.to_owned());
        }
        if at.get("discriminator").is_some() || !self.is_object(at, 0) {
            return Err(Fault::new(place, format!("{target} is no plain object")));
        }
        Ok(name)
    }

    pub(super) fn shared(&self, common: &str, variants: &[Variant]) -> Vec<Shared> {
        let fields = |name: &str| match self.types.get(name).map(|of| &of.kind) {
            Some(Kind::Model { fields, .. }) => fields.as_slice(),
            _ => &[],
        };
        let everywhere = |wanted: &&Field| {
            variants.iter().all(|variant| {
                fields(&variant.of).iter().any(|field| field.wire == wanted.wire && field.of == wanted.of)
            })
        };
        let shared = fields(common).iter().filter(everywhere);
        shared.map(|field| Shared { wire: field.wire.clone(), of: field.of.clone() }).collect()
    }
}
