//! From an Okta management document to facts, and from facts to code.
//!
//! `import` strips a document of its words and checks that everything in it is understood; `facts` puts the corrections of
//! the overlay on top; the model and the emitters read nothing but that.

pub mod emit;
pub mod facts;
pub mod import;
pub mod model;
pub mod overlay;
pub mod settings;
pub mod yaml;
