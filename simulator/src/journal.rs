//! A journal: the requests that changed an org, each with its time and the status of its answer, one JSON line each.
//! Playing them again gives the same org.
//!
//! A line is written before the answer goes out, so whatever was answered survives the end of the process. A last line
//! without its end was not answered; it is dropped.

use crate::message::Request;
use crate::origin::Origin;
use crate::simulation::Simulation;
use crate::time::Time;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

/// What a journal holds.
#[derive(Debug)]
pub struct Saved {
    path: PathBuf,
    /// How the org began.
    pub origin: Origin,
    entries: Vec<Entry>,
    /// The length of the whole lines, and of the half-written one after them.
    whole: u64,
    half: u64,
}

#[derive(Debug)]
struct Entry {
    at: Time,
    request: Request,
    status: u16,
}

impl Saved {
    /// Reads a journal.
    ///
    /// # Errors
    /// Fails if there is no such file, if it is no journal, or if it is of another org than `flags` ask for.
    pub fn read(path: &Path, flags: &Origin) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(path, &bytes, flags)
    }

    fn parse(path: &Path, bytes: &[u8], flags: &Origin) -> Result<Self, String> {
        let refuse = |line: usize, error: &str| format!("{}, line {line}: {error}", path.display());
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let text = bytes.get(..whole).unwrap_or_default();
        let mut lines = text.split_inclusive(|byte| *byte == b'\n').map(serde_json::from_slice::<Value>);
        let first = match lines.next() {
            None | Some(Err(_)) => return Err(refuse(1, "this is no journal of oktant-simulator")),
            Some(Ok(first)) => first,
        };
        let origin = Origin::from_json(&first, &flags.setup).map_err(|error| refuse(1, &error))?;
        if !origin.agrees(flags) {
            let text = "the org began with other users, seed, token, custom attributes, service apps, kind, year or seed \
                        file; leave these flags out";
            return Err(refuse(1, text));
        }
        let entries = lines.zip(2..).map(|(line, number)| {
            let line = line.map_err(|error| refuse(number, &error.to_string()))?;
            Entry::parse(&line).ok_or_else(|| refuse(number, "this is no request"))
        });
        let entries = entries.collect::<Result<_, _>>()?;
        Ok(Self { path: path.into(), origin, entries, whole: whole as u64, half: (bytes.len() - whole) as u64 })
    }

    /// The length of a last line that was not written to its end, and is dropped.
    pub fn half(&self) -> u64 {
        self.half
    }

    /// Plays the requests again.
    ///
    /// # Errors
    /// Fails if an answer has another status than it had: the file was changed, or written by another version.
    pub fn replay(&self) -> Result<Simulation, String> {
        let mut simulation = self.origin.start()?;
        for (entry, line) in self.entries.iter().zip(2..) {
            let Entry { request, status, at } = entry;
            let answered = simulation.replay(request, *at).status;
            if answered != *status {
                return Err(format!(
                    "{}, line {line}: {} {} is answered with {answered}, and was with {status}: the file was changed, or \
                     another version wrote it",
                    self.path.display(),
                    request.method,
                    request.path(),
                ));
            }
        }
        Ok(simulation)
    }
}

