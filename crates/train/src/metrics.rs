use net::Activation;
use serde::{Deserialize, Serialize};

use crate::reliability::{Bin, Reliability};

/// Running loss and accuracy, with every answer counted against the truth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    loss: f64,
    confusion: Vec<Vec<u64>>,
}

/// How good a network is on a set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluated {
    /// Samples.
    pub n: u64,
    /// Mean crossentropy.
    pub loss: f64,
    /// Share of right answers, 0 to 1.
    pub accuracy: f64,
    /// One score per class, in the order of the labels.
    pub per_class: Vec<ClassScore>,
    /// How often the class of the row was taken for the class of the column.
    pub confusion: Vec<Vec<u64>>,
    /// How far certainty and accuracy are apart, 0 to 1: the expected calibration error.
    pub ece: f64,
    /// Certainty and accuracy in 15 bins, from the least certain: a reliability diagram.
    pub reliability: Vec<Bin>,
}

/// How good a network is on the samples of one class.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassScore {
    /// The class.
    pub label: String,
    /// Its samples.
    pub n: u64,
    /// Share of them that was recognised, 0 to 1; 0 if there are none.
    pub accuracy: f64,
}

impl Tally {
    /// Nothing counted yet, for so many classes.
    pub fn new(classes: usize) -> Self {
        Self { loss: 0.0, confusion: vec![vec![0; classes]; classes] }
    }

    /// Counts a batch: the last layer's sums, row by row, and the true classes.
    pub fn add(&mut self, answer: Activation, logits: &[f32], labels: &[u8]) {
        let outputs = logits.len() / labels.len().max(1);
        for (row, label) in logits.chunks_exact(outputs.max(1)).zip(labels) {
            let truth = usize::from(*label);
            let (loss, guess) = judge(answer, row, truth);
            self.loss += loss;
            self.confusion[truth][guess] += 1;
        }
    }

    /// Whether it counts so many answers of so many classes, whatever a file says.
    pub fn holds(&self, classes: usize, samples: usize) -> bool {
        self.confusion.len() == classes
            && self.confusion.iter().all(|row| row.len() == classes)
            && self.loss.is_finite()
            && self.samples() == samples as u64
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: &Self) {
        self.loss += other.loss;
        let rows = self.confusion.iter_mut().zip(&other.confusion);
        for (count, more) in rows.flat_map(|(row, other)| row.iter_mut().zip(other)) {
            *count += more;
        }
    }

    /// Samples counted.
    pub fn samples(&self) -> u64 {
        // Saturating, for a file may say anything.
        self.confusion.iter().flatten().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Mean loss; not a number before the first sample.
    pub fn loss(&self) -> f64 {
        self.loss / self.samples() as f64
    }

    /// Share of right answers; not a number before the first sample.
    pub fn accuracy(&self) -> f64 {
        let right: u64 = (0..self.confusion.len()).map(|class| self.confusion[class][class]).sum();
        right as f64 / self.samples() as f64
    }

    /// The whole result, with what was counted of the same answers by certainty.
    pub fn finish(self, labels: &[String], reliability: &Reliability) -> Evaluated {
        let per_class =
            labels.iter().zip(&self.confusion).enumerate().map(|(class, (label, row))| {
                let n = row.iter().sum();
                let accuracy = if n == 0 { 0.0 } else { row[class] as f64 / n as f64 };
                ClassScore { label: label.clone(), n, accuracy }
            });
        Evaluated {
            n: self.samples(),
            loss: self.loss(),
            accuracy: self.accuracy(),
            per_class: per_class.collect(),
            confusion: self.confusion.clone(),
            ece: reliability.error(),
            reliability: reliability.bins(),
        }
    }
}

/// The crossentropy of one answer, and the class that it names.
fn judge(answer: Activation, row: &[f32], truth: usize) -> (f64, usize) {
    if answer == Activation::Sigmoid {
        let logit = f64::from(row[0]);
        let loss = logit.max(0.0) - logit * truth as f64 + (-logit.abs()).exp().ln_1p();
        return (loss, usize::from(logit > 0.0));
    }
    let guess = largest(row);
    let peak = f64::from(row[guess]);
    let sum: f64 = row.iter().map(|value| (f64::from(*value) - peak).exp()).sum();
    (sum.ln() + peak - f64::from(row[truth]), guess)
}

/// The class that an answer names, and its probability: the loss of that class, undone.
pub fn probability(answer: Activation, row: &[f32]) -> (usize, f32) {
    let (_, guess) = judge(answer, row, 0);
    let (loss, _) = judge(answer, row, guess);
    (guess, (-loss).exp() as f32)
}

/// The index of the largest value; the first of equals.
pub fn largest(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}
