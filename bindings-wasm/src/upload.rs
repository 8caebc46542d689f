//! Request bodies: JSON, files and bytes.

use crate::{error, fetch, js};
use js_sys::{ArrayBuffer, Function, Uint8Array};
use oktant_core::{Arguments, File, Operation, Phase, RequestBody};
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// A file or bytes: from an ArrayBuffer, a Uint8Array, a Blob or File, or `{name, type, data}`.
struct Upload {
    name: Option<String>,
    media: Option<String>,
    bytes: Vec<u8>,
}

/// Adds the body in the form that the operation takes. The core rejects a body of another form.
pub(crate) async fn add(
    arguments: Arguments,
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
            true => arguments.file_body(upload.into_file()),
            false => match upload.media {
                Some(media) => arguments.binary_body_as(media, upload.bytes),
                None => arguments.binary_body(upload.bytes),
            },
        });
    }
    if let (RequestBody::Binary { .. }, Some(text)) = (&operation.request, value.as_string()) {
        return Ok(arguments.binary_body(text));
    }
    match encode.call1(&JsValue::UNDEFINED, value) {
        Ok(text) => Ok(match text.as_string() {
            Some(text) => arguments.json_text(text),
            None => arguments,
        }),
        Err(thrown) => {
            let message = format!("the body is not JSON: {}", fetch::failure(&thrown, Phase::Connect).message);
            Err(error::invalid_argument(operation, message))
        }
    }
}

async fn upload(value: &JsValue) -> Result<Option<Upload>, JsValue> {
    let text = |object: &JsValue, name| -> Result<Option<String>, JsValue> {
        Ok(js::member(object, name)?.and_then(|text| text.as_string()).filter(|text| !text.is_empty()))
    };
    let content = match bytes(value).await? {
        None if value.is_object() => match js::member(value, "data")? {
            Some(data) => bytes(&data).await?,
            None => None,
        },
        content => content,
    };
    let Some(bytes) = content else { return Ok(None) };
    // Bytes have neither name nor type, a File has both.
    Ok(Some(Upload { name: text(value, "name")?, media: text(value, "type")?, bytes }))
}

/// The bytes of an ArrayBuffer, a Uint8Array or a Blob; `None` for other values.
async fn bytes(value: &JsValue) -> Result<Option<Vec<u8>>, JsValue> {
    if let Some(view) = value.dyn_ref::<Uint8Array>() {
        return Ok(Some(view.to_vec()));
    }
    if value.is_instance_of::<ArrayBuffer>() {
        return Ok(Some(Uint8Array::new(value).to_vec()));
    }
    if value.is_instance_of::<js::Blob>() {
        let buffer = fetch::resolved(js::call(value, "arrayBuffer")?).await?;
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
