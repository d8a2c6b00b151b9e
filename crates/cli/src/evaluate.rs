use std::collections::HashSet;

use data::Dataset;
use data::photos::Half;
use net::{Network, Plan};
use train::{Evaluated, Evaluation};

use crate::arguments::Eval;
use crate::failure::Failure;
use crate::sets::{self, Source};
use crate::{files, models};

/// `loupe eval`.
pub async fn evaluate(options: Eval) -> Result<(), Failure> {
    let model = models::model(&options.model)?;
    let mut dataset = match (&options.images, &options.labels) {
        (Some(images), Some(labels)) => files::idx(images, labels)?,
        _ => test_set(&options, &model.plan)?,
    };
    let device = models::open(options.device).await?;
    if let Some(limit) = options.limit {
        dataset = dataset.slice(0..limit as usize);
    }
    let network = model.network(&device);
    let result = score(&network, &dataset, &model.labels, &device).await?;
    if options.json {
        println!("{}", serde_json::to_string(&result).map_err(Failure::failed)?);
    } else {
        print(&result);
    }
    Ok(())
}

/// The half to be scored on of the set that the options name.
fn test_set(options: &Eval, plan: &Plan) -> Result<Dataset, Failure> {
    let (input, folder) = (plan.spec().input, options.data.as_deref());
    let source = Source::of(input, plan.classes(), folder, options.drawn)?;
    let left_out = match &options.exclude {
        Some(_) if !matches!(source, Source::Photos(..)) => {
            return Err(Failure::Usage(sets::NO_PHOTOS.to_owned()));
        }
        Some(path) => files::lines(path)?,
        None => HashSet::new(),
    };
    source.read(Half::Test, &left_out)
}

/// Scores a network on a whole set.
pub async fn score(
    network: &Network,
    dataset: &Dataset,
    labels: &[String],
    device: &net::Device,
) -> Result<Evaluated, Failure> {
    let fault = |error: train::RunError| Failure::failed(error);
    let mut evaluation = Evaluation::new(network, dataset, device).map_err(fault)?;
    while evaluation.step().await.map_err(Failure::failed)?.is_some() {}
    Ok(evaluation.finish(labels))
}

fn print(result: &Evaluated) {
    println!(
        "samples: {} - accuracy: {:.4} - loss: {:.4} - ece: {:.4}",
        result.n, result.accuracy, result.loss, result.ece
    );
    let width = result.per_class.iter().map(|class| class.label.chars().count()).max();
    let width = width.unwrap_or(0);
    for (class, row) in result.per_class.iter().zip(&result.confusion) {
        let row: Vec<String> = row.iter().map(|count| format!("{count:>5}")).collect();
        println!("{:>width$}  {:.4}  {}", class.label, class.accuracy, row.join(""));
    }
}
