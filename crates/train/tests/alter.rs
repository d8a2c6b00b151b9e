//! What may change while a run goes: its step size, and when it ends.

mod support;

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

    short.alter(0.01, 4).unwrap();
    while step(&mut short) != Event::Finished {}
    assert_eq!(parameters(&short), parameters(&long));

    let mut resumed = start(&plan, &settings(4));
    resumed.resume_from(&checkpoint).unwrap();
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
    resumed.resume_from(&after).unwrap();
    step(&mut run);
    step(&mut resumed);
    assert!(parameters(&run) != before);
    assert_eq!(parameters(&resumed), parameters(&run));
    assert!(start(&plan, &settings(2)).resume_from(&checkpoint).is_ok());
}

#[test]
fn what_makes_no_sense_changes_nothing() {
    let mut run = start(&plan(softmax()), &settings(3));
    // Into the second epoch: 10 steps and a validation in two parts before it.
    for _ in 0..13 {
        step(&mut run);
    }
    let refused = [(0.0, 3), (-0.1, 3), (f32::NAN, 3), (f32::INFINITY, 3), (0.01, 1), (0.01, 0)];
    for (learning_rate, epochs) in refused {
        assert!(run.alter(learning_rate, epochs).is_err(), "{learning_rate} {epochs}");
        assert_eq!(run.settings(), &settings(3));
    }
    run.alter(0.01, 2).unwrap();
    assert_eq!(run.settings().epochs, 2);
    let last =
        std::iter::from_fn(|| Some(step(&mut run))).take_while(|event| *event != Event::Finished);
    assert!(matches!(last.last(), Some(Event::Epoch { epoch: 2, .. })));
}
