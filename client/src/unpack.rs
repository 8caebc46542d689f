//! Collects bodies from chunks and decompresses them (`Content-Encoding: gzip`), up to a limit.
//!
//! Only gzip is requested: Okta supports it, and brotli or zstd would add more to every program than they save on a list.

use crate::{Failure, FailureKind, Headers, Phase};
use bytes::{Bytes, BytesMut};
use flate2::write::MultiGzDecoder;
use oktant_core::io::ReceivedBody;
use std::io::{self, Write};

/// The `Accept-Encoding` header.
pub(crate) const ACCEPTED: &str = "gzip";

/// The maximum compression ratio, against decompression bombs. Lists of users have 8, a thousand equal objects 200.
const MAX_RATIO: u64 = 400;
/// The first bytes of gzip.
const MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Bodies up to this size may have any ratio.
const ANY_RATIO: u64 = 1 << 20;

/// Collects a body.
pub(crate) struct Collector {
    parts: Parts,
    /// The `Content-Length`, if the body is not compressed.
    content_length: Option<u64>,
    is_gzip: bool,
    wire_size: u64,
    stop: u64,
}

enum Parts {
    /// No chunk, or one, which needs no copy.
    One(Bytes),
    Many(BytesMut),
    Gzip(Box<MultiGzDecoder<Output>>),
}

/// A collected body.
pub(crate) struct Collected {
    pub(crate) bytes: Bytes,
    /// The size as transferred, before decompression.
    pub(crate) wire_size: u64,
    /// Whether reading stopped at the limit: there may be more.
    pub(crate) is_full: bool,
}

impl Collector {
    /// A collector of up to `stop` bytes, after decompression.
    pub(crate) fn new(headers: &Headers, stop: u64) -> Collector {
        let coding = headers.get("content-encoding").map(str::trim).unwrap_or_default();
        let is_plain = coding.is_empty() || coding.eq_ignore_ascii_case("identity");
        let content_length = headers.get("content-length").and_then(|length| length.trim().parse().ok());
        Collector {
            parts: Parts::One(Bytes::new()),
            content_length: content_length.filter(|_| is_plain),
            is_gzip: ["gzip", "x-gzip"].iter().any(|gzip| coding.eq_ignore_ascii_case(gzip)),
            wire_size: 0,
            stop,
        }
    }

    /// Whether the limit is reached.
    pub(crate) fn is_full(&self) -> bool {
        match &self.parts {
            Parts::One(bytes) => bytes.len() as u64 >= self.stop,
            Parts::Many(bytes) => bytes.len() as u64 >= self.stop,
            Parts::Gzip(decoder) => decoder.get_ref().is_full,
        }
    }

    /// Adds the next chunk.
    pub(crate) fn take(&mut self, chunk: Bytes) -> Result<(), Failure> {
        let is_first = self.wire_size == 0;
        self.wire_size += chunk.len() as u64;
        // A transport may have decompressed the body and left the header. JSON does not even begin with the first byte of gzip,
        // which may be a chunk of its own.
        if is_first && self.is_gzip && (chunk.starts_with(&MAGIC) || *chunk == MAGIC[..1]) {
            self.parts = Parts::Gzip(Box::new(MultiGzDecoder::new(Output::new(self.stop))));
        }
        match &mut self.parts {
            Parts::Gzip(decoder) => {
                decoder.get_mut().wire_size = self.wire_size;
                if let Err(error) = decoder.write_all(&chunk)
                    && !decoder.get_ref().is_full
                {
                    return Err(damaged(&error));
                }
            }
            Parts::One(first) if is_first => *first = chunk,
            Parts::One(first) => {
                let expected = self.content_length.unwrap_or(0).min(ReceivedBody::LIMIT as u64);
                let mut bytes = BytesMut::with_capacity(usize::try_from(expected).unwrap_or(0));
                bytes.extend_from_slice(first);
                bytes.extend_from_slice(&chunk);
                self.parts = Parts::Many(bytes);
            }
            Parts::Many(bytes) => bytes.extend_from_slice(&chunk),
        }
        Ok(())
    }

    /// The body, after its end or at the limit.
    pub(crate) fn finish(self) -> Result<Collected, Failure> {
        let (wire_size, is_full) = (self.wire_size, self.is_full());
        let bytes = match self.parts {
            Parts::One(bytes) => bytes,
            Parts::Many(bytes) => bytes.freeze(),
            Parts::Gzip(mut decoder) => {
                if !is_full {
                    decoder
                        .try_finish()
                        .or_else(|error| if decoder.get_ref().is_full { Ok(()) } else { Err(damaged(&error)) })?;
                }
                let is_full = decoder.get_ref().is_full;
                let bytes = std::mem::take(&mut decoder.get_mut().bytes);
                return Ok(Collected { bytes: bytes.into(), wire_size, is_full });
            }
        };
        // A transport may not notice that a body was cut off.
        match self.content_length {
            Some(content_length) if wire_size < content_length && wire_size > 0 && !is_full => {
                let message = format!("{wire_size} of {content_length} bytes came");
                Err(Failure::new(FailureKind::Broken, Phase::Body, message))
            }
            _ => {
                let stop = usize::try_from(self.stop).unwrap_or(usize::MAX).min(bytes.len());
                Ok(Collected { bytes: bytes.slice(..stop), wire_size, is_full })
            }
        }
    }
}

/// The decompressed bytes, up to the limit.
struct Output {
    bytes: Vec<u8>,
    stop: u64,
    /// The number of compressed bytes so far.
    wire_size: u64,
    is_full: bool,
}

