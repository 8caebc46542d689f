//! `oktant completions` and `oktant man`: completions of shells and manual pages, from the command line as it is.

use crate::failure::{Failure, Result};
use clap::{Arg, ArgMatches, Command, ValueHint};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};
use std::io::{self, Write};
use std::path::Path;

/// The environment variable by which a shell asks for completions.
pub(crate) const VARIABLE: &str = "OKTANT_COMPLETE";

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// The command line of `completions`.
pub(crate) fn command() -> Command {
    let shell = Arg::new("shell").required(true).value_name("SHELL").value_parser(SHELLS);
    Command::new("completions")
        .about("Print the completions of a shell")
        .arg(shell)
        .after_help("bash: source <(oktant completions bash)\nzsh:  source <(oktant completions zsh)\nfish: oktant completions fish | source\nPowerShell: oktant completions powershell | Out-String | Invoke-Expression")
}

/// The command line of `man`.
pub(crate) fn man_command() -> Command {
    let folder = Arg::new("folder").required(true).value_name("FOLDER").value_hint(ValueHint::DirPath);
    let folder = folder.help("The folder, which is made if it is not there");
    Command::new("man").about("Write a manual page for each command into a folder").arg(folder)
}

/// Prints the script of a shell. It asks the program itself for completions, so it stays true for later versions.
pub(crate) fn run(matches: &ArgMatches) -> Result {
    let shell: &dyn EnvCompleter = match matches.get_one::<String>("shell").map(String::as_str) {
        Some("elvish") => &Elvish,
        Some("fish") => &Fish,
        Some("powershell") => &Powershell,
        Some("zsh") => &Zsh,
        _ => &Bash,
    };
    let mut out = io::stdout().lock();
    shell.write_registration(VARIABLE, "oktant", "oktant", "oktant", &mut out)?;
    Ok(out.flush()?)
}

/// Writes the manual pages of a command line.
pub(crate) fn write_man(root: Command, matches: &ArgMatches) -> Result {
    let folder = matches.get_one::<String>("folder").map(String::as_str).unwrap_or_default();
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(root, Path::new(folder)));
    written.map_err(|error| Failure::file(folder, &error))
}
