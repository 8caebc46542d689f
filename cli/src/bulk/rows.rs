//! The rows of a bulk run, from CSV or NDJSON. They are read in passes from the beginning, one row at a time.

use super::line_starts::LineStarts;
use crate::digest::Digest;
use crate::failure::{Failure, Result};
use oktant::Json;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::Path;

/// What ends the name of a column whose cells are JSON.
const JSON: &str = ":json";

/// Where rows come from.
pub(super) struct Source {
    /// The name for messages.
    pub(super) name: String,
    /// The file; `None` if it cannot be read a second time, such as standard input.
    pub(super) path: Option<String>,
    file: File,
    ndjson: bool,
}

/// Values by column, a dotted path.
type Values = Vec<(String, Json)>;

/// A row.
pub(super) struct Row {
    /// The position among the rows, from 1.
    pub(super) number: usize,
    /// The line of the file where it begins, from 1.
    pub(super) line: u64,
    /// What it has; an empty cell of CSV is left out.
    pub(super) values: Values,
}

/// The rows of a source, in one pass.
pub(super) struct Rows {
    name: String,
    number: usize,
    reader: Reader,
}

enum Reader {
    Csv { records: csv::Reader<LineStarts<Digesting>>, columns: Vec<Column> },
    Ndjson { lines: BufReader<Digesting>, line: u64 },
}

/// A column of CSV.
struct Column {
    name: String,
    json: bool,
}

/// A file whose bytes are digested as they are read.
struct Digesting {
    file: File,
    digest: Digest,
}

impl Source {
    /// Opens a file, or standard input for `-`. What can be read only once is copied to a temporary file.
    pub(super) fn open(path: &str) -> Result<Source> {
        let failed = |error: io::Error| Failure::file(path, &error);
        let stdin = path == "-";
        let name = if stdin { "standard input" } else { path }.to_owned();
        let (file, again) = if stdin {
            (copied(&mut io::stdin().lock()).map_err(failed)?, false)
        } else {
            let mut file = File::open(path).map_err(failed)?;
            match file.metadata().map_err(failed)?.is_file() {
                true => (file, true),
                false => (copied(&mut file).map_err(failed)?, false),
            }
        };
        let mut source = Source { name, path: again.then(|| path.to_owned()), file, ndjson: false };
        source.ndjson = source.is_ndjson(path)?;
        Ok(source)
    }

    /// Whether the rows are NDJSON: by the extension of the name, or by the first byte.
    fn is_ndjson(&self, path: &str) -> Result<bool> {
        let mut start = [0; 512];
        let read = self.rewound()?.read(&mut start).map_err(|error| self.unreadable(&error))?;
        let start = start.get(..read).unwrap_or_default();
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            return Err(Failure::Argument(format!("{} is UTF-16: save it as UTF-8", self.name)));
        }
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        if text.is_empty() {
            return Err(Failure::Argument(format!("{} is empty", self.name)));
        }
        let extension = Path::new(path).extension().unwrap_or_default().to_ascii_lowercase();
        let ndjson = match extension.to_str() {
            Some("csv") => false,
            Some("ndjson" | "jsonl") => true,
            _ => text.starts_with(b"{") || text.starts_with(b"["),
        };
        if ndjson && text.starts_with(b"[") {
            let advice = "write each row on a line of its own, as jq -c '.[]' does";
            return Err(Failure::Argument(format!("{} is a JSON array: {advice}", self.name)));
        }
        Ok(ndjson)
    }

    /// The rows, from the first.
    pub(super) fn rows(&self) -> Result<Rows> {
        let input = Digesting { file: self.rewound()?, digest: Digest::default() };
        let reader = if self.ndjson {
            Reader::Ndjson { lines: BufReader::new(input), line: 0 }
        } else {
            let mut records = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(LineStarts::new(input));
            let names = records.byte_headers().map_err(|error| Failure::Local(format!("{}: {error}", self.name)))?;
            let columns = names.iter().map(Column::parse).collect::<Option<Vec<Column>>>();
            let columns = columns.ok_or_else(|| broken(&self.name, 1, "the header is not UTF-8"))?;
            Reader::Csv { records, columns }
        };
        Ok(Rows { name: self.name.clone(), number: 0, reader })
    }

    fn rewound(&self) -> Result<File> {
        let file = self.file.try_clone().and_then(|mut file| file.rewind().map(|()| file));
        file.map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &io::Error) -> Failure {
        Failure::file(&self.name, error)
    }
}

