use burn::tensor::Device;
use thiserror::Error;

use crate::reference::{Reference, ReferenceError};

/// The largest error of a device that is trusted, as a share of a tensor's largest value. Sound
/// devices stay below 1e-5; the known faults of drivers and compilers are far above.
const TOLERANCE: f32 = 1e-3;

/// Why a device is not trusted.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum SelfTestError {
    #[error("the device computes wrong numbers ({tensor} is off by {error:.1e}); use the CPU")]
    WrongNumbers { tensor: String, error: f32 },
    #[error(transparent)]
    Reference(#[from] ReferenceError),
}

/// Computes all of training on the device for a small network (convolution, pooling, dropout,
/// dense, loss, gradients, Adam) and compares with stored answers of Keras; returns the largest error as a share of a
/// tensor's largest value.
///
/// On the web, a shader that does not compile or computes nonsense says nothing: it must be asked.
///
/// # Errors
///
/// Fails if the device answers wrongly or not at all.
pub async fn self_test(device: &Device) -> Result<f32, SelfTestError> {
    let reference = Reference::parse(include_bytes!("self_test.safetensors"))?;
    let deviation = reference.deviation(device).await?;
    if deviation.error > TOLERANCE {
        let crate::reference::Deviation { tensor, error } = deviation;
        return Err(SelfTestError::WrongNumbers { tensor, error });
    }
    Ok(deviation.error)
}
