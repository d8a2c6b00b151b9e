use data::DataError;
use net::archive::ArchiveError;
use net::{DeviceError, ReadError, WeightsError};
use pixels::{DecodeError, StrokesError};
use train::{CheckpointError, ReferenceError, RunError, SelfTestError};
use wasm_bindgen::JsValue;

use crate::look::object;

/// The one error that crosses the border: a code by which the page finds its own words, and an
/// English sentence for where it has none.
#[derive(Debug)]
pub struct Fault {
    code: &'static str,
    message: String,
}

impl Fault {
    /// A fault of this border itself.
    pub fn new(code: &'static str, message: impl ToString) -> Self {
        Self { code, message: message.to_string() }
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        object([("code", fault.code.into()), ("message", fault.message.into())])
    }
}

impl From<DeviceError> for Fault {
    fn from(error: DeviceError) -> Self {
        Self::new("gpu.unavailable", error)
    }
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        Self::new("gpu.lost", error)
    }
}

impl From<SelfTestError> for Fault {
    fn from(error: SelfTestError) -> Self {
        let code = match error {
            SelfTestError::WrongNumbers { .. } => "gpu.wrong-numbers",
            SelfTestError::Reference(ReferenceError::Read(_)) => "gpu.lost",
            SelfTestError::Reference(_) => "engine.damaged",
        };
        Self::new(code, error)
    }
}

impl From<WeightsError> for Fault {
    fn from(error: WeightsError) -> Self {
        let code = match error {
            WeightsError::Format(_) => "weights.newer",
            WeightsError::Archive(ArchiveError::TooLarge(_)) => "weights.too-large",
            _ => "weights.damaged",
        };
        Self::new(code, error)
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        let code = match error {
            DecodeError::FileTooLarge(_)
            | DecodeError::TooManyPixels { .. }
            | DecodeError::TooMuchMemory => "picture.too-large",
            DecodeError::UnknownFormat => "picture.unknown",
            _ => "picture.unreadable",
        };
        Self::new(code, error)
    }
}

impl From<DataError> for Fault {
    fn from(error: DataError) -> Self {
        Self::new("data.damaged", error)
    }
}

impl From<RunError> for Fault {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Diverged { .. } => Self::new("train.diverged", error),
            RunError::Read(error) => error.into(),
            RunError::Data(_) => Self::new("train.data", error),
        }
    }
}

impl From<CheckpointError> for Fault {
    fn from(error: CheckpointError) -> Self {
        Self::new("train.checkpoint", error)
    }
}

impl From<StrokesError> for Fault {
    fn from(error: StrokesError) -> Self {
        Self::new("strokes.malformed", error)
    }
}
