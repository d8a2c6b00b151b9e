//! A network that is too sure of itself becomes as sure as it may be.

mod support;

use data::Dataset;
use net::{Network, Temperature};
use support::{SIDE, bars, device, plan, softmax, start, step};
use train::{Evaluated, Event, Settings, calibrate, judge};

/// Bars of which every fourth has the wrong name.
fn mislabelled() -> Dataset {
    let set = bars(64);
    let wrong = |(index, label): (usize, &u8)| if index % 4 == 0 { 1 - label } else { *label };
    let labels = set.labels.iter().enumerate().map(wrong).collect();
    Dataset::new([1, SIDE, SIDE], set.samples, labels, set.classes).unwrap()
}

fn scores(network: &Network) -> Evaluated {
    let (set, device) = (mislabelled(), device());
    pollster::block_on(judge(network, &set, &set.classes, &device)).unwrap().scores
}

#[test]
fn certainty_becomes_what_it_says_and_accuracy_stays() {
    let sigmoid = net::LayerSpec::Dense { units: 1, activation: net::Activation::Sigmoid };
    for answer in [softmax(), sigmoid] {
        let settings = Settings { epochs: 40, learning_rate: 0.01, ..Settings::default() };
        let mut run = start(&plan(answer), &settings);
        while step(&mut run) != Event::Finished {}
        let sure = run.network();
        let before = scores(&sure);
        assert!((before.accuracy, before.ece) > (0.74, 0.2), "{before:?}");

        let (set, device) = (mislabelled(), device());
        let temperature = pollster::block_on(calibrate(&sure, &set, &device)).unwrap();
        let calibrated = sure.clone().at_temperature(temperature);
        let after = scores(&calibrated);
        assert!(temperature.value() > 1.5, "{temperature:?}");
        assert_eq!(after.confusion, before.confusion);
        assert!(after.loss < before.loss && after.ece < 0.1, "{after:?}");
        // Certain of three quarters of them: the loss is that of a coin with such a bias, or near it.
        let coin = -(0.75 * 0.75_f64.ln() + 0.25 * 0.25_f64.ln());
        assert!((after.loss - coin).abs() < 0.03, "{} {coin}", after.loss);
        assert_eq!(after.reliability.iter().map(|bin| bin.n).sum::<u64>(), 64);

        // A network's own temperature does not matter.
        let other = calibrated.at_temperature(Temperature::new(7.0).unwrap());
        assert_eq!(pollster::block_on(calibrate(&other, &set, &device)).unwrap(), temperature);
    }
}
