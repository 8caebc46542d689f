//! YAML: one document, or one sequence.

use super::writer::{Shape, Writer};
use oktant::Json;
use std::io::{self, Write};

/// One document, or a sequence of items.
pub(super) struct Yaml {
    shape: Shape,
    any: bool,
}

impl Yaml {
    pub(super) fn new(shape: Shape) -> Yaml {
        Yaml { shape, any: false }
    }
}

impl Writer for Yaml {
    fn item(&mut self, item: Json, out: &mut dyn Write) -> io::Result<()> {
        self.any = true;
        // A sequence of one item, which the next continues.
        let text = match self.shape {
            Shape::List => serde_yaml_ng::to_string(&[item]),
            Shape::Document => serde_yaml_ng::to_string(&item),
        };
        out.write_all(text.map_err(io::Error::other)?.as_bytes())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.shape == Shape::List && !self.any { out.write_all(b"[]\n") } else { Ok(()) }
    }
}
