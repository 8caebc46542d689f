//! The `filter` of lists.

use crate::call::Call;
use crate::error::ApiError;
use crate::schema::Type;
use crate::search::{Dialect, Query};
use crate::store::Document;

/// Whether a document fits the filter of a request, if there is one, over these attributes.
pub(super) fn fits(
    call: &Call<'_>,
    attributes: &'static [(&'static str, Type)],
    document: &Document,
) -> Result<bool, ApiError> {
    let dialect = Dialect { attributes, schema: None };
    let filter = call.query.text("filter").map(|text| Query::read(text, &dialect)).transpose()?;
    Ok(filter.is_none_or(|filter| filter.matches(&|path| document.at(path).into())))
}
