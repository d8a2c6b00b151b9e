use serde::{Deserialize, Serialize};

use crate::limits::{MAX_TEMPERATURE, MIN_TEMPERATURE};

/// What the last layer's sums are divided by, so that a network is right as often as it says (Guo, Pleiss,
/// Sun and Weinberger, *On Calibration of Modern Neural Networks*, 2017). Above 1 it becomes less certain.
/// Which class comes first never changes.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Temperature(f32);

impl Temperature {
    /// None if the value is not [`MIN_TEMPERATURE`] to [`MAX_TEMPERATURE`].
    #[must_use]
    pub fn new(value: f32) -> Option<Self> {
        (MIN_TEMPERATURE..=MAX_TEMPERATURE).contains(&value).then_some(Self(value))
    }

    /// The number.
    #[must_use]
    pub fn value(self) -> f32 {
        self.0
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.0 == 1.0
    }
}

impl Default for Temperature {
    /// 1: the sums as they are.
    fn default() -> Self {
        Self(1.0)
    }
}

impl TryFrom<f32> for Temperature {
    type Error = String;

    fn try_from(value: f32) -> Result<Self, String> {
        Self::new(value).ok_or_else(|| {
            format!("a temperature of {value} is outside {MIN_TEMPERATURE} to {MAX_TEMPERATURE}")
        })
    }
}

impl From<Temperature> for f32 {
    fn from(temperature: Temperature) -> Self {
        temperature.0
    }
}
