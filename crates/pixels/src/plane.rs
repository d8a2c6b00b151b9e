//! One channel of values.

/// One channel of `width * height` values, row by row from the top left.
///
/// Ink is 1 and an empty background 0, as in MNIST.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// The values, `width * height` of them.
    pub values: Vec<f32>,
}

/// A rectangle in a plane's own unit, its pixels; sides need not fall between pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Area {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    /// Returns the area with `length` more on each side.
    pub(crate) fn grown(self, length: f32) -> Self {
        Self {
            left: self.left - length,
            top: self.top - length,
            width: self.width + 2.0 * length,
            height: self.height + 2.0 * length,
        }
    }

    /// Returns the area with its longer side at least `length`, around the same middle.
    pub(crate) fn widened(self, length: f32) -> Self {
        let more = |side: f32| (length - side).max(0.0);
        if self.width.max(self.height) >= length {
            return self;
        }
        let (across, down) = (more(self.width), more(self.height));
        Self {
            left: self.left - across / 2.0,
            top: self.top - down / 2.0,
            width: self.width + across,
            height: self.height + down,
        }
    }
}

impl Plane {
    /// Makes a plane of zeros.
    pub fn empty(width: usize, height: usize) -> Self {
        Self { width, height, values: vec![0.0; width * height] }
    }

    /// Makes a plane from a function of column and row.
    pub(crate) fn from_fn(
        width: usize,
        height: usize,
        mut value: impl FnMut(usize, usize) -> f32,
    ) -> Self {
        let mut values = Vec::with_capacity(width * height);
        for row in 0..height {
            for column in 0..width {
                values.push(value(column, row));
            }
        }
        Self { width, height, values }
    }

    /// Returns a value, 0 outside the plane.
    pub(crate) fn get(&self, column: isize, row: isize) -> f32 {
        let inside =
            column >= 0 && row >= 0 && column < self.width as isize && row < self.height as isize;
        if inside { self.values[row as usize * self.width + column as usize] } else { 0.0 }
    }

    /// Returns the pixels of an area, rounded to whole ones, empty outside the plane.
    pub(crate) fn cut(&self, area: Area) -> Self {
        let (left, top) = (area.left.round() as isize, area.top.round() as isize);
        let side = |length: f32| (length.round() as usize).max(1);
        Self::from_fn(side(area.width), side(area.height), |column, row| {
            self.get(left + column as isize, top + row as isize)
        })
    }

    /// Applies a function to each value.
    pub(crate) fn map(&self, change: impl Fn(f32) -> f32) -> Self {
        let values = self.values.iter().map(|&value| change(value)).collect();
        Self { values, ..*self }
    }

    /// Combines each value with the one at the same place of a plane of the same size.
    pub(crate) fn zip(&self, other: &Self, combine: impl Fn(f32, f32) -> f32) -> Self {
        let pairs = self.values.iter().zip(&other.values);
        Self { values: pairs.map(|(&own, &other)| combine(own, other)).collect(), ..*self }
    }

    /// Returns the values as bytes, 0 to 1 becoming 0 to 255.
    pub fn bytes(&self) -> Vec<u8> {
        // A cast from float saturates, and turns NaN into 0.
        self.values.iter().map(|&value| (value * 255.0 + 0.5) as u8).collect()
    }

    /// Returns the whole plane as an area.
    pub(crate) fn area(&self) -> Area {
        Area { left: 0.0, top: 0.0, width: self.width as f32, height: self.height as f32 }
    }

    /// Returns the smallest area that holds every value above `threshold`, if there is any.
    pub(crate) fn bounds(&self, threshold: f32) -> Option<Area> {
        let (mut left, mut right, mut top, mut bottom) = (self.width, 0, self.height, 0);
        for (row, values) in self.values.chunks_exact(self.width.max(1)).enumerate() {
            let Some(first) = values.iter().position(|&value| value > threshold) else { continue };
            let last = values.iter().rposition(|&value| value > threshold).unwrap_or(first);
            left = left.min(first);
            right = right.max(last + 1);
            top = top.min(row);
            bottom = row + 1;
        }
        (left < right).then(|| Area {
            left: left as f32,
            top: top as f32,
            width: (right - left) as f32,
            height: (bottom - top) as f32,
        })
    }

    /// Returns the centre of mass in pixel indices (column, row), if there is any mass.
    pub(crate) fn centre_of_mass(&self) -> Option<(f32, f32)> {
        let (mut mass, mut across, mut down) = (0.0f64, 0.0f64, 0.0f64);
        for (row, values) in self.values.chunks_exact(self.width.max(1)).enumerate() {
            for (column, &value) in values.iter().enumerate() {
                let value = f64::from(value);
                mass += value;
                across += value * column as f64;
                down += value * row as f64;
            }
        }
        (mass > 0.0).then(|| ((across / mass) as f32, (down / mass) as f32))
    }
}
