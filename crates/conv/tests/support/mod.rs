//! Convolution as its definition has it, one product at a time, to compare with.

#![allow(dead_code, reason = "not every test file needs everything")]

use conv::kernels::{self, Behind, Finish, Geometry, Halved, Passed};

/// Numbers that look random and are the same in every run (SplitMix64, Steele, Lea and Flood, 2014).
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let number = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high - low + 1) as u64) as usize
    }

    /// Multiples of 1/16 from -1 to 1: all products and sums of these tests are then exact in single
    /// precision, in whatever order they are added.
    pub fn values(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.between(0, 32) as f32 / 16.0 - 1.0).collect()
    }
}

/// Any convolution that is ordinary: odd and even kernels, strides, every border that they allow.
pub fn any_geometry(numbers: &mut Numbers, most: usize) -> Geometry {
    let kernel = [numbers.between(1, 5), numbers.between(1, 5)];
    let strides = if numbers.between(0, 2) == 0 {
        [numbers.between(1, 3), numbers.between(1, 3)]
    } else {
        [1, 1]
    };
    let border: [(usize, usize); 2] =
        kernel.map(|side| (numbers.between(0, side - 1), numbers.between(0, side - 1)));
    let input = std::array::from_fn(|axis| {
        let (before, after) = border[axis];
        kernel[axis].saturating_sub(before + after).max(1) + numbers.between(0, 33)
    });
    let [channels, filters] = [numbers.between(1, most), numbers.between(1, most)];
    Geometry { channels, input, filters, kernel, strides, border, spread: [1, 1] }
}

/// The sizes of a 3x3 "same" convolution, as all four networks have it.
pub fn ordinary(channels: usize, side: usize, filters: usize) -> Geometry {
    Geometry {
        channels,
        input: [side, side],
        filters,
        kernel: [3, 3],
        strides: [1, 1],
        border: [(1, 1), (1, 1)],
        spread: [1, 1],
    }
}

/// A convolution's operands.
pub struct Case {
    pub geometry: Geometry,
    pub input: Vec<f32>,
    pub kernel: Vec<f32>,
    pub bias: Vec<f32>,
    pub gradient: Vec<f32>,
    pub relu: bool,
}

/// All that a convolution computes, both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    pub output: Vec<f32>,
    pub input: Vec<f32>,
    pub kernel: Vec<f32>,
    pub bias: Vec<f32>,
}

impl Case {
    pub fn new(numbers: &mut Numbers, geometry: Geometry, images: usize, relu: bool) -> Self {
        Self {
            geometry,
            input: numbers.values(images * geometry.input_len()),
            kernel: numbers.values(geometry.filters * geometry.depth()),
            bias: numbers.values(geometry.filters),
            gradient: numbers.values(images * geometry.output_len()),
            relu,
        }
    }

    /// What the kernels say, into memory full of NaN, so that a value that nobody writes shows.
    pub fn computed(&self) -> Results {
        let mut output = vec![f32::NAN; self.gradient.len()];
        let finish = Finish { bias: Some(&self.bias), relu: self.relu };
        kernels::forward(&self.geometry, &self.input, &self.kernel, finish, &mut output);
        let behind = if self.relu { Behind::Relu(&output) } else { Behind::Nothing };
        let passed = Passed { input: &self.input, kernel: &self.kernel, behind };
        let mut input = vec![f32::NAN; self.input.len()];
        let gradients = kernels::backward(&self.geometry, passed, &self.gradient, Some(&mut input));
        Results { output, input, kernel: gradients.kernel, bias: gradients.bias }
    }

    /// What the kernels say when the maps are halved: in one piece, and the convolution and the pooling
    /// each by itself. The gradient is that of the halved maps, as far as it goes.
    pub fn halved(&self) -> [Results; 2] {
        let images = self.input.len() / self.geometry.input_len();
        let gradient = &self.gradient[..images * self.geometry.halved_len()];
        let finish = Finish { bias: Some(&self.bias), relu: self.relu };
        let poisoned = || (vec![f32::NAN; gradient.len()], vec![u8::MAX; gradient.len()]);
        let back = |behind, gradient: &[f32]| {
            let mut input = vec![f32::NAN; self.input.len()];
            let passed = Passed { input: &self.input, kernel: &self.kernel, behind };
            let gradients = kernels::backward(&self.geometry, passed, gradient, Some(&mut input));
            (input, gradients)
        };

        let (mut output, mut winners) = poisoned();
        let halved = Halved { largest: &mut output, winners: &mut winners };
        kernels::forward_halved(&self.geometry, &self.input, &self.kernel, finish, halved);
        let (input, gradients) = back(Behind::Halving(&winners), gradient);
        let together = Results { output, input, kernel: gradients.kernel, bias: gradients.bias };

        let size = self.geometry.output();
        let mut maps = vec![f32::NAN; self.gradient.len()];
        kernels::forward(&self.geometry, &self.input, &self.kernel, finish, &mut maps);
        let (mut output, mut winners) = poisoned();
        kernels::pool(size, &maps, Halved { largest: &mut output, winners: &mut winners });
        let mut returned = vec![f32::NAN; maps.len()];
        kernels::pool_backward(size, &winners, gradient, &mut returned);
        let behind = if self.relu { Behind::Relu(&maps) } else { Behind::Nothing };
        let (input, gradients) = back(behind, &returned);
        let apart = Results { output, input, kernel: gradients.kernel, bias: gradients.bias };
        [together, apart]
    }

