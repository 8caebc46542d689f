//! Builds request bodies: JSON, multipart files and bytes.

use crate::operation::RequestBody;
use crate::operation::arguments::{Body, File};
use crate::{Method, Operation, text};
use std::sync::Arc;

/// A body: the `Content-Type` and the bytes.
pub(crate) type TypedBody = (String, Arc<[u8]>);

/// Builds the body of a request, or explains why it is invalid.
pub(crate) fn build(operation: &Operation, body: Option<&Body>) -> Result<Option<TypedBody>, String> {
    let Some(body) = body else {
        let required = !matches!(operation.request, RequestBody::None | RequestBody::Json { required: false });
        return if required {
            Err(format!("the request body is missing: pass {}", expected(operation)))
        } else {
            Ok(None)
        };
    };
    match (&operation.request, body) {
        (RequestBody::Json { .. }, Body::Json(bytes)) => Ok(Some(json(bytes))),
        (RequestBody::File { part }, Body::File(file)) => multipart(part, file).map(Some),
        (RequestBody::Binary { media }, Body::Binary { media: chosen, bytes }) => {
            let chosen = chosen.as_deref().or(media.first().copied()).unwrap_or("application/octet-stream");
            if media.contains(&chosen) {
                Ok(Some((chosen.to_owned(), Arc::clone(bytes))))
            } else {
                let (chosen, media) = (text::quoted(chosen), text::joined(media, ", "));
                Err(format!("this operation does not take the media type {chosen}: use one of {media}"))
            }
        }
        (RequestBody::None, body) if operation.is_custom() && !reads(operation.method) => unchecked(body).map(Some),
        (RequestBody::None, _) => Err("this operation takes no request body: leave it out".to_owned()),
        (_, body) => Err(format!("the request body is {}: pass {}", kind(body), expected(operation))),
    }
}

/// Whether HTTP gives a request body of this method no meaning. `fetch` refuses to send one.
fn reads(method: Method) -> bool {
    matches!(method, Method::Get | Method::Head)
}

/// The kind of body that an operation takes, in words.
fn expected(operation: &Operation) -> &'static str {
    match operation.request {
        RequestBody::None | RequestBody::Json { .. } => "JSON",
        RequestBody::File { .. } => "a file with its name",
        RequestBody::Binary { .. } => "bytes",
    }
}

/// The kind of a body, in words.
fn kind(body: &Body) -> &'static str {
    match body {
        Body::Json(_) => "JSON",
        Body::File(_) => "a file",
        Body::Binary { .. } => "bytes",
    }
}

/// The body of a custom operation, which takes any.
fn unchecked(body: &Body) -> Result<TypedBody, String> {
    match body {
        Body::Json(bytes) => Ok(json(bytes)),
        Body::File(file) => multipart("file", file),
        Body::Binary { media, bytes } => {
            let media = media.as_deref().unwrap_or("application/octet-stream");
            if text::fits_header(media) {
                Ok((media.to_owned(), Arc::clone(bytes)))
            } else {
                Err(format!("{} is not a media type: use one such as application/xml", text::quoted(media)))
            }
        }
    }
}

fn json(bytes: &Arc<[u8]>) -> TypedBody {
    ("application/json".to_owned(), Arc::clone(bytes))
}

fn multipart(part: &str, file: &File) -> Result<TypedBody, String> {
    if file.name.is_empty() || file.name.chars().any(char::is_control) {
        let name = text::quoted(&file.name);
        return Err(format!("{name} is not a file name: use one that is not empty and has no control characters"));
    }
    let media = file.media.as_deref().unwrap_or_else(|| media_of(&file.name));
    if media.is_empty() || !text::fits_header(media) {
        return Err(format!("{} is not a media type: use one such as image/png", text::quoted(media)));
    }
    let boundary = boundary(&file.bytes);
    let name = text::replaced(&file.name, "\"", "%22");
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\n\
         Content-Type: {media}\r\n\r\n"
    );
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&file.bytes);
    bytes.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Ok((format!("multipart/form-data; boundary={boundary}"), bytes.into()))
}

/// A multipart boundary that does not occur in `bytes`. It is deterministic.
fn boundary(bytes: &[u8]) -> String {
    let mut number = 0_u64;
    loop {
        let boundary = format!("oktant-part-{number:08}");
        if text::position(bytes, boundary.as_bytes()).is_none() {
            return boundary;
        }
        number += 1;
    }
}

fn media_of(name: &str) -> &'static str {
    let ending = name.bytes().rposition(|byte| byte == b'.').and_then(|at| name.get(at + 1..)).unwrap_or(name);
    match ending.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Arguments;
    use crate::operation::table::tests::row_of;

    fn built(operation: &str, arguments: Arguments) -> Result<Option<TypedBody>, String> {
        build(&row_of(operation), arguments.body.as_ref())
    }

    #[test]
    fn a_file_is_one_part_with_its_name_and_type() {
        let (media, bytes) = built("uploadLogo", Arguments::new().file_body(File::new("my \"logo\".PNG", *b"\x89PNG")))
            .unwrap()
            .unwrap();
        assert_eq!(media, "multipart/form-data; boundary=oktant-part-00000000");
        assert_eq!(
            &bytes[..],
            b"--oktant-part-00000000\r\nContent-Disposition: form-data; name=\"file\"; filename=\"my %22logo%22.PNG\"\r\n\
              Content-Type: image/png\r\n\r\n\x89PNG\r\n--oktant-part-00000000--\r\n"
        );
    }

    #[test]
    fn the_boundary_does_not_occur_in_the_file() {
        assert_eq!(boundary(b"--oktant-part-00000000 oktant-part-00000001"), "oktant-part-00000002");
    }

    #[test]
    fn bytes_are_sent_as_a_media_type_of_the_operation() {
        let (media, _) = built("publishCsr", Arguments::new().binary_body(*b"x")).unwrap().unwrap();
        assert_eq!(media, "application/pkix-cert");
        let (media, _) =
            built("publishCsr", Arguments::new().binary_body_as("application/x-pem-file", *b"x")).unwrap().unwrap();
        assert_eq!(media, "application/x-pem-file");
        let text = built("publishCsr", Arguments::new().binary_body_as("text/plain", *b"x")).unwrap_err();
        assert_eq!(
            text,
            "this operation does not take the media type \"text/plain\": use one of application/pkix-cert, \
             application/x-pem-file"
        );
    }

    #[test]
    fn a_missing_or_unexpected_body_is_an_error() {
        assert_eq!(built("createUser", Arguments::new()).unwrap_err(), "the request body is missing: pass JSON");
        assert_eq!(
            built("getUser", Arguments::new().json_text("{}")).unwrap_err(),
            "this operation takes no request body: leave it out"
        );
        assert_eq!(
            built("uploadLogo", Arguments::new().json_text("{}")).unwrap_err(),
            "the request body is JSON: pass a file with its name"
        );
        assert_eq!(
            built("createUser", Arguments::new().binary_body(*b"x")).unwrap_err(),
            "the request body is bytes: pass JSON"
        );
        for file in
            [File::new("", *b"x"), File::new("a\r\nb", *b"x"), File::new("a.png", *b"x").media("image/png\r\nX: y")]
        {
            assert!(built("uploadLogo", Arguments::new().file_body(file)).is_err());
        }
    }
}
