//! Where settings were searched and which similar names were found there, for error messages about missing settings.

use super::Origin;
use super::key::{Key, plain};
use crate::text;

/// The places searched, and what was found.
#[derive(Clone, Default)]
pub(super) struct Search {
    places: Vec<(Origin, &'static str)>,
    /// Settings in places where they are not read, and what to do about each.
    misplaced: Vec<(Key, String)>,
}

impl Search {
    /// Records that a place was searched, with a note for the error message.
    pub(super) fn looked(&mut self, origin: Origin, note: &'static str) {
        self.places.retain(|(other, _)| *other != origin);
        self.places.push((origin, note));
    }

    /// Checks an environment variable without the prefix `OKTA_CLIENT_`, with its name in upper case.
    pub(super) fn variable(&mut self, name: &str) {
        let Some(rest) = name.strip_prefix("OKTA_") else { return };
        let rest = plain(rest);
        let forms = [rest.clone(), format!("OKTA{rest}"), rest.trim_start_matches("API").to_owned()];
        if let Some(key) = forms.iter().find_map(|form| Key::find(form)) {
            let name = text::one_line(name, 100);
            self.misplaced.push((key, format!("{name} ({}) is not read: write {key}", Origin::Environment)));
        }
    }

    /// Checks a member of a file that is outside of `client`, the path of its settings.
    pub(super) fn member(&mut self, path: &str, origin: Origin, client: &str) {
        const MOST: usize = 20;
        let last = path.rsplit('.').next().unwrap_or_default();
        if let Some(key) = Key::find(last).filter(|_| self.misplaced.len() < MOST) {
            let (path, client) = (text::quoted(path), text::one_line(client, 100));
            self.misplaced.push((key, format!("{path} ({origin}) is not read: write it under {client}")));
        }
    }

    /// The sentences to add to the error about missing settings.
    pub(super) fn report(&self, missing: &[Key]) -> Vec<String> {
        let misplaced = self.misplaced.iter().filter(|(key, _)| missing.contains(key)).map(|(_, what)| what.clone());
        let mut report: Vec<String> = misplaced.collect();
        if !missing.is_empty() && !self.places.is_empty() {
            report.push(format!("looked in: {}", self.shown(|_| true)));
        }
        report
    }

    /// The configuration files searched, for error messages.
    pub(super) fn files(&self) -> String {
        self.shown(Origin::is_file)
    }

    fn shown(&self, wanted: impl Fn(Origin) -> bool) -> String {
        let mut places = String::new();
        for (origin, note) in self.places.iter().filter(|(origin, _)| wanted(*origin)) {
            text::add(&mut places, ", ", &format!("{origin}{note}"));
        }
        places
    }
}

/// The setting with the most similar name, if one is similar enough.
pub(super) fn did_you_mean(name: &str) -> Option<Key> {
    let name = plain(name);
    let name = name.strip_prefix("OKTACLIENT").unwrap_or(&name);
    // OKTA_CLIENT_ID is a common name for OKTA_CLIENT_CLIENTID.
    let whole = Key::find(&format!("CLIENT{name}"));
    let near = || {
        let distance = |key: Key| (distance(name, &plain(key.name())), key);
        Key::all().map(distance).min().filter(|(distance, _)| *distance <= 2 && *distance * 3 <= name.len())
    };
    whole.or_else(|| near().map(|(_, key)| key))
}

/// The edit distance (Damerau-Levenshtein) of two texts: insertions, deletions, replacements and swaps of neighbours.
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
    fn the_error_lists_the_places_searched() {
        assert_eq!(
            missing(&[], "a: 1"),
            "OKTA_CLIENT_ORGURL is not set: write it like https://example.okta.com; OKTA_CLIENT_TOKEN is not set: give an \
             API token of the org; looked in: ~/.okta/okta.yaml (no such file), ./okta.yaml (nothing under okta.client), \
             environment"
        );
    }

    #[test]
    fn the_error_suggests_similar_names() {
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
        let found = ["TOEKN", "ID", "X"].map(did_you_mean);
        assert_eq!(found, [Some(Key::Token), Some(Key::ClientId), None]);
    }
}
