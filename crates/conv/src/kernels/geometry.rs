/// The sizes of a convolution of one image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Maps that come in.
    pub channels: usize,
    /// Rows and columns of a map that comes in.
    pub input: [usize; 2],
    /// Maps that go out.
    pub filters: usize,
    /// Rows and columns of a kernel.
    pub kernel: [usize; 2],
    /// Rows and columns from one place of the kernel to the next.
    pub strides: [usize; 2],
    /// Rows of zeros above and below, columns of zeros left and right.
    pub border: [(usize, usize); 2],
    /// Rows and columns from one value of the input to the next once it is spread out, zeros
    /// between them: 1 but where the gradient of a convolution with strides goes back.
    pub spread: [usize; 2],
}

impl Geometry {
    /// Rows and columns of the input with its border, spread out.
    pub fn padded(&self) -> [usize; 2] {
        std::array::from_fn(|axis| {
            let (before, after) = self.border[axis];
            (self.input[axis] - 1) * self.spread[axis] + 1 + before + after
        })
    }

    /// Rows and columns of a map that goes out.
    pub fn output(&self) -> [usize; 2] {
        let padded = self.padded();
        std::array::from_fn(|axis| (padded[axis] - self.kernel[axis]) / self.strides[axis] + 1)
    }

    /// Values under one place of the kernel, all channels: the length of one sum.
    pub fn depth(&self) -> usize {
        self.channels * self.kernel[0] * self.kernel[1]
    }

    /// Values of one image that comes in.
    pub fn input_len(&self) -> usize {
        self.channels * self.input[0] * self.input[1]
    }

    /// Values of one image that goes out.
    pub fn output_len(&self) -> usize {
        let [rows, columns] = self.output();
        self.filters * rows * columns
    }

    /// Whether there is anything to compute, and no border hides a whole kernel: what Keras' "same"
    /// and "valid" give.
    pub fn is_ordinary(&self) -> bool {
        let padded = || self.padded();
        let positive = |sizes: [usize; 2]| sizes.iter().all(|size| *size > 0);
        self.channels > 0
            && self.filters > 0
            && positive(self.input)
            && positive(self.kernel)
            && positive(self.strides)
            && (0..2).all(|axis| {
                let (before, after) = self.border[axis];
                before.max(after) < self.kernel[axis] && padded()[axis] >= self.kernel[axis]
            })
    }

    /// The convolution that brings the gradient of the output back to the input: of the output's
    /// gradient, spread out by the strides, with every kernel turned by half a circle.
    pub fn backward(&self) -> Self {
        let output = self.output();
        let border = std::array::from_fn(|axis| {
            let (before, _) = self.border[axis];
            let spread_out = (output[axis] - 1) * self.strides[axis] + 1;
            // So much that the result has the input's size. Rows that the strides never reached are
            // among it.
            let after = self.input[axis] + before - spread_out;
            (self.kernel[axis] - 1 - before, after)
        });
        Self {
            channels: self.filters,
            input: output,
            filters: self.channels,
            kernel: self.kernel,
            strides: [1, 1],
            border,
            spread: self.strides,
        }
    }

    /// Where in the padded input each value under the kernel lies, from the kernel's place on:
    /// [`Self::depth`] numbers, in the order of a kernel's own values.
    pub fn offsets(&self) -> Vec<usize> {
        let [rows, columns] = self.padded();
        let [height, width] = self.kernel;
        let mut offsets = Vec::with_capacity(self.depth());
        for channel in 0..self.channels {
            for row in 0..height {
                offsets.extend((0..width).map(|column| (channel * rows + row) * columns + column));
            }
        }
        offsets
    }
}
