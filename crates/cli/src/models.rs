use std::path::Path;

use net::{Backend, Builtin, Device, Model, Plan};

use crate::arguments;
use crate::failure::Failure;
use crate::files;

/// The weights that ship with the program.
const fn shipped(builtin: Builtin) -> &'static [u8] {
    match builtin {
        Builtin::Digits => include_bytes!("../../../models/digits.safetensors"),
        Builtin::Objects => include_bytes!("../../../models/objects.safetensors"),
        Builtin::CatDog => include_bytes!("../../../models/catdog.safetensors"),
        Builtin::Vision => include_bytes!("../../../models/vision.safetensors"),
    }
}

/// The model of a built-in name or of a weights file.
pub fn model(name: &str) -> Result<Model, Failure> {
    let Ok(builtin) = name.parse::<Builtin>() else {
        let path = Path::new(name);
        return Model::parse(&files::read(path)?).map_err(|error| Failure::file(path, error));
    };
    Model::parse(shipped(builtin)).map_err(Failure::failed)
}

/// The plan of a built-in name or of a weights file.
pub fn plan(name: &str) -> Result<Plan, Failure> {
    match name.parse::<Builtin>() {
        Ok(builtin) => Plan::new(&builtin.spec()).map_err(Failure::failed),
        Err(()) => Ok(model(name)?.plan),
    }
}

/// Opens what computes.
pub async fn open(device: arguments::Device) -> Result<Device, Failure> {
    let backend = match device {
        arguments::Device::Cpu => Backend::Cpu,
        arguments::Device::Gpu => Backend::Gpu,
    };
    net::open(backend).await.map_err(Failure::failed)
}
