//! The client of a command: settings from its flags, the environment and files.

use crate::failure::Result;
use crate::globals::Globals;
use crate::verbose::{self, Verbose};
use oktant::Client;
use oktant::bindings::{self, settings};
use oktant::transport::Transport;
use oktant_core::Config;
use oktant_core::config::{Origin, RawConfig};
use std::sync::Arc;

/// The client.
pub(crate) fn client(globals: &Globals) -> Result<Client> {
    client_over(globals, transport(globals)?)
}

/// The client over a transport.
pub(crate) fn client_over(globals: &Globals, transport: Arc<dyn Transport>) -> Result<Client> {
    let builder = Client::builder().or_env().transport(transport);
    let builder = chosen(globals).into_iter().fold(builder, |builder, (name, text)| builder.setting(&name, text));
    let builder = if globals.verbose { builder.on_event(verbose::show) } else { builder };
    Ok(builder.build()?)
}

/// The transport of the client.
pub(crate) fn transport(globals: &Globals) -> Result<Arc<dyn Transport>> {
    let transport = bindings::transport(&config(globals)?)?;
    Ok(if globals.verbose { Arc::new(Verbose(transport)) } else { transport })
}

/// The settings of the client, checked.
pub(crate) fn config(globals: &Globals) -> Result<Config> {
    Ok(raw_config(globals).resolve()?)
}

/// The settings of the client, as they are found.
pub(crate) fn raw_config(globals: &Globals) -> RawConfig {
    let mut raw = RawConfig::new();
    chosen(globals).into_iter().for_each(|(name, text)| raw.set(&name, text, Origin::Code));
    settings::read(&mut raw, true);
    raw
}

/// The settings that flags set.
fn chosen(globals: &Globals) -> Vec<(String, String)> {
    let named = [("CONFIGFILE", &globals.config), ("PROFILE", &globals.profile)];
    let named = named.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.clone()?)));
    named.chain(globals.settings.iter().cloned()).collect()
}
