use std::collections::HashMap;

use crate::cause::{Cause, PlanError};
use crate::limits;
use crate::shape::Shape;
use crate::spec::{Activation, LayerSpec, Padding, Spec};

/// One layer of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedLayer {
    /// What was asked for.
    pub spec: LayerSpec,
    /// Keras' name: `conv2d`, `conv2d_1`...
    pub name: String,
    /// What comes in.
    pub input: Shape,
    /// What goes out.
    pub output: Shape,
    /// Shape of the kernel as stored: `[filters, channels, height, width]` or `[inputs, units]`.
    /// Empty for a layer that learns nothing.
    pub kernel: Vec<usize>,
    /// Trainable numbers: kernel and bias.
    pub parameters: usize,
    /// Floating-point operations for one sample; a multiplication with its addition counts 2.
    pub flops: usize,
    /// Rows before the first, after the last; columns before the first, after the last.
    pub border: [(usize, usize); 2],
}

impl PlannedLayer {
    /// Length of the bias; 0 for a layer that learns nothing.
    #[must_use]
    pub fn bias(&self) -> usize {
        self.parameters - self.kernel_len()
    }

    /// Numbers in the kernel; 0 for a layer that learns nothing.
    #[must_use]
    pub fn kernel_len(&self) -> usize {
        if self.kernel.is_empty() { 0 } else { self.kernel.iter().product() }
    }
}

/// A network that is possible: every shape, count and cost is known and within the limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    spec: Spec,
    layers: Vec<PlannedLayer>,
}

impl Plan {
    /// Works every layer out. Allocates nothing that grows with the network's numbers.
    ///
    /// # Errors
    ///
    /// Fails with the first layer that is not possible, and why.
    pub fn new(spec: &Spec) -> Result<Self, PlanError> {
        let whole = |cause| PlanError { layer: None, class: "", cause };
        let input = spec.input;
        let sides = [input.height, input.width];
        if sides.iter().any(|side| !(1..=limits::MAX_INPUT_SIDE).contains(side))
            || !(1..=limits::MAX_INPUT_CHANNELS).contains(&input.channels)
        {
            let crate::spec::InputSpec { height, width, channels } = input;
            return Err(whole(Cause::Input { height, width, channels }));
        }
        if spec.name.len() > limits::MAX_NAME_BYTES {
            return Err(whole(Cause::Name));
        }
        if spec.layers.is_empty() {
            return Err(whole(Cause::NoLayers));
        }
        if spec.layers.len() > limits::MAX_LAYERS {
            return Err(whole(Cause::TooManyLayers(spec.layers.len())));
        }

        let mut shape =
            Shape::Map { channels: input.channels, height: input.height, width: input.width };
        let mut names = HashMap::new();
        let (mut parameters, mut flops, mut bytes) = (0_usize, 0_usize, 0_usize);
        let mut layers = Vec::with_capacity(spec.layers.len());
        for (index, layer) in spec.layers.iter().enumerate() {
            let last = index + 1 == spec.layers.len();
            let fault = |cause| PlanError { layer: Some(index), class: layer.class(), cause };
            let mut planned = plan_layer(layer, shape).map_err(fault)?;
            check_answer(layer, last).map_err(fault)?;
            parameters += planned.parameters;
            flops = flops.saturating_add(planned.flops);
            bytes += planned.output.len() * size_of::<f32>();
            if parameters > limits::MAX_PARAMETERS {
                return Err(fault(Cause::TooManyParameters));
            }
            if bytes > limits::MAX_TRACE_BYTES {
                return Err(fault(Cause::TooMuchInAll));
            }
            if flops > limits::MAX_FLOPS {
                return Err(fault(Cause::TooSlow));
            }
            let count: &mut usize = names.entry(layer.snake_case()).or_default();
            planned.name = match *count {
                0 => layer.snake_case().to_owned(),
                number => format!("{}_{number}", layer.snake_case()),
            };
            *count += 1;
            shape = planned.output;
            layers.push(planned);
        }
        Ok(Self { spec: spec.clone(), layers })
    }

    /// What was asked for.
    #[must_use]
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The layers, first to last. Never empty.
    #[must_use]
    pub fn layers(&self) -> &[PlannedLayer] {
        &self.layers
    }

    /// All trainable numbers.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.layers.iter().map(|layer| layer.parameters).sum()
    }

    /// Length of the answer.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.output.len())
    }

    /// The function that makes the answer from the last sums.
    #[must_use]
    pub fn answer(&self) -> Activation {
        self.layers.last().and_then(|layer| layer.spec.activation()).unwrap_or_default()
    }

    /// How many classes the answer tells apart: a single sigmoid output tells two.
    #[must_use]
    pub fn classes(&self) -> usize {
        if self.answer() == Activation::Sigmoid { 2 } else { self.outputs() }
    }

    /// Names and shapes of everything learned: `conv2d/kernel`, `conv2d/bias`...
    pub fn tensors(&self) -> impl Iterator<Item = (String, Vec<usize>)> + '_ {
        self.layers.iter().filter(|layer| layer.parameters > 0).flat_map(|layer| {
            [
                (format!("{}/kernel", layer.name), layer.kernel.clone()),
                (format!("{}/bias", layer.name), vec![layer.bias()]),
            ]
        })
    }
}

