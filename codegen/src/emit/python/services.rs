//! Services: one class an area, one method an operation.

use super::{FOLDER, Files, header};
use crate::model::Api;

pub(super) fn emit(api: &Api, files: &mut Files) {
    files.insert(format!("{FOLDER}/services/__init__.py"), header(api, "Services: one module a tag of the document."));
}