impl Journal {
    /// Opens a journal to write on, and reads what it holds; nothing in it is changed.
    ///
    /// # Errors
    /// Fails if the file is no journal, is of another org than `flags` ask for, or is in use.
    pub fn open(path: &Path, flags: &Origin) -> Result<(Self, Option<Saved>), String> {
        let refuse = |error: io::Error| format!("{}: {error}", path.display());
        let mut options = OpenOptions::new();
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Err(format!("{}: not a file", path.display()));
        }
        let mut file = options.read(true).write(true).create(true).truncate(false).open(path).map_err(refuse)?;
        file.try_lock().map_err(|_| format!("{}: another process writes on it", path.display()))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refuse)?;
        let saved = if bytes.is_empty() { None } else { Some(Saved::parse(path, &bytes, flags)?) };
        Ok((Self { path: path.into(), file }, saved))
    }

    /// Begins an empty journal with what was saved elsewhere, or with the origin alone.
    ///
    /// # Errors
    /// Fails if the file cannot be written.
    pub fn begin(&mut self, origin: &Origin, saved: Option<&Saved>) -> Result<(), String> {
        let mut lines = line(&origin.to_json());
        let entries = saved.map_or(&[][..], |saved| &saved.entries);
        lines.extend(entries.iter().flat_map(|entry| line(&entry.to_json())));
        self.file.write_all(&lines).map_err(|error| format!("{}: {error}", self.path.display()))
    }

    /// Continues after the whole lines of what it holds.
    ///
    /// # Errors
    /// Fails if the file cannot be written.
    pub fn resume(&mut self, saved: &Saved) -> Result<(), String> {
        let cut = self.file.set_len(saved.whole).and_then(|()| self.file.seek(SeekFrom::End(0)));
        cut.map(|_| ()).map_err(|error| format!("{}: {error}", self.path.display()))
    }

    /// A journal that cannot be written, as on a full disk.
    #[cfg(test)]
    pub(crate) fn unwritable(path: &Path) -> Self {
        Self { path: path.into(), file: File::open(path).unwrap() }
    }

    /// Adds a request.
    pub(crate) fn append(&mut self, request: &Request, at: Time, status: u16) -> io::Result<()> {
        let entry = Entry { at, request: request.clone(), status };
        // In one write, so that the end of the process leaves the whole line or, on a full disk, a part that is dropped.
        let written = self.file.write_all(&line(&entry.to_json()));
        written.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", self.path.display())))
    }
}

fn line(json: &Value) -> Vec<u8> {
    (json.to_string() + "\n").into_bytes()
}

impl Entry {
    fn to_json(&self) -> Value {
        let Request { method, target, headers, body, secure } = &self.request;
        let mut out = json!({
            "at": self.at.millis(), "method": method, "target": target, "headers": headers, "status": self.status,
        });
        match str::from_utf8(body) {
            Ok("") => {}
            Ok(text) => out["body"] = text.into(),
            Err(_) => out["base64"] = BASE64_STANDARD.encode(body).into(),
        }
        if *secure {
            out["secure"] = true.into();
        }
        out
    }

    fn parse(line: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let header = |pair: &Value| Some((text(pair.get(0)?)?, text(pair.get(1)?)?));
        let body = match (line.get("body"), line.get("base64")) {
            (None, None) => Vec::new(),
            (Some(body), _) => text(body)?.into_bytes(),
            (None, Some(body)) => BASE64_STANDARD.decode(body.as_str()?).ok()?,
        };
        Some(Self {
            at: Time::from_millis(line.get("at")?.as_i64()?),
            status: u16::try_from(line.get("status")?.as_u64()?).ok()?,
            request: Request {
                method: text(line.get("method")?)?,
                target: text(line.get("target")?)?,
                headers: line.get("headers")?.as_array()?.iter().map(header).collect::<Option<_>>()?,
                body,
                secure: line.get("secure").is_some_and(|secure| secure == true),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_read_back() {
        for (body, secure) in [(&b""[..], false), (b"{\"a\": \"\xc3\xa9\\n\"}\n", true), (b"\xff\x00\n", false)] {
            let request = Request {
                body: body.into(),
                secure,
                ..Request::new("POST", "/api/v1/users?activate=false").header("Host", "h").header("Host", "i")
            };
            let entry = Entry { at: Time::from_millis(1_750_000_000_123), request, status: 200 };
            let bytes = line(&entry.to_json());
            assert_eq!(bytes.iter().position(|byte| *byte == b'\n'), Some(bytes.len() - 1));
            let read = Entry::parse(&serde_json::from_slice(&bytes).unwrap()).unwrap();
            assert_eq!((read.at, read.request, read.status), (entry.at, entry.request, entry.status));
        }
    }
}
