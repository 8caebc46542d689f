//! From an Okta management document to facts, and from facts to code.
//!
//! `import` removes the prose of a document and checks that everything in it is understood; `facts` applies the corrections
//! of the overlay; the model and the emitters read nothing else.

pub mod diff;
pub mod emit;
pub mod facts;
pub mod hints;
pub mod import;
pub mod model;
pub mod node;
pub mod official;
pub mod overlay;
pub mod settings;
pub mod yaml;
