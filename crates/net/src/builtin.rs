use std::str::FromStr;

use crate::spec::{Activation, InputSpec, LayerSpec, Padding, Spec};

/// The course's four networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// MNIST digits: 130,394 parameters.
    Digits,
    /// CIFAR-10 photos: 153,546 parameters.
    Objects,
    /// Cats against dogs: 206,785 parameters.
    CatDog,
    /// MNIST again, small enough to look at every filter: 33,850 parameters.
    Vision,
}

impl Builtin {
    /// All four, in the course's order.
    pub const ALL: [Self; 4] = [Self::Digits, Self::Objects, Self::CatDog, Self::Vision];

    /// The name by which commands and files call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Objects => "objects",
            Self::CatDog => "catdog",
            Self::Vision => "vision",
        }
    }

    /// What it answers, in the order of its outputs. The cats-and-dogs network has one output: the
    /// probability of the second class.
    #[must_use]
    pub fn labels(self) -> Vec<String> {
        let labels: &[&str] = match self {
            Self::Digits | Self::Vision => &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            Self::Objects => &[
                "airplane",
                "automobile",
                "bird",
                "cat",
                "deer",
                "dog",
                "frog",
                "horse",
                "ship",
                "truck",
            ],
            Self::CatDog => &["cats", "dogs"],
        };
        labels.iter().map(ToString::to_string).collect()
    }

    /// The network itself.
    #[must_use]
    pub fn spec(self) -> Spec {
        let (side, channels, layers) = match self {
            Self::Digits => (28, 1, vec![conv(32), conv(16), LayerSpec::Flatten, softmax(10)]),
            Self::Objects => (
                32,
                3,
                vec![
                    conv(64),
                    conv(64),
                    pool(),
                    conv(64),
                    pool(),
                    conv(64),
                    LayerSpec::Flatten,
                    softmax(10),
                ],
            ),
            Self::CatDog => {
                let block = [conv(64), pool(), LayerSpec::Dropout { rate: 0.5 }];
                let head = [
                    LayerSpec::Flatten,
                    LayerSpec::Dense { units: 32, activation: Activation::Relu },
                    LayerSpec::Dense { units: 1, activation: Activation::Sigmoid },
                ];
                (64, 3, block.iter().cycle().take(9).chain(&head).cloned().collect())
            }
            Self::Vision => {
                (28, 1, vec![conv(16), conv(16), pool(), LayerSpec::Flatten, softmax(10)])
            }
        };
        Spec {
            name: self.name().to_owned(),
            input: InputSpec { height: side, width: side, channels },
            layers,
        }
    }
}

impl FromStr for Builtin {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|builtin| builtin.name() == name).ok_or(())
    }
}

fn conv(filters: usize) -> LayerSpec {
    LayerSpec::Conv2D {
        filters,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: Padding::Same,
        activation: Activation::Relu,
    }
}

fn pool() -> LayerSpec {
    LayerSpec::MaxPooling2D { pool_size: [2, 2], strides: None, padding: Padding::Valid }
}

fn softmax(units: usize) -> LayerSpec {
    LayerSpec::Dense { units, activation: Activation::Softmax }
}
