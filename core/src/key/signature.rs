//! Signatures in the form of JWTs (RFC 7518, section 3.4).

use super::Algorithm;
use super::algorithm::trimmed;
use super::der::Der;

/// The signature as in a JWT. For ES algorithms that is r and s concatenated, which hosts may also pass in DER. `None` if it is
/// not a signature of this algorithm.
pub(crate) fn joined(algorithm: Algorithm, signature: &[u8]) -> Option<Vec<u8>> {
    const SEQUENCE: u8 = 0x30;
    let Some(curve) = algorithm.curve() else { return (signature.len() >= 256).then(|| signature.to_vec()) };
    if signature.len() == 2 * curve.size {
        return Some(signature.to_vec());
    }
    let mut numbers = Der(Der(signature).take(SEQUENCE)?);
    let (r, s) = (numbers.integer()?, numbers.integer()?);
    if trimmed(&r).is_empty() || trimmed(&s).is_empty() {
        return None;
    }
    Some([curve.padded(&r)?, curve.padded(&s)?].concat())
}