    /// Compares both ways to halve: the very same numbers.
    pub fn check_halved(&self, about: &str) {
        let [together, apart] = self.halved();
        let about = format!("{about}: halved {:?}, relu {}", self.geometry, self.relu);
        same(&together.output, &apart.output, &format!("output, {about}"));
        same(&together.input, &apart.input, &format!("input's gradient, {about}"));
        same(&together.kernel, &apart.kernel, &format!("kernels' gradient, {about}"));
        same(&together.bias, &apart.bias, &format!("biases' gradient, {about}"));
    }

    /// What the definition says, in double precision.
    pub fn defined(&self) -> Results {
        let Geometry { channels, input: [height, width], filters, kernel, strides, border, .. } =
            self.geometry;
        let [rows, columns] = self.geometry.output();
        let mut output = vec![0.0; self.gradient.len()];
        let mut input_gradient = vec![0.0_f64; self.input.len()];
        let mut kernel_gradient = vec![0.0_f64; self.kernel.len()];
        let mut bias_gradient = vec![0.0_f64; filters];
        for (place, output) in output.iter_mut().enumerate() {
            let (row, column) = (place / columns % rows, place % columns);
            let (image, filter) =
                (place / (filters * rows * columns), place / (rows * columns) % filters);
            // Every product of this sum: where its factors lie.
            let mut products = Vec::new();
            for channel in 0..channels {
                for down in 0..kernel[0] {
                    for right in 0..kernel[1] {
                        let y = (row * strides[0] + down).wrapping_sub(border[0].0);
                        let x = (column * strides[1] + right).wrapping_sub(border[1].0);
                        if y < height && x < width {
                            let weight = ((filter * channels + channel) * kernel[0] + down)
                                * kernel[1]
                                + right;
                            let value = ((image * channels + channel) * height + y) * width + x;
                            products.push((value, weight));
                        }
                    }
                }
            }
            let sum = products
                .iter()
                .map(|(value, weight)| {
                    f64::from(self.input[*value]) * f64::from(self.kernel[*weight])
                })
                .sum::<f64>()
                + f64::from(self.bias[filter]);
            let silent = self.relu && sum <= 0.0;
            *output = if silent { 0.0 } else { sum as f32 };
            let gradient = if silent { 0.0 } else { f64::from(self.gradient[place]) };
            for (value, weight) in products {
                input_gradient[value] += gradient * f64::from(self.kernel[weight]);
                kernel_gradient[weight] += gradient * f64::from(self.input[value]);
            }
            bias_gradient[filter] += gradient;
        }
        let single = |values: Vec<f64>| values.into_iter().map(|value| value as f32).collect();
        Results {
            output,
            input: single(input_gradient),
            kernel: single(kernel_gradient),
            bias: single(bias_gradient),
        }
    }

    /// Compares both.
    pub fn check(&self, about: &str) {
        let (computed, defined) = (self.computed(), self.defined());
        let about = format!("{about}: {:?}, relu {}", self.geometry, self.relu);
        same(&computed.output, &defined.output, &format!("output, {about}"));
        same(&computed.input, &defined.input, &format!("input's gradient, {about}"));
        same(&computed.kernel, &defined.kernel, &format!("kernels' gradient, {about}"));
        same(&computed.bias, &defined.bias, &format!("biases' gradient, {about}"));
    }
}

/// Every number the same.
pub fn same(computed: &[f32], expected: &[f32], about: &str) {
    assert_eq!(computed.len(), expected.len(), "{about}");
    for (index, (computed, expected)) in computed.iter().zip(expected).enumerate() {
        assert!(computed == expected, "{about}: {computed} for {expected} at {index}");
    }
}
