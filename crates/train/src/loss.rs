use burn::tensor::{Tensor, TensorData, activation};
use net::{Activation, Network};

/// The mean crossentropy of a batch, from the last layer's sums, so that it is stable however sure
/// the network is: binary for a single sigmoid output, categorical otherwise.
///
/// `logits` is `[samples, outputs]`; the result has one number. `smoothing` is the share of each
/// target that is spread evenly over all classes.
pub fn crossentropy(
    network: &Network,
    logits: Tensor<2>,
    labels: &[u8],
    smoothing: f32,
) -> Tensor<1> {
    let [samples, outputs] = logits.dims();
    let answer = network.plan().answer();
    let targets: Vec<f32> = if answer == Activation::Sigmoid {
        let soft = |label: &u8| f32::from(*label) * (1.0 - smoothing) + smoothing / 2.0;
        labels.iter().map(soft).collect()
    } else {
        // One-hot on the host: Burn's own one_hot reads from the device, which panics in a browser.
        let mut targets = vec![smoothing / outputs as f32; samples * outputs];
        for (row, label) in targets.chunks_exact_mut(outputs).zip(labels) {
            row[usize::from(*label)] += 1.0 - smoothing;
        }
        targets
    };
    let targets = TensorData::new(targets, [samples, outputs]);
    let targets = Tensor::from_data(targets, &logits.device());
    towards(answer, logits, targets)
}

/// The mean crossentropy with the mean answer of teachers, given by their sums, both softened by the
/// temperature; times its square, so that gradients keep their size.
pub fn distillation(
    network: &Network,
    logits: Tensor<2>,
    teachers: Vec<Tensor<2>>,
    temperature: f32,
) -> Tensor<1> {
    let answer = network.plan().answer();
    let count = teachers.len() as f32;
    let soft = teachers.into_iter().map(|sums| match answer {
        Activation::Sigmoid => activation::sigmoid(sums / temperature),
        _ => activation::softmax(sums / temperature, 1),
    });
    let targets = soft.reduce(Tensor::add).expect("at least one teacher") / count;
    towards(answer, logits / temperature, targets.autodiff()) * (temperature * temperature)
}

/// The mean crossentropy of answers, given by their sums, with what they should be.
fn towards(answer: Activation, logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    if answer == Activation::Sigmoid {
        // max(z, 0) - z y + ln(1 + exp(-|z|)): no exponential of a large number.
        let tail = (logits.clone().abs().neg().exp() + 1.0).log();
        (activation::relu(logits.clone()) - logits * targets + tail).mean()
    } else {
        let samples = logits.dims()[0];
        (activation::log_softmax(logits, 1) * targets).sum().neg() / samples as f32
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::Device;
    use net::{Builtin, Plan, initial_parameters};

    use super::*;

    fn loss(builtin: Builtin, logits: &[f32], label: u8, smoothing: f32) -> f32 {
        let plan = Plan::new(&builtin.spec()).unwrap();
        let device = Device::flex();
        let network = Network::new(plan.clone(), &initial_parameters(&plan, 1), &device);
        let logits = TensorData::new(logits.to_vec(), [1, logits.len()]);
        let logits = Tensor::<2>::from_data(logits, &device);
        let loss = crossentropy(&network, logits, &[label], smoothing);
        loss.into_data().try_to_vec::<f32>().unwrap()[0]
    }

    #[test]
    fn smoothing_spreads_its_share_over_all_classes() {
        let logits: Vec<f32> = (0..10).map(|class| class as f32 / 3.0).collect();
        let total: f32 = logits.iter().map(|logit| logit.exp()).sum();
        let expected: f32 = logits
            .iter()
            .enumerate()
            .map(|(class, logit)| {
                let target = if class == 4 { 0.91 } else { 0.01 };
                -target * (logit.exp() / total).ln()
            })
            .sum();
        assert!((loss(Builtin::Digits, &logits, 4, 0.1) - expected).abs() < 1e-5);
    }

    #[test]
    fn smoothing_moves_both_of_two_classes() {
        let probability = 1.0 / (1.0 + (-2.0_f32).exp());
        let expected = -(0.95 * probability.ln() + 0.05 * (1.0 - probability).ln());
        assert!((loss(Builtin::CatDog, &[2.0], 1, 0.1) - expected).abs() < 1e-5);
    }
}
