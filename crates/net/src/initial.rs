use crate::plan::Plan;
use crate::random::Stream;

/// Tells the stream of initial weights from the others of a run.
const PURPOSE: u64 = 1;

/// The weights that training starts from, in the order of [`Plan::tensors`]: kernels as Keras'
/// `GlorotUniform` draws them (Glorot and Bengio, 2010), biases 0.
#[must_use]
pub fn initial_parameters(plan: &Plan, seed: u64) -> Vec<Vec<f32>> {
    let mut parameters = Vec::new();
    for (index, layer) in plan.layers().iter().enumerate().filter(|(_, layer)| layer.parameters > 0)
    {
        let [inputs, outputs] = fans(&layer.kernel);
        let limit = (6.0 / (inputs + outputs) as f32).sqrt();
        let mut stream = Stream::new(seed, &[PURPOSE, index as u64]);
        parameters.push((0..layer.kernel_len()).map(|_| stream.between(-limit, limit)).collect());
        parameters.push(vec![0.0; layer.bias()]);
    }
    parameters
}

/// How many numbers feed one output of the kernel, and how many one input feeds.
fn fans(kernel: &[usize]) -> [usize; 2] {
    match *kernel {
        [filters, channels, height, width] => [channels * height * width, filters * height * width],
        [inputs, units] => [inputs, units],
        _ => unreachable!("a plan has kernels of rank 2 and 4 only"),
    }
}
