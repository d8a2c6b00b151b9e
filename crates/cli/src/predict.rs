use std::path::Path;

use net::{Device, InputSpec, Model, Network, Tensor, TensorData, read};
use pixels::digit::{self, Frame, Switches};
use serde::Serialize;
use train::{classify, largest, scale};

use crate::arguments::{self, Predict};
use crate::failure::Failure;
use crate::{files, models};

/// One line of the result.
#[derive(Serialize)]
#[serde(untagged)]
enum Line {
    Answer { file: String, class: String, probability: f32, probabilities: Vec<f32> },
    Fault { file: String, error: String },
}

/// `loupe predict`. A file that cannot be read is a line, not a failure.
pub async fn predict(options: Predict) -> Result<(), Failure> {
    let model = models::model(&options.model)?;
    let InputSpec { height, width, channels } = model.plan.spec().input;
    let side = Frame::MNIST.side;
    if channels != 3 && [height, width, channels] != [side, side, 1] {
        return Err(Failure::Failed(format!(
            "{}: this model takes {height}x{width} pixels of {channels} channels; predict reads photos, \
             and pictures of digits for models that take {side}x{side} of 1",
            options.model
        )));
    }
    let device = models::open(arguments::Device::Cpu).await?;
    let network = model.network(&device);
    for path in &options.files {
        let file = path.display().to_string();
        let line = match answer(&model, &network, &device, path).await {
            Ok(probabilities) => {
                let best = largest(&probabilities);
                let class = model.labels[best].clone();
                Line::Answer { file, class, probability: probabilities[best], probabilities }
            }
            Err(error) => Line::Fault { file, error },
        };
        match line {
            line if options.json => {
                println!("{}", serde_json::to_string(&line).map_err(Failure::failed)?);
            }
            Line::Answer { file, class, probability, .. } => {
                println!("{file}: {class} ({probability:.3})");
            }
            Line::Fault { file, error } => println!("{file}: {error}"),
        }
    }
    Ok(())
}

/// One probability per class for a picture file: a drawing's for networks that take grey pictures, else
/// a photo's.
async fn answer(
    model: &Model,
    network: &Network,
    device: &Device,
    path: &Path,
) -> Result<Vec<f32>, String> {
    let bytes = files::read(path).map_err(|failure| failure.to_string())?;
    let InputSpec { height, width, channels } = model.plan.spec().input;
    let values = if channels == 1 {
        let picture = pixels::decode(&bytes).map_err(|error| error.to_string())?;
        let film = digit::from_picture(&picture, &Switches::default(), &Frame::MNIST);
        film.sample.ok_or("there is no drawing in the picture")?.values
    } else {
        let sample = data::photos::sample(&bytes, [height, width]);
        let sample = sample.map_err(|error| error.to_string())?;
        sample.into_iter().map(scale).collect()
    };
    let input = TensorData::new(values, [1, channels, height, width]);
    let output = network.forward(Tensor::from_data(input, device));
    let values = read(vec![output.flatten(0, 1)]).await.map_err(|error| error.to_string())?;
    Ok(classify(model.plan.answer(), &values[0]))
}