impl Output {
    fn new(stop: u64) -> Output {
        Output { bytes: Vec::new(), stop, wire_size: 0, is_full: false }
    }
}

impl Write for Output {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        let size = self.bytes.len() as u64;
        let room = self.stop.min(self.wire_size.saturating_mul(MAX_RATIO).max(ANY_RATIO)).saturating_sub(size);
        let fits = usize::try_from(room).unwrap_or(usize::MAX).min(more.len());
        self.bytes.extend_from_slice(more.get(..fits).unwrap_or_default());
        self.is_full |= fits < more.len() || self.bytes.len() as u64 >= self.stop;
        if fits == 0 && !more.is_empty() { Err(io::Error::other("it is larger than its bound")) } else { Ok(fits) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn damaged(error: &io::Error) -> Failure {
    let message = format!("its gzip data is damaged or incomplete: {error}");
    Failure::new(FailureKind::Broken, Phase::Body, message)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    fn collect(headers: &[(&str, &str)], chunks: &[&[u8]], stop: u64) -> Result<Collected, Failure> {
        let headers: Headers = headers.iter().copied().collect();
        let mut collector = Collector::new(&headers, stop);
        for chunk in chunks {
            if !collector.is_full() {
                collector.take(Bytes::copy_from_slice(chunk))?;
            }
        }
        collector.finish()
    }

    const GZIP: (&str, &str) = ("Content-Encoding", "gzip");

    #[test]
    fn gzip_is_decompressed_and_both_sizes_are_known() {
        let body = br#"{"id":"00u1"}"#.repeat(50);
        let wire = gzip(&body);
        for coding in ["gzip", "GZIP", " x-gzip "] {
            let collected = collect(&[("content-encoding", coding)], &[&wire], 1 << 20).unwrap();
            assert_eq!((&collected.bytes[..], collected.wire_size), (&body[..], wire.len() as u64));
            assert!(!collected.is_full);
        }
    }

    #[test]
    fn gzip_may_arrive_byte_by_byte() {
        let wire = gzip(b"[1,2,3]");
        let chunks: Vec<&[u8]> = wire.chunks(1).collect();
        assert_eq!(&collect(&[GZIP], &chunks, 100).unwrap().bytes[..], b"[1,2,3]");
    }

    #[test]
    fn a_body_that_is_already_decompressed_stays_as_it_is() {
        let collected = collect(&[GZIP, ("content-length", "7")], &[b"[1,2,3,4,5]"], 100).unwrap();
        assert_eq!(&collected.bytes[..], b"[1,2,3,4,5]");
        assert!(collect(&[GZIP], &[], 100).unwrap().bytes.is_empty());
    }

    #[test]
    fn damaged_gzip_is_a_broken_body() {
        let wire = gzip(b"[1,2,3]");
        let mut wrong = wire.clone();
        let last = wrong.len() - 5;
        wrong[last] ^= 1;
        for chunks in [&[&wire[..wire.len() - 3]][..], &[&wire[..12]], &[&wrong], &[&wire, b"rest"]] {
            let failure = collect(&[GZIP], chunks, 100).err().unwrap();
            assert_eq!((failure.kind, failure.phase), (FailureKind::Broken, Phase::Body));
            assert!(failure.message.starts_with("its gzip data is damaged or incomplete"), "{}", failure.message);
        }
    }

    #[test]
    fn a_short_body_is_a_broken_body() {
        let failure = collect(&[("content-length", "9")], &[b"[1,", b"2,3"], 100).err().unwrap();
        assert_eq!(failure.message, "6 of 9 bytes came");
    }

    #[test]
    fn reading_stops_at_the_limit() {
        let body = vec![b'x'; 1000];
        let wire = gzip(&body);
        for (headers, chunks) in [(&[][..], [&body[..400], &body[400..]]), (&[GZIP], [&wire[..10], &wire[10..]])] {
            let full = collect(headers, &chunks, 600).unwrap();
            assert_eq!((full.bytes.len(), full.is_full), (600, true));
            let exact = collect(headers, &chunks, 1000).unwrap();
            assert_eq!((exact.bytes.len(), exact.is_full), (1000, true));
            let whole = collect(headers, &chunks, 1001).unwrap();
            assert_eq!((whole.bytes.len(), whole.is_full), (1000, false));
        }
    }

    #[test]
    fn decompression_bombs_are_stopped() {
        let wire = gzip(&vec![b' '; 40_000_000]);
        let collected = collect(&[GZIP], &[&wire], 1 << 30).unwrap();
        assert!(collected.is_full);
        assert!((collected.bytes.len() as u64) <= wire.len() as u64 * MAX_RATIO, "{}", collected.bytes.len());
        let small = gzip(&vec![b' '; 1 << 20]);
        assert!(!collect(&[GZIP], &[&small], 1 << 30).unwrap().is_full);
    }

    proptest! {
        #[test]
        fn chunk_boundaries_make_no_difference(body in proptest::collection::vec(any::<u8>(), 0..500), cuts in proptest::collection::vec(0usize..600, 0..5)) {
            for (headers, wire) in [(&[][..], body.clone()), (&[GZIP], gzip(&body))] {
                let mut cuts: Vec<_> = cuts.iter().map(|cut| cut % (wire.len() + 1)).collect();
                cuts.extend([0, wire.len()]);
                cuts.sort_unstable();
                let chunks: Vec<_> = cuts.windows(2).map(|pair| &wire[pair[0]..pair[1]]).collect();
                let collected = collect(headers, &chunks, 10_000).unwrap();
                prop_assert_eq!(&collected.bytes[..], &body[..]);
                prop_assert_eq!(collected.wire_size, wire.len() as u64);
            }
        }
    }
}
