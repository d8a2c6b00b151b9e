//! A whole model in one file: the network, what its answers mean, what it eats and its numbers.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::archive::{self, ArchiveError, Precision};
use crate::cause::PlanError;
use crate::limits;
use crate::network::Network;
use crate::plan::Plan;
use crate::spec::Spec;
use crate::temperature::Temperature;

/// The version of the description below.
const FORMAT: u32 = 1;

/// A network with its numbers and with all that is needed to use it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The network.
    pub plan: Plan,
    /// One name per class, in the order of the outputs.
    pub labels: Vec<String>,
    /// What is done to a sample's bytes.
    pub preprocessing: Preprocessing,
    /// Where the numbers come from and how good they are.
    pub card: Card,
    /// In the order of [`Plan::tensors`], each as long as its shape says.
    pub parameters: Vec<Vec<f32>>,
}

/// How bytes become the numbers that a network eats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preprocessing {
    /// The byte divided by 255, as in the course.
    #[default]
    #[serde(rename = "v/255")]
    Unit,
}

/// Where a model comes from, how good it is and how sure it may be; every line may be missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// The training set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trained_on: Option<String>,
    /// The exact command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Share of right answers on the untouched test set, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f32>,
    /// Mean loss on the untouched test set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<f32>,
    /// Size of that test set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samples: Option<usize>,
    /// What makes its certainties true; files that do not say have 1.
    #[serde(skip_serializing_if = "Temperature::is_one")]
    pub temperature: Temperature,
}

/// Why a file is not a model that can be used.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum WeightsError {
    #[error("{0}")]
    Archive(#[from] ArchiveError),
    #[error("the file's description cannot be read ({0})")]
    Description(#[from] serde_json::Error),
    #[error("the file has format {0}, this program reads format {FORMAT}; use a newer program")]
    Format(u32),
    #[error("the file describes an impossible network: {0}")]
    Plan(#[from] PlanError),
    #[error("the file has {found} labels for {expected} classes")]
    Labels { found: usize, expected: usize },
    #[error("a label is empty or longer than {max} bytes", max = limits::MAX_NAME_BYTES)]
    Label,
    #[error(
        "{name}: the network needs {expected:?}, the file has {found}; these weights are damaged or for another network"
    )]
    Shape { name: String, expected: Vec<usize>, found: String },
    #[error(
        "the file has a tensor {0} that its network does not use; these weights are damaged or for another network"
    )]
    Unused(String),
}

#[derive(Serialize, Deserialize)]
struct Description {
    format: u32,
    spec: Spec,
    labels: Vec<String>,
    preprocessing: Preprocessing,
    #[serde(default)]
    card: Card,
}

impl Model {
    /// Reads a model from the bytes of a file.
    ///
    /// # Errors
    ///
    /// Fails with a sentence for the first thing in the file that is not true.
    pub fn parse(bytes: &[u8]) -> Result<Self, WeightsError> {
        let (tensors, text) = archive::read(bytes)?;
        let description: Description = serde_json::from_str(&text)?;
        if description.format != FORMAT {
            return Err(WeightsError::Format(description.format));
        }
        let plan = Plan::new(&description.spec)?;
        let labels = description.labels;
        if labels.len() != plan.classes() {
            return Err(WeightsError::Labels { found: labels.len(), expected: plan.classes() });
        }
        if labels.iter().any(|label| label.is_empty() || label.len() > limits::MAX_NAME_BYTES) {
            return Err(WeightsError::Label);
        }
        let parameters = take_parameters(&plan, tensors)?;
        let Description { preprocessing, card, .. } = description;
        Ok(Self { plan, labels, preprocessing, card, parameters })
    }

    /// The network with its numbers on the device, which answers at the card's temperature.
    #[must_use]
    pub fn network(&self, device: &Device) -> Network {
        let network = Network::new(self.plan.clone(), &self.parameters, device);
        network.at_temperature(self.card.temperature)
    }

    /// Writes the model as the bytes of a file.
    #[must_use]
    pub fn to_bytes(&self, precision: Precision) -> Vec<u8> {
        let description = Description {
            format: FORMAT,
            spec: self.plan.spec().clone(),
            labels: self.labels.clone(),
            preprocessing: self.preprocessing,
            card: self.card.clone(),
        };
        let text = serde_json::to_string(&description).expect("plain data");
        archive::write(&named(&self.plan, &self.parameters, ""), text, precision)
    }
}

/// The numbers under the plan's names, each after the prefix.
#[must_use]
pub fn named(plan: &Plan, values: &[Vec<f32>], prefix: &str) -> Vec<archive::Tensor> {
    plan.tensors()
        .zip(values)
        .map(|((name, shape), values)| archive::Tensor {
            name: format!("{prefix}{name}"),
            shape,
            values: values.clone(),
        })
        .collect()
}

/// The numbers in the plan's order; the inverse of [`named`] without a prefix.
///
/// # Errors
///
/// Fails if a tensor is missing, has another shape, or is not the network's.
pub fn take_parameters(
    plan: &Plan,
    mut tensors: Vec<archive::Tensor>,
) -> Result<Vec<Vec<f32>>, WeightsError> {
    let mut parameters = Vec::new();
    for (name, expected) in plan.tensors() {
        let found = tensors.iter().position(|tensor| tensor.name == name);
        let found = found.map(|index| tensors.swap_remove(index));
        match found {
            Some(tensor) if tensor.shape == expected => parameters.push(tensor.values),
            other => {
                let found = other.map(|tensor| format!("{:?}", tensor.shape));
                let found = found.unwrap_or_else(|| "nothing".to_owned());
                return Err(WeightsError::Shape { name, expected, found });
            }
        }
    }
    match tensors.pop() {
        Some(tensor) => Err(WeightsError::Unused(tensor.name)),
        None => Ok(parameters),
    }
}
