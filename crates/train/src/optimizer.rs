use burn::tensor::Tensor;

use crate::settings::OptimizerKind;

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-7;
/// Of the velocity, the share that a step keeps.
const MOMENTUM: f32 = 0.9;

/// What turns gradients into new parameters, exactly as Keras computes it: Adam (Kingma and Ba, 2015), or
/// plain descent with momentum.
///
/// Written here because Burn's Adam adds its epsilon to another term, and because the state must be
/// read from a GPU without blocking.
pub struct Optimizer {
    kind: OptimizerKind,
    /// Adam's running mean of each gradient; with momentum the velocity.
    pub first: Vec<Tensor<1>>,
    /// Adam's running mean of each squared gradient.
    pub second: Vec<Tensor<1>>,
}

impl Optimizer {
    /// Before the first step.
    pub fn new(kind: OptimizerKind, parameters: &[Tensor<1>]) -> Self {
        let zeros = || parameters.iter().map(Tensor::zeros_like).collect();
        Self { kind, first: zeros(), second: zeros() }
    }

    /// The parameters after one step along the gradients; `done` steps came before it.
    ///
    /// `weight_decay` is the share that every parameter loses, times the learning rate.
    pub fn step(
        &mut self,
        done: u64,
        learning_rate: f32,
        weight_decay: f32,
        parameters: &[Tensor<1>],
        gradients: &[Tensor<1>],
    ) -> Vec<Tensor<1>> {
        // Beyond so many steps both powers are 0.
        let time = i32::try_from(done).map_or(i32::MAX, |done| done.saturating_add(1));
        let alpha = learning_rate * (1.0 - BETA_2.powi(time)).sqrt() / (1.0 - BETA_1.powi(time));
        let kind = self.kind;
        let moments = self.first.iter_mut().zip(&mut self.second);
        parameters
            .iter()
            .zip(gradients)
            .zip(moments)
            .map(|((parameter, gradient), (first, second))| {
                let kept = if weight_decay > 0.0 {
                    parameter.clone() * (1.0 - learning_rate * weight_decay)
                } else {
                    parameter.clone()
                };
                match kind {
                    OptimizerKind::Adam => {
                        *first = first.clone() * BETA_1 + gradient.clone() * (1.0 - BETA_1);
                        *second =
                            second.clone() * BETA_2 + gradient.clone().square() * (1.0 - BETA_2);
                        kept - first.clone() * alpha / (second.clone().sqrt() + EPSILON)
                    }
                    OptimizerKind::Momentum => {
                        *first = first.clone() * MOMENTUM - gradient.clone() * learning_rate;
                        kept + first.clone()
                    }
                }
            })
            .collect()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn without_a_gradient_only_the_decay_is_left() {
        let parameter = Tensor::<1>::from_floats([2.0, -4.0], &Device::flex());
        let gradient = parameter.zeros_like();
        let mut adam = Optimizer::new(OptimizerKind::Adam, std::slice::from_ref(&parameter));
        let after = adam.step(0, 0.1, 0.5, &[parameter], &[gradient]);
        let after: Vec<f32> = after[0].clone().into_data().try_to_vec().unwrap();
        assert_eq!(after, [2.0 * 0.95, -4.0 * 0.95]);
    }

    /// keras.optimizers.SGD(0.1, momentum=0.9) on the gradients 1, 1, -2: worked out by hand.
    #[test]
    fn momentum_carries_on() {
        let mut parameters = vec![Tensor::<1>::from_floats([1.0], &Device::flex())];
        let mut sgd = Optimizer::new(OptimizerKind::Momentum, &parameters);
        let mut path = Vec::new();
        for (done, gradient) in [1.0, 1.0, -2.0].into_iter().enumerate() {
            let gradient = Tensor::<1>::from_floats([gradient], &Device::flex());
            parameters = sgd.step(done as u64, 0.1, 0.0, &parameters, &[gradient]);
            path.push(parameters[0].clone().into_data().try_to_vec::<f32>().unwrap()[0]);
        }
        for (found, expected) in path.iter().zip([0.9, 0.71, 0.739]) {
            assert!((found - expected).abs() < 1e-6, "{path:?}");
        }
    }
}
