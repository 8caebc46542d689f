//! Services: one class of methods for each, and all of them by their names on a client.

use super::method::Method;
use super::text::{File, comment, getter};
use crate::emit::Files;
use crate::emit::docs::{reference, title};
use crate::emit::types::Types;
use crate::model::Operation;
use crate::model::names::capital;
use std::fmt::Write;
use std::io::Result;

pub(super) fn emit(types: &Types<'_>, files: &mut Files) -> Result<()> {
    let mut all = File::new("Services".to_owned(), "dev.oktant");
    comment(&["The services of a client.".to_owned()], "", &mut all.body);
    all.body.push_str("public abstract class Services internal constructor() {\n    private val client get() = this as OktantClient\n");
    for area in &types.api.areas {
        let class = class(&area.name);
        let mut file = File::new(format!("services/{class}"), "dev.oktant");
        let about = format!("{}: tag `{}` of the API document.", title(&area.name), area.tag);
        comment(&[about.clone(), String::new(), reference(&area.tag)], "", &mut file.body);
        let _ = writeln!(file.body, "public class {class} internal constructor(private val client: OktantClient) {{");
        for (at, operation) in types.api.operations.iter().filter(|one| one.area == area.name).enumerate() {
            if at > 0 {
                file.body.push('\n');
            }
            Method::new(types, operation, &class)?.write(&mut file);
        }
        file.body.push_str("}\n");
        let (path, text) = file.finish(types.api);
        files.insert(path, text);
        all.body.push('\n');
        comment(&[about], "    ", &mut all.body);
        let (head, value) = (format!("public val {}", property(&area.name)), format!("{class}(client)"));
        let _ = writeln!(all.body, "{}", getter("    ", &head, &class, &value));
    }
    all.body.push_str("}\n");
    let (path, text) = all.finish(types.api);
    files.insert(path, text);
    Ok(())
}

/// A call with its required arguments.
///
/// # Errors
/// If the response has no form in Kotlin.
pub(crate) fn call(types: &Types<'_>, operation: &Operation) -> Result<String> {
    Ok(Method::new(types, operation, "")?.call(&property(&operation.area)))
}

/// The name of a service's property: `userFactors`.
pub(super) fn property(area: &str) -> String {
    let mut words = area.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &capital(word))
}

/// The name of a service's class: `UserFactors`.
pub(super) fn class(area: &str) -> String {
    capital(&property(area))
}
