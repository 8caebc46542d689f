//! Seeded users, which are computed from the seed and an index, so that a million of them take no memory.

mod names;
mod order;
mod orders;
mod write;

pub(crate) use write::UserView;

use crate::attribute::Attribute;
use crate::id::{Ids, mix};
use crate::time::Time;
use names::{CITIES, DEPARTMENTS, Department, FIRST_NAMES, LAST_NAMES, Pair};
use orders::Orders;

/// The password of every seeded user that has one.
pub const PASSWORD: &str = "Seeded-Pa55word";
const DAY: i64 = 86_400;
const DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];

/// The seeded users of an org.
#[derive(Clone, Debug)]
pub(crate) struct Seed {
    ids: Ids,
    seed: u64,
    count: u32,
    first: u64,
    born: Time,
    /// The id of their user type.
    type_id: String,
    orders: Orders,
}

impl Seed {
    /// Reserves the next `count` ids of the org for its users.
    pub(crate) fn new(seed: u64, count: u32, type_id: &str, ids: &mut Ids, born: Time) -> Self {
        let first = ids.reserve(u64::from(count));
        Self { ids: ids.clone(), seed, count, first, born, type_id: type_id.into(), orders: Orders::default() }
    }

    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Departments, each of which has a group.
    pub(crate) fn departments() -> impl Iterator<Item = (u8, &'static str)> {
        (0..).zip(DEPARTMENTS.iter().map(|(name, _)| *name))
    }

    pub(crate) fn user(&self, index: u32) -> Seeded<'_> {
        Seeded { seed: self, index, bits: mix(self.seed, u64::from(index)) }
    }

    pub(crate) fn index(&self, id: &str) -> Option<u32> {
        let index = self.ids.slot("00u", id)?.checked_sub(self.first)?;
        u32::try_from(index).ok().filter(|index| *index < self.count)
    }

    /// The first index whose id sorts after a text.
    pub(crate) fn index_after(&self, id: &str) -> u32 {
        if let Some(index) = self.index(id) {
            return index + 1;
        }
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.user(middle).id().as_str() <= id {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The user with this login, or with this part before the at sign, ignoring case.
    pub(crate) fn by_login(&self, text: &str) -> Option<u32> {
        let short = text.split_once('@').map_or(text, |(short, _)| short);
        let digits = short.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let index: u32 = digits.parse().ok().filter(|index| *index < self.count)?;
        let login = self.user(index).login();
        let own_short = login.split_once('@').map_or("", |(short, _)| short);
        (login.eq_ignore_ascii_case(text) || own_short.eq_ignore_ascii_case(text)).then_some(index)
    }
}

/// One seeded user; each attribute is computed on demand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seeded<'a> {
    seed: &'a Seed,
    index: u32,
    bits: u64,
}

impl<'a> Seeded<'a> {
    pub(crate) fn id(&self) -> String {
        self.seed.ids.at("00u", self.seed.first + u64::from(self.index))
    }

