//! jq filters, by jaq.

use super::path::cut;
use crate::failure::{Failure, Result};
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read};
use oktant::Json;

/// The formatters of jq that jaq does not define.
const FORMATTERS: &str = r#"
def row(text; $between):
  if isarray | not then error("\(type) is no array of cells") end
  | [.[] | if . == null then "" elif isstring then text elif isarray or isobject then error("\(type) is no cell") else tojson end]
  | join($between);
def @csv: row("\"" + gsub("\""; "\"\"") + "\""; ",");
def @tsv: row(gsub("\\\\"; "\\\\") | gsub("\t"; "\\t") | gsub("\n"; "\\n") | gsub("\r"; "\\r"); "\t");
"#;

/// The most characters that an error shows of a value.
const SHOWN: usize = 120;

type Lut = jaq_core::compile::Filter<jaq_core::Native<data::JustLut<Val>>>;

/// A compiled filter.
pub(crate) struct Filter(Lut);

impl Filter {
    /// Compiles a filter.
    ///
    /// # Errors
    /// If it is not a filter of jq.
    pub(crate) fn new(code: &str) -> Result<Filter> {
        let refused = |what: &str| Failure::Argument(format!("--jq {code}: {what}"));
        let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let formatters = load::parse(FORMATTERS, |parser| parser.defs()).unwrap_or_default();
        let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let arena = Arena::default();
        let program = File { code, path: () };
        let modules = Loader::new(defs.chain(formatters))
            .load(&arena, program)
            .map_err(|_| refused("this is not a filter of jq"))?;
        let compiled = Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
            let names = errors.iter().flat_map(|(_, errors)| errors).map(|(name, _)| (*name).to_owned());
            refused(&format!("jq does not know {}", names.collect::<Vec<_>>().join(", ")))
        })?;
        Ok(Filter(compiled))
    }

    /// The values that the filter makes of one.
    ///
    /// # Errors
    /// If the filter fails.
    pub(crate) fn apply(&self, value: &Json) -> Result<Vec<Json>> {
        let failed = |what: String| Failure::Local(format!("--jq: {}", cut(&what, SHOWN)));
        let input = read::parse_single(value.to_string().as_bytes()).map_err(|error| failed(error.to_string()))?;
        let context = Ctx::<data::JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        let outputs = self.0.id.run((context, input)).map(unwrap_valr);
        outputs
            .map(|output| {
                let output = output.map_err(|error| failed(error.to_string()))?.to_string();
                Json::parse(output.as_bytes()).map_err(|_| failed(format!("{output} is not JSON")))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(code: &str, value: &str) -> std::result::Result<String, String> {
        let value = Json::parse(value.as_bytes()).unwrap();
        let values = Filter::new(code).and_then(|filter| filter.apply(&value));
        values
            .map(|values| values.iter().map(Json::to_string).collect::<Vec<_>>().join(" "))
            .map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_filter_makes_any_number_of_values() {
        let user = r#"{"id":"00u1","n":12345678901234567890,"profile":{"tags":["a","b"]}}"#;
        assert_eq!(applied(".profile.tags[]", user).unwrap(), r#""a" "b""#);
        assert_eq!(applied("select(.id == \"x\")", user).unwrap(), "");
        assert_eq!(
            applied("{id, n, c: (.profile.tags | length)}", user).unwrap(),
            r#"{"id":"00u1","n":12345678901234567890,"c":2}"#
        );
    }

    #[test]
    fn rows_are_csv_and_tsv_as_jq_writes_them() {
        assert_eq!(applied("@csv", r#"["a\"b",null,1.5,true]"#).unwrap(), r#""\"a\"\"b\",,1.5,true""#);
        assert_eq!(applied("[.id, .n] | @tsv", r#"{"id":"a\tb\\\n","n":1}"#).unwrap(), r#""a\\tb\\\\\\n\t1""#);
        assert_eq!(applied("@csv", "[[1]]").unwrap_err(), r#"--jq: "array is no cell""#);
        assert_eq!(applied("@tsv", "{}").unwrap_err(), r#"--jq: "object is no array of cells""#);
    }

    #[test]
    fn an_error_shows_the_beginning_of_a_long_value() {
        let long = format!("\"{}\"", "x".repeat(1000));
        assert!(applied(".a", &long).unwrap_err().len() < 200);
    }

    #[test]
    fn what_is_no_filter_says_so() {
        assert_eq!(applied(".[", "1").unwrap_err(), "--jq .[: this is not a filter of jq");
        assert_eq!(applied("nothing(1)", "1").unwrap_err(), "--jq nothing(1): jq does not know nothing");
        assert!(applied(".a", "1").unwrap_err().starts_with("--jq: "));
    }
}
