//! The body of a request: a document, a file, or bytes.

use crate::{error, fetch, js};
use js_sys::{ArrayBuffer, Function, Uint8Array};
use oktant_core::{Arguments, File, Operation, Phase, RequestBody};
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// What is to be uploaded: from bytes, a Blob or File, or `{name, type, data}`.
struct Upload {
    name: Option<String>,
    media: Option<String>,
    bytes: Vec<u8>,
}

/// Adds the body in the form that the operation takes; what is of another form is refused by the core.
pub(crate) async fn add(
    given: Arguments,
    operation: &Arc<Operation>,
    value: &JsValue,
    encode: &Function,
) -> Result<Arguments, JsValue> {
    if let Some(upload) = upload(value).await? {
        let is_file = match operation.request {
            RequestBody::File { .. } => true,
            RequestBody::Binary { .. } => false,
            _ => upload.name.is_some(),
        };
        return Ok(match is_file {
            true => given.file_body(upload.into_file()),
            false => match upload.media {
                Some(media) => given.binary_body_as(media, upload.bytes),
                None => given.binary_body(upload.bytes),
            },
        });
    }
    if let (RequestBody::Binary { .. }, Some(text)) = (&operation.request, value.as_string()) {
        return Ok(given.binary_body(text));
    }
    match encode.call1(&JsValue::UNDEFINED, value) {
        Ok(text) => Ok(match text.as_string() {
            Some(text) => given.json_text(text),
            None => given,
        }),
        Err(thrown) => {
            let what = format!("the body is no JSON: {}", fetch::failure(&thrown, Phase::Connect).message);
            Err(error::refused(operation, what))
        }
    }
}

async fn upload(value: &JsValue) -> Result<Option<Upload>, JsValue> {
    let text = |object: &JsValue, name| -> Result<Option<String>, JsValue> {
        Ok(js::member(object, name)?.and_then(|text| text.as_string()).filter(|text| !text.is_empty()))
    };
    if let Some(bytes) = bytes(value).await? {
        // Bytes have neither; a File has both.
        return Ok(Some(Upload { name: text(value, "name")?, media: text(value, "type")?, bytes }));
    }
    let Some(data) = (if value.is_object() { js::member(value, "data")? } else { None }) else { return Ok(None) };
    let Some(bytes) = bytes(&data).await? else { return Ok(None) };
    Ok(Some(Upload { name: text(value, "name")?, media: text(value, "type")?, bytes }))
}

/// The bytes of an ArrayBuffer, of a view of one, or of a Blob.
async fn bytes(value: &JsValue) -> Result<Option<Vec<u8>>, JsValue> {
    if let Some(view) = value.dyn_ref::<Uint8Array>() {
        return Ok(Some(view.to_vec()));
    }
    if value.is_instance_of::<ArrayBuffer>() {
        return Ok(Some(Uint8Array::new(value).to_vec()));
    }
    if value.is_instance_of::<js::Blob>() {
        let buffer = fetch::promised(js::call(value, "arrayBuffer")?).await?;
        return Ok(Some(Uint8Array::new(&buffer).to_vec()));
    }
    Ok(None)
}

impl Upload {
    fn into_file(self) -> File {
        let file = File::new(self.name.unwrap_or_else(|| "file".to_owned()), self.bytes);
        match self.media {
            Some(media) => file.media(media),
            None => file,
        }
    }
}
