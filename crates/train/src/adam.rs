use burn::tensor::Tensor;

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-7;

/// Adam (Kingma and Ba, 2015) exactly as Keras computes it.
///
/// Written here because Burn's adds its epsilon to another term, and because its state must be
/// read from a GPU without blocking.
pub struct Adam {
    /// Running mean of each gradient.
    pub first: Vec<Tensor<1>>,
    /// Running mean of each squared gradient.
    pub second: Vec<Tensor<1>>,
}

impl Adam {
    /// Before the first step.
    pub fn new(parameters: &[Tensor<1>]) -> Self {
        let zeros = || parameters.iter().map(Tensor::zeros_like).collect();
        Self { first: zeros(), second: zeros() }
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
        let moments = self.first.iter_mut().zip(&mut self.second);
        parameters
            .iter()
            .zip(gradients)
            .zip(moments)
            .map(|((parameter, gradient), (first, second))| {
                *first = first.clone() * BETA_1 + gradient.clone() * (1.0 - BETA_1);
                *second = second.clone() * BETA_2 + gradient.clone().square() * (1.0 - BETA_2);
                let change = first.clone() * alpha / (second.clone().sqrt() + EPSILON);
                let kept = if weight_decay > 0.0 {
                    parameter.clone() * (1.0 - learning_rate * weight_decay)
                } else {
                    parameter.clone()
                };
                kept - change
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
        let mut adam = Adam::new(std::slice::from_ref(&parameter));
        let after = adam.step(0, 0.1, 0.5, &[parameter], &[gradient]);
        let after: Vec<f32> = after[0].clone().into_data().try_to_vec().unwrap();
        assert_eq!(after, [2.0 * 0.95, -4.0 * 0.95]);
    }
}
