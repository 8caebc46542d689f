//! Invented pages, shaped as a real org answers.

use oktant::value::{Json, Malformed};

const USER: &str = include_str!("../documents/user.json");
const APPS: [&str; 4] = [
    include_str!("../documents/saml.json"),
    include_str!("../documents/oidc.json"),
    include_str!("../documents/bookmark.json"),
    include_str!("../documents/swa.json"),
];
const FIRST: [&str; 5] = ["Ilka", "Bram", "Søren", "Noor", "Maëlle"];
const LAST: [&str; 7] = ["Quarrington", "Vane", "Oyelaran", "Šimková", "Bell", "Hartwell", "de la Cruz"];
/// Attributes that only some users have, as directories differ: each is left out, null or set, in turn.
const SPARSE: [(&str, &str); 6] = [
    ("middleName", "R."),
    ("nickName", "Q"),
    ("division", "Eastern slopes"),
    ("countryCode", "NL"),
    ("costCenter", "4711"),
    ("carPark", "north-12"),
];

/// A page of `count` users as text.
pub(crate) fn users(count: usize) -> Result<String, Malformed> {
    page(count, |n| {
        let (first, last) = (pick(&FIRST, n), pick(&LAST, n));
        let login = format!("grower.{n}@fernhollow.example.com");
        let text = fill(USER, n).replace("$first", first).replace("$last", last).replace("$login", &login);
        let mut user = Json::parse(text.as_bytes())?;
        if let Json::Object(members) = &mut user {
            if let Some(Json::Object(profile)) = members.get_mut("profile") {
                for (at, (name, value)) in SPARSE.into_iter().enumerate() {
                    match (n + at) % 4 {
                        0 => profile.insert(name, Json::Null),
                        1 => profile.insert(name, value),
                        _ => None,
                    };
                }
            }
            if n % 9 == 0 {
                members.insert("status", "PROVISIONED");
                members.insert("lastLogin", Json::Null);
                members.insert("passwordChanged", Json::Null);
            }
        }
        Ok(user)
    })
}

/// A page of `count` applications of four kinds as text.
pub(crate) fn apps(count: usize) -> Result<String, Malformed> {
    page(count, |n| Json::parse(fill(pick(&APPS, n), n).as_bytes()))
}

fn page(count: usize, one: impl Fn(usize) -> Result<Json, Malformed>) -> Result<String, Malformed> {
    Ok(Json::Array((0..count).map(one).collect::<Result<_, _>>()?).to_string())
}

fn fill(template: &str, n: usize) -> String {
    template.replace("$id", &format!("0xBENCH{n:013}")).replace("$n", &n.to_string())
}

fn pick<'a>(from: &[&'a str], n: usize) -> &'a str {
    from.get(n % from.len()).copied().unwrap_or_default()
}
