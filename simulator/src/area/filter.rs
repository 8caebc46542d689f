//! The `filter` of lists.

use crate::call::Call;
use crate::error::ApiError;
use crate::resource::Wanted;
use crate::schema::Type;
use crate::search::{Dialect, Query};

/// Reads an expression over these attributes from a parameter: which documents it wants, or all if there is none.
pub(super) fn read<'a>(
    call: &Call<'_>,
    parameter: &str,
    attributes: &'static [(&'static str, Type)],
) -> Result<Wanted<'a>, ApiError> {
    let dialect = Dialect::filter(attributes);
    let filter = call.query.text(parameter).map(|text| Query::read(text, &dialect)).transpose()?;
    Ok(Box::new(move |document| filter.as_ref().is_none_or(|filter| filter.matches(&|path| document.at(path).into()))))
}
