use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use data::photos::Half;
use net::archive::Precision;
use net::{Builtin, Card, Device, Model, Network, Plan, Preprocessing, initial_parameters, read};
use train::{Event, Run};

use crate::arguments::Train;
use crate::evaluate::score;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::sets::Source;
use crate::{files, models, recipe, sets};

/// `loupe train`: every epoch leaves a checkpoint beside the weights, so does Ctrl-C, and
/// `--resume` goes on from either as if nothing had happened.
pub async fn train(options: Train) -> Result<(), Failure> {
    let builtin: Builtin = options.network.parse().map_err(|()| {
        let names = Builtin::ALL.map(Builtin::name).join(", ");
        Failure::Usage(format!("there is no network {}; try one of {names}", options.network))
    })?;
    let out = options
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.safetensors", builtin.name())));
    let own = builtin.labels();
    let source =
        Source::of(builtin.spec().input, own.len(), options.data.as_deref(), options.drawn)?;
    let labels = source.classes().unwrap_or(own);
    let plan = plan(builtin, options.layers.as_deref(), labels.len())?;
    let settings = recipe::settings(&options, &plan);
    if options.exclude.is_some() && !matches!(source, Source::Photos(..)) {
        return Err(Failure::Usage(sets::NO_PHOTOS.to_owned()));
    }
    let nothing = HashSet::new();
    let (train_set, validation) = source.split(source.read(Half::Train, &nothing)?);
    let trained_on = source.describe(train_set.len());
    // Read before the hours of work, so that a missing file is not found after them.
    let left_out = options.exclude.as_deref().map(files::lines).transpose()?.unwrap_or_default();
    let test = options.score.then(|| source.read(Half::Test, &left_out));
    let test = test.transpose()?;
    let (initial, earlier) = match &options.from {
        None => (initial_parameters(&plan, settings.seed), String::new()),
        Some(path) => start_from(path, &plan)?,
    };
    let device = models::open(options.device).await?;
    let mut run =
        Run::new(plan.clone(), &initial, settings.clone(), [train_set, validation], device.clone())
            .map_err(Failure::failed)?;
    run.learn_from(teachers(&options.teacher, &device)?).map_err(Failure::failed)?;
    if let Some(path) = &options.resume {
        resume(&mut run, path)?;
    }
    follow(&mut run, &options, &out).await?;

    let parameters = run.network().parameters().to_vec();
    let mut model = Model {
        plan,
        labels,
        preprocessing: Preprocessing::Unit,
        card: Card {
            trained_on: Some(trained_on),
            command: Some(earlier + &recipe::command(&options)),
            ..Card::default()
        },
        parameters: read(parameters).await.map_err(Failure::failed)?,
    };
    // As they are written, rounded to 16 bits: what was infinite only then is found here, too.
    let shipped = Model::parse(&model.to_bytes(Precision::Half)).map_err(Failure::failed)?;
    if let Some(test) = test {
        let network = shipped.network(&device);
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
    if !model.plan.spec().shares_weights_with(plan.spec()) {
        return Err(Failure::file(path, "these weights are of another network"));
    }
    let command = model.card.command.unwrap_or_else(|| "weights of unknown origin".to_owned());
    Ok((model.parameters, format!("{command} --out FIRST; ")))
}

/// The plan of a built-in network, or of other layers on its pictures, for so many classes.
fn plan(builtin: Builtin, layers: Option<&Path>, classes: usize) -> Result<Plan, Failure> {
    let mut spec = builtin.spec().with_classes(classes);
    let Some(path) = layers else { return Plan::new(&spec).map_err(Failure::failed) };
    spec.layers = serde_json::from_slice(&files::read(path)?)
        .map_err(|error| Failure::file(path, format!("this is not a list of layers ({error})")))?;
    let plan = Plan::new(&spec).map_err(|error| Failure::file(path, error))?;
    if plan.classes() != classes {
        let sentence =
            format!("the last layer tells {} classes apart, not {classes}", plan.classes());
        return Err(Failure::file(path, sentence));
    }
    Ok(plan)
}

/// The networks of some weights files.
fn teachers(paths: &[PathBuf], device: &Device) -> Result<Vec<Network>, Failure> {
    let network = |path: &PathBuf| {
        let model =
            Model::parse(&files::read(path)?).map_err(|error| Failure::file(path, error))?;
        Ok(Network::new(model.plan, &model.parameters, device))
    };
    paths.iter().map(network).collect()
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
