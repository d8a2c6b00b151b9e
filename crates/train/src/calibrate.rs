use burn::tensor::Device;
use data::Dataset;
use net::limits::{MAX_TEMPERATURE, MIN_TEMPERATURE};
use net::{Activation, Network, Temperature};

use crate::batch::check;
use crate::evaluate::score_all;
use crate::event::RunError;

/// Halvings of the range, after which it is narrower than the last bit of the result.
const HALVINGS: usize = 40;

/// Finds the temperature at which a network's loss on a set is lowest, whatever its own (Guo et al.,
/// 2017). The set must be one that the network never learned from.
///
/// # Errors
///
/// Fails if the set is empty or does not fit the network, or if the device stopped answering.
pub async fn calibrate(
    network: &Network,
    set: &Dataset,
    device: &Device,
) -> Result<Temperature, RunError> {
    let network = network.clone().at_temperature(Temperature::default());
    check(network.plan(), "validation", set)?;
    let mut sums = Vec::new();
    score_all(&network, set, device, |batch, _| sums.extend_from_slice(batch)).await?;
    Ok(fit(network.plan().answer(), &sums, &set.labels))
}

/// The temperature with the lowest loss: where the slope of the loss over its inverse, in which the loss
/// is convex, is 0. A network that is never wrong, or always, gets an end of the range.
fn fit(answer: Activation, sums: &[f32], labels: &[u8]) -> Temperature {
    let outputs = (sums.len() / labels.len().max(1)).max(1);
    let slope = |inverse: f64| -> f64 {
        let rows = sums.chunks_exact(outputs).zip(labels);
        rows.map(|(row, label)| row_slope(answer, row, usize::from(*label), inverse)).sum()
    };
    let (mut low, mut high) = (f64::from(MIN_TEMPERATURE).ln(), f64::from(MAX_TEMPERATURE).ln());
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        // Too certain at this temperature: the best one is higher.
        if slope((-middle).exp()) > 0.0 { low = middle } else { high = middle }
    }
    let found = f64::midpoint(low, high).exp() as f32;
    Temperature::new(found.clamp(MIN_TEMPERATURE, MAX_TEMPERATURE)).unwrap_or_default()
}

/// How fast the loss of one sample grows with the inverse temperature: the sum that the answer expects,
/// less the one of the true class.
fn row_slope(answer: Activation, row: &[f32], truth: usize, inverse: f64) -> f64 {
    if answer == Activation::Sigmoid {
        let sum = f64::from(row[0]);
        return sum * (1.0 / (1.0 + (-sum * inverse).exp()) - truth as f64);
    }
    let peak = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let (mut total, mut expected) = (0.0, 0.0);
    for value in row {
        let share = (f64::from(value - peak) * inverse).exp();
        total += share;
        expected += share * f64::from(*value);
    }
    expected / total - f64::from(row[truth])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Tally, largest};

    /// Three of four answers are right, each with these sums: the loss is lowest where each is three
    /// quarters certain, so where the difference of the sums is ln 3.
    #[test]
    fn three_quarters_right_become_three_quarters_certain() {
        let gap = 2.5 * 3.0_f32.ln();
        let softmax = [5.0 + gap, 5.0].repeat(4);
        let found = fit(Activation::Softmax, &softmax, &[0, 0, 1, 0]).value();
        assert!((found - 2.5).abs() < 1e-5, "{found}");
        let found = fit(Activation::Sigmoid, &[gap, gap, -gap, gap], &[1, 1, 0, 0]).value();
        assert!((found - 2.5).abs() < 1e-5, "{found}");
    }

    #[test]
    fn it_is_the_lowest_point_of_the_loss() {
        let sums: Vec<f32> = (0..300).map(|index| (index * 37 % 101) as f32 / 9.0).collect();
        // Two of three are right.
        let label = |(index, row)| (largest(row) + usize::from(index % 3 == 0)) as u8 % 3;
        let labels: Vec<u8> = sums.chunks_exact(3).enumerate().map(label).collect();
        let loss = |temperature: f32| {
            let softened: Vec<f32> = sums.iter().map(|sum| sum / temperature).collect();
            let mut tally = Tally::new(3);
            tally.add(Activation::Softmax, &softened, &labels);
            tally.loss()
        };
        let found = fit(Activation::Softmax, &sums, &labels).value();
        assert!(found > MIN_TEMPERATURE && found < MAX_TEMPERATURE, "{found}");
        assert!(loss(found) < loss(found * 1.05) && loss(found) < loss(found / 1.05), "{found}");
    }

    #[test]
    fn the_range_ends_where_there_is_no_lowest_point() {
        let sums = [3.0, 1.0, 0.0, 2.0];
        let found = |labels: &[u8]| fit(Activation::Softmax, &sums, labels).value();
        assert!((found(&[0, 1]) / MIN_TEMPERATURE - 1.0).abs() < 1e-5);
        assert!((found(&[1, 0]) / MAX_TEMPERATURE - 1.0).abs() < 1e-5);
    }
}
