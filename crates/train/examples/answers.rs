//! Writes, for every network given, a weights file as the page offers it, and what Loupe answers with it:
//! `answers FOLDER FILE...`, where a file is a model, or a reference of `tests/keras`.
//!
//! `tests/keras/program_test.py` holds the Keras program against both.

use std::error::Error;
use std::path::{Path, PathBuf};

use net::archive::{self, Precision, Tensor};
use net::keras::from_keras;
use net::{Backend, Card, Device, InputSpec, Model, Plan, Preprocessing, Spec, Stream, open};
use pollster::block_on;

const SAMPLES: usize = 3;
const SEED: u64 = 11;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args().skip(1).map(PathBuf::from);
    let folder = paths.next().ok_or("which folder?")?;
    let device = block_on(open(Backend::Cpu))?;
    for path in paths {
        let bytes = std::fs::read(&path)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        // A shipped file is taken as it is; the references of Keras have its order, and no labels.
        let shipped = Model::parse(&bytes).map(|_| bytes.clone());
        let offered = shipped.or_else(|_| offer(&bytes))?;
        let model = Model::parse(&offered)?;
        std::fs::write(folder.join(format!("{stem}.safetensors")), &offered)?;
        write_answers(&model, &folder.join(format!("{stem}.answers.safetensors")), &device)?;
    }
    Ok(())
}

/// The weights file of a reference: 32 bits a number, as those that are trained in the page.
fn offer(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let (tensors, text) = archive::read(bytes)?;
    let plan = Plan::new(&serde_json::from_str::<Spec>(&text)?)?;
    let weights = (0..plan.tensors().count()).map(|index| {
        let name = format!("weight/{index}");
        let found = tensors.iter().find(|tensor| tensor.name == name);
        Ok(found.ok_or(format!("the reference has no {name}"))?.values.clone())
    });
    let model = Model {
        parameters: from_keras(&plan, &weights.collect::<Result<Vec<_>, Box<dyn Error>>>()?),
        labels: (0..plan.classes()).map(|class| format!("class {class}")).collect(),
        plan,
        preprocessing: Preprocessing::Unit,
        card: Card::default(),
    };
    Ok(model.to_bytes(Precision::Single))
}

/// Some pictures, and what every layer answers to each: channels before rows before columns.
fn write_answers(model: &Model, path: &Path, device: &Device) -> Result<(), Box<dyn Error>> {
    let network = model.network(device);
    let InputSpec { height, width, channels } = model.plan.spec().input;
    let mut stream = Stream::new(SEED, &[]);
    let pictures: Vec<Vec<f32>> = (0..SAMPLES)
        .map(|_| (0..channels * height * width).map(|_| stream.between(0.0, 1.0)).collect())
        .collect();
    let mut tensors = vec![Tensor {
        name: "pictures".to_owned(),
        shape: vec![SAMPLES, channels, height, width],
        values: pictures.concat(),
    }];
    for (number, picture) in pictures.iter().enumerate() {
        let data = net::TensorData::new(picture.clone(), [1, channels, height, width]);
        let trace = block_on(network.trace(net::Tensor::from_data(data, device)))?;
        tensors.extend(trace.into_iter().enumerate().map(|(index, layer)| {
            let mut shape = layer.shape.keras();
            // Keras names the channels last.
            shape.rotate_right(1);
            Tensor { name: format!("{number}/{index}"), shape, values: layer.values }
        }));
    }
    let spec = serde_json::to_string(model.plan.spec())?;
    std::fs::write(path, archive::write(&tensors, spec, Precision::Single))?;
    Ok(())
}
