//! The command behind `make import`, `make generate`, `make diff` and the reference of `make docs`.

use clap::{Parser, Subcommand};
use oktant_codegen::diff::{self, report};
use oktant_codegen::hints::Hints;
use oktant_codegen::model::Api;
use oktant_codegen::official::Official;
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
    /// Writes the reference of all operations as Markdown.
    Reference {
        /// The folder, which is made if it is missing.
        out: PathBuf,
    },
    /// Prints what changes for users between two API documents, as Markdown.
    Diff {
        /// The older document, or facts of one.
        old: PathBuf,
        /// The newer one.
        new: PathBuf,
    },
    /// Writes spec/official.yaml from the methods of official SDKs.
    Official {
        /// The methods: a line for each, as `Official::compare` reads it.
        methods: PathBuf,
    },
}

fn main() -> ExitCode {
    let command = Command::parse();
    let done = match &command.task {
        Task::Import { document } => import_document(&command.root, document),
        Task::Generate { check } => generate(&command.root, *check),
        Task::Model => print_model(&command.root),
        Task::Reference { out } => reference(&command.root, out),
        Task::Diff { old, new } => print_diff(&command.root, old, new),
        Task::Official { methods } => official(&command.root, methods),
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

fn reference(root: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let api = model::build(&read_document(root)?)?;
    let spec = root.join("spec");
    let pages = emit::reference(&api, &facts::hints(&spec, &api)?, &facts::official(&spec, &api)?)?;
    for (path, text) in &pages {
        let path = out.join(path);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, text)?;
    }
    println!("{} operations on {} pages", api.operations.len(), pages.len());
    Ok(())
}

fn print_diff(root: &Path, old: &Path, new: &Path) -> Result<(), Box<dyn Error>> {
    let (from, old) = read_side(root, old)?;
    let (to, new) = read_side(root, new)?;
    let hints = Hints::parse(&std::fs::read_to_string(root.join("spec/hints.yaml"))?)?;
    print!("{}", report(&diff::diff(&old, &new), &from, &to, &hints));
    Ok(())
}

/// A document to compare: its version and its model.
fn read_side(root: &Path, path: &Path) -> Result<(String, Api), Box<dyn Error>> {
    let within = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| within(&error))?;
    let document = facts::document(&root.join("spec"), &text).map_err(|error| within(&error))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok((diff::version(&stem, &document), model::build(&document).map_err(|error| within(&error))?))
}

fn official(root: &Path, methods: &Path) -> Result<(), Box<dyn Error>> {
    let api = model::build(&read_document(root)?)?;
    let official = Official::compare(&std::fs::read_to_string(methods)?, &api)?;
    std::fs::write(root.join("spec/official.yaml"), official.render()?)?;
    Ok(())
}
