use burn::tensor::{Tensor, TensorData, activation};
use net::{Activation, Network};

/// The mean crossentropy of a batch, from the last layer's sums, so that it is stable however sure
/// the network is: binary for a single sigmoid output, categorical otherwise.
///
/// `logits` is `[samples, outputs]`; the result has one number.
pub fn crossentropy(network: &Network, logits: Tensor<2>, labels: &[u8]) -> Tensor<1> {
    let [samples, outputs] = logits.dims();
    let device = logits.device();
    if network.plan().answer() == Activation::Sigmoid {
        let targets: Vec<f32> = labels.iter().map(|label| f32::from(*label)).collect();
        let targets = Tensor::<2>::from_data(TensorData::new(targets, [samples, 1]), &device);
        // max(z, 0) - z y + ln(1 + exp(-|z|)): no exponential of a large number.
        let tail = (logits.clone().abs().neg().exp() + 1.0).log();
        (activation::relu(logits.clone()) - logits * targets + tail).mean()
    } else {
        // One-hot on the host: Burn's own one_hot reads from the device, which panics in a browser.
        let mut targets = vec![0.0_f32; samples * outputs];
        for (row, label) in targets.chunks_exact_mut(outputs).zip(labels) {
            row[usize::from(*label)] = 1.0;
        }
        let targets = Tensor::<2>::from_data(TensorData::new(targets, [samples, outputs]), &device);
        (activation::log_softmax(logits, 1) * targets).sum().neg() / samples as f32
    }
}
