//! Ids in Okta's format: a prefix for the kind, an increasing counter in base 62, the tag of the cell.

/// ASCII order, so that ids sort by age.
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// A real counter jumps between two ids; this one jumps by less than twice this.
const STRIDE: u64 = 4096;
const LEAD: usize = 6;
const COUNTER: usize = 8;
const TAG: usize = 3;

/// Generates the ids and random texts of one org; the same seed gives the same ones.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    seed: u64,
    lead: [u8; LEAD],
    tag: [u8; TAG],
    next: u64,
    random: u64,
    /// The stream of what no later request sees again: reads draw from it alone.
    passing: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        let word = |at: u64, salt: u64| letter(mix(seed ^ salt, at));
        let lead = std::array::from_fn(|at| word(at as u64, 0x1ead));
        let tag = std::array::from_fn(|at| word(at as u64, 0x7a6));
        Self { seed, lead, tag, next: 0, random: mix(seed, 0x7e57), passing: mix(seed, 0x9a55) }
    }

    /// The next id of a kind.
    pub(crate) fn mint(&mut self, prefix: &str) -> String {
        let slot = self.next;
        self.next += 1;
        self.at(prefix, slot)
    }

    /// Reserves `count` slots for computed ids and returns the first.
    pub(crate) fn reserve(&mut self, count: u64) -> u64 {
        let first = self.next;
        self.next += count;
        first
    }

    /// The id in a slot.
    pub(crate) fn at(&self, prefix: &str, slot: u64) -> String {
        let mut counter = slot * STRIDE + mix(self.seed, slot) % STRIDE;
        let mut text = [b'0'; COUNTER];
        for place in text.iter_mut().rev() {
            *place = letter(counter);
            counter /= 62;
        }
        let mut out = String::with_capacity(prefix.len() + LEAD + COUNTER + TAG);
        out.push_str(prefix);
        out.extend(self.lead.iter().chain(&text).chain(&self.tag).map(|byte| *byte as char));
        out
    }

    /// The slot of an id; `None` if this org cannot have generated it.
    pub(crate) fn slot(&self, prefix: &str, id: &str) -> Option<u64> {
        let rest = id.strip_prefix(prefix)?.as_bytes();
        let (lead, rest) = rest.split_at_checked(LEAD)?;
        let (counter, tag) = rest.split_at_checked(COUNTER)?;
        if lead != self.lead || tag != self.tag {
            return None;
        }
        let mut value = 0_u64;
        for byte in counter {
            value = value * 62 + LETTERS.iter().position(|letter| letter == byte)? as u64;
        }
        let slot = value / STRIDE;
        (value % STRIDE == mix(self.seed, slot) % STRIDE).then_some(slot)
    }

    /// Random letters and digits.
    pub(crate) fn text(&mut self, length: usize) -> String {
        (0..length).map(|_| letter(self.draw()) as char).collect()
    }

    /// Random bytes.
    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.draw().to_le_bytes()[0]).collect()
    }

    /// A random UUID.
    pub(crate) fn uuid(&mut self) -> String {
        uuid(&self.hex())
    }

    /// A random UUID of what does not stay.
    pub(crate) fn passing_uuid(&mut self) -> String {
        uuid(&self.request_id())
    }

    /// Random hexadecimal digits.
    pub(crate) fn hex(&mut self) -> String {
        format!("{:016x}{:016x}", self.draw(), self.draw())
    }

    /// The request ID of a response.
    pub(crate) fn request_id(&mut self) -> String {
        format!("{:016x}{:016x}", self.draw_passing(), self.draw_passing())
    }

    /// The ID of an error.
    pub(crate) fn error_id(&mut self) -> String {
        let random = (0..22).map(|_| letter(self.draw_passing()) as char);
        "oae".chars().chain(random).collect()
    }

    /// How much was drawn of what stays; another value after a request means that the request changed the org.
    pub(crate) fn drawn(&self) -> (u64, u64) {
        (self.next, self.random)
    }

    fn draw(&mut self) -> u64 {
        self.random = self.random.wrapping_add(1);
        mix(self.seed, self.random)
    }

    fn draw_passing(&mut self) -> u64 {
        self.passing = self.passing.wrapping_add(1);
        mix(self.seed, self.passing)
    }
}

/// 32 hexadecimal digits as a UUID.
fn uuid(hex: &str) -> String {
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or("");
    format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// Whether a text has the format of an id of this kind; the id need not exist.
pub(crate) fn looks_like(prefix: &str, text: &str) -> bool {
    text.len() == 20 && text.starts_with(prefix) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A pseudorandom number from a seed and an index (splitmix64).
pub(crate) const fn mix(seed: u64, place: u64) -> u64 {
    let mut z = seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn letter(number: u64) -> u8 {
    LETTERS.get((number % 62) as usize).copied().unwrap_or(b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_read_back() {
        let mut ids = Ids::new(42);
        let mut last = String::new();
        for slot in 0..5000 {
            let id = ids.mint("00u");
            assert!(looks_like("00u", &id), "{id}");
            assert!(id > last);
            assert_eq!(ids.slot("00u", &id), Some(slot));
            assert_eq!(ids.slot("00g", &id), None);
            last = id;
        }
    }

    #[test]
    fn foreign_ids_have_no_slot() {
        let ids = Ids::new(1);
        let own = ids.at("00u", 7);
        assert_eq!(ids.slot("00u", &Ids::new(2).at("00u", 7)), None);
        for text in ["", "00u", "00uéééééééééééééééééé", &own[..19], &format!("{own}0")] {
            assert_eq!(ids.slot("00u", text), None, "{text}");
        }
    }

    #[test]
    fn a_seed_repeats() {
        let draw = |seed| {
            let mut ids = Ids::new(seed);
            (ids.mint("00g"), ids.text(20), ids.request_id())
        };
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
    }
}
