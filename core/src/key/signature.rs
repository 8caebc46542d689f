//! Signatures in the form that JWTs want.

use super::Algorithm;
use super::algorithm::trimmed;
use super::der::Der;

/// The signature as a JWT carries it: of ES algorithms r and s side by side, whether they came so or in DER. Nothing where it
/// can be none.
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
