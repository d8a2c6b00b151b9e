use burn::tensor::{Tensor, Transaction};
use thiserror::Error;

/// Numbers could not be read back from a device.
#[derive(Debug, Error)]
#[error("the device stopped answering ({0}); open it again or use the CPU")]
pub struct ReadError(String);

/// Reads several tensors in one awaited round trip, each as its numbers in row order.
///
/// This is the only way out of a device: in a browser, every synchronous read of a GPU panics.
///
/// # Errors
///
/// Fails if the device was lost or an earlier operation failed on it.
pub async fn read(tensors: Vec<Tensor<1>>) -> Result<Vec<Vec<f32>>, ReadError> {
    let transaction = tensors.into_iter().fold(Transaction::default(), Transaction::register);
    let data = transaction.execute_async().await.map_err(|error| ReadError(error.to_string()))?;
    data.into_iter()
        .map(|data| data.try_into_vec().map_err(|error| ReadError(error.to_string())))
        .collect()
}
