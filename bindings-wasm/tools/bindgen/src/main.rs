//! `oktant-wasm-bindgen IN.wasm OUT-FOLDER`: writes the glue of a module whose host loads the wasm file itself.

use std::env;
use std::error::Error;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [input, folder] = arguments.as_slice() else { return Err("give a .wasm file and a folder".into()) };
    Bindgen::new().input_path(input).web(true)?.omit_default_module_path(true).typescript(false).generate(folder)?;
    Ok(())
}
