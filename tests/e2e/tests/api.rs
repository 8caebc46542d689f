//! The public API of the crates, as far as it is written by hand, is the one in `client/oktant.api`: a change of it shows there in
//! review. `UPDATE=1` rewrites the file. A folder `generated` is such a text itself.
//!
//! What is `pub` can be reached from a crate's root, because a lint (`unreachable_pub`) refuses anything else.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_e2e::tree::{files, root};
use std::collections::BTreeSet;
use std::fs;
use syn::{Attribute, Block, Fields, ImplItem, Item, ItemImpl, TraitItem, Type, Visibility, parse_quote};

const FILE: &str = "client/oktant.api";

/// The crates, by their folders, in the order of the file.
const CRATES: [(&str, &str); 5] = [
    ("oktant", "client"),
    ("oktant_core", "core"),
    ("oktant_keys", "keys"),
    ("oktant_export", "export"),
    ("oktant_simulator", "simulator"),
];

#[test]
fn the_public_api_is_the_one_in_oktant_api() {
    let found: String = CRATES.iter().map(|(name, folder)| api(name, folder)).collect();
    let path = root().join(FILE);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    let same = found.lines().zip(expected.lines()).take_while(|(found, expected)| found == expected).count();
    let rest = |text: &str| text.lines().skip(same).take(5).collect::<Vec<_>>().join("\n");
    assert_eq!(
        rest(&found),
        rest(&expected),
        "from line {} of {FILE} on; `make api LANGUAGE=rust` rewrites it",
        same + 1
    );
}

/// The declarations of a crate, by module.
fn api(name: &str, folder: &str) -> String {
    let modules: Vec<_> = files(".rs").into_iter().filter_map(|path| module(name, folder, &path)).collect();
    let types: BTreeSet<String> = modules.iter().flat_map(|(_, items)| items).filter_map(type_name).collect();
    let mut text = String::new();
    for (module, items) in modules {
        let items: Vec<_> = items.into_iter().filter_map(|item| public(item, &types)).collect();
        if !items.is_empty() {
            let file = syn::File { items, ..parse_quote!() };
            let declarations = [",\n    {}", ",\n{}", " {}"]
                .iter()
                .fold(prettyplease::unparse(&file), |text, body| text.replace(&format!("{body}\n"), ";\n"));
            text += &format!("// {module}\n{declarations}\n");
        }
    }
    text
}

/// The name of a module and its items; nothing for tests and programs.
fn module(name: &str, folder: &str, path: &str) -> Option<(String, Vec<Item>)> {
    let inner = path.strip_prefix(folder)?.strip_prefix("/src/")?.strip_suffix(".rs")?;
    if inner == "main" || inner.starts_with("bin/") || inner.ends_with("tests") || inner.contains("tests/") {
        return None;
    }
    let parts = inner.split('/').filter(|part| !matches!(*part, "lib" | "mod"));
    let name = [name].into_iter().chain(parts).collect::<Vec<_>>().join("::");
    let file = syn::parse_file(&fs::read_to_string(root().join(path)).unwrap()).unwrap();
    Some((name, file.items))
}

