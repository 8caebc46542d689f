//! Rows as lines of JSON.

use std::io::Write as _;

/// Rows as they are gathered: a document on each line.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    bytes: Vec<u8>,
    count: usize,
}

impl Lines {
    /// Adds a document as it was received; `parent` is a member that it gets before its own.
    pub(crate) fn push(&mut self, document: &[u8], parent: Option<(&str, &str)>) {
        let mut document = document;
        if let (Some((name, id)), Some(rest)) = (parent, document.strip_prefix(b"{")) {
            self.member(b'{', name, id);
            let empty = rest.trim_ascii_start().starts_with(b"}");
            self.bytes.extend_from_slice(if empty { b"" } else { b"," });
            document = rest;
        }
        // Inside of texts JSON has no line breaks.
        for part in document.split(|byte| matches!(byte, b'\n' | b'\r')) {
            self.bytes.extend_from_slice(part);
        }
        self.end();
    }

    /// Adds a document of these members.
    pub(crate) fn push_pair(&mut self, (name, id): (&str, &str), (other, other_id): (&str, &str)) {
        self.member(b'{', name, id);
        self.member(b',', other, other_id);
        self.bytes.push(b'}');
        self.end();
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// All lines, each with its end.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The documents.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
    }

    fn member(&mut self, before: u8, name: &str, text: &str) {
        let text = oktant::Json::from(text);
        // Writing to memory does not fail.
        let _ = write!(self.bytes, "{}\"{name}\":{text}", char::from(before));
    }

    fn end(&mut self) {
        self.bytes.push(b'\n');
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_lines() {
        let mut lines = Lines::default();
        lines.push(b"{\"a\": 1,\r\n \"b\": \"x\\ny\"}", None);
        lines.push(b"{\"id\":\"1\"}", Some(("appId", "0oa1")));
        lines.push(b"{ }", Some(("appId", "0oa\"1")));
        lines.push_pair(("groupId", "00g1"), ("userId", "00u1"));
        let text = "{\"a\": 1, \"b\": \"x\\ny\"}\n{\"appId\":\"0oa1\",\"id\":\"1\"}\n{\"appId\":\"0oa\\\"1\" }\n\
                    {\"groupId\":\"00g1\",\"userId\":\"00u1\"}\n";
        assert_eq!(std::str::from_utf8(lines.bytes()), Ok(text));
        assert_eq!((lines.len(), lines.documents().count()), (4, 4));
    }
}
