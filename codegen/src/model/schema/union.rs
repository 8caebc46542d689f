//! Unions of objects, chosen by a tag.

use super::object::{Properties, Seen, field};
use super::shape::reference;
use super::{Types, escape};
use crate::model::{Error, Field, Kind, Ref, Shared, Type, Variant, names, resolve};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

impl<'a> Types<'a> {
    pub(super) fn union(&mut self, schema: &'a Value, pointer: &str, name: &str, tag: &str) -> Result<Kind, Error> {
        let common = self.take(&format!("{name}Common"), "Kind");
        let mapping = schema.pointer("/discriminator/mapping").and_then(Value::as_object);
        let mut targets: Vec<(String, Vec<String>)> = Vec::new();
        for (value, target) in mapping.into_iter().flatten() {
            let place = format!("{pointer}/discriminator/mapping/{}", escape(value));
            let target = target.as_str().ok_or_else(|| Error::new(&place, "no text"))?;
            let target = self.variant_model(&place, target, name, &common)?;
            match targets.iter_mut().find(|(known, _)| *known == target) {
                Some((_, tags)) => tags.push(value.clone()),
                None => targets.push((target, vec![value.clone()])),
            }
        }
        if targets.is_empty() {
            return Err(Error::new(format!("{pointer}/discriminator"), "no mapping of tags to schemas"));
        }
        let mut properties = Properties::new();
        self.collect(
            schema,
            pointer,
            name,
            &mut properties,
            &mut Seen { types: vec![name.to_owned()], alternative: false },
        )?;
        let own = schema.get("properties").and_then(Value::as_object).map(Map::keys).into_iter().flatten();
        let own: BTreeSet<&String> = own.collect();
        properties.retain(|(wire, ..)| own.contains(wire) || schema.get("allOf").is_some());
        let mut fields = Vec::new();
        for (wire, declared, required) in properties {
            let of = self.property(&wire, &declared, name)?;
            fields.push(field(wire, of, &declared, required));
        }
        self.types.insert(
            common.clone(),
            Type { pointer: pointer.to_owned(), area: String::new(), kind: Kind::Model { fields } },
        );
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
    fn variant_model(&self, place: &str, target: &str, union: &str, common: &str) -> Result<String, Error> {
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
            return Err(Error::new(place, format!("{target} is no plain object")));
        }
        Ok(name)
    }

    pub(super) fn shared(&self, common: &str, variants: &[Variant]) -> Vec<Shared> {
        let fields = |name: &str| match self.types.get(name).map(|of| &of.kind) {
            Some(Kind::Model { fields }) => fields.as_slice(),
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
