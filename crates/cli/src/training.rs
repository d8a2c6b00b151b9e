use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use data::mnist;
use net::archive::Precision;
use net::{Builtin, Card, Model, Network, Plan, Preprocessing, initial_parameters, read};
use train::{Augmentation, Event, Run, Schedule, Settings};

use crate::arguments::{self, Train};
use crate::evaluate::score;
use crate::failure::Failure;
use crate::files::{self, Half};
use crate::models;
use crate::progress::Progress;

/// `loupe train`: every epoch leaves a checkpoint beside the weights, so does Ctrl-C, and
/// `--resume` goes on from either as if nothing had happened.
pub async fn train(options: Train) -> Result<(), Failure> {
    let builtin = network(&options.network)?;
    let out = options
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.safetensors", builtin.name())));
    let plan = Plan::new(&builtin.spec()).map_err(Failure::failed)?;
    let settings = settings(&options);
    let (train_set, unseen) = mnist::split(files::mnist(&options.data, Half::Train)?);
    let trained_on =
        format!("MNIST, the {} training images that are not among 9,000 to 9,999", train_set.len());
    // Read before the hours of work, so that a missing file is not found after them.
    let test = options.score.then(|| files::mnist(&options.data, Half::Test)).transpose()?;
    let (initial, earlier) = match &options.from {
        None => (initial_parameters(&plan, settings.seed), String::new()),
        Some(path) => start_from(path, &plan)?,
    };
    let device = models::open(options.device).await?;
    let mut run =
        Run::new(plan.clone(), &initial, settings.clone(), [train_set, unseen], device.clone())
            .map_err(Failure::failed)?;
    if let Some(path) = &options.resume {
        resume(&mut run, path)?;
    }
    follow(&mut run, &options, &out).await?;

    let parameters = run.network().parameters().to_vec();
    let mut model = Model {
        plan,
        labels: builtin.labels(),
        preprocessing: Preprocessing::Unit,
        card: Card {
            trained_on: Some(trained_on),
            command: Some(earlier + &command(&options)),
            ..Card::default()
        },
        parameters: read(parameters).await.map_err(Failure::failed)?,
    };
    // As they are written, rounded to 16 bits: what was infinite only then is found here, too.
    let shipped = Model::parse(&model.to_bytes(Precision::Half)).map_err(Failure::failed)?;
    if let Some(test) = test {
        let network = Network::new(shipped.plan, &shipped.parameters, &device);
        let result = score(&network, &test, &model.labels, &device).await?;
        eprintln!("test: {} samples, accuracy {:.4}", result.n, result.accuracy);
        model.card.accuracy = Some(result.accuracy as f32);
        model.card.loss = Some(result.loss as f32);
        model.card.samples = Some(result.n as usize);
    }
    files::write(&out, &model.to_bytes(Precision::Half))?;
    eprintln!("weights: {}", out.display());
    Ok(())
}

/// The numbers of a weights file, and the command that made them, which the new ones need too.
fn start_from(path: &Path, plan: &Plan) -> Result<(Vec<Vec<f32>>, String), Failure> {
    let bytes = files::read(path)?;
    let model = Model::parse(&bytes).map_err(|error| Failure::file(path, error))?;
    if model.plan.spec().layers != plan.spec().layers {
        return Err(Failure::file(path, "these weights are of another network"));
    }
    let command = model.card.command.unwrap_or_else(|| "weights of unknown origin".to_owned());
    Ok((model.parameters, format!("{command} --out FIRST; ")))
}

/// The networks whose training set this program reads.
fn network(name: &str) -> Result<Builtin, Failure> {
    match name.parse() {
        Ok(builtin @ (Builtin::Digits | Builtin::Vision)) => Ok(builtin),
        _ => Err(Failure::Usage(format!("{name} cannot be trained here; try digits or vision"))),
    }
}

fn settings(options: &Train) -> Settings {
    Settings {
        seed: options.seed,
        epochs: options.epochs as usize,
        batch: options.batch as usize,
        learning_rate: options.learning_rate,
        schedule: match options.schedule {
            arguments::Schedule::Constant => Schedule::Constant,
            arguments::Schedule::Cosine => Schedule::Cosine,
            arguments::Schedule::OneCycle => Schedule::OneCycle,
        },
        weight_decay: options.weight_decay,
        label_smoothing: options.label_smoothing,
        augmentation: options.augment.map(Augmentation::handwriting),
        averaging: options.averaging,
    }
}

fn resume(run: &mut Run, path: &Path) -> Result<(), Failure> {
    run.resume_from(&files::read(path)?).map_err(|error| Failure::file(path, error))
}

/// Does the run's work to its end, or until Ctrl-C: that is a failure, with a checkpoint beside
/// where the weights would be.
async fn follow(run: &mut Run, options: &Train, out: &Path) -> Result<(), Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed)).map_err(Failure::failed)?;
    let checkpoint = out.with_extension("checkpoint");
    let mut progress = Progress::new(options.json, options.epochs as usize);
    loop {
        let event = run.step().await.map_err(Failure::failed)?;
        progress.show(&event)?;
        match event {
            Event::Finished => return Ok(()),
            Event::Epoch { .. } => save(run, &checkpoint).await?,
            Event::Step { .. } | Event::Validation { .. } => {}
        }
        if stop.load(Ordering::Relaxed) {
            save(run, &checkpoint).await?;
            let sentence = "stopped; go on from here with --resume";
            return Err(Failure::file(&checkpoint, sentence));
        }
    }
}

async fn save(run: &Run, path: &Path) -> Result<(), Failure> {
    files::write(path, &run.checkpoint().await.map_err(Failure::failed)?)
}

/// The command line that gives these weights again, wherever the data lies.
fn command(options: &Train) -> String {
    let mut command = format!(
        "loupe train {} --data DIR --epochs {} --batch {} --lr {} --seed {}",
        options.network, options.epochs, options.batch, options.learning_rate, options.seed
    );
    if let arguments::Device::Gpu = options.device {
        command += " --device gpu";
    }
    match options.schedule {
        arguments::Schedule::Constant => {}
        arguments::Schedule::Cosine => command += " --schedule cosine",
        arguments::Schedule::OneCycle => command += " --schedule onecycle",
    }
    if options.weight_decay > 0.0 {
        command += &format!(" --weight-decay {}", options.weight_decay);
    }
    if options.label_smoothing > 0.0 {
        command += &format!(" --label-smoothing {}", options.label_smoothing);
    }
    if options.from.is_some() {
        command += " --from FIRST";
    }
    if options.averaging > 0.0 {
        command += &format!(" --averaging {}", options.averaging);
    }
    if let Some(strength) = options.augment {
        command += &format!(" --augment={strength}");
    }
    command
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::arguments::{Arguments, Command};

    #[test]
    fn the_recorded_command_gives_the_same_settings_again() {
        let written = "loupe train digits --data DIR --epochs 7 --batch 9 --lr 0.003 --seed 4 \
                       --schedule onecycle --weight-decay 0.02 --label-smoothing 0.1 \
                       --averaging 0.99 --augment=0.5 --device gpu --from FIRST";
        let parse = |line: &str| match Arguments::parse_from(line.split_whitespace()).command {
            Command::Train(options) => options,
            _ => panic!("another command"),
        };
        let options = parse(written);
        let again = parse(&command(&options));
        assert_eq!(settings(&again), settings(&options));
        assert_eq!(command(&again), command(&options));
    }
}
