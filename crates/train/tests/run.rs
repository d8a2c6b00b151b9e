//! A run learns, stops, goes on and says what happened.

mod support;

use data::Dataset;
use net::archive::{self, Precision};
use net::{Activation, Builtin, LayerSpec, Plan, initial_parameters, read};
use support::{SIDE, bars, device, parameters, plan, softmax, start, step};
use train::{
    Augmentation, Batch, Distillation, Evaluation, Event, Run, RunError, Schedule, Settings,
    classify, judge,
};

fn all_extras() -> Settings {
    Settings {
        epochs: 4,
        batch: 5,
        learning_rate: 0.01,
        schedule: Schedule::OneCycle,
        weight_decay: 0.01,
        label_smoothing: 0.1,
        augmentation: Some(Augmentation::handwriting(1.0)),
        averaging: 0.9,
        ..Settings::default()
    }
}

#[test]
fn a_network_learns_under_either_loss() {
    let sigmoid = LayerSpec::Dense { units: 1, activation: Activation::Sigmoid };
    for answer in [softmax(), sigmoid] {
        let plan = plan(answer);
        let mut run =
            start(&plan, &Settings { epochs: 30, learning_rate: 0.01, ..Settings::default() });
        let mut last = None;
        loop {
            match step(&mut run) {
                Event::Finished => break,
                event @ Event::Epoch { .. } => last = Some(event),
                _ => {}
            }
        }
        let Some(Event::Epoch { val_accuracy, epoch, .. }) = last else { panic!("no epoch") };
        assert_eq!((epoch, val_accuracy), (30, 1.0));

        let (network, test, device) = (run.network(), bars(16), device());
        let mut evaluation = Evaluation::new(&network, &test, &device).unwrap();
        while pollster::block_on(evaluation.step()).unwrap().is_some() {}
        let result = evaluation.finish(&test.classes);
        assert_eq!((result.n, result.accuracy), (16, 1.0));
        assert_eq!(result.confusion, [[8, 0], [0, 8]]);

        let judged = judge(&network, &test, &test.classes, &device);
        let judged = pollster::block_on(judged).unwrap();
        assert_eq!((judged.scores, judged.guesses), (result, test.labels));
        let probabilities = pollster::block_on(read(vec![
            network.forward(Batch::plain(&bars(16), &[0], &device).input).flatten(0, 1),
        ]));
        let surest = classify(plan.answer(), &probabilities.unwrap()[0]);
        let surest = surest.into_iter().fold(0.0, f32::max);
        assert!((judged.certainties[0] - surest).abs() < 1e-5, "{surest}");
    }
}

/// The validation accuracy of the last epoch.
fn finish(run: &mut Run) -> f64 {
    let mut accuracy = f64::NAN;
    loop {
        match step(run) {
            Event::Finished => return accuracy,
            Event::Epoch { val_accuracy, .. } => accuracy = val_accuracy,
            _ => {}
        }
    }
}

#[test]
fn a_teacher_tells_what_the_labels_hide() {
    let sigmoid = LayerSpec::Dense { units: 1, activation: Activation::Sigmoid };
    for answer in [softmax(), sigmoid] {
        let plan = plan(answer);
        let settings = Settings { epochs: 30, learning_rate: 0.01, ..Settings::default() };
        let mut teacher = start(&plan, &settings);
        assert_eq!(finish(&mut teacher), 1.0);

        let truth = bars(48);
        let shape = [1, SIDE, SIDE];
        let silent = Dataset::new(shape, truth.samples, vec![0; 48], truth.classes).unwrap();
        let distillation = Some(Distillation { weight: 0.95, temperature: 2.0 });
        let settings = Settings { distillation, seed: 2, ..settings };
        let first = initial_parameters(&plan, settings.seed);
        let mut run =
            Run::new(plan.clone(), &first, settings, [silent, bars(16)], device()).unwrap();
        assert!(run.learn_from(Vec::new()).is_err(), "a share of the loss for nobody");
        run.learn_from(vec![teacher.network(), teacher.network()]).unwrap();
        assert_eq!(finish(&mut run), 1.0);
        assert!(teacher.learn_from(vec![run.network()]).is_err(), "a teacher without a say");
    }
}

#[test]
fn events_tell_the_whole_story() {
    let settings = Settings { epochs: 1, batch: 20, ..Settings::default() };
    let mut run = start(&plan(softmax()), &settings);
    let events: Vec<Event> = (0..6).map(|_| step(&mut run)).collect();
    let place = |event: &Event| match event {
        Event::Step { epoch, step, steps, .. } => format!("step {epoch} {step}/{steps}"),
        Event::Validation { epoch, seen, samples } => {
            format!("validation {epoch} {seen}/{samples}")
        }
        Event::Epoch { epoch, .. } => format!("epoch {epoch}"),
        Event::Finished => "finished".to_owned(),
    };
    let story: Vec<String> = events.iter().map(place).collect();
    let expected =
        ["step 1 1/3", "step 1 2/3", "step 1 3/3", "validation 1 16/16", "epoch 1", "finished"];
    assert_eq!(story, expected);
}

