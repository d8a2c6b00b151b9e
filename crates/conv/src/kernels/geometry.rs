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

    /// Values of one image that goes out, once its maps are halved: an odd row or column is lost.
    pub fn halved_len(&self) -> usize {
        let [rows, columns] = self.output();
        self.filters * (rows / 2) * (columns / 2)
    }

    /// Whether there is anything to compute, no border hides a whole kernel, as with Keras' "same"
    /// and "valid", and no number of values overflows. The kernels take nothing else.
    pub fn is_ordinary(&self) -> bool {
        let sides = [self.input, self.kernel, self.strides, self.spread];
        if self.channels == 0 || self.filters == 0 || sides.as_flattened().contains(&0) {
            return false;
        }
        let padded: [Option<usize>; 2] = std::array::from_fn(|axis| {
            let (before, after) = self.border[axis];
            let spread = (self.input[axis] - 1).checked_mul(self.spread[axis])?;
            let padded = spread.checked_add(1)?.checked_add(before)?.checked_add(after)?;
            let fits = before.max(after) < self.kernel[axis] && padded >= self.kernel[axis];
            fits.then_some(padded)
        });
        let [Some(rows), Some(columns)] = padded else { return false };
        let places = rows.checked_mul(columns);
        let bounded = |count: usize| {
            // Room for the numbers themselves, whole tiles and slack, in bytes.
            let values = places.and_then(|places| places.checked_mul(count));
            values.is_some_and(|values| values < isize::MAX as usize / 16)
        };
        let weights = self.kernel[0]
            .checked_mul(self.kernel[1])
            .and_then(|taps| taps.checked_mul(self.channels))
            .and_then(|depth| depth.checked_mul(self.filters));
        bounded(self.channels)
            && bounded(self.filters)
            && weights.is_some_and(|weights| weights < isize::MAX as usize / 16)
    }

    /// The convolution that brings the gradient of the output back to the input: of the output's
    /// gradient, spread out by the strides, with every kernel turned by half a circle.
    ///
    /// # Panics
    ///
    /// Panics if this convolution is itself spread out: nobody differentiates twice.
    pub fn backward(&self) -> Self {
        assert_eq!(self.spread, [1, 1], "a way back has no way back");
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
