//! The words that seeded users are made of.

use std::sync::LazyLock;

/// An entry before and after its last space.
pub(super) type Pair = (&'static str, &'static str);

/// Each as people write it and, after the last space, as a login spells it.
pub(super) static FIRST_NAMES: LazyLock<[Pair; 64]> = LazyLock::new(|| {
    [
        "Ada ada", "Ahmed ahmed", "Aiko aiko", "Aïssa aissa", "Alejandro alejandro", "Amara amara", "Anders anders",
        "Anna anna", "Arjun arjun", "Beatriz beatriz", "Björn bjorn", "Carmen carmen", "Chidi chidi", "Chloé chloe",
        "Daniel daniel", "Deepa deepa", "Dmitri dmitri", "Elena elena", "Emeka emeka", "Esther esther",
        "Fatima fatima", "Femi femi", "Gabriel gabriel", "Grace grace", "Hana hana", "Hugo hugo", "Ingrid ingrid",
        "Isaac isaac", "Ivana ivana", "Jamal jamal", "Jin jin", "João joao", "Julia julia", "Kenji kenji", "Kofi kofi",
        "Lars lars", "Leila leila", "Liam liam", "Lucía lucia", "Łucja lucja", "Mai mai", "Marco marco", "Mei mei",
        "Miguel miguel", "Mina mina", "Nadia nadia", "Naveen naveen", "Niamh niamh", "Noah noah", "Olga olga",
        "Omar omar", "Priya priya", "Rafael rafael", "Renée renee", "Rosa rosa", "Samuel samuel", "Sofia sofia",
        "Søren soren", "Tariq tariq", "Thandi thandi", "Tomáš tomas", "Wei wei", "Yara yara", "Zoë zoe",
    ]
    .map(split)
});

/// As [`FIRST_NAMES`].
pub(super) static LAST_NAMES: LazyLock<[Pair; 64]> = LazyLock::new(|| {
    [
        "Abebe abebe", "Adeyemi adeyemi", "Almeida almeida", "Andersson andersson", "Baker baker", "Banerjee banerjee",
        "Becker becker", "Bianchi bianchi", "Brown brown", "Castro castro", "Chen chen", "Cohen cohen", "Costa costa",
        "Delgado delgado", "Diallo diallo", "Dubois dubois", "Eriksen eriksen", "Evans evans", "Fernández fernandez",
        "Fischer fischer", "Fujimoto fujimoto", "García garcia", "Gupta gupta", "Haddad haddad", "Hansen hansen",
        "Horváth horvath", "Ibrahim ibrahim", "Ivanov ivanov", "Jansen jansen", "Johnson johnson", "Kim kim",
        "Kowalski kowalski", "Kumar kumar", "Larsen larsen", "Lefèvre lefevre", "Lindqvist lindqvist", "López lopez",
        "Martin martin", "Mbeki mbeki", "Müller muller", "Murphy murphy", "Nakamura nakamura", "Nguyen nguyen",
        "Novák novak", "O'Brien obrien", "Okafor okafor", "Olsen olsen", "Park park", "Patel patel", "Pereira pereira",
        "Popescu popescu", "Rahman rahman", "Rossi rossi", "Santos santos", "Schmidt schmidt", "Silva silva",
        "Singh singh", "Smith smith", "Suzuki suzuki", "Tanaka tanaka", "van Dijk vandijk", "Walker walker",
        "Yilmaz yilmaz", "Zhang zhang",
    ]
    .map(split)
});

/// The name of a department, and its titles.
pub(super) type Department = (&'static str, &'static [&'static str]);

pub(super) const DEPARTMENTS: [Department; 8] = [
    ("Engineering", &["Software Engineer", "Senior Engineer", "Site Reliability Engineer", "Architect"]),
    ("Sales", &["Account Executive", "Sales Engineer", "Regional Director"]),
    ("Marketing", &["Content Strategist", "Campaign Manager", "Designer"]),
    ("Finance", &["Accountant", "Financial Analyst", "Controller"]),
    ("People", &["Recruiter", "People Partner", "Payroll Specialist"]),
    ("Support", &["Support Engineer", "Support Lead", "Technical Writer"]),
    ("Legal", &["Counsel", "Paralegal", "Privacy Officer"]),
    ("Operations", &["Logistics Planner", "Facilities Manager", "Buyer"]),
];

/// Each with its locale, which ends with the country.
pub(super) static CITIES: LazyLock<[Pair; 12]> = LazyLock::new(|| {
    [
        "Lisboa pt_PT", "Kraków pl_PL", "Toronto en_CA", "Nairobi en_KE", "São Paulo pt_BR", "Osaka ja_JP",
        "Zürich de_CH", "Bengaluru en_IN", "Austin en_US", "Seattle en_US", "Dublin en_IE", "Medellín es_CO",
    ]
    .map(split)
});

fn split(entry: &'static str) -> Pair {
    entry.rsplit_once(' ').unwrap_or_default()
}