fn check_answer(layer: &LayerSpec, last: bool) -> Result<(), Cause> {
    match layer {
        LayerSpec::Dense { activation: Activation::Softmax, .. } if last => Ok(()),
        LayerSpec::Dense { activation: Activation::Sigmoid, units: 1 } if last => Ok(()),
        LayerSpec::Dense { activation: Activation::Sigmoid, units } if last => {
            Err(Cause::SigmoidUnits(*units))
        }
        _ if last => Err(Cause::NoAnswer),
        layer if layer.activation() == Some(Activation::Softmax) => Err(Cause::SoftmaxInside),
        _ => Ok(()),
    }
}

fn plan_layer(layer: &LayerSpec, input: Shape) -> Result<PlannedLayer, Cause> {
    let mut kernel = Vec::new();
    let mut bias = 0;
    let mut flops = 0_usize;
    let mut border = [(0, 0); 2];
    let output = match *layer {
        LayerSpec::Conv2D { filters, kernel_size, strides, padding, .. } => {
            at_least_one("filters", &[filters])?;
            let (channels, windows) =
                slide("kernel", input, kernel_size, strides, padding, &mut border)?;
            kernel = vec![filters, channels, kernel_size[0], kernel_size[1]];
            bias = filters;
            flops = product(&[2, filters, channels, kernel_size[0], kernel_size[1]])
                .saturating_mul(product(&windows));
            Shape::Map { channels: filters, height: windows[0], width: windows[1] }
        }
        LayerSpec::MaxPooling2D { pool_size, strides, padding } => {
            let strides = strides.unwrap_or(pool_size);
            let (channels, windows) =
                slide("window", input, pool_size, strides, padding, &mut border)?;
            Shape::Map { channels, height: windows[0], width: windows[1] }
        }
        LayerSpec::Dropout { rate } => {
            if !(0.0..1.0).contains(&rate) {
                return Err(Cause::Rate);
            }
            input
        }
        LayerSpec::Flatten => Shape::Flat(input.len()),
        LayerSpec::Dense { units, .. } => {
            at_least_one("units", &[units])?;
            let Shape::Flat(length) = input else {
                return Err(Cause::NeedsFlat);
            };
            kernel = vec![length, units];
            bias = units;
            flops = product(&[2, length, units]);
            Shape::Flat(units)
        }
    };
    let parameters = if kernel.is_empty() { 0 } else { product(&kernel).saturating_add(bias) };
    if parameters > limits::MAX_PARAMETERS {
        return Err(Cause::TooManyParameters);
    }
    if product(&output.keras()).saturating_mul(size_of::<f32>()) > limits::MAX_ACTIVATION_BYTES {
        return Err(Cause::TooMuchMemory);
    }
    Ok(PlannedLayer {
        spec: layer.clone(),
        name: String::new(),
        input,
        output,
        kernel,
        parameters,
        flops,
        border,
    })
}

/// Channels of the picture, and how many windows fit down and across.
fn slide(
    window: &'static str,
    input: Shape,
    size: [usize; 2],
    strides: [usize; 2],
    padding: Padding,
    border: &mut [(usize, usize); 2],
) -> Result<(usize, [usize; 2]), Cause> {
    at_least_one(window, &size)?;
    at_least_one("stride", &strides)?;
    let (channels, sides) = match input {
        Shape::Map { channels, height, width } => (channels, [height, width]),
        Shape::Flat(length) => return Err(Cause::NeedsMap(length)),
    };
    // A window or a step larger than the picture is nonsense under either padding, and keeping it
    // out bounds every sum below.
    for (window, size) in [(window, size), ("stride", strides)] {
        if size[0] > sides[0] || size[1] > sides[1] {
            return Err(Cause::WindowTooLarge { window, size, input: sides });
        }
    }
    let mut windows = [0; 2];
    for axis in 0..2 {
        windows[axis] = match padding {
            Padding::Valid => (sides[axis] - size[axis]) / strides[axis] + 1,
            Padding::Same => sides[axis].div_ceil(strides[axis]),
        };
        if padding == Padding::Same {
            // Keras' rule: what is missing is added on both sides, the odd one after.
            let covered = (windows[axis] - 1) * strides[axis] + size[axis];
            let missing = covered.saturating_sub(sides[axis]);
            border[axis] = (missing / 2, missing - missing / 2);
        }
    }
    Ok((channels, windows))
}

fn at_least_one(what: &'static str, values: &[usize]) -> Result<(), Cause> {
    if values.contains(&0) { Err(Cause::Zero(what)) } else { Ok(()) }
}

fn product(values: &[usize]) -> usize {
    values.iter().fold(1, |product, value| product.saturating_mul(*value))
}
