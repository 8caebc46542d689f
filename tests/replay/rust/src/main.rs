//! Oktant.
fn main() {}
