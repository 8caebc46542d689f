//! What one operation returns and another of the same path takes back.

use super::roles::{Role, Roles};
use crate::model::{Api, Field, Kind, Operation, Ref};

/// What is read at the path of an operation, if it is changed and sent back there although its type is not that of the body: it
/// may lack what the body requires, or have null where the body does not.
pub(super) fn returned<'a>(api: &'a Api, roles: &Roles<'_>, write: &Operation) -> Option<&'a Ref> {
    let body = write.body.as_ref()?.of.as_ref()?;
    let same_path = |read: &&Operation| read.method == "GET" && read.path == write.path && api.item(read).is_none();
    let of = api.operations.iter().find(same_path)?.reply.of.as_ref()?;
    (is_whole(api, roles, of, body) && !fits(api, roles, of, body)).then_some(of)
}

/// Whether a value that is read has each property that the body requires: otherwise the body is something else.
fn is_whole(api: &Api, roles: &Roles<'_>, read: &Ref, sent: &Ref) -> bool {
    let (Some(read), Some((name, sent))) = (model(api, read), model(api, sent)) else { return false };
    let required = sent.iter().filter(|field| field.required && roles.has(name, field, Role::Sent));
    required.into_iter().all(|field| find(read.1, field).is_some())
}

/// Whether a type that is read can be assigned to one that is sent.
fn fits(api: &Api, roles: &Roles<'_>, read: &Ref, sent: &Ref) -> bool {
    match (api.meaning(read), api.meaning(sent)) {
        (read, sent) if read == sent => true,
        (Ref::List(read), Ref::List(sent)) | (Ref::Map(read), Ref::Map(sent)) => fits(api, roles, read, sent),
        (read, sent) => match (model(api, read), model(api, sent)) {
            (Some((_, read)), Some((name, sent))) => {
                let mut sent = sent.iter().filter(|field| roles.has(name, field, Role::Sent));
                sent.all(|field| match find(read, field) {
                    Some(read) => {
                        (read.required || !field.required)
                            && (field.nullable || !read.nullable)
                            && fits(api, roles, &read.of, &field.of)
                    }
                    None => !field.required,
                })
            }
            // Enums are open sets of strings.
            (None, None) => true,
            _ => false,
        },
    }
}

/// The name and the properties of a model.
fn model<'a>(api: &'a Api, of: &'a Ref) -> Option<(&'a str, &'a [Field])> {
    match api.meaning(of) {
        Ref::Named(name) => match &api.types.get(name)?.kind {
            Kind::Model { fields, .. } => Some((name, fields)),
            _ => None,
        },
        _ => None,
    }
}

fn find<'a>(fields: &'a [Field], like: &Field) -> Option<&'a Field> {
    fields.iter().find(|field| field.wire == like.wire)
}
