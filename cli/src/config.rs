//! `oktant config`: the settings in use, and the profiles of configuration files.

use crate::client::{config, raw_config};
use crate::failure::{Failure, Result};
use crate::globals::{self, Globals};
use crate::output;
use clap::Command;
use oktant::value::{Json, Object};
use oktant_core::Config;
use oktant_core::config::Credential;

/// The command line.
pub(crate) fn command() -> Command {
    let show = "The settings in use, each with its source; secrets are ***";
    let profiles = "The profiles under okta.profiles of the configuration files, such as ~/.okta/okta.yaml";
    Command::new("config")
        .about("Settings and profiles")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(globals::flags(Command::new("show").alias("explain").about(show)))
        .subcommand(globals::flags(Command::new("profiles").about(profiles)))
}

/// Runs the command.
pub(crate) fn run(globals: &Globals, name: &str) -> Result {
    if name == "show" {
        let raw = raw_config(globals);
        output::bytes(globals, format!("{}\n", raw.explain()).as_bytes())?;
        // What is missing or wrong is said after what is set.
        return raw.resolve().map(drop).map_err(Failure::from);
    }
    let found = raw_config(globals).profiles().to_vec();
    let described = found.into_iter().map(|name| {
        let config = config(&Globals { profile: Some(name.clone()), ..globals.clone() });
        let mut profile = Object::new();
        profile.insert("profile", name);
        match config {
            Ok(config) => {
                profile.insert("orgUrl", config.org_url.as_str());
                profile.insert("authentication", authentication(&config));
            }
            Err(failure) => drop(profile.insert("problem", failure.to_string())),
        }
        Json::Object(profile)
    });
    output::list(globals, described)
}

/// How a client authenticates, in words.
pub(crate) fn authentication(config: &Config) -> &'static str {
    match config.credential {
        Credential::Ssws(_) => "API token",
        Credential::PrivateKey => "service app",
        _ => "access token",
    }
}
