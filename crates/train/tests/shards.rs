//! Several workers lead to where one leads.

mod support;

use net::Plan;
use support::{parameters, plan, softmax, start, step};
use train::{Augmentation, Event, Run, RunError, Settings, Shard};

/// 48 samples in batches of 5: the last batch of an epoch has 3.
fn settings(batch: usize) -> Settings {
    Settings {
        epochs: 3,
        batch,
        learning_rate: 0.01,
        weight_decay: 0.01,
        label_smoothing: 0.1,
        augmentation: Some(Augmentation::handwriting(1.0)),
        averaging: 0.9,
        ..Settings::default()
    }
}

/// One piece of work, a training step of which is shared with the followers.
fn crewed(lead: &mut Run, followers: &mut [Run]) -> Event {
    let Some((number, samples)) = lead.next_batch() else { return step(lead) };
    let parts = samples.min(followers.len() + 1);
    let row = pollster::block_on(lead.parameters()).unwrap();
    let mut found = vec![pollster::block_on(lead.find(Shard::new(0, parts).unwrap())).unwrap()];
    for (part, follower) in (1..parts).zip(followers) {
        let shard = Shard::new(part, parts).unwrap();
        follower.follow(number, &row).unwrap();
        let mut row =
            pollster::block_on(pollster::block_on(follower.find(shard)).unwrap().to_row());
        let row = row.as_mut().unwrap();
        assert!(row.len() <= lead.row_length());
        row.resize(lead.row_length(), f32::NAN);
        found.push(lead.found(shard, row).unwrap());
    }
    lead.apply(found).unwrap()
}

fn crew(plan: &Plan, settings: &Settings, workers: usize) -> (Run, Vec<Run>) {
    let follower = |_| start(plan, settings);
    (start(plan, settings), (1..workers).map(follower).collect())
}

fn assert_close(one: &Run, other: &Run, what: &str) {
    for (one, other) in parameters(one).iter().flatten().zip(parameters(other).iter().flatten()) {
        assert!((one - other).abs() < 1e-4, "{what}: {one} {other}");
    }
}

#[test]
fn a_crew_comes_to_where_one_worker_comes() {
    let plan = plan(softmax());
    for batch in [1, 5, 48] {
        let mut alone = start(&plan, &settings(batch));
        let (mut two, mut second) = crew(&plan, &settings(batch), 2);
        let (mut four, mut others) = crew(&plan, &settings(batch), 4);
        let mut epochs = 0;
        loop {
            let event = step(&mut alone);
            for (lead, followers) in [(&mut two, &mut second), (&mut four, &mut others)] {
                let seen = crewed(lead, followers);
                assert_eq!(std::mem::discriminant(&seen), std::mem::discriminant(&event));
                if let (
                    Event::Epoch { loss, val_loss, .. },
                    Event::Epoch { loss: l, val_loss: v, .. },
                ) = (&event, &seen)
                {
                    assert!((loss - l).abs() < 1e-4 && (val_loss - v).abs() < 1e-4, "{seen:?}");
                    epochs += 1;
                }
            }
            if event == Event::Finished {
                break;
            }
        }
        assert_eq!(epochs, 6);
        assert_close(&alone, &two, "two");
        assert_close(&alone, &four, "four");
        if batch == 1 {
            assert_eq!(parameters(&alone), parameters(&four), "nothing to share");
        }
    }
}

#[test]
fn a_crew_may_change_at_any_step_and_goes_on_from_a_checkpoint() {
    let plan = plan(softmax());
    let mut alone = start(&plan, &settings(5));
    let (mut lead, mut followers) = crew(&plan, &settings(5), 3);
    let mut steps = 0;
    while step(&mut alone) != Event::Finished {
        steps += 1;
        if steps == 17 {
            let bytes = pollster::block_on(lead.checkpoint()).unwrap();
            (lead, followers) = crew(&plan, &settings(5), 4);
            lead.resume_from(&bytes).unwrap();
        }
        // Now with all of them, now with one, now alone.
        crewed(&mut lead, &mut followers[..steps % 3]);
    }
    assert_close(&alone, &lead, "changing");
}

#[test]
fn parts_that_are_not_the_steps_are_refused() {
    let plan = plan(softmax());
    let (mut lead, mut followers) = crew(&plan, &settings(5), 2);
    assert!(Shard::new(1, 1).is_err() && Shard::new(0, 0).is_err() && Shard::new(0, 65).is_err());
    let half =
        |run: &Run, part| pollster::block_on(run.find(Shard::new(part, 2).unwrap())).unwrap();
    let refused = |lead: &mut Run, found| matches!(lead.apply(found), Err(RunError::Data(_)));
    let before = parameters(&lead);
    for found in [vec![], vec![half(&lead, 0)], vec![half(&lead, 1), half(&lead, 0)]] {
        assert!(refused(&mut lead, found));
    }
    let row = pollster::block_on(lead.parameters()).unwrap();
    followers[0].follow(1, &row).unwrap();
    let late = vec![half(&lead, 0), half(&followers[0], 1)];
    assert!(refused(&mut lead, late));
    assert!(lead.found(Shard::WHOLE, &row).is_err() && followers[0].follow(1, &row[1..]).is_err());
    assert!(pollster::block_on(lead.find(Shard::new(5, 6).unwrap())).is_ok());
    assert!(pollster::block_on(lead.find(Shard::new(0, 6).unwrap())).is_err(), "an empty part");
    assert_eq!(parameters(&lead), before);
}
