//! The types that Kotlin and Swift declare, and which of them can be built.

use super::role::{Role, reach_named, used};
use crate::model::{Api, Field, Kind, Ref};
use std::collections::{BTreeMap, BTreeSet};

/// A union that a model is a variant of: its name, and the tag that chooses the model, if only one does.
pub(super) struct Membership<'a> {
    pub(super) union: &'a str,
    pub(super) tag: &'a str,
    pub(super) value: Option<&'a str>,
}

pub(super) struct Types<'a> {
    pub(super) api: &'a Api,
    declared: BTreeSet<&'a str>,
    sent: BTreeSet<&'a str>,
    members: BTreeMap<&'a str, Vec<Membership<'a>>>,
}

impl<'a> Types<'a> {
    pub(super) fn new(api: &'a Api) -> Types<'a> {
        let sent = sent(api);
        let mut members: BTreeMap<&str, Vec<Membership<'_>>> = BTreeMap::new();
        let mut commons = BTreeSet::new();
        for (union, of) in &api.types {
            let Kind::Union { tag, variants, common, .. } = &of.kind else { continue };
            commons.insert(common.as_str());
            for variant in variants {
                let value = variant.tags.first().filter(|_| variant.tags.len() == 1).map(String::as_str);
                members.entry(&variant.of).or_default().push(Membership { union, tag, value });
            }
        }
        let mut declared: BTreeSet<&str> = used(api, Role::Read).union(&sent).copied().collect();
        let arguments = api.operations.iter().flat_map(|operation| &operation.parameters);
        declared.extend(arguments.filter_map(|parameter| api.class_of(&parameter.of)));
        declared.retain(|name| members.contains_key(name) || !commons.contains(name));
        Types { api, declared, sent, members }
    }

    /// Whether a type is declared. Types that nothing uses have none, and the common properties of a union's variants are
    /// those of its unknown variant.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    /// Whether a value of a type can be sent.
    pub(super) fn is_sent(&self, name: &str) -> bool {
        self.sent.contains(name)
    }

    /// The unions that a model is a variant of.
    pub(super) fn unions_of(&self, name: &str) -> &[Membership<'a>] {
        self.members.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn kind(&self, name: &str) -> Option<&'a Kind> {
        self.api.types.get(name).map(|of| &of.kind)
    }

    /// The properties of a model.
    pub(super) fn fields(&self, name: &str) -> &'a [Field] {
        match self.kind(name) {
            Some(Kind::Model { fields, .. }) => fields,
            _ => &[],
        }
    }

    /// A type without aliases.
    pub(super) fn resolved(&self, of: &Ref) -> Ref {
        match self.api.meaning(of) {
            Ref::List(of) => Ref::List(Box::new(self.resolved(of))),
            Ref::Map(of) => Ref::Map(Box::new(self.resolved(of))),
            of => of.clone(),
        }
    }

    /// The enum that a type is.
    pub(super) fn enum_of(&self, of: &'a Ref) -> Option<&'a str> {
        match self.api.meaning(of) {
            Ref::Named(name) if self.api.is_enum(name) => Some(name),
            _ => None,
        }
    }
}

/// The types that a value which is sent may have: those of bodies, and what may be sent in their place as it was read.
pub(crate) fn sent(api: &Api) -> BTreeSet<&str> {
    let mut sent = used(api, Role::Sent);
    for name in api.operations.iter().flat_map(|operation| api.also_taken(operation)) {
        reach_named(api, name, Role::Sent, &mut sent);
    }
    sent
}
