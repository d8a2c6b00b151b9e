/// The shape of one sample at some point of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A picture of several maps.
    Map {
        /// Maps.
        channels: usize,
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
    },
    /// A row of numbers.
    Flat(usize),
}

impl Shape {
    /// How many numbers.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Map { channels, height, width } => channels * height * width,
            Self::Flat(length) => length,
        }
    }

    /// Whether there are no numbers; a plan has no such shape.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The shape as Keras writes it: rows, columns, channels.
    #[must_use]
    pub fn keras(self) -> Vec<usize> {
        match self {
            Self::Map { channels, height, width } => vec![height, width, channels],
            Self::Flat(length) => vec![length],
        }
    }
}