/// The name of a public type or trait.
fn type_name(item: &Item) -> Option<String> {
    let (visibility, name) = match item {
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Trait(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        _ => return None,
    };
    matches!(visibility, Visibility::Public(_)).then(|| name.to_string())
}

/// An item without what users do not see: bodies, values, comments, private fields.
fn public(mut item: Item, types: &BTreeSet<String>) -> Option<Item> {
    if let Item::Impl(part) = &mut item {
        return implementation(part, types).then_some(item);
    }
    let (visibility, attributes) = match &mut item {
        Item::Const(item) => {
            *item.expr = parse_quote!(_);
            (&item.vis, &mut item.attrs)
        }
        Item::Enum(item) => {
            item.variants.iter_mut().for_each(|variant| tidy(&mut variant.attrs));
            item.variants.iter_mut().flat_map(|variant| &mut variant.fields).for_each(|field| tidy(&mut field.attrs));
            (&item.vis, &mut item.attrs)
        }
        Item::Fn(item) => {
            *item.block = no_body();
            (&item.vis, &mut item.attrs)
        }
        Item::Mod(item) => (&item.vis, &mut item.attrs),
        Item::Struct(item) => {
            keep_public(&mut item.fields);
            (&item.vis, &mut item.attrs)
        }
        Item::Trait(item) => {
            item.items.retain_mut(trait_part);
            (&item.vis, &mut item.attrs)
        }
        Item::Type(item) => (&item.vis, &mut item.attrs),
        Item::Use(item) => (&item.vis, &mut item.attrs),
        _ => return None,
    };
    if !matches!(visibility, Visibility::Public(_)) || is_hidden(attributes) {
        return None;
    }
    tidy(attributes);
    if let Item::Mod(module) = &mut item
        && let Some((_, items)) = &mut module.content
    {
        *items = std::mem::take(items).into_iter().filter_map(|item| public(item, types)).collect();
    }
    Some(item)
}

/// Leaves what is public of the methods of a type, or the head of what it implements; false if nothing is.
fn implementation(item: &mut ItemImpl, types: &BTreeSet<String>) -> bool {
    let name = match &*item.self_ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        Type::Reference(_) | Type::Slice(_) | Type::Tuple(_) => Some(String::new()),
        _ => None,
    };
    let is_known = name.is_some_and(|name| name.is_empty() || types.contains(&name) || name.len() == 1);
    if !is_known || is_hidden(&item.attrs) {
        return false;
    }
    tidy(&mut item.attrs);
    let is_trait = item.trait_.is_some();
    item.items.retain_mut(|part| {
        let (visibility, attributes) = match part {
            ImplItem::Const(part) => {
                part.expr = parse_quote!(_);
                (&part.vis, &mut part.attrs)
            }
            ImplItem::Fn(part) => {
                part.block = no_body();
                (&part.vis, &mut part.attrs)
            }
            ImplItem::Type(part) => return is_trait && part.attrs.is_empty(),
            _ => return false,
        };
        let is_kept = matches!(visibility, Visibility::Public(_)) && !is_hidden(attributes);
        tidy(attributes);
        is_kept
    });
    is_trait || !item.items.is_empty()
}

fn trait_part(part: &mut TraitItem) -> bool {
    let attributes = match part {
        TraitItem::Const(part) => &mut part.attrs,
        TraitItem::Fn(part) => {
            part.default = part.default.take().map(|_| no_body());
            &mut part.attrs
        }
        TraitItem::Type(part) => &mut part.attrs,
        _ => return false,
    };
    let is_kept = !is_hidden(attributes);
    tidy(attributes);
    is_kept
}

fn keep_public(fields: &mut Fields) {
    let is_public = |field: &syn::Field| matches!(field.vis, Visibility::Public(_));
    match fields {
        Fields::Named(fields) => {
            fields.named = std::mem::take(&mut fields.named).into_iter().filter(is_public).collect()
        }
        Fields::Unnamed(fields) => {
            fields.unnamed = std::mem::take(&mut fields.unnamed).into_iter().filter(is_public).collect()
        }
        Fields::Unit => {}
    }
    fields.iter_mut().for_each(|field| tidy(&mut field.attrs));
}

fn no_body() -> Block {
    parse_quote!({})
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    let text =
        |attribute: &Attribute| attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
    attributes.iter().any(|attribute| match attribute.path().get_ident() {
        Some(name) if name == "cfg" => text(attribute) == "test",
        Some(name) if name == "doc" => text(attribute) == "hidden",
        _ => false,
    })
}

/// Leaves the attributes that change what users can do.
fn tidy(attributes: &mut Vec<Attribute>) {
    attributes
        .retain(|attribute| ["cfg", "derive", "non_exhaustive"].iter().any(|name| attribute.path().is_ident(name)));
}
