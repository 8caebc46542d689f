//! CSV: a header and a record for each item.

use super::path;
use super::writer::Writer;
use oktant::Json;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Records of chosen columns as they come; without a choice, of all values that any item has, at the end.
pub(super) struct Csv {
    columns: Vec<String>,
    begun: bool,
    held: Vec<Json>,
}

impl Csv {
    pub(super) fn new(columns: &[String]) -> Csv {
        Csv { columns: columns.to_vec(), begun: false, held: Vec::new() }
    }

    fn header(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let begun = std::mem::replace(&mut self.begun, true);
        let name = |column: &String| if column.is_empty() { "value".to_owned() } else { column.clone() };
        if begun { Ok(()) } else { record(self.columns.iter().map(name), out) }
    }

    fn record(&self, item: &Json, out: &mut dyn Write) -> io::Result<()> {
        record(self.columns.iter().map(|column| path::text_at(item, column)), out)
    }
}

fn record(fields: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer.write_record(fields.collect::<Vec<_>>())?;
    writer.flush()
}

impl Writer for Csv {
    fn item(&mut self, item: Json, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_empty() {
            self.held.push(item);
            return Ok(());
        }
        self.header(out)?;
        self.record(&item, out)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        let mut seen = BTreeSet::new();
        for column in held.iter().flat_map(path::leaves) {
            if seen.insert(column.clone()) {
                self.columns.push(column);
            }
        }
        if self.columns.is_empty() {
            return Ok(());
        }
        self.header(out)?;
        held.iter().try_for_each(|item| self.record(item, out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(columns: &[&str], items: &[&str]) -> String {
        let mut csv = Csv::new(&columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>());
        let mut out = Vec::new();
        items.iter().for_each(|item| csv.item(Json::parse(item.as_bytes()).unwrap(), &mut out).unwrap());
        csv.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_value_of_every_item_has_a_column() {
        let items = [r#"{"id":"1","p":{"a":"x, \"y\""}}"#, r#"{"id":"2","p":{"b":[1]}}"#];
        assert_eq!(written(&[], &items), "id,p.a,p.b\n1,\"x, \"\"y\"\"\",\n2,,[1]\n");
        assert_eq!(written(&["p.b", "id"], &items), "p.b,id\n,1\n[1],2\n");
        assert_eq!(written(&["id"], &[]), "id\n");
        assert_eq!(written(&[], &[]), "");
        assert_eq!(written(&[], &["\"x\""]), "value\nx\n");
    }
}
