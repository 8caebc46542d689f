//! How an org began: its setup and seed file, and when. The first line of a journal.

use crate::oauth::ServiceApp;
use crate::org::Org;
use crate::seed_file::SeedFile;
use crate::setup::Setup;
use crate::simulation::Simulation;
use crate::time::Time;
use serde_json::{Value, json};

/// The mark of a journal of this version of the format.
const FORMAT: &str = "oktant-simulator journal";
const VERSION: u64 = 1;

/// How an org began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The org and its options.
    pub setup: Setup,
    /// What it was filled with.
    pub seed_file: SeedFile,
    /// When it was filled.
    pub began: Time,
}

impl Origin {
    /// The org as it began.
    ///
    /// # Errors
    /// Fails if the org refuses a request of the seed file.
    pub fn start(&self) -> Result<Simulation, String> {
        let mut org = Org::new(&self.setup);
        self.seed_file.play(&mut org, self.began).map_err(|error| format!("seed file: {error}"))?;
        Ok(Simulation::from(org))
    }

    /// The first line of a journal: what the contents of an org follow from. Limits and other conditions may differ
    /// from one run to the next.
    pub(crate) fn to_json(&self) -> Value {
        let apps = self.setup.service_apps.iter();
        json!({
            "format": FORMAT,
            "version": VERSION,
            "began": self.began.millis(),
            "users": self.setup.users,
            "seed": self.setup.seed,
            "token": self.setup.token,
            "custom": Vec::from_iter(self.setup.custom.iter().map(ToString::to_string)),
            "serviceApps": Vec::from_iter(apps.map(|app| json!({ "clientId": app.client_id, "jwks": app.jwks }))),
            "issuerAudience": self.setup.issuer_audience,
            "classic": self.setup.classic,
            "realms": self.setup.realms,
            "lacks": self.setup.lacks,
            "year": self.setup.year,
            "seedFile": self.seed_file.document,
        })
    }

    /// Reads the first line of a journal; what it does not say is as in `conditions`.
    pub(crate) fn from_json(line: &Value, conditions: &Setup) -> Result<Self, String> {
        if line["format"] != FORMAT {
            return Err("this is no journal of oktant-simulator".into());
        }
        if line["version"] != VERSION {
            return Err(format!("version {} of the format is unknown; known: {VERSION}", line["version"]));
        }
        let number = |name: &str| line[name].as_u64().ok_or_else(|| format!("{name} is missing"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let items = |name: &str| line[name].as_array().into_iter().flatten();
        let flag = |name: &str, other: bool| line[name].as_bool().unwrap_or(other);
        let app = |app: &Value| ServiceApp::read(&text(&app["clientId"]), &app["jwks"].to_string());
        Ok(Self {
            setup: Setup {
                users: u32::try_from(number("users")?).map_err(|error| format!("users: {error}"))?,
                seed: number("seed")?,
                token: text(&line["token"]),
                custom: items("custom").map(|custom| text(custom).parse()).collect::<Result<_, _>>()?,
                service_apps: items("serviceApps").map(app).collect::<Result<_, _>>()?,
                issuer_audience: flag("issuerAudience", conditions.issuer_audience),
                classic: flag("classic", conditions.classic),
                realms: flag("realms", conditions.realms),
                lacks: match line.get("lacks") {
                    None => conditions.lacks.clone(),
                    Some(_) => items("lacks").map(text).collect(),
                },
                year: line["year"].as_u64().and_then(|year| year.try_into().ok()).unwrap_or(conditions.year),
                ..conditions.clone()
            },
            seed_file: match &line["seedFile"] {
                Value::Null => SeedFile::default(),
                document => SeedFile::parse(document.clone())?,
            },
            began: Time::from_millis(line["began"].as_i64().ok_or("began is missing")?),
        })
    }

    /// Whether an org of a journal is the one that flags ask for; flags that are not given ask for nothing.
    pub(crate) fn agrees(&self, flags: &Self) -> bool {
        let contents = |origin: &Self| Self { began: Time::default(), ..origin.clone() }.to_json();
        let silent = Self { setup: Setup::default(), seed_file: SeedFile::default(), began: Time::default() };
        [contents(self), silent.to_json()].contains(&contents(flags))
    }
}
