//! Named tensors with a line of text, as a safetensors file: what weights and checkpoints are
//! made of.

use std::collections::{BTreeMap, HashMap};

use half::f16;
use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, TensorView};
use thiserror::Error;

use crate::limits;

/// The key of the text in the file's metadata.
const TEXT: &str = "loupe";

/// How numbers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 16 bits: what ships.
    Half,
    /// 32 bits: what resumes.
    Single,
}

impl Precision {
    /// The shortest that holds all of these numbers exactly.
    #[must_use]
    pub fn of(parameters: &[Vec<f32>]) -> Self {
        let fits = |value: &f32| f16::from_f32(*value).to_f32() == *value;
        if parameters.iter().flatten().all(fits) { Self::Half } else { Self::Single }
    }
}

/// One tensor: its name, its shape and its numbers in row order.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Unique in its file.
    pub name: String,
    /// Its product is the count of the values.
    pub shape: Vec<usize>,
    /// All finite when read from a file.
    pub values: Vec<f32>,
}

/// What a file can be wrong about before anybody asks what it means.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum ArchiveError {
    #[error("the file has {0} bytes, at most {max} are allowed", max = limits::MAX_WEIGHTS_BYTES)]
    TooLarge(usize),
    #[error("the file's header claims {0} bytes, at most {max} are allowed", max = limits::MAX_HEADER_BYTES)]
    HeaderTooLarge(u64),
    #[error("the file is damaged or is not a safetensors file ({0})")]
    Damaged(#[from] SafeTensorError),
    #[error("the file has {0} tensors, at most {max} are allowed", max = limits::MAX_TENSORS)]
    TooManyTensors(usize),
    #[error("a tensor's name is longer than {max} bytes", max = limits::MAX_NAME_BYTES)]
    NameTooLong,
    #[error("tensor {name} holds {dtype} numbers; only F32 and F16 are read")]
    Numbers { name: String, dtype: String },
    #[error("tensor {0} holds a number that is infinite or not a number")]
    NotFinite(String),
    #[error("the file has no Loupe description; only Loupe's own files say how to use them")]
    NoText,
}

/// Writes the tensors and the text. The same input gives the same bytes.
#[must_use]
pub fn write(tensors: &[Tensor], text: String, precision: Precision) -> Vec<u8> {
    let bytes: Vec<(&Tensor, Vec<u8>)> = tensors
        .iter()
        .map(|tensor| {
            let bytes = match precision {
                Precision::Single => tensor.values.iter().flat_map(|v| v.to_le_bytes()).collect(),
                Precision::Half => {
                    tensor.values.iter().flat_map(|v| f16::from_f32(*v).to_le_bytes()).collect()
                }
            };
            (tensor, bytes)
        })
        .collect();
    let dtype = match precision {
        Precision::Half => Dtype::F16,
        Precision::Single => Dtype::F32,
    };
    let views = bytes.iter().map(|(tensor, bytes)| {
        let view = TensorView::new(dtype, tensor.shape.clone(), bytes);
        (tensor.name.as_str(), view.expect("as many values as the shape says"))
    });
    let views: BTreeMap<_, _> = views.collect();
    let metadata = HashMap::from([(TEXT.to_owned(), text)]);
    safetensors::serialize(views, Some(metadata)).expect("names and shapes that were checked")
}

/// Reads what [`write`] wrote, and every tensor of it.
///
/// # Errors
///
/// Fails for every lie that such a file can tell about itself. Nothing is allocated before the
/// lengths were compared with the limits and with the file's own.
pub fn read(bytes: &[u8]) -> Result<(Vec<Tensor>, String), ArchiveError> {
    if bytes.len() > limits::MAX_WEIGHTS_BYTES {
        return Err(ArchiveError::TooLarge(bytes.len()));
    }
    if let Some(length) = bytes.first_chunk().copied().map(u64::from_le_bytes)
        && length > limits::MAX_HEADER_BYTES as u64
    {
        return Err(ArchiveError::HeaderTooLarge(length));
    }
    let (_, header) = SafeTensors::read_metadata(bytes)?;
    let text = header.metadata().as_ref().and_then(|metadata| metadata.get(TEXT));
    let text = text.ok_or(ArchiveError::NoText)?.clone();
    let file = SafeTensors::deserialize(bytes)?;
    if file.len() > limits::MAX_TENSORS {
        return Err(ArchiveError::TooManyTensors(file.len()));
    }
    let tensors = file.tensors().into_iter().map(|(name, view)| tensor(name, &view));
    Ok((tensors.collect::<Result<_, _>>()?, text))
}

fn tensor(name: String, view: &TensorView<'_>) -> Result<Tensor, ArchiveError> {
    if name.len() > limits::MAX_NAME_BYTES {
        return Err(ArchiveError::NameTooLong);
    }
    let values: Vec<f32> = match view.dtype() {
        Dtype::F32 => {
            view.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
        }
        Dtype::F16 => {
            let halves = view.data().as_chunks().0.iter();
            halves.map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
        }
        other => {
            return Err(ArchiveError::Numbers { name, dtype: format!("{other:?}") });
        }
    };
    if !values.iter().all(|value| value.is_finite()) {
        return Err(ArchiveError::NotFinite(name));
    }
    Ok(Tensor { name, shape: view.shape().to_vec(), values })
}
