use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use train::Event;

use crate::failure::Failure;

/// Shows a run in Keras' words, or as one event a line.
pub struct Progress {
    json: bool,
    epochs: usize,
    bar: ProgressBar,
    epoch: usize,
    /// The epoch whose weights would be kept now.
    kept: usize,
    started: Instant,
    /// Steps done in this epoch before it was first shown: a resumed run starts in the middle.
    before: usize,
}

impl Progress {
    /// For a run of so many epochs.
    pub fn new(json: bool, epochs: usize) -> Self {
        let bar = ProgressBar::hidden();
        Self { json, epochs, bar, epoch: 0, kept: 0, started: Instant::now(), before: 0 }
    }

    /// Shows what happened.
    pub fn show(&mut self, event: &Event) -> Result<(), Failure> {
        if self.json {
            println!("{}", serde_json::to_string(event).map_err(Failure::failed)?);
            return Ok(());
        }
        match *event {
            Event::Step { epoch, step, steps, loss, accuracy } => {
                if epoch != self.epoch {
                    self.open(epoch, step, steps);
                }
                let pace = self.started.elapsed() / (step - self.before) as u32;
                let rest = pace * (steps - step) as u32;
                self.bar.set_position(step as u64);
                self.bar.set_message(format!(
                    "{}s {}ms/step - accuracy: {accuracy:.4} - loss: {loss:.4}",
                    rest.as_secs(),
                    pace.as_millis()
                ));
            }
            Event::Validation { seen, samples, .. } => {
                self.bar.set_message(format!("validation {seen}/{samples}"));
            }
            Event::Epoch { epoch, loss, accuracy, val_loss, val_accuracy, learning_rate, kept } => {
                self.bar.finish_and_clear();
                println!(
                    "Epoch {epoch}/{} - {}s - accuracy: {accuracy:.4} - loss: {loss:.4} - \
                     val_accuracy: {val_accuracy:.4} - val_loss: {val_loss:.4} - \
                     learning_rate: {learning_rate:.1e}",
                    self.epochs,
                    self.started.elapsed().as_secs()
                );
                (self.epoch, self.kept) = (epoch, kept);
            }
            Event::Finished if self.kept < self.epoch => {
                println!("The weights are those of epoch {}, the lowest val_loss", self.kept);
            }
            Event::Finished => {}
        }
        Ok(())
    }

    fn open(&mut self, epoch: usize, step: usize, steps: usize) {
        self.epoch = epoch;
        self.before = step - 1;
        self.started = Instant::now();
        self.bar = ProgressBar::new(steps as u64);
        let style = ProgressStyle::with_template("{pos}/{len} {bar:20} {msg}");
        self.bar.set_style(style.expect("a fixed template").progress_chars("━━─"));
    }
}
