use serde::{Deserialize, Serialize};

/// A network as a person describes it, in Keras' words. Nothing in it has been checked: that is
/// what [`Plan::new`](crate::Plan::new) does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// What the network is called, for people.
    pub name: String,
    /// The picture that it takes.
    pub input: InputSpec,
    /// Its layers, first to last.
    pub layers: Vec<LayerSpec>,
}

impl Spec {
    /// The same network for so many classes: its last layer gets a softmax unit for each. A single
    /// sigmoid unit, which tells two classes apart, stays for two.
    ///
    /// A network that does not end with Dense stays as it is, for [`Plan::new`](crate::Plan::new) to
    /// refuse.
    #[must_use]
    pub fn with_classes(mut self, classes: usize) -> Self {
        if let Some(LayerSpec::Dense { units, activation }) = self.layers.last_mut()
            && !(*activation == Activation::Sigmoid && classes == 2)
        {
            (*units, *activation) = (classes, Activation::Softmax);
        }
        self
    }

    /// The same network, all of whose dropouts silence this share.
    #[must_use]
    pub fn with_dropout(mut self, share: f32) -> Self {
        for layer in &mut self.layers {
            if let LayerSpec::Dropout { rate } = layer {
                *rate = share;
            }
        }
        self
    }

    /// Whether the weights of one are weights of the other: the same input and layers, whatever share
    /// their dropouts silence while training.
    #[must_use]
    pub fn shares_weights_with(&self, other: &Self) -> bool {
        let alike = |(one, two): (&LayerSpec, &LayerSpec)| match (one, two) {
            (LayerSpec::Dropout { .. }, LayerSpec::Dropout { .. }) => true,
            (one, two) => one == two,
        };
        self.input == other.input
            && self.layers.len() == other.layers.len()
            && self.layers.iter().zip(&other.layers).all(alike)
    }
}

/// Size of the input picture, in pixels and channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputSpec {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// 1 for grey, 3 for colour.
    pub channels: usize,
}

/// One layer, with Keras' parameter names and defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "class", deny_unknown_fields)]
pub enum LayerSpec {
    /// Cross-correlation of every channel with learned kernels, plus a bias.
    Conv2D {
        /// Kernels, and so maps in the output.
        filters: usize,
        /// Height and width of a kernel.
        kernel_size: [usize; 2],
        /// Step of the window, down and right.
        #[serde(default = "ones")]
        strides: [usize; 2],
        /// What happens at the border.
        #[serde(default)]
        padding: Padding,
        /// What follows the sum.
        #[serde(default)]
        activation: Activation,
    },
    /// The largest value of each window.
    MaxPooling2D {
        /// Height and width of the window.
        pool_size: [usize; 2],
        /// Step of the window; the window's own size when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        strides: Option<[usize; 2]>,
        /// What happens at the border.
        #[serde(default)]
        padding: Padding,
    },
    /// Silences a random share of the values while training, and scales the others up.
    Dropout {
        /// The share that is silenced, 0 to less than 1.
        rate: f32,
    },
    /// A picture as one row of numbers.
    Flatten,
    /// Every output sees every input.
    Dense {
        /// Outputs.
        units: usize,
        /// What follows the sum.
        #[serde(default)]
        activation: Activation,
    },
}

/// What happens where a window meets the border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Padding {
    /// The window stays inside: the output shrinks.
    #[default]
    Valid,
    /// The picture is widened, so that the output has the input's size divided by the stride.
    Same,
}

/// The function after a layer's sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// The sum itself.
    #[default]
    Linear,
    /// Negative sums become 0.
    Relu,
    /// Sums become probabilities of exclusive classes.
    Softmax,
    /// A sum becomes one probability.
    Sigmoid,
}

impl LayerSpec {
    /// Keras' name of the layer's class.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match self {
            Self::Conv2D { .. } => "Conv2D",
            Self::MaxPooling2D { .. } => "MaxPooling2D",
            Self::Dropout { .. } => "Dropout",
            Self::Flatten => "Flatten",
            Self::Dense { .. } => "Dense",
        }
    }

    /// The prefix that Keras gives to the names of such layers.
    #[must_use]
    pub fn snake_case(&self) -> &'static str {
        match self {
            Self::Conv2D { .. } => "conv2d",
            Self::MaxPooling2D { .. } => "max_pooling2d",
            Self::Dropout { .. } => "dropout",
            Self::Flatten => "flatten",
            Self::Dense { .. } => "dense",
        }
    }

    /// The layer's activation, for the layers that have one.
    #[must_use]
    pub fn activation(&self) -> Option<Activation> {
        match self {
            Self::Conv2D { activation, .. } | Self::Dense { activation, .. } => Some(*activation),
            Self::MaxPooling2D { .. } | Self::Dropout { .. } | Self::Flatten => None,
        }
    }
}

fn ones() -> [usize; 2] {
    [1, 1]
}
