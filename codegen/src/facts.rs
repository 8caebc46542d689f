//! The input of the code generator: the files of `spec/`.

use crate::hints::Hints;
use crate::model::Api;
use crate::node::Fault;
use crate::official::Official;
use crate::overlay::{Overlay, Report};
use crate::settings::Settings;
use crate::{import, yaml};
use serde_json::Value;
use std::error::Error;
use std::path::Path;

/// The corrected facts, and a report on the corrections.
#[derive(Debug)]
pub struct Facts {
    /// The document, in the order of the file.
    pub document: Value,
    /// The report on the corrections.
    pub corrections: Report,
}

/// Reads facts and corrections from the folder `spec/`, and checks both together.
pub fn facts(spec: &Path) -> Result<Facts, Box<dyn Error>> {
    let mut document = file(spec, "management.yaml", yaml::read)?;
    let corrections = file(spec, "corrections.overlay.yaml", Overlay::read)?.apply(&mut document)?;
    import::check(&document).map_err(|error| format!("the corrected facts:\n{error}"))?;
    Ok(Facts { document, corrections })
}

/// Reads any document, or facts, and corrects it as far as the corrections in `spec/` fit.
pub fn document(spec: &Path, text: &str) -> Result<Value, Box<dyn Error>> {
    let mut document = import::import(text)?.facts;
    file(spec, "corrections.overlay.yaml", Overlay::read)?.apply(&mut document)?;
    Ok(document)
}

/// Reads the settings from the folder `spec/`.
pub fn settings(spec: &Path) -> Result<Settings, Box<dyn Error>> {
    Ok(file(spec, "settings.yaml", Settings::read)?)
}

/// Reads the names of official SDKs from the folder `spec/`.
pub fn hints(spec: &Path, api: &Api) -> Result<Hints, Box<dyn Error>> {
    Ok(file(spec, "hints.yaml", |text| Hints::read(text, api))?)
}

/// Reads where methods of official SDKs do not follow a rule from the folder `spec/`.
pub fn official(spec: &Path, api: &Api) -> Result<Official, Box<dyn Error>> {
    Ok(file(spec, "official.yaml", |text| Official::read(text, api))?)
}

fn file<T>(spec: &Path, name: &str, parse: impl Fn(&str) -> Result<T, Fault>) -> Result<T, String> {
    let text = std::fs::read_to_string(spec.join(name)).map_err(|error| format!("{name}: {error}"))?;
    parse(&text).map_err(|fault| format!("{name}: {fault}"))
}
