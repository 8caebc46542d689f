//! Finds the next character of a JSON string that needs escaping, for the reader and the writer.

use crate::steps;

/// The number of bytes before the first quote, backslash or control character; all of them if there is none.
#[inline]
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let zero_in = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let (mut at, mut rest) = (0, bytes);
    while let Some((chunk, tail)) = rest.split_first_chunk::<8>() {
        steps::count(8);
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let stop = control | zero_in(word ^ (ONES * u64::from(b'"'))) | zero_in(word ^ (ONES * u64::from(b'\\')));
        if stop != 0 {
            return at + stop.trailing_zeros() as usize / 8;
        }
        (at, rest) = (at + 8, tail);
    }
    at + rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count()
}

#[cfg(test)]
mod tests {
    use super::plain_length;

    #[test]
    fn the_first_special_byte_is_found_at_any_offset() {
        for length in 0..40 {
            let all = vec![b'x'; length];
            assert_eq!(plain_length(&all), length);
            for at in 0..length {
                for special in [b'"', b'\\', 0, 0x1F] {
                    let mut bytes = all.clone();
                    bytes[at] = special;
                    assert_eq!(plain_length(&bytes), at, "{bytes:?}");
                }
                for plain in [b' ', b'!', b'#', b'[', b']', 0x7F, 0x80, 0xFF] {
                    let mut bytes = all.clone();
                    bytes[at] = plain;
                    assert_eq!(plain_length(&bytes), length, "{bytes:?}");
                }
            }
        }
    }
}
