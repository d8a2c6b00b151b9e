use burn::tensor::Device;
use thiserror::Error;

/// What computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// The processor.
    Cpu,
    /// The graphics processor, through WebGPU in a browser.
    Gpu,
}

/// A backend could not be opened.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// The program was built without it.
    #[error("this program was built without the {0} backend; use another, or build it in")]
    NotBuilt(&'static str),
    /// There is no such device, or it refused.
    #[error("no GPU can be used here ({0}); use the CPU")]
    Unavailable(String),
}

/// Opens a backend. This is the one place that names them.
///
/// A GPU can be opened once only in the life of a program or of a web worker: Burn's runtime can
/// be neither closed nor opened again.
///
/// # Errors
///
/// Fails if the backend is not in this program, or if no device of the kind answers.
pub async fn open(backend: Backend) -> Result<Device, DeviceError> {
    match backend {
        Backend::Cpu => open_cpu(),
        Backend::Gpu => open_gpu().await,
    }
}

#[cfg(feature = "flex")]
fn open_cpu() -> Result<Device, DeviceError> {
    Ok(Device::flex())
}

#[cfg(all(feature = "ndarray", not(feature = "flex")))]
fn open_cpu() -> Result<Device, DeviceError> {
    Ok(Device::ndarray())
}

#[cfg(not(any(feature = "flex", feature = "ndarray")))]
fn open_cpu() -> Result<Device, DeviceError> {
    Err(DeviceError::NotBuilt("CPU"))
}

#[cfg(feature = "gpu")]
async fn open_gpu() -> Result<Device, DeviceError> {
    /// Operations sent to the GPU at once: few enough that no submission comes near a browser's
    /// watchdog, many enough that the queue is not the limit.
    const TASKS_MAX: usize = 32;

    Device::wgpu_options()
        .tasks_max(TASKS_MAX)
        .init_async()
        .await
        .map_err(|error| DeviceError::Unavailable(error.to_string()))
}

#[cfg(not(feature = "gpu"))]
#[allow(clippy::unused_async, reason = "the same signature as with the GPU")]
async fn open_gpu() -> Result<Device, DeviceError> {
    Err(DeviceError::NotBuilt("GPU"))
}
