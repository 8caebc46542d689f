//! The direction in which a value goes, and the types that are used in it.

use crate::model::{Api, Kind, Ref};
use std::collections::BTreeSet;

/// The direction in which a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// In a response of Okta, or in the payload of a hook.
    Read,
    /// In a request, or in the reply of a hook.
    Sent,
}

/// The types that are used in a role.
pub(super) fn used(api: &Api, role: Role) -> BTreeSet<&str> {
    let mut out = BTreeSet::new();
    for operation in &api.operations {
        let body = operation.body.as_ref().and_then(|body| body.of.as_ref());
        let of = if role == Role::Read { operation.reply.of.as_ref() } else { body };
        of.into_iter().for_each(|of| reach(api, of, role, &mut out));
    }
    for hook in &api.hooks {
        reach(api, if role == Role::Read { &hook.request } else { &hook.reply }, role, &mut out);
    }
    out
}

/// Adds the types that a reference leads to in a role.
fn reach<'a>(api: &'a Api, of: &'a Ref, role: Role, out: &mut BTreeSet<&'a str>) {
    match of {
        Ref::Named(name) => reach_named(api, name, role, out),
        Ref::List(of) | Ref::Map(of) => reach(api, of, role, out),
        _ => {}
    }
}

/// Adds a type and those that it leads to in a role.
pub(super) fn reach_named<'a>(api: &'a Api, name: &'a str, role: Role, out: &mut BTreeSet<&'a str>) {
    if !out.insert(name) {
        return;
    }
    match api.types.get(name).map(|of| &of.kind) {
        Some(Kind::Model { fields, .. }) => {
            let fields = fields.iter().filter(|field| role == Role::Read || !field.read_only);
            fields.for_each(|field| reach(api, &field.of, role, out));
        }
        Some(Kind::Union { common, variants, .. }) => {
            for name in variants.iter().map(|variant| &variant.of).chain([common]) {
                reach_named(api, name, role, out);
            }
        }
        Some(Kind::Alias { of, .. }) => reach(api, of, role, out),
        Some(Kind::Enum { .. }) | None => {}
    }
}