fn copied(input: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(input, &mut file)?;
    Ok(file)
}

impl Column {
    /// The column of a name in the header; `None` if that is not UTF-8.
    fn parse(name: &[u8]) -> Option<Column> {
        let name = std::str::from_utf8(name).ok()?;
        let plain = name.strip_suffix(JSON);
        Some(Column { name: plain.unwrap_or(name).to_owned(), json: plain.is_some() })
    }
}

impl Rows {
    /// The names of the columns; `None` of NDJSON, where each row has its own.
    pub(super) fn columns(&self) -> Option<Vec<&str>> {
        match &self.reader {
            Reader::Csv { columns, .. } => Some(columns.iter().map(|column| column.name.as_str()).collect()),
            Reader::Ndjson { .. } => None,
        }
    }

    /// The SHA-256 of what was read, in hexadecimal.
    pub(super) fn digest(self) -> String {
        let digest = match self.reader {
            Reader::Csv { records, .. } => records.into_inner().inner.digest,
            Reader::Ndjson { lines, .. } => lines.into_inner().digest,
        };
        digest.end()
    }
}

impl Iterator for Rows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Result<Row>> {
        let read = match &mut self.reader {
            Reader::Csv { records, columns } => next_record(&self.name, records, columns),
            Reader::Ndjson { lines, line } => next_line(&self.name, lines, line),
        }?;
        self.number += 1;
        Some(read.map(|(line, values)| Row { number: self.number, line, values }))
    }
}

/// The next record of a table, with the line where it begins.
fn next_record(
    name: &str,
    records: &mut csv::Reader<LineStarts<Digesting>>,
    columns: &[Column],
) -> Option<Result<(u64, Values)>> {
    let mut record = csv::ByteRecord::new();
    match records.read_byte_record(&mut record) {
        Ok(false) => return None,
        Ok(true) => {}
        Err(error) => return Some(Err(broken_record(name, records.get_mut(), &error))),
    }
    let line = line_at(records.get_mut(), record.position());
    let cells = columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
    let values = cells.map(|(column, cell)| Ok((column.name.clone(), value(column, cell)?)));
    let values = values.collect::<std::result::Result<Values, String>>();
    Some(values.map(|values| (line, values)).map_err(|what| broken(name, line, what)))
}

/// The document of the next line that is not empty, with its number; `line` is that of the last one.
fn next_line(name: &str, lines: &mut BufReader<Digesting>, line: &mut u64) -> Option<Result<(u64, Values)>> {
    loop {
        let mut text = Vec::new();
        match lines.read_until(b'\n', &mut text) {
            Ok(0) => return None,
            Ok(_) => *line += 1,
            Err(error) => return Some(Err(Failure::file(name, &error))),
        }
        let text = text.strip_prefix(b"\xef\xbb\xbf").filter(|_| *line == 1).unwrap_or(&text);
        if !text.trim_ascii().is_empty() {
            let values = members(text).map(|values| (*line, values));
            return Some(values.map_err(|what| broken(name, *line, what)));
        }
    }
}

fn value(column: &Column, cell: &[u8]) -> std::result::Result<Json, String> {
    if column.json {
        return Json::parse(cell).map_err(|malformed| format!("{} is not JSON: {malformed}", column.name));
    }
    let text = std::str::from_utf8(cell).map_err(|_| format!("{} is not UTF-8", column.name))?;
    Ok(Json::from(text))
}

/// The members of a document, by paths.
fn members(text: &[u8]) -> std::result::Result<Values, String> {
    let document = Json::parse(text).map_err(|malformed| format!("not JSON: {malformed}"))?;
    let Json::Object(members) = document else {
        return Err(format!("a row is a JSON object, not {}", document.kind()));
    };
    Ok(members.into_iter().map(|(name, value)| (path_of(&name), value)).collect())
}

