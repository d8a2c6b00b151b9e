use std::collections::HashSet;

use data::photos::Half;
use net::archive::Precision;

use crate::arguments::Calibrate;
use crate::evaluate::score;
use crate::failure::Failure;
use crate::sets::Source;
use crate::{files, models, recipe};

/// `loupe calibrate`: the same weights, as precise as they were, with the temperature on their card.
pub async fn calibrate(options: Calibrate) -> Result<(), Failure> {
    let mut model = models::model(&options.model)?;
    let (input, folder) = (model.plan.spec().input, options.data.as_deref());
    let source = Source::of(input, model.plan.classes(), folder, options.drawn)?;
    let (_, validation) = source.split(source.read(Half::Train, &HashSet::new())?);
    let device = models::open(options.device).await?;
    let network = model.network(&device);
    let before = score(&network, &validation, &model.labels, &device).await?;
    let fitted = train::calibrate(&network, &validation, &device).await;
    model.card.temperature = fitted.map_err(Failure::failed)?;
    let after = score(&model.network(&device), &validation, &model.labels, &device).await?;
    println!(
        "temperature: {:.4} - samples: {} - accuracy: {:.4} -> {:.4} - loss: {:.4} -> {:.4} - \
         ece: {:.4} -> {:.4}",
        model.card.temperature.value(),
        after.n,
        before.accuracy,
        after.accuracy,
        before.loss,
        after.loss,
        before.ece,
        after.ece
    );
    let samples = recipe::samples(options.drawn);
    let command = model.card.command.map(|command| format!("{command} --out FIRST; "));
    model.card.command =
        Some(format!("{}loupe calibrate FIRST {samples}", command.unwrap_or_default()));
    // Measured on the test set at the old temperature.
    model.card.loss = None;
    files::write(&options.out, &model.to_bytes(Precision::of(&model.parameters)))
}
