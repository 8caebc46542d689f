//! Services: a struct of methods for each, and its property of a client.

use super::method::{Method, name};
use super::text::{comment, file, quoted};
use crate::emit::Files;
use crate::emit::docs::{reference, title};
use crate::emit::types::Types;
use crate::model::Operation;
use crate::model::names::{camel, capital};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::io::Result;

pub(super) fn emit(types: &Types<'_>, files: &mut Files) -> Result<()> {
    let classes: BTreeSet<String> = types.api.areas.iter().map(|area| class(&area.name)).collect();
    for area in &types.api.areas {
        let (class, property) = (class(&area.name), camel(&area.name));
        let mut body = "extension OktantClient {\n".to_owned();
        let about = format!("{}: tag `{}` of the API document.", title(&area.name), area.tag);
        comment(&[about.clone(), String::new(), reference(&area.tag)], "    ", &mut body);
        let _ = write!(
            body,
            "    public struct {class}: Sendable {{\n        @usableFromInline\n        let client: OktantClient\n    }}\n\n"
        );
        comment(&[about], "    ", &mut body);
        let _ = write!(body, "    public var {}: {class} {{ {class}(client: self) }}\n}}\n\n", quoted(&property));
        let _ = writeln!(body, "extension OktantClient.{class} {{");
        for (at, operation) in types.api.operations.iter().filter(|one| one.area == area.name).enumerate() {
            if at > 0 {
                body.push('\n');
            }
            Method::new(types, operation, &classes)?.write(&mut body);
        }
        body.push_str("}\n");
        file(types.api, &format!("services/{class}"), &body, files);
    }
    Ok(())
}

/// A call with the labels of its required arguments.
pub(crate) fn call(operation: &Operation) -> String {
    format!("okta.{}.{}", quoted(&camel(&operation.area)), name(operation))
}

/// The name of a service's struct: `UserFactors`.
pub(super) fn class(area: &str) -> String {
    capital(&camel(area))
}
