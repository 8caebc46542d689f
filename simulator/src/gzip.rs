//! Compression of responses, for who accepts it.

use crate::message::{Request, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

/// Bodies up to this size are not compressed: the head of the response is as large.
const SMALL: usize = 500;

pub(crate) fn accepts_gzip(request: &Request) -> bool {
    request.all("accept-encoding").iter().flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight != Some(0.0)
    })
}

/// The same response in gzip, about as small as a real org makes it, unless it is small already.
pub(crate) fn packed(response: Response) -> Response {
    if response.body.len() <= SMALL {
        return response;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(response.body.len() / 4), Compression::default());
    match encoder.write_all(&response.body).and_then(|()| encoder.finish()) {
        Ok(body) => {
            let mut headers = response.headers;
            headers.push(("content-encoding", "gzip".to_owned()));
            Response { body, headers, ..response }
        }
        // Writing into a vector does not fail.
        Err(_) => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_accepts_gzip() {
        for (value, accepts) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("br, gzip; q=0.000", false),
            ("identity", false),
            ("gzipped", false),
        ] {
            assert_eq!(accepts_gzip(&Request::new("GET", "/").header("Accept-Encoding", value)), accepts, "{value}");
        }
    }
}
