//! Which types are read, which are sent, and which of them need a second type for what is sent.

pub(super) use crate::emit::role::Role;

use crate::emit::role::used;
use crate::model::{Api, Field, Kind, Ref};
use std::collections::{BTreeMap, BTreeSet};

/// A tag property with the tags that choose a model.
pub(super) type Tag<'a> = (&'a str, Vec<&'a str>);

pub(super) struct Roles<'a> {
    api: &'a Api,
    read: BTreeSet<&'a str>,
    sent: BTreeSet<&'a str>,
    /// Types of which what is sent differs from what is read.
    apart: BTreeSet<&'a str>,
    /// The tags of the models that unions consist of.
    tags: BTreeMap<&'a str, Tag<'a>>,
    /// The models of what the variants of a union share.
    commons: BTreeSet<&'a str>,
}

impl<'a> Roles<'a> {
    pub(super) fn new(api: &'a Api) -> std::io::Result<Roles<'a>> {
        let commons = api.types.values().filter_map(|of| match &of.kind {
            Kind::Union { common, .. } => Some(common.as_str()),
            _ => None,
        });
        let (read, sent) = (used(api, Role::Read), used(api, Role::Sent));
        let (tags, commons) = (tags(api)?, commons.collect());
        let mut roles = Roles { api, read, sent, apart: BTreeSet::new(), tags, commons };
        let mut found = usize::MAX;
        while found != roles.apart.len() {
            found = roles.apart.len();
            for (name, of) in &api.types {
                if roles.differs(name, &of.kind) {
                    roles.apart.insert(name);
                }
            }
        }
        let twice = roles.apart.iter().map(|name| input(name)).find(|name| api.types.contains_key(name));
        match twice {
            Some(name) => Err(std::io::Error::other(format!("two TypeScript types would be named {name}"))),
            None => Ok(roles),
        }
    }

    /// True if what is sent of a type is not what is read.
    fn differs(&self, name: &str, kind: &Kind) -> bool {
        let apart = |of: &Ref| self.api.class_of(of).is_some_and(|name| self.apart.contains(name));
        match kind {
            Kind::Model { fields, .. } => fields.iter().any(|field| {
                let marked = (field.read_only || (field.write_only && field.required)) && !self.is_tag(name, field);
                marked || field.nullable_values || apart(&field.of)
            }),
            Kind::Union { tag, common, variants, .. } => {
                let mut parts = variants.iter().map(|variant| &variant.of).chain([common]);
                parts.any(|of| self.apart.contains(of.as_str())) || !is_required(fields_of(self.api, common), tag)
            }
            Kind::Alias { of, .. } => apart(of),
            Kind::Enum { .. } => false,
        }
    }

    /// Whether a type is declared: what the variants of a union share is not, unless it is a variant itself.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.tags.contains_key(name) || !self.commons.contains(name)
    }

    /// The roles in which a type is declared: both if what is sent differs. A type that no operation uses is declared as read.
    pub(super) fn of(&self, name: &str) -> Vec<Role> {
        match (self.read.contains(name), self.sent.contains(name), self.apart.contains(name)) {
            (true, true, true) => vec![Role::Read, Role::Sent],
            (false, true, _) => vec![Role::Sent],
            _ => vec![Role::Read],
        }
    }

    /// The name of a type in a role.
    pub(super) fn name(&self, name: &str, role: Role) -> String {
        let apart = role == Role::Sent && self.of(name).len() > 1;
        if apart { input(name) } else { name.to_owned() }
    }

    /// The tag of a model, if unions consist of it.
    pub(super) fn tag(&self, name: &str) -> Option<&Tag<'a>> {
        self.tags.get(name)
    }

    fn is_tag(&self, name: &str, field: &Field) -> bool {
        self.tag(name).is_some_and(|(wire, _)| *wire == field.wire)
    }

    /// Whether a property is there in a role.
    pub(super) fn has(&self, name: &str, field: &Field, role: Role) -> bool {
        // A type that no operation uses has all of them.
        let used = self.read.contains(name) || self.sent.contains(name);
        !used || self.is_tag(name, field) || role == Role::Read || !field.read_only
    }
}

/// The properties of a model.
pub(super) fn fields_of<'a>(api: &'a Api, name: &str) -> &'a [Field] {
    match api.types.get(name).map(|of| &of.kind) {
        Some(Kind::Model { fields, .. }) => fields,
        _ => &[],
    }
}

/// Whether the document requires a property.
pub(super) fn is_required(fields: &[Field], wire: &str) -> bool {
    fields.iter().any(|field| field.wire == wire && field.required)
}

fn input(name: &str) -> String {
    format!("{name}Input")
}

fn tags(api: &Api) -> std::io::Result<BTreeMap<&str, Tag<'_>>> {
    let mut tags: BTreeMap<&str, Tag<'_>> = BTreeMap::new();
    for of in api.types.values() {
        let Kind::Union { tag, variants, .. } = &of.kind else { continue };
        for variant in variants {
            let (wire, all) = tags.entry(&variant.of).or_insert((tag, Vec::new()));
            if wire != tag {
                return Err(std::io::Error::other(format!("{} has the tags {wire} and {tag}", variant.of)));
            }
            for one in &variant.tags {
                if !all.contains(&one.as_str()) {
                    all.push(one);
                }
            }
        }
    }
    Ok(tags)
}
