//! Where settings were looked for, and what was found there that may have been meant: for the errors of those that are missing.

use super::Origin;
use super::key::{Key, plain};
use crate::text;

/// What a search for settings came across.
#[derive(Clone, Default)]
pub(super) struct Search {
    places: Vec<(Origin, &'static str)>,
    /// Settings in places where they are not read, and what to do about each.
    near: Vec<(Key, String)>,
}

impl Search {
    /// Notes a place, and what is to be said of it.
    pub(super) fn looked(&mut self, origin: Origin, found: &'static str) {
        self.places.retain(|(own, _)| *own != origin);
        self.places.push((origin, found));
    }

    /// Looks at a variable that does not begin with `OKTA_CLIENT_`; its name is in upper case.
    pub(super) fn variable(&mut self, name: &str) {
        let Some(rest) = name.strip_prefix("OKTA_") else { return };
        let rest = plain(rest);
        let forms = [rest.clone(), format!("OKTA{rest}"), rest.trim_start_matches("API").to_owned()];
        if let Some(key) = forms.iter().find_map(|form| Key::find(form)) {
            let name = text::one_line(name, 100);
            self.near.push((key, format!("{name} ({}) is not read: write {key}", Origin::Environment)));
        }
    }

    /// Looks at a member of a file that stands outside of `okta.client`.
    pub(super) fn member(&mut self, path: &str, origin: Origin) {
        const MOST: usize = 20;
        let last = path.rsplit('.').next().unwrap_or_default();
        if let Some(key) = Key::find(last).filter(|_| self.near.len() < MOST) {
            let path = text::quoted(path);
            self.near.push((key, format!("{path} ({origin}) is not read: write it under okta.client")));
        }
    }

    /// What to add to the error of settings that are missing.
    pub(super) fn report(&self, missing: &[Key]) -> Vec<String> {
        let near = self.near.iter().filter(|(key, _)| missing.contains(key)).map(|(_, what)| what.clone());
        let mut report: Vec<String> = near.collect();
        if !missing.is_empty() && !self.places.is_empty() {
            let mut places = String::new();
            for (origin, found) in &self.places {
                text::add(&mut places, ", ", &format!("{origin}{found}"));
            }
            report.push(format!("looked in: {places}"));
        }
        report
    }
}

/// The setting whose name is nearest to one that is none, where one is near enough.
pub(super) fn meant(name: &str) -> Option<Key> {
    let name = plain(name);
    let name = name.strip_prefix("OKTACLIENT").unwrap_or(&name);
    // Names of other tools lack the word: OKTA_CLIENT_ID.
    let whole = Key::find(&format!("CLIENT{name}"));
    let near = || {
        let distance = |key: Key| (distance(name, &plain(key.name())), key);
        Key::all().map(distance).min().filter(|(distance, _)| *distance <= 2 && *distance * 3 <= name.len())
    };
    whole.or_else(|| near().map(|(_, key)| key))
}

/// How many characters must be added, removed, replaced or swapped with their neighbour to get from one text to the other.
fn distance(one: &str, other: &str) -> usize {
    const LONGEST: usize = 40;
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().max(other.len()) > LONGEST {
        return LONGEST;
    }
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    let at =
        |rows: &[Vec<usize>], i: usize, j: usize| rows.get(i).and_then(|row| row.get(j)).copied().unwrap_or(LONGEST);
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            let same = i > 0 && j > 0 && one.get(i - 1) == other.get(j - 1);
            let swapped = i > 1 && j > 1 && one.get(i - 1) == other.get(j - 2) && one.get(i - 2) == other.get(j - 1);
            let mut least = if i == 0 { j } else { at(&rows, i - 1, j) + 1 };
            if j > 0 {
                least = least.min(at(&rows, i, j - 1) + 1);
            }
            if i > 0 && j > 0 {
                least = least.min(at(&rows, i - 1, j - 1) + usize::from(!same));
            }
            if swapped {
                least = least.min(at(&rows, i - 2, j - 2) + 1);
            }
            if let Some(cell) = rows.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = least;
            }
        }
    }
    at(&rows, one.len(), other.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RawConfig;

    fn missing(variables: &[&str], yaml: &str) -> String {
        let mut raw = RawConfig::new();
        raw.absent(Origin::HomeFile);
        raw.yaml(yaml, Origin::WorkingFile);
        raw.environment(variables.iter().map(|name| ((*name).to_owned(), "00secret".to_owned())));
        let text = raw.resolve().unwrap_err().to_string();
        assert!(!text.contains("00secret"), "{text}");
        text
    }

    #[test]
    fn what_is_not_set_is_told_with_where_it_was_looked_for() {
        assert_eq!(
            missing(&[], "a: 1"),
            "OKTA_CLIENT_ORGURL is not set: write it like https://example.okta.com; OKTA_CLIENT_TOKEN is not set: give an \
             API token of the org; looked in: ~/.okta/okta.yaml (no such file), ./okta.yaml (nothing under okta.client), \
             environment"
        );
    }

    #[test]
    fn names_that_are_near_are_told() {
        let text = missing(&["OKTA_API_TOKEN", "OKTA_CLIENT_ORGURI", "PATH"], "client: {token: 00secret, orgUrl: x}");
        for part in [
            "OKTA_API_TOKEN (environment) is not read: write OKTA_CLIENT_TOKEN",
            "\"client.token\" (./okta.yaml) is not read: write it under okta.client",
            "OKTA_CLIENT_ORGURI (environment) is not a setting of this SDK: did you mean OKTA_CLIENT_ORGURL?",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(
            missing(&["OKTA_ORG_URL", "OKTA_DOMAIN"], "").matches("is not read: write OKTA_CLIENT_ORGURL").count() == 2
        );
    }

    #[test]
    fn distances() {
        for (one, other, least) in
            [("", "", 0), ("TOKEN", "TOKEN", 0), ("TOEKN", "TOKEN", 1), ("ORGURI", "ORGURL", 1), ("A", "TOKEN", 5)]
        {
            assert_eq!((distance(one, other), distance(other, one)), (least, least), "{one} {other}");
        }
        assert_eq!((meant("TOEKN"), meant("ID"), meant("X")), (Some(Key::Token), Some(Key::ClientId), None));
    }
}
