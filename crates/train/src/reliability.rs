use net::Activation;
use serde::Serialize;

use crate::metrics::probability;

/// Bins of certainty, each as wide.
const BINS: usize = 15;

/// How often a network is right when it is so certain (Guo et al., 2017).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Answers whose certainty falls into the bin: above its lower edge, up to its upper one.
    pub n: u64,
    /// Their mean certainty, 0 to 1; 0 if there are none.
    pub certainty: f64,
    /// Share of them that is right, 0 to 1; 0 if there are none.
    pub accuracy: f64,
}

/// The answers counted so far, by certainty.
#[derive(Clone, Debug, Default)]
pub struct Reliability {
    /// Answers, right ones among them, and the sum of the certainties.
    bins: [(u64, u64, f64); BINS],
}

impl Reliability {
    /// Counts a batch: the last layer's sums, row by row, and the true classes. Returns the class that
    /// each answer names, with its certainty.
    pub fn add(&mut self, answer: Activation, sums: &[f32], labels: &[u8]) -> Vec<(usize, f32)> {
        let outputs = (sums.len() / labels.len().max(1)).max(1);
        let answers = sums.chunks_exact(outputs).map(|row| probability(answer, row));
        let answers: Vec<(usize, f32)> = answers.collect();
        for ((guess, certainty), label) in answers.iter().zip(labels) {
            self.count(f64::from(*certainty), *guess == usize::from(*label));
        }
        answers
    }

    fn count(&mut self, certainty: f64, right: bool) {
        let bin = (certainty * BINS as f64).ceil() as usize;
        let (n, rights, sum) = &mut self.bins[bin.clamp(1, BINS) - 1];
        *n += 1;
        *rights += u64::from(right);
        *sum += certainty;
    }

    /// The bins, from the least certain.
    pub fn bins(&self) -> Vec<Bin> {
        let mean = |sum: f64, n: u64| if n == 0 { 0.0 } else { sum / n as f64 };
        let bins = self.bins.iter().map(|(n, right, sum)| Bin {
            n: *n,
            certainty: mean(*sum, *n),
            accuracy: mean(*right as f64, *n),
        });
        bins.collect()
    }

    /// The expected calibration error: how far certainty and accuracy are apart in a bin, in the mean over
    /// all answers, 0 to 1; 0 if there are none.
    pub fn error(&self) -> f64 {
        let answers: u64 = self.bins.iter().map(|(n, ..)| n).sum();
        let apart: f64 = self.bins.iter().map(|(_, right, sum)| (*right as f64 - sum).abs()).sum();
        apart / answers.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_gap_in_the_mean_over_all_answers() {
        let mut reliability = Reliability::default();
        assert_eq!(reliability.error(), 0.0);
        // Nine tenths certain and right 3 times of 4; half certain and always right.
        for right in [true, true, true, false] {
            reliability.count(0.9, right);
        }
        reliability.count(0.5, true);
        let expected = (4.0 * (0.9 - 0.75) + (1.0 - 0.5)) / 5.0;
        assert!((reliability.error() - expected).abs() < 1e-12);
        let bins = reliability.bins();
        assert_eq!(bins.len(), 15);
        assert_eq!(bins.iter().map(|bin| bin.n).collect::<Vec<_>>()[7..14], [1, 0, 0, 0, 0, 0, 4]);
        assert_eq!((bins[13].accuracy, bins[7].certainty), (0.75, 0.5));
    }

    #[test]
    fn an_edge_belongs_to_the_bin_below() {
        for (certainty, bin) in [(0.0, 0), (1e-9, 0), (0.2, 2), (0.2 + 1e-9, 3), (1.0, 14)] {
            let mut reliability = Reliability::default();
            reliability.count(certainty, true);
            assert_eq!(reliability.bins()[bin].n, 1, "{certainty}");
        }
    }
}
