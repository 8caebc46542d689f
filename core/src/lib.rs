//! Oktant.
