//! What may change while a run goes: its step size, and when it ends.

mod support;

use net::archive::{self, Precision};
use support::{parameters, plan, softmax, start, step};
use train::{Event, Settings};

fn settings(epochs: usize) -> Settings {
    Settings { epochs, batch: 5, learning_rate: 0.01, ..Settings::default() }
}

#[test]
fn more_epochs_lead_where_a_longer_run_leads() {
    let plan = plan(softmax());
    let mut long = start(&plan, &settings(4));
    while step(&mut long) != Event::Finished {}
    let mut short = start(&plan, &settings(2));
    while step(&mut short) != Event::Finished {}
    let checkpoint = pollster::block_on(short.checkpoint()).unwrap();
    assert!(parameters(&short) != parameters(&long));

    assert_eq!(short.alter(0.01, 4).unwrap(), 4);
    while step(&mut short) != Event::Finished {}
    assert_eq!(parameters(&short), parameters(&long));

    let mut resumed = start(&plan, &settings(4));
    assert!(resumed.resume_from(&checkpoint).is_err(), "the very same run only");
    resumed.continue_from(&checkpoint).unwrap();
    while step(&mut resumed) != Event::Finished {}
    assert_eq!(parameters(&resumed), parameters(&long));
}

#[test]
fn another_step_size_counts_from_the_next_step_on() {
    let plan = plan(softmax());
    let mut run = start(&plan, &settings(2));
    for _ in 0..7 {
        step(&mut run);
    }
    let checkpoint = pollster::block_on(run.checkpoint()).unwrap();
    let before = parameters(&run);
    run.alter(1e-12, 2).unwrap();
    step(&mut run);
    assert_eq!(parameters(&run), before, "so small a step moves no 32-bit number");
    run.alter(0.1, 2).unwrap();
    let mut resumed = start(&plan, &Settings { learning_rate: 0.1, ..settings(2) });
    let after = pollster::block_on(run.checkpoint()).unwrap();
    resumed.continue_from(&after).unwrap();
    step(&mut run);
    step(&mut resumed);
    assert!(parameters(&run) != before);
    assert_eq!(parameters(&resumed), parameters(&run));
    assert!(start(&plan, &settings(2)).resume_from(&checkpoint).is_ok(), "unaltered");
}

#[test]
fn what_makes_no_sense_changes_nothing_and_an_epoch_that_has_begun_ends() {
    let mut run = start(&plan(softmax()), &settings(3));
    // Into the second epoch: 10 steps and a validation in two parts before it.
    for _ in 0..13 {
        step(&mut run);
    }
    for learning_rate in [0.0, -0.1, f32::NAN, f32::INFINITY] {
        assert!(run.alter(learning_rate, 3).is_err(), "{learning_rate}");
        assert_eq!(run.settings(), &settings(3));
    }
    for epochs in [0, 1, 2] {
        assert_eq!(run.alter(0.01, epochs).unwrap(), 2);
    }
    // Another run that is told to end before where this one is comes to the end of the same epoch.
    let checkpoint = pollster::block_on(run.checkpoint()).unwrap();
    let mut other = start(&plan(softmax()), &settings(1));
    other.continue_from(&checkpoint).unwrap();
    for run in [&mut run, &mut other] {
        let story = std::iter::from_fn(|| Some(step(run)));
        let last = story.take_while(|event| *event != Event::Finished).last();
        assert!(matches!(last, Some(Event::Epoch { epoch: 2, .. })), "{last:?}");
    }
}

#[test]
fn an_epoch_says_the_step_size_of_its_last_step() {
    let mut run = start(&plan(softmax()), &settings(1));
    while !matches!(step(&mut run), Event::Validation { .. }) {}
    run.alter(0.5, 1).unwrap();
    let checkpoint = pollster::block_on(run.checkpoint()).unwrap();
    let mut resumed = start(&plan(softmax()), &Settings { learning_rate: 0.5, ..settings(1) });
    resumed.resume_from(&checkpoint).unwrap();
    for run in [&mut run, &mut resumed] {
        let Event::Epoch { learning_rate, .. } = step(run) else { panic!("no end of the epoch") };
        assert!((learning_rate - 0.01).abs() < 1e-9, "{learning_rate}");
    }
}

#[test]
fn a_checkpoint_that_lies_about_its_end_is_refused() {
    let plan = plan(softmax());
    let mut run = start(&plan, &settings(3));
    step(&mut run);
    let bytes = pollster::block_on(run.checkpoint()).unwrap();
    let (tensors, honest) = archive::read(&bytes).unwrap();
    let most = usize::MAX;
    let epochs = honest.replacen(r#""epochs":3"#, &format!(r#""epochs":{most}"#), 1);
    let place = epochs.replacen(r#""epoch":0"#, &format!(r#""epoch":{}"#, most - 1), 1);
    assert!(honest != epochs && epochs != place);
    for lie in [epochs, place] {
        let bytes = archive::write(&tensors, lie, Precision::Single);
        assert!(run.continue_from(&bytes).is_err());
        assert_eq!(run.settings(), &settings(3));
    }
    run.continue_from(&bytes).unwrap();
}
