//! Where the lines of a file begin, for messages: the positions of the CSV reader are those before line ends and empty lines.

use std::collections::VecDeque;
use std::io::{self, Read};

/// A reader that remembers where lines begin, as far as it was read ahead.
pub(super) struct LineStarts<R> {
    pub(super) inner: R,
    offset: u64,
    line: u64,
    /// Whether the last byte ended a line.
    at_start: bool,
    /// The offsets and numbers of lines that are not empty.
    starts: VecDeque<(u64, u64)>,
}

impl<R> LineStarts<R> {
    pub(super) fn new(inner: R) -> LineStarts<R> {
        LineStarts { inner, offset: 0, line: 1, at_start: true, starts: VecDeque::new() }
    }

    /// The number of the first line that is not empty at or after an offset. Those before are forgotten.
    pub(super) fn line_at(&mut self, offset: u64) -> u64 {
        while self.starts.front().is_some_and(|(start, _)| *start < offset) {
            self.starts.pop_front();
        }
        self.starts.front().map_or(self.line, |(_, line)| *line)
    }
}

impl<R: Read> Read for LineStarts<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for byte in buffer.iter().take(count) {
            let ends = matches!(byte, b'\r' | b'\n');
            if self.at_start && !ends {
                self.starts.push_back((self.offset, self.line));
            }
            self.at_start = ends;
            self.line += u64::from(*byte == b'\n');
            self.offset += 1;
        }
        Ok(count)
    }
}
