//! Uploaded files: read out of a multipart body, and served again without a credential.

use crate::call::Call;
use crate::error::{self, ApiError, ensure, field};
use crate::id::Ids;
use crate::message::Response;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where files are served.
pub(crate) const PATH: &str = "/fs/bco/1/";

/// An uploaded image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    media: &'static str,
    bytes: Arc<[u8]>,
}

impl File {
    /// The image in the part `file` of a multipart body of at most `most` bytes.
    pub(crate) fn image(call: &Call<'_>, most: usize) -> Result<Self, ApiError> {
        let media = call.request.get("content-type").unwrap_or("");
        let boundary = media.strip_prefix("multipart/form-data").and_then(|rest| rest.split("boundary=").nth(1));
        let boundary = boundary.ok_or_else(error::unsupported_media)?;
        let boundary = boundary.split(';').next().unwrap_or("").trim().trim_matches('"');
        let bytes = part(&call.request.body, boundary, "file").ok_or_else(error::malformed)?;
        ensure!(bytes.len() <= most, field("file", &format!("The file is larger than {} kB", most / 1000)));
        let media = image_type(bytes).ok_or_else(|| field("file", "The file must be a PNG, JPG, SVG or GIF image"))?;
        Ok(Self { media, bytes: bytes.into() })
    }

    pub(crate) fn media(&self) -> &'static str {
        self.media
    }
}

/// The uploaded files by the last segment of their paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files(BTreeMap<String, File>);

impl Files {
    /// Keeps a file, and returns the path where it is served.
    pub(crate) fn keep(&mut self, ids: &mut Ids, file: File) -> String {
        let id = ids.mint("fs0");
        let path = format!("{PATH}{id}");
        self.0.insert(id, file);
        path
    }

    /// The file at a path.
    pub(crate) fn serve(&self, path: &str) -> Result<Response, ApiError> {
        let file = path.strip_prefix(PATH).and_then(|id| self.0.get(id)).ok_or_else(error::no_path)?;
        let response = Response { status: 200, body: file.bytes.to_vec(), headers: Vec::new() };
        Ok(response.with("content-type", file.media.to_owned()))
    }
}

/// The content of the part of that name.
fn part<'a>(body: &'a [u8], boundary: &str, name: &str) -> Option<&'a [u8]> {
    let (wanted, line) = (format!("name=\"{name}\""), format!("--{boundary}"));
    let mut rest = after(body, line.as_bytes())?;
    loop {
        let end = find(rest, format!("\r\n{line}").as_bytes())?;
        let one = rest.get(..end)?;
        let head_end = find(one, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(one.get(..head_end)?);
        if head.contains(&wanted) {
            return one.get(head_end + 4..);
        }
        rest = rest.get(end + 2 + line.len()..)?;
    }
}

fn after<'a>(bytes: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    bytes.get(find(bytes, start)? + start.len()..)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|own| own == wanted)
}

/// The media type of an image, by its first bytes.
fn image_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [0, 0, 1, 0, ..] => Some("image/x-icon"),
        _ => bytes.get(..256).unwrap_or(bytes).windows(4).any(|own| own == b"<svg").then_some("image/svg+xml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_body() {
        let body = b"--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n1\r\n--b--\r\n";
        assert_eq!(part(body, "b", "file"), Some(&b"\x89PNG\r\n1"[..]));
        assert_eq!(part(body, "b", "other"), Some(&b"x"[..]));
        assert_eq!(part(body, "b", "none"), None);
        assert_eq!(part(b"--b", "b", "file"), None);
    }

    #[test]
    fn images_are_known_by_their_first_bytes() {
        assert_eq!(image_type(b"\x89PNG...."), Some("image/png"));
        assert_eq!(image_type(b"<?xml version=\"1.0\"?><svg/>"), Some("image/svg+xml"));
        assert_eq!(image_type(b"text"), None);
    }
}