#[test]
fn a_resumed_run_goes_on_bit_for_bit() {
    let plan = plan(softmax());
    let mut whole = start(&plan, &all_extras());
    // Stops in the middle of an epoch, before and after its validation, and in a later epoch.
    for stop in [7, 11, 12, 23] {
        let mut stopped = start(&plan, &all_extras());
        for _ in 0..stop {
            step(&mut stopped);
        }
        let bytes = pollster::block_on(stopped.checkpoint()).unwrap();
        let mut resumed = start(&plan, &all_extras());
        resumed.resume_from(&bytes).unwrap();
        loop {
            let event = step(&mut stopped);
            assert_eq!(step(&mut resumed), event);
            if event == Event::Finished {
                break;
            }
        }
        assert_eq!(parameters(&resumed), parameters(&stopped));
    }
    while step(&mut whole) != Event::Finished {}
    let mut again = start(&plan, &all_extras());
    while step(&mut again) != Event::Finished {}
    assert_eq!(parameters(&again), parameters(&whole));
}

#[test]
fn a_checkpoint_of_another_run_is_refused() {
    let plan = plan(softmax());
    let mut run = start(&plan, &all_extras());
    step(&mut run);
    let bytes = pollster::block_on(run.checkpoint()).unwrap();
    for length in [0, 8, 100, bytes.len() - 1] {
        assert!(run.resume_from(&bytes[..length]).is_err());
    }
    let parameters = initial_parameters(&plan, 1);
    let data = [bars(40), bars(16)];
    let mut other = Run::new(plan.clone(), &parameters, all_extras(), data, device()).unwrap();
    let error = other.resume_from(&bytes).unwrap_err();
    assert!(error.to_string().contains("another training set"), "{error}");
    let settings = Settings { seed: 2, ..all_extras() };
    let error = start(&plan, &settings).resume_from(&bytes).unwrap_err();
    assert!(error.to_string().contains("other settings"), "{error}");
}

#[test]
fn a_loss_that_runs_away_stops_the_run_and_keeps_the_weights() {
    let settings = Settings { learning_rate: 1e30, epochs: 50, ..Settings::default() };
    let mut run = start(&plan(softmax()), &settings);
    let error = loop {
        if let Err(error) = pollster::block_on(run.step()) {
            break error;
        }
    };
    assert!(matches!(error, RunError::Diverged { .. }), "{error}");
}

#[test]
fn sets_that_do_not_fit_are_refused() {
    let digits = Plan::new(&Builtin::Digits.spec()).unwrap();
    let parameters = initial_parameters(&digits, 1);
    let fit = |data, settings| {
        Run::new(digits.clone(), &parameters, settings, data, device()).err().map(|e| e.to_string())
    };
    let sentence = fit([bars(4), bars(4)], Settings::default()).unwrap();
    assert!(sentence.contains("the training set has samples of [1, 8, 8]"), "{sentence}");
    let sentence = fit([bars(0), bars(4)], Settings::default()).unwrap();
    assert_eq!(sentence, "the training set is empty");
}

#[test]
fn a_checkpoint_that_lies_about_its_place_is_refused() {
    let plan = plan(softmax());
    let mut run = start(&plan, &all_extras());
    // 48 samples in batches of 5 are 10 steps; 3 were done.
    for _ in 0..3 {
        step(&mut run);
    }
    let bytes = pollster::block_on(run.checkpoint()).unwrap();
    let (tensors, honest) = archive::read(&bytes).unwrap();
    let lies = [
        (r#""step":3"#, r#""step":10"#),
        (r#""step":3"#, r#""step":18446744073709551615"#),
        (r#""epoch":0"#, r#""epoch":4"#),
        (r#""epoch":0"#, r#""epoch":18446744073709551615"#),
        (r#""validation":null"#, r#""validation":{"loss":0.0,"confusion":[[0,0],[0,0]]}"#),
        (r#""confusion":[["#, r#""confusion":[[18446744073709551615,18446744073709551615],["#),
    ];
    for (from, to) in lies {
        let text = honest.replacen(from, to, 1);
        assert_ne!(text, honest, "{from}");
        let bytes = archive::write(&tensors, text, Precision::Single);
        let error = run.resume_from(&bytes).unwrap_err();
        assert!(error.to_string().contains("another training set"), "{to}: {error}");
    }
    run.resume_from(&bytes).unwrap();
}
