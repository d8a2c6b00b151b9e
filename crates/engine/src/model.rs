use net::{Activation, Card, InputSpec, LayerSpec, Model, Padding, PlannedLayer};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::fault::Fault;
use crate::look::maps;

/// What the page draws a network from.
#[derive(Serialize)]
struct Description<'a> {
    name: &'a str,
    parameters: usize,
    input: InputSpec,
    labels: &'a [String],
    card: &'a Card,
    layers: Vec<Layer<'a>>,
}

/// One layer; what it has not is absent.
#[derive(Serialize)]
struct Layer<'a> {
    kind: &'static str,
    name: &'a str,
    activation: Option<Activation>,
    shape: Vec<usize>,
    parameters: usize,
    maps: usize,
    map_height: usize,
    map_width: usize,
    #[serde(flatten)]
    own: Own,
}

/// The settings of a layer's own class.
#[derive(Serialize)]
#[serde(untagged)]
enum Own {
    Convolution { filters: usize, kernel: [usize; 2], strides: [usize; 2], padding: Padding },
    Pooling { pool: [usize; 2], strides: [usize; 2], padding: Padding },
    Dropout { rate: f32 },
    Flatten {},
    Dense { units: usize },
}

/// The model as a plain object.
pub fn describe(model: &Model) -> Result<JsValue, Fault> {
    let description = Description {
        name: &model.plan.spec().name,
        parameters: model.plan.parameters(),
        input: model.plan.spec().input,
        labels: &model.labels,
        card: &model.card,
        layers: model.plan.layers().iter().map(layer).collect(),
    };
    // Maps become plain objects: others do not survive being copied with `{...object}`.
    description
        .serialize(&Serializer::json_compatible())
        .map_err(|error| Fault::new("engine.damaged", error))
}

fn layer(planned: &PlannedLayer) -> Layer<'_> {
    let [maps, map_height, map_width] = maps(planned.output);
    let own = match planned.spec {
        LayerSpec::Conv2D { filters, kernel_size, strides, padding, .. } => {
            Own::Convolution { filters, kernel: kernel_size, strides, padding }
        }
        LayerSpec::MaxPooling2D { pool_size, strides, padding } => {
            Own::Pooling { pool: pool_size, strides: strides.unwrap_or(pool_size), padding }
        }
        LayerSpec::Dropout { rate } => Own::Dropout { rate },
        LayerSpec::Flatten => Own::Flatten {},
        LayerSpec::Dense { units, .. } => Own::Dense { units },
    };
    Layer {
        kind: planned.spec.class(),
        name: &planned.name,
        activation: planned.spec.activation(),
        shape: planned.output.keras(),
        parameters: planned.parameters,
        maps,
        map_height,
        map_width,
        own,
    }
}
