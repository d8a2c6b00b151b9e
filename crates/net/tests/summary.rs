//! The summary is Keras' own, character by character.

use net::{Builtin, Plan, summary};

#[test]
fn the_summary_is_what_keras_prints() {
    // Printed by Keras 3.15 for the same network.
    let keras = include_str!("../../../tests/keras/catdog_summary.txt");
    let ours = summary(&Plan::new(&Builtin::CatDog.spec()).unwrap());
    let lines =
        |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&ours), lines(keras));
}
