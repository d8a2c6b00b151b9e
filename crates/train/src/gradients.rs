use burn::tensor::Tensor;
use net::{Dropouts, Network};

use crate::batch::Batch;
use crate::loss::{crossentropy, distillation};
use crate::settings::Distillation;

/// What a network should answer for a batch, beside its labels.
#[derive(Default)]
pub struct Goal {
    /// As in [`Settings::label_smoothing`].
    pub label_smoothing: f32,
    /// How much the teachers are believed, and the last layer's sums of each.
    pub lesson: Option<(Distillation, Vec<Tensor<2>>)>,
}

/// The last layer's sums for a batch, and the gradient of its mean loss for every parameter in the
/// order of [`Plan::tensors`]. The first `frozen` tensors cost no way back; their gradients are 0.
#[must_use]
pub fn gradients(
    network: &Network,
    batch: &Batch,
    dropouts: Dropouts,
    goal: Goal,
    frozen: usize,
) -> (Tensor<2>, Vec<Tensor<1>>) {
    let lift = |(index, parameter): (usize, &Tensor<1>)| {
        let lifted = parameter.clone().autodiff();
        if index < frozen { lifted } else { lifted.require_grad() }
    };
    let lifted: Vec<Tensor<1>> = network.parameters().iter().enumerate().map(lift).collect();
    let logits =
        network.with_parameters(lifted.clone()).training_logits(batch.input.clone(), dropouts);
    let truth = crossentropy(network, logits.clone(), &batch.labels, goal.label_smoothing);
    let loss = match goal.lesson {
        None => truth,
        Some((Distillation { weight, temperature }, sums)) => {
            let taught = distillation(network, logits.clone(), sums, temperature);
            truth * (1.0 - weight) + taught * weight
        }
    };
    let found = loss.backward();
    let still = network.parameters().iter().take(frozen).map(Tensor::zeros_like);
    let moving = lifted
        .iter()
        .skip(frozen)
        .map(|parameter| parameter.grad(&found).expect("every parameter feeds the answer"));
    (logits.inner(), still.chain(moving).collect())
}
