//! A run whose validation loss rises ends, slows down, and keeps what was best.

mod support;

use data::Dataset;
use net::archive::{self, Precision};
use net::initial_parameters;
use support::{bars, device, parameters, plan, softmax, step};
use train::{Event, Run, Schedule, Settings, judge};

/// What is learned is wrong here: the better the network, the higher its loss.
fn swapped() -> Dataset {
    let set = bars(16);
    let labels = set.labels.iter().map(|label| 1 - label).collect();
    Dataset::new([1, support::SIDE, support::SIDE], set.samples, labels, set.classes).unwrap()
}

fn start(settings: &Settings) -> Run {
    let plan = plan(softmax());
    let first = initial_parameters(&plan, settings.seed);
    Run::new(plan, &first, settings.clone(), [bars(48), swapped()], device()).unwrap()
}

fn patient() -> Settings {
    Settings {
        epochs: 9,
        batch: 16,
        learning_rate: 0.01,
        schedule: Schedule::Plateau { patience: 2 },
        averaging: 0.8,
        patience: 5,
        ..Settings::default()
    }
}

/// What an epoch says of itself: its own number, the number of the one that is kept, its validation loss
/// and its learning rate; and the weights after it.
type Told = ((usize, usize, f64, f32), Vec<Vec<f32>>);

fn epochs(run: &mut Run) -> Vec<Told> {
    let mut told = Vec::new();
    loop {
        match step(run) {
            Event::Finished => return told,
            Event::Epoch { epoch, kept, val_loss, learning_rate, .. } => {
                told.push(((epoch, kept, val_loss, learning_rate), parameters(run)));
            }
            _ => {}
        }
    }
}

#[test]
fn a_run_without_patience_goes_to_its_end() {
    let told = epochs(&mut start(&Settings { epochs: 4, ..Settings::default() }));
    let places: Vec<_> = told.iter().map(|((epoch, kept, ..), _)| (*epoch, *kept)).collect();
    assert_eq!(places, [(1, 1), (2, 2), (3, 3), (4, 4)]);
}

#[test]
fn a_run_ends_when_its_patience_does_and_keeps_the_best_weights() {
    for averaging in [0.0, 0.8] {
        let settings =
            Settings { averaging, patience: 2, schedule: Schedule::Constant, ..patient() };
        let mut run = start(&settings);
        let told = epochs(&mut run);
        let losses: Vec<f64> = told.iter().map(|((_, _, loss, _), _)| *loss).collect();
        let best = (0..losses.len()).min_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap();
        assert_eq!(told.len(), best + 3, "{losses:?}");
        assert_eq!(told.last().unwrap().0.1, best + 1);
        // The last epoch's own weights are already replaced by the best when it is told.
        assert_eq!(parameters(&run), told[best].1);
        let (network, set, device) = (run.network(), swapped(), device());
        let judged = pollster::block_on(judge(&network, &set, &set.classes, &device));
        let loss = judged.unwrap().scores.loss;
        assert!((loss - losses[best]).abs() < 1e-6, "{loss} {losses:?}");
    }
}

#[test]
fn a_plateau_lowers_the_learning_rate() {
    let told =
        epochs(&mut start(&Settings { patience: 0, epochs: 7, averaging: 0.0, ..patient() }));
    let rates: Vec<f32> = told.iter().map(|((.., rate), _)| *rate).collect();
    let losses: Vec<f64> = told.iter().map(|((_, _, loss, _), _)| *loss).collect();
    assert!(losses.is_sorted(), "the loss rises from the first epoch on: {losses:?}");
    for (rate, expected) in rates.iter().zip([1e-2, 1e-2, 1e-2, 1e-3, 1e-3, 1e-4, 1e-4]) {
        assert!((rate / expected - 1.0).abs() < 1e-6, "{rates:?}");
    }
    assert_eq!(told.last().unwrap().0.1, 7, "without patience the last weights are kept");
}

#[test]
fn a_resumed_run_has_as_much_patience_left() {
    let mut whole = start(&patient());
    let mut events = Vec::new();
    while events.last() != Some(&Event::Finished) {
        events.push(step(&mut whole));
    }
    assert!(events.len() < 9 * 5, "it ended early");
    // In the middle of an epoch, at its end, and when all is over.
    for stop in [2, 5, 12, 15, events.len() - 1] {
        let mut stopped = start(&patient());
        for _ in 0..stop {
            step(&mut stopped);
        }
        let bytes = pollster::block_on(stopped.checkpoint()).unwrap();
        let mut resumed = start(&patient());
        resumed.resume_from(&bytes).unwrap();
        for event in &events[stop..] {
            assert_eq!(step(&mut resumed), *event);
        }
        assert_eq!(parameters(&resumed), parameters(&whole));
    }
}

#[test]
fn a_checkpoint_that_lies_about_its_losses_is_refused() {
    let mut run = start(&patient());
    while !matches!(step(&mut run), Event::Epoch { .. }) {}
    let bytes = pollster::block_on(run.checkpoint()).unwrap();
    let (tensors, honest) = archive::read(&bytes).unwrap();
    for lie in [r#""losses":[0.5,"#, r#""losses":[1e999,"#, r#""losses":[],"more":["#] {
        let text = honest.replacen(r#""losses":["#, lie, 1);
        assert_ne!(text, honest);
        let bytes = archive::write(&tensors, text, Precision::Single);
        assert!(run.resume_from(&bytes).is_err(), "{lie}");
    }
    let without = tensors.iter().filter(|tensor| tensor.name != "best/dense/bias");
    let without: Vec<_> = without.cloned().collect();
    assert_eq!(without.len(), tensors.len() - 1);
    let bytes = archive::write(&without, honest, Precision::Single);
    assert!(run.resume_from(&bytes).unwrap_err().to_string().contains("dense/bias"));
}