    pub(crate) fn status(&self) -> &'static str {
        // The first user is the admin who owns the token.
        if self.index == 0 {
            return "ACTIVE";
        }
        match self.draw(0, 100) {
            0..80 => "ACTIVE",
            80..85 => "STAGED",
            85..89 => "PROVISIONED",
            89..93 => "PASSWORD_EXPIRED",
            93..95 => "LOCKED_OUT",
            95..98 => "SUSPENDED",
            _ => "RECOVERY",
        }
    }

    pub(crate) fn created(&self) -> Time {
        let span = 900 * DAY * i64::from(self.index) / i64::from(self.seed.count.max(1));
        Time::from_seconds(self.seed.born.seconds() + DAY + span)
    }

    /// `None` for staged users, and for some others, as old users have it.
    pub(crate) fn activated(&self) -> Option<Time> {
        (self.status() != "STAGED" && self.draw(1, 10) > 0).then(|| self.later(2, DAY))
    }

    pub(crate) fn status_changed(&self) -> Option<Time> {
        (self.status() != "STAGED").then(|| self.later(3, 60 * DAY))
    }

    pub(crate) fn last_login(&self) -> Option<Time> {
        let signs_in = matches!(self.status(), "ACTIVE" | "PASSWORD_EXPIRED" | "LOCKED_OUT");
        (signs_in && self.draw(4, 10) < 8).then(|| self.later(5, 90 * DAY))
    }

    pub(crate) fn last_updated(&self) -> Time {
        self.status_changed().unwrap_or(self.created()).max(self.later(6, 80 * DAY))
    }

    pub(crate) fn password_changed(&self) -> Option<Time> {
        (!matches!(self.status(), "STAGED" | "PROVISIONED")).then(|| self.later(2, DAY))
    }

    pub(crate) fn first_name(&self) -> &'static str {
        self.first().0
    }

    pub(crate) fn last_name(&self) -> &'static str {
        self.last().0
    }

    /// Contains the user's index, which makes logins unique and findable without a map.
    pub(crate) fn login(&self) -> String {
        let domain = self.pick(7, &DOMAINS);
        format!("{}.{}{}@{domain}", self.first().1, self.last().1, self.index)
    }

    pub(crate) fn mobile_phone(&self) -> Option<String> {
        (self.draw(8, 10) < 6).then(|| format!("+1-555-{:07}", self.draw(9, 10_000_000)))
    }

    pub(crate) fn second_email(&self) -> Option<String> {
        (self.draw(10, 10) == 0).then(|| format!("{}{}@mail.example", self.first().1, self.index))
    }

    pub(crate) fn department_index(&self) -> u8 {
        self.draw(11, DEPARTMENTS.len() as u64) as u8
    }

    pub(crate) fn department(&self) -> &'static str {
        self.department_entry().0
    }

    pub(crate) fn title(&self) -> &'static str {
        self.pick(12, self.department_entry().1)
    }

    /// The city, and the locale of its people.
    pub(crate) fn city(&self) -> Pair {
        self.pick(13, &*CITIES)
    }

    pub(crate) fn country(&self) -> &'static str {
        self.city().1.get(3..).unwrap_or_default()
    }

    pub(crate) fn employee_number(&self) -> u32 {
        100_000 + self.index
    }

    /// A custom attribute that about half of them have.
    pub(crate) fn badge(&self) -> Option<String> {
        (self.draw(14, 2) == 0).then(|| format!("B-{:06}", self.index))
    }

    /// A custom number that a third of them have, some with a fraction.
    pub(crate) fn cost_number(&self) -> Option<f64> {
        (self.draw(15, 3) == 0).then(|| self.draw(16, 18_000) as f64 / 2.0 + 1000.0)
    }

    /// The value of an attribute, as search expressions name it.
    pub(crate) fn attribute(&self, path: &str) -> Attribute<'a> {
        match path {
            "id" => self.id().into(),
            "status" => self.status().into(),
            "type.id" => self.seed.type_id.as_str().into(),
            "created" => self.created().into(),
            "activated" => self.activated().into(),
            "statusChanged" => self.status_changed().into(),
            "lastUpdated" => self.last_updated().into(),
            "profile.firstName" => self.first_name().into(),
            "profile.lastName" => self.last_name().into(),
            "profile.login" | "profile.email" => self.login().into(),
            "profile.mobilePhone" => self.mobile_phone().into(),
            "profile.secondEmail" => self.second_email().into(),
            "profile.department" => self.department().into(),
            "profile.title" => self.title().into(),
            "profile.city" => self.city().0.into(),
            "profile.countryCode" => self.country().into(),
            "profile.locale" => self.city().1.into(),
            "profile.employeeNumber" => self.employee_number().to_string().into(),
            "profile.badge" => self.badge().into(),
            "profile.costNumber" => self.cost_number().map_or(Attribute::Missing, Attribute::Number),
            _ => Attribute::Missing,
        }
    }

    fn first(&self) -> Pair {
        self.pick(17, &*FIRST_NAMES)
    }

    fn last(&self) -> Pair {
        self.pick(18, &*LAST_NAMES)
    }

    fn department_entry(&self) -> Department {
        self.pick(11, &DEPARTMENTS)
    }

    fn later(&self, salt: u64, most: i64) -> Time {
        Time::from_seconds(self.created().seconds() + self.draw(salt, most.unsigned_abs()) as i64)
    }

    fn draw(&self, salt: u64, below: u64) -> u64 {
        mix(self.bits, salt) % below
    }

    fn pick<T: Copy + Default>(&self, salt: u64, from: &[T]) -> T {
        from.get(self.draw(salt, from.len() as u64) as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeSet, HashSet};

    fn seed(count: u32) -> Seed {
        Seed::new(42, count, "oty1", &mut Ids::new(42), Time::from_seconds(1_600_000_000))
    }

    #[test]
    fn ids_and_logins_lead_back() {
        let seed = seed(3000);
        let mut seen = HashSet::new();
        for index in 0..3000 {
            let user = seed.user(index);
            assert_eq!(seed.index(&user.id()), Some(index));
            assert_eq!(seed.by_login(&user.login()), Some(index), "{}", user.login());
            assert_eq!(seed.by_login(&user.login().to_uppercase()), Some(index));
            let login = user.login();
            assert_eq!(seed.by_login(login.split('@').next().unwrap()), Some(index));
            assert!(seen.insert(user.login()));
            assert_eq!(seed.index_after(&user.id()), index + 1);
        }
        for text in ["", "@", "5", "nobody5@example.com", "a99999999999@b", "é@é"] {
            assert_eq!(seed.by_login(text), None, "{text}");
        }
        assert_eq!(seed.index_after("00u"), 0);
        assert_eq!(seed.index_after("zzz"), 3000);
    }

    #[test]
    fn attributes_are_plausible() {
        let seed = seed(2000);
        let statuses: BTreeSet<_> = (0..2000).map(|index| seed.user(index).status()).collect();
        assert_eq!(statuses.len(), 7);
        assert!(!statuses.contains("DEPROVISIONED"));
        let with = |has: fn(&Seeded<'_>) -> bool| (0..2000).filter(|index| has(&seed.user(*index))).count();
        assert!((900..1100).contains(&with(|user| user.badge().is_some())));
        assert!((550..780).contains(&with(|user| user.cost_number().is_some())));
        assert!((700..900).contains(&with(|user| user.mobile_phone().is_none())));
        let names: BTreeSet<_> = (0..2000).map(|index| seed.user(index).first_name()).collect();
        assert!(names.len() > 50);
    }

    #[test]
    fn dates_make_sense() {
        let seed = seed(2000);
        for user in (0..2000).map(|index| seed.user(index)) {
            let created = user.created();
            for time in [user.activated(), user.status_changed(), user.last_login(), user.password_changed()] {
                assert!(time.is_none_or(|time| time >= created));
            }
            assert!(user.last_updated() >= created);
        }
    }
}
