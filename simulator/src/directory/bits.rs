//! Sets of rows.

/// A set of rows, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// All rows below a number.
    pub(super) fn below(count: u32) -> Self {
        let count = count as usize;
        let mut words = vec![u64::MAX; count / 64];
        words.push((1 << (count % 64)) - 1);
        Self(words)
    }

    pub(super) fn set(&mut self, row: u32, on: bool) {
        let (word, bit) = (row as usize / 64, 1 << (row % 64));
        if word >= self.0.len() {
            if !on {
                return;
            }
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word = if on { *word | bit } else { *word & !bit };
        }
    }

    pub(super) fn has(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub(super) fn or(mut self, other: &Self) -> Self {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
        self
    }

    pub(super) fn and(mut self, other: &Self) -> Self {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= other);
        self
    }

    pub(super) fn and_not(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= !other);
        self
    }

    /// The rows from one on, ascending.
    pub(super) fn from(&self, first: u32) -> impl Iterator<Item = u32> + use<'_> {
        let start = first as usize / 64;
        let words = (start..).zip(self.0.iter().skip(start));
        words.flat_map(move |(at, word)| {
            let mut rest = if at == start { word & (u64::MAX << (first % 64)) } else { *word };
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(at as u32 * 64 + bit)
            })
        })
    }

    /// How many rows below a number are in the set.
    pub(super) fn count_below(&self, row: u32) -> usize {
        let (whole, bits) = (row as usize / 64, row % 64);
        let last = self.0.get(whole).map_or(0, |word| word & ((1 << bits) - 1));
        let words = self.0.iter().take(whole).chain([&last]);
        words.map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(rows: &[u32]) -> Bits {
        let mut bits = Bits::default();
        rows.iter().for_each(|row| bits.set(*row, true));
        bits
    }

    fn rows(bits: &Bits) -> Vec<u32> {
        bits.from(0).collect()
    }

    #[test]
    fn sets() {
        let (a, b) = (bits(&[0, 63, 64, 200]), bits(&[63, 65, 129]));
        assert_eq!(rows(&a.clone().or(&b)), [0, 63, 64, 65, 129, 200]);
        assert_eq!(rows(&b.clone().or(&a)), [0, 63, 64, 65, 129, 200]);
        assert_eq!(rows(&a.clone().and(&b)), [63]);
        assert_eq!(rows(&b.clone().and(&a)), [63]);
        assert_eq!(rows(&a.clone().and_not(&b)), [0, 64, 200]);
        assert_eq!(rows(&b.clone().and_not(&a)), [65, 129]);
        assert_eq!(a.from(64).collect::<Vec<_>>(), [64, 200]);
        assert_eq!(a.from(201).count() + a.from(9999).count(), 0);
        assert!(a.has(200) && !a.has(199) && !a.has(100_000));
    }

    #[test]
    fn counts() {
        for count in [0, 1, 63, 64, 65, 1000] {
            let all = Bits::below(count);
            assert_eq!(rows(&all), (0..count).collect::<Vec<_>>());
            assert_eq!(all.count(), count as usize);
            for row in 0..=count {
                assert_eq!(all.count_below(row), row as usize);
            }
        }
        assert_eq!(bits(&[0, 63, 64, 200]).count_below(u32::MAX), 4);
    }
}
