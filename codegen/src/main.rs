//! The command behind `make import` and `make generate`.

use clap::{Parser, Subcommand};
use oktant_codegen::{emit, facts, import, model};
use serde_json::Value;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Turns an Okta management document into facts, and facts into code.
#[derive(Parser)]
#[command(name = "oktant-codegen")]
struct Command {
    /// The root of the project.
    #[arg(long, global = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."))]
    root: PathBuf,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes spec/management.yaml from a document: facts only.
    Import {
        /// The document, an OpenAPI 3.0 file in YAML.
        document: PathBuf,
    },
    /// Writes the generated code from spec/.
    Generate {
        /// Writes nothing; fails if the committed code differs from what spec/ gives.
        #[arg(long)]
        check: bool,
    },
    /// Prints the intermediate model as JSON.
    Model,
}

fn main() -> ExitCode {
    let command = Command::parse();
    let done = match &command.task {
        Task::Import { document } => import_document(&command.root, document),
        Task::Generate { check } => generate(&command.root, *check),
        Task::Model => print_model(&command.root),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn import_document(root: &Path, document: &Path) -> Result<(), Box<dyn Error>> {
    let text = std::fs::read_to_string(document).map_err(|error| format!("{}: {error}", document.display()))?;
    let import = import::import(&text).map_err(|error| format!("{} is not imported:\n{error}", document.display()))?;
    std::fs::write(root.join("spec/management.yaml"), import::render(&import.facts))?;
    for unknown in &import.unknown_extensions {
        println!("left out: {unknown}");
    }
    println!("{}", import::counts(&import.facts));
    let corrections = facts::facts(&root.join("spec"))?.corrections;
    for target in &corrections.mended {
        println!("already mended: {target}");
    }
    for target in &corrections.gone {
        println!("gone: {target}");
    }
    println!("{corrections}");
    Ok(())
}

fn read_document(root: &Path) -> Result<Value, Box<dyn Error>> {
    let facts = facts::facts(&root.join("spec"))?;
    eprintln!("{}", facts.corrections);
    Ok(facts.document)
}

fn generate(root: &Path, check: bool) -> Result<(), Box<dyn Error>> {
    let document = read_document(root)?;
    let api = model::build(&document)?;
    let spec = root.join("spec");
    let files = emit::emit(&document, &api, &facts::settings(&spec)?, &facts::hints(&spec, &api)?, root)?;
    if check {
        let wrong = emit::differences(root, &files)?;
        return if wrong.is_empty() { Ok(()) } else { Err(format!("run make generate:\n{}", wrong.join("\n")).into()) };
    }
    emit::write(root, &files)?;
    let lines: usize = files.values().map(|text| text.lines().count()).sum();
    println!("{} operations, {} types, {} files, {lines} lines", api.operations.len(), api.types.len(), files.len());
    Ok(())
}

fn print_model(root: &Path) -> Result<(), Box<dyn Error>> {
    println!("{}", serde_json::to_string_pretty(&model::build(&read_document(root)?)?)?);
    Ok(())
}
