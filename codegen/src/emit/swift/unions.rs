//! Unions: an enum with a case for each variant.

use super::enums::lowered;
use super::properties::properties;
use super::schema::{Class, model};
use super::text::{comment, literal, member, quoted};
use super::types::type_name;
use crate::emit::types::{Membership, Types};
use crate::model::{Shared, Variant};
use std::fmt::Write;

pub(super) struct Union<'a> {
    pub(super) about: &'a str,
    pub(super) name: &'a str,
    pub(super) tag: &'a str,
    pub(super) common: &'a str,
    pub(super) variants: &'a [Variant],
    pub(super) shares: &'a [Shared],
}

pub(super) fn union(types: &Types<'_>, of: &Union<'_>, out: &mut String) {
    let Union { about, name, tag, common, variants, shares } = *of;
    let swift = type_name(name);
    let case = |variant: &Variant| member(lowered(&variant.name), "Value");
    comment(&[format!("{about}: a union, told apart by `{tag}`.")], "", out);
    let _ = writeln!(out, "public enum {swift}: UnionModel, MemberValue {{");
    for variant in variants {
        let _ = writeln!(out, "    /// ``{0}``\n    case {1}({0})", type_name(&variant.of), quoted(&case(variant)));
    }
    let _ = writeln!(
        out,
        "    /// Any other: this version does not know its `{tag}`, or there is none.\n    case unknown(Unknown)\n"
    );
    let _ = writeln!(
        out,
        "    /// The schema of what the variants share.\n    public typealias Common = Schemas.{swift}\n"
    );
    let _ = writeln!(out, "    /// A model of any other variant.\n    public typealias Unknown = Model<Common>\n");
    let _ = write!(
        out,
        "    /// The ``{swift}`` that is this JSON.\n    public init(json: JSON) {{\n        switch json[{}]?.string {{\n",
        literal(tag)
    );
    for variant in variants {
        let tags = variant.tags.iter().map(|tag| literal(tag)).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "        case {tags}: self = .{}(Model(json: json))", case(variant));
    }
    out.push_str("        default: self = .unknown(Model(json: json))\n        }\n    }\n\n");
    out.push_str("    /// The variant as a model.\n    public var variant: any AnyModel {\n        switch self {\n");
    for variant in variants {
        let _ = writeln!(out, "        case .{}(let model): model", case(variant));
    }
    out.push_str("        case .unknown(let model): model\n        }\n    }\n");
    let fields = types.fields(common);
    let is_sent = types.is_sent(common);
    for property in properties(fields, is_sent, &[tag]) {
        if shares.iter().any(|share| share.wire == property.field.wire) {
            out.push('\n');
            property.forward(types, out);
        }
    }
    out.push_str("}\n\n");
    let own = [Membership { union: name, tag, value: None }];
    let class = Class {
        about: format!("What the variants of ``{swift}`` share"),
        schema: name,
        extended: format!("Model<Schemas.{swift}>"),
        fields,
        unions: &own,
        is_sent,
    };
    model(types, &class, out);
}
