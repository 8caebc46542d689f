//! The words that seeded users are made of.

/// A name as people write it, and as a login spells it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Name {
    pub(super) shown: &'static str,
    pub(super) plain: &'static str,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Department {
    pub(super) name: &'static str,
    pub(super) titles: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct City {
    pub(crate) name: &'static str,
    pub(crate) country: &'static str,
    pub(crate) locale: &'static str,
}

const fn name(shown: &'static str, plain: &'static str) -> Name {
    Name { shown, plain }
}

const fn department(name: &'static str, titles: &'static [&'static str]) -> Department {
    Department { name, titles }
}

const fn city(name: &'static str, country: &'static str, locale: &'static str) -> City {
    City { name, country, locale }
}

pub(super) const FIRST_NAMES: [Name; 64] = [
    name("Ada", "ada"),
    name("Ahmed", "ahmed"),
    name("Aiko", "aiko"),
    name("Aïssa", "aissa"),
    name("Alejandro", "alejandro"),
    name("Amara", "amara"),
    name("Anders", "anders"),
    name("Anna", "anna"),
    name("Arjun", "arjun"),
    name("Beatriz", "beatriz"),
    name("Björn", "bjorn"),
    name("Carmen", "carmen"),
    name("Chidi", "chidi"),
    name("Chloé", "chloe"),
    name("Daniel", "daniel"),
    name("Deepa", "deepa"),
    name("Dmitri", "dmitri"),
    name("Elena", "elena"),
    name("Emeka", "emeka"),
    name("Esther", "esther"),
    name("Fatima", "fatima"),
    name("Femi", "femi"),
    name("Gabriel", "gabriel"),
    name("Grace", "grace"),
    name("Hana", "hana"),
    name("Hugo", "hugo"),
    name("Ingrid", "ingrid"),
    name("Isaac", "isaac"),
    name("Ivana", "ivana"),
    name("Jamal", "jamal"),
    name("Jin", "jin"),
    name("João", "joao"),
    name("Julia", "julia"),
    name("Kenji", "kenji"),
    name("Kofi", "kofi"),
    name("Lars", "lars"),
    name("Leila", "leila"),
    name("Liam", "liam"),
    name("Lucía", "lucia"),
    name("Łucja", "lucja"),
    name("Mai", "mai"),
    name("Marco", "marco"),
    name("Mei", "mei"),
    name("Miguel", "miguel"),
    name("Mina", "mina"),
    name("Nadia", "nadia"),
    name("Naveen", "naveen"),
    name("Niamh", "niamh"),
    name("Noah", "noah"),
    name("Olga", "olga"),
    name("Omar", "omar"),
    name("Priya", "priya"),
    name("Rafael", "rafael"),
    name("Renée", "renee"),
    name("Rosa", "rosa"),
    name("Samuel", "samuel"),
    name("Sofia", "sofia"),
    name("Søren", "soren"),
    name("Tariq", "tariq"),
    name("Thandi", "thandi"),
    name("Tomáš", "tomas"),
    name("Wei", "wei"),
    name("Yara", "yara"),
    name("Zoë", "zoe"),
];

pub(super) const LAST_NAMES: [Name; 64] = [
    name("Abebe", "abebe"),
    name("Adeyemi", "adeyemi"),
    name("Almeida", "almeida"),
    name("Andersson", "andersson"),
    name("Baker", "baker"),
    name("Banerjee", "banerjee"),
    name("Becker", "becker"),
    name("Bianchi", "bianchi"),
    name("Brown", "brown"),
    name("Castro", "castro"),
    name("Chen", "chen"),
    name("Cohen", "cohen"),
    name("Costa", "costa"),
    name("Delgado", "delgado"),
    name("Diallo", "diallo"),
    name("Dubois", "dubois"),
    name("Eriksen", "eriksen"),
    name("Evans", "evans"),
    name("Fernández", "fernandez"),
    name("Fischer", "fischer"),
    name("Fujimoto", "fujimoto"),
    name("García", "garcia"),
    name("Gupta", "gupta"),
    name("Haddad", "haddad"),
    name("Hansen", "hansen"),
    name("Horváth", "horvath"),
    name("Ibrahim", "ibrahim"),
    name("Ivanov", "ivanov"),
    name("Jansen", "jansen"),
    name("Johnson", "johnson"),
    name("Kim", "kim"),
    name("Kowalski", "kowalski"),
    name("Kumar", "kumar"),
    name("Larsen", "larsen"),
    name("Lefèvre", "lefevre"),
    name("Lindqvist", "lindqvist"),
    name("López", "lopez"),
    name("Martin", "martin"),
    name("Mbeki", "mbeki"),
    name("Müller", "muller"),
    name("Murphy", "murphy"),
    name("Nakamura", "nakamura"),
    name("Nguyen", "nguyen"),
    name("Novák", "novak"),
    name("O'Brien", "obrien"),
    name("Okafor", "okafor"),
    name("Olsen", "olsen"),
    name("Park", "park"),
    name("Patel", "patel"),
    name("Pereira", "pereira"),
    name("Popescu", "popescu"),
    name("Rahman", "rahman"),
    name("Rossi", "rossi"),
    name("Santos", "santos"),
    name("Schmidt", "schmidt"),
    name("Silva", "silva"),
    name("Singh", "singh"),
    name("Smith", "smith"),
    name("Suzuki", "suzuki"),
    name("Tanaka", "tanaka"),
    name("van Dijk", "vandijk"),
    name("Walker", "walker"),
    name("Yilmaz", "yilmaz"),
    name("Zhang", "zhang"),
];

pub(super) const DEPARTMENTS: [Department; 8] = [
    department("Engineering", &["Software Engineer", "Senior Engineer", "Site Reliability Engineer", "Architect"]),
    department("Sales", &["Account Executive", "Sales Engineer", "Regional Director"]),
    department("Marketing", &["Content Strategist", "Campaign Manager", "Designer"]),
    department("Finance", &["Accountant", "Financial Analyst", "Controller"]),
    department("People", &["Recruiter", "People Partner", "Payroll Specialist"]),
    department("Support", &["Support Engineer", "Support Lead", "Technical Writer"]),
    department("Legal", &["Counsel", "Paralegal", "Privacy Officer"]),
    department("Operations", &["Logistics Planner", "Facilities Manager", "Buyer"]),
];

pub(super) const CITIES: [City; 12] = [
    city("Lisboa", "PT", "pt_PT"),
    city("Kraków", "PL", "pl_PL"),
    city("Toronto", "CA", "en_CA"),
    city("Nairobi", "KE", "en_KE"),
    city("São Paulo", "BR", "pt_BR"),
    city("Osaka", "JP", "ja_JP"),
    city("Zürich", "CH", "de_CH"),
    city("Bengaluru", "IN", "en_IN"),
    city("Austin", "US", "en_US"),
    city("Seattle", "US", "en_US"),
    city("Dublin", "IE", "en_IE"),
    city("Medellín", "CO", "es_CO"),
];
