//! Which members of documents hold secrets.

use oktant_core::value;

/// Whether a member of this name holds a secret, which is masked where people see it.
#[uniffi::export]
pub fn is_secret(name: &str) -> bool {
    value::is_secret(name)
}
