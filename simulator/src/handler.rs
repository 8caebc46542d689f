//! The handler of an operation, and where it stands.

use crate::call::Call;
use crate::error::ApiError;
use crate::message::Response;
use crate::org::Org;

/// What answers the requests of an operation.
pub(crate) type Handler = fn(&mut Org, &Call<'_>) -> Result<Response, ApiError>;

/// Method, path with `{}` for a value, handler.
pub(crate) type Row = (&'static str, &'static str, Handler);
