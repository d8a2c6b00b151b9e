//! The binary does what it says, and says one sentence where it cannot.

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use support::{Folder, code, digit_bmp, idx_folder, json, loupe, stderr, stdout};

#[test]
fn a_summary_is_printed_for_names_and_files() {
    let named = loupe(&["summary", "objects"]);
    assert_eq!(code(&named), 0);
    assert!(stdout(&named).contains(" Total params: 153,546 (599.79 KB)"));
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/digits.safetensors");
    assert_eq!(stdout(&loupe(&["summary", shipped])), stdout(&loupe(&["summary", "digits"])));
}

#[test]
fn a_senseless_command_line_exits_with_2() {
    let senseless: [&[&str]; 10] = [
        &[],
        &["paint"],
        &["train", "digits"],
        &["train", "digits", "--data", ".", "--epochs", "0"],
        &["train", "horses", "--data", "."],
        &["train", "digits", "--data", ".", "--shapes", "8"],
        &["train", "digits", "--data", ".", "--noise", "0.5"],
        &["train", "catdog", "--data", ".", "--jitter", "0.1"],
        &["eval", "digits", "--data", ".", "--exclude", "list.txt"],
        &["calibrate", "digits", "--data", "."],
    ];
    for arguments in senseless {
        assert_eq!(code(&loupe(arguments)), 2, "{arguments:?}");
    }
}

#[test]
fn a_failure_exits_with_1_and_names_the_file() {
    let folder = Folder::new("failures");
    let damaged = folder.file("damaged.safetensors", b"no weights");
    let failing: [&[&str]; 4] = [
        &["summary", "nowhere.safetensors"],
        &["eval", "nowhere.safetensors", "--data", "."],
        &["eval", &damaged, "--data", "."],
        &["eval", "digits", "--data", "nowhere"],
    ];
    for arguments in failing {
        let output = loupe(arguments);
        assert_eq!((code(&output), stdout(&output).as_str()), (1, ""), "{arguments:?}");
        let named = arguments.iter().any(|word| stderr(&output).contains(word));
        assert!(named && stderr(&output).lines().count() == 1, "{}", stderr(&output));
    }
}

#[test]
fn predict_answers_a_line_a_file_whatever_the_file() {
    let folder = Folder::new("predict");
    let one =
        folder.file("one.bmp", &digit_bmp(|x, y| (13..15).contains(&x) && (4..24).contains(&y)));
    let text = folder.file("text.png", b"no picture");
    let blank = folder.file("blank.bmp", &digit_bmp(|_, _| false));
    let output = loupe(&["predict", "digits", &one, &text, &blank, "nowhere.png", "--json"]);
    assert_eq!(code(&output), 0);
    let lines: Vec<_> = stdout(&output).lines().map(json).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["file"], one);
    assert_eq!(lines[0]["class"], "1");
    assert_eq!(lines[0]["probabilities"].as_array().unwrap().len(), 10);
    assert_eq!(lines[0]["probability"], lines[0]["probabilities"][1]);
    for line in &lines[1..] {
        assert!(line["error"].as_str().is_some_and(|error| !error.is_empty()), "{line}");
        assert!(line.get("class").is_none(), "{line}");
    }
}

#[test]
fn a_network_learns_shapes_without_any_file() {
    let folder = Folder::new("shapes");
    let out = folder.path("shapes.safetensors");
    let train = ["train", "vision", "--shapes", "640", "--epochs", "3", "--lr", "0.003"];
    let trained = loupe(&[&train[..], &["--out", &out]].concat());
    assert_eq!(code(&trained), 0, "{}", stderr(&trained));
    let scored = loupe(&["eval", &out, "--shapes", "400", "--json"]);
    assert_eq!(code(&scored), 0, "{}", stderr(&scored));
    let result = json(&stdout(&scored));
    assert_eq!((&result["n"], &result["per_class"][5]["label"]), (&400.into(), &"heart".into()));
    assert!(result["accuracy"].as_f64().unwrap() > 0.6, "{result}");
    assert_eq!(result["reliability"].as_array().map(Vec::len), Some(15));

    let calibrated = folder.path("calibrated.safetensors");
    let told = loupe(&["calibrate", &out, "--shapes", "2000", "--out", &calibrated]);
    assert_eq!(code(&told), 0, "{}", stderr(&told));
    assert!(stdout(&told).starts_with("temperature: "), "{}", stdout(&told));
    let again = json(&stdout(&loupe(&["eval", &calibrated, "--shapes", "400", "--json"])));
    assert_eq!(again["confusion"], result["confusion"]);
    assert_ne!(again["loss"], result["loss"]);
    let [before, after] = [&out, &calibrated].map(|path| fs::metadata(path).unwrap().len());
    assert!(after.abs_diff(before) < 200, "the numbers are as precise as they were");
}

#[test]
fn a_run_that_was_stopped_goes_on_bit_for_bit() {
    let folder = idx_folder("resume");
    let weights = |name: &str| folder.path(&format!("{name}.safetensors"));
    let train = |out: &str, more: &[&str]| {
        let mut arguments = vec!["train", "vision", "--data", folder.root(), "--epochs", "1"];
        arguments.extend([
            "--batch",
            "64",
            "--augment",
            "--averaging",
            "0.9",
            "--json",
            "--out",
            out,
        ]);
        arguments.extend(more);
        let mut command = Command::new(env!("CARGO_BIN_EXE_loupe"));
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };

    let (whole, stopped) = (weights("whole"), weights("stopped"));
    let output = train(&whole, &[]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let events: Vec<_> = stdout(&output).lines().map(json).collect();
    assert_eq!(events.first().unwrap()["event"], "step");
    assert_eq!(events.last().unwrap()["event"], "finished");

    let mut child = train(&stopped, &[]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.by_ref().take(20).for_each(drop);
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    lines.for_each(drop);
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 1, "a run that was stopped has no result");
    let checkpoint = folder.path("stopped.checkpoint");
    assert!(stderr(&output).contains(&checkpoint), "{}", stderr(&output));
    assert!(fs::metadata(&stopped).is_err(), "no weights before the end");

    let other = train(&stopped, &["--resume", &checkpoint, "--seed", "9"]).output().unwrap();
    assert_eq!(code(&other), 1);
    assert!(stderr(&other).contains("other settings"), "{}", stderr(&other));
    let output = train(&stopped, &["--resume", &checkpoint]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(fs::read(&stopped).unwrap(), fs::read(&whole).unwrap());
}
