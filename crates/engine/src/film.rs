use pixels::{Plane, digit};
use train::scale;

/// One picture between what the visitor gave and what the network gets.
pub struct Picture {
    pub step: &'static str,
    pub width: usize,
    pub height: usize,
    /// One byte for each pixel of a grey picture; all red, then all green, then all blue of a coloured one.
    pub bytes: Vec<u8>,
}

/// What the network gets.
pub struct Sample {
    pub values: Vec<f32>,
    /// The values as they are shown, 0 for none and 255 for full, whatever the values' unit.
    pub shown: Vec<u8>,
}

/// All that happens before the network.
pub struct Film {
    pub pictures: Vec<Picture>,
    /// None if there is nothing to look at.
    pub sample: Option<Sample>,
}

impl From<digit::Film> for Film {
    fn from(film: digit::Film) -> Self {
        let pictures: Vec<Picture> = film
            .steps
            .iter()
            .map(|(step, plane)| Picture {
                step: step.name(),
                width: plane.width,
                height: plane.height,
                bytes: plane.bytes(),
            })
            .collect();
        let shown = pictures.last().map_or_else(Vec::new, |picture| picture.bytes.clone());
        let sample = film.sample.map(|Plane { values, .. }| Sample { values, shown });
        Self { pictures, sample }
    }
}

impl Film {
    /// The film of a photo of which this is left, `width` x `height` pixels of three colours: that, and
    /// each colour alone.
    pub fn of_photo(colours: Vec<u8>, width: usize, height: usize) -> Self {
        let alone = ["red", "green", "blue"].into_iter().zip(colours.chunks_exact(width * height));
        let alone = alone.map(|(step, bytes)| (step, bytes.to_vec()));
        let pictures = [("pixels", colours.clone())]
            .into_iter()
            .chain(alone)
            .map(|(step, bytes)| Picture { step, width, height, bytes })
            .collect();
        let values = colours.iter().map(|byte| scale(*byte)).collect();
        Self { pictures, sample: Some(Sample { values, shown: colours }) }
    }
}
