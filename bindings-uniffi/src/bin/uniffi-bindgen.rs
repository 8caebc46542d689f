//! Writes the Kotlin and Swift sides of the edge.

fn main() {
    uniffi::uniffi_bindgen_main();
}