/// The path of a member whose name may have dots itself.
pub(super) fn path_of(name: &str) -> String {
    name.replace('\\', r"\\").replace('.', r"\.")
}

/// The failure of a line, before any request.
pub(super) fn broken<T: std::fmt::Display>(name: &str, line: u64, what: T) -> Failure {
    Failure::Argument(format!("{name}:{line}: {what}"))
}

fn broken_record(name: &str, lines: &mut LineStarts<Digesting>, error: &csv::Error) -> Failure {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            broken(name, line_at(lines, pos.as_ref()), format!("{len} cells in a table of {expected_len} columns"))
        }
        _ => Failure::Local(format!("{name}: {error}")),
    }
}

fn line_at(lines: &mut LineStarts<Digesting>, position: Option<&csv::Position>) -> u64 {
    position.map_or(0, |position| lines.line_at(position.byte()))
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.digest.add(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// The rows of a file of this name and content: each as its line and values, or the failure.
    fn read(name: &str, content: &[u8]) -> std::result::Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        File::create(&path).unwrap().write_all(content).unwrap();
        let shown = |row: Row| {
            let values: Vec<String> = row.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{}@{} {}", row.number, row.line, values.join(" "))
        };
        let rows = Source::open(path.to_str().unwrap()).and_then(|source| source.rows());
        let rows = rows.and_then(|rows| rows.map(|row| row.map(shown)).collect::<Result<Vec<String>>>());
        let folder = format!("{}/", folder.path().display());
        rows.map_err(|failure| failure.to_string().replace(&folder, ""))
    }

    #[test]
    fn cells_are_texts_and_json_where_the_header_says_so() {
        let rows =
            read("a.csv", "\u{feff}id, profile.nick ,n:json\r\n1,\"a, \"\"b\"\"\nc\",[1.50]\n\n2,,\n".as_bytes());
        assert_eq!(rows.unwrap(), [r#"1@2 id="1" profile.nick="a, \"b\"\nc" n=[1.50]"#, r#"2@5 id="2""#]);
    }

    #[test]
    fn lines_are_documents() {
        let rows = read("a.ndjson", b"{\"id\":1,\"a.b\":null}\n\n {\"p\":{}}");
        assert_eq!(rows.unwrap(), [r"1@1 id=1 a\.b=null", "2@3 p={}"]);
        assert_eq!(read("rows", b"{\"id\":1}").unwrap(), ["1@1 id=1"]);
    }

    #[test]
    fn broken_rows_are_refused_with_their_lines() {
        for (name, content, text) in [
            ("a.csv", &b"id,x\r\n1,2\r\n\r\n3\r\n"[..], "a.csv:4: 1 cells in a table of 2 columns"),
            ("a.csv", b"id\n\xff\n", "a.csv:2: id is not UTF-8"),
            ("a.csv", b"\xff\n1\n", "a.csv:1: the header is not UTF-8"),
            ("a.csv", b"n:json\n[\n", "a.csv:2: n is not JSON: "),
            ("a.ndjson", b"{}\n[1]\n", "a.ndjson:2: a row is a JSON object, not a list"),
            ("a.ndjson", b"{}\n{\n", "a.ndjson:2: not JSON: "),
            ("a", b"[{}]", "a is a JSON array: write each row on a line of its own, as jq -c '.[]' does"),
            ("a.csv", b"\xff\xfei\0d\0", "a.csv is UTF-16: save it as UTF-8"),
            ("a.csv", b"", "a.csv is empty"),
        ] {
            let refused = read(name, content).unwrap_err();
            assert!(refused.starts_with(text), "{refused}");
        }
    }

    #[test]
    fn each_pass_begins_anew_and_knows_the_content() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"id\n1\n").unwrap();
        let source = Source::open(file.path().to_str().unwrap()).unwrap();
        for _ in 0..2 {
            let mut rows = source.rows().unwrap();
            assert_eq!(rows.by_ref().count(), 1);
            assert_eq!(rows.digest(), Digest::of(b"id\n1\n"));
        }
    }
}
