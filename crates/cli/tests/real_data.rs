//! What ships is as good as its card says, on the real test set.

mod support;

use std::io::{Write, stderr};

use support::{code, json, loupe, stdout};

/// The folder with the publishers' layouts; these tests say SKIPPED without it.
fn real_data() -> Option<String> {
    let folder = std::env::var("LOUPE_DATA").ok();
    if folder.is_none() {
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(stderr(), "SKIPPED: LOUPE_DATA does not name a folder with MNIST");
    }
    folder
}

#[test]
fn the_digits_model_keeps_its_cards_promise() {
    let Some(data) = real_data() else { return };
    let output = loupe(&["eval", "digits", "--data", &data, "--json"]);
    assert_eq!(code(&output), 0);
    assert_eq!(stdout(&output).lines().count(), 1);
    let result = json(&stdout(&output));
    assert_eq!(result["n"], 10_000);
    assert_eq!(result["per_class"].as_array().unwrap().len(), 10);
    let counted: u64 = result["confusion"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(counted, 10_000);
    assert!(result["loss"].as_f64().unwrap() < 0.05);

    let bytes = include_bytes!("../../../models/digits.safetensors");
    let card = net::Model::parse(bytes).unwrap().card;
    assert!(
        (f64::from(card.accuracy.unwrap()) - result["accuracy"].as_f64().unwrap()).abs() < 1e-6
    );
    let written = include_str!("../../../models/digits.md");
    let percent = format!("{:.2} %", result["accuracy"].as_f64().unwrap() * 100.0);
    assert!(written.contains(&percent), "the card does not say {percent}");
}

#[test]
fn files_and_folders_name_the_same_set() {
    let Some(data) = real_data() else { return };
    let file = |name: &str| format!("{data}/mnist/{name}");
    let images = file("t10k-images-idx3-ubyte.gz");
    let labels = file("t10k-labels-idx1-ubyte.gz");
    let limit = ["--limit", "300", "--json"];
    let by_files = [&["eval", "digits", "--images", &images, "--labels", &labels], &limit[..]];
    let by_folder = [&["eval", "digits", "--data", &data], &limit[..]];
    let by_files = loupe(&by_files.concat());
    assert_eq!(json(&stdout(&by_files))["n"], 300);
    assert_eq!(stdout(&by_files), stdout(&loupe(&by_folder.concat())));
}
