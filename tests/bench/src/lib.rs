//! One network at work, for measuring: the same calls that the page and the trainer make.

use data::Dataset;
use net::{Backend, Builtin, Device, Network, Plan, Stream, Tensor, TensorData};
use train::{Event, Run, Settings};
use wasm_bindgen::prelude::*;

/// Samples of a training step.
const BATCH: usize = 32;
/// Batches of training data, used in turn.
const BATCHES: usize = 4;

/// A network with random weights, and a training run of it over random pictures.
#[wasm_bindgen]
pub struct Bench {
    network: Network,
    run: Run,
    device: Device,
}

#[wasm_bindgen]
impl Bench {
    /// Opens `"cpu"` or `"gpu"` for one of the four networks.
    ///
    /// # Errors
    ///
    /// Fails if there is no such backend or network.
    pub async fn open(backend: &str, name: &str) -> Result<Bench, String> {
        #[cfg(target_arch = "wasm32")]
        console_error_panic_hook::set_once();
        let backend = if backend == "gpu" { Backend::Gpu } else { Backend::Cpu };
        let device = net::open(backend).await.map_err(|error| error.to_string())?;
        let builtin = name.parse::<Builtin>().map_err(|_| format!("no network {name}"))?;
        let plan = Plan::new(&builtin.spec()).map_err(|error| error.to_string())?;
        let parameters = net::initial_parameters(&plan, 1);
        let network = Network::new(plan.clone(), &parameters, &device);
        let sets = [pictures(&plan, BATCH * BATCHES), pictures(&plan, 1)];
        let settings = Settings { epochs: 1_000_000, batch: BATCH, ..Settings::default() };
        let run = Run::new(plan, &parameters, settings, sets, device.clone())
            .map_err(|error| error.to_string())?;
        Ok(Self { network, run, device })
    }

    /// The answers for so many pictures, channels first, 0 to 1.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn predict(&self, pictures: Vec<f32>) -> Result<Vec<f32>, String> {
        let input = self.network.plan().spec().input;
        let size = input.channels * input.height * input.width;
        let shape = [pictures.len() / size, input.channels, input.height, input.width];
        let pictures = Tensor::from_data(TensorData::new(pictures, shape), &self.device);
        let answers = self.network.forward(pictures);
        let mut read =
            net::read(vec![answers.flatten(0, 1)]).await.map_err(|error| error.to_string())?;
        Ok(read.remove(0))
    }

    /// One step of training on 32 pictures, its loss read back.
    ///
    /// # Errors
    ///
    /// Fails if the run does.
    pub async fn train_step(&mut self) -> Result<f64, String> {
        loop {
            // Validation on one picture at an epoch's end is the trainer's own way, and is counted.
            if let Event::Step { loss, .. } =
                self.run.step().await.map_err(|error| error.to_string())?
            {
                return Ok(loss);
            }
        }
    }
}

/// Random pictures with random classes.
fn pictures(plan: &Plan, count: usize) -> Dataset {
    let input = plan.spec().input;
    let shape = [input.channels, input.height, input.width];
    let classes = plan.classes();
    let mut stream = Stream::new(1, &[99]);
    let mut below = |limit: usize| (stream.unit() * limit as f32) as u8;
    let samples = (0..count * shape.iter().product::<usize>()).map(|_| below(256)).collect();
    let labels = (0..count).map(|_| below(classes)).collect();
    let names = (0..classes).map(|class| class.to_string()).collect();
    Dataset::new(shape, samples, labels, names).expect("as many labels as pictures")
}
