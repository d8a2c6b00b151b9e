use pixels::Picture;
use pixels::photo::{self, Cut, Square};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::fault::Fault;

/// A photo, decoded once for all the looks at it.
#[wasm_bindgen]
pub struct Photo(Picture);

/// A square of a photo, as the page names it; see [`Square`].
#[derive(Deserialize)]
struct Part {
    x: f32,
    y: f32,
    side: f32,
}

#[wasm_bindgen]
impl Photo {
    /// Reads a picture file.
    ///
    /// # Errors
    ///
    /// Fails if the file is not a picture within the limits.
    pub fn decode(bytes: &[u8]) -> Result<Photo, JsValue> {
        Ok(Self(pixels::decode(bytes).map_err(Fault::from)?))
    }

    /// Takes what the browser has decoded, of a format that Loupe does not read itself: red, green, blue
    /// and opacity of each pixel, row by row.
    ///
    /// # Errors
    ///
    /// Fails if the number of bytes is not that of the pixels.
    pub fn from_pixels(rgba: &[u8], width: usize, height: usize) -> Result<Photo, JsValue> {
        Ok(Self(Picture::from_rgba(width, height, rgba).map_err(Fault::from)?))
    }
}

impl Photo {
    /// Its pixels.
    pub(crate) fn picture(&self) -> &Picture {
        &self.0
    }

    /// All of it, or the square `part`, as a network takes it: all red values, then green, then blue.
    pub(crate) fn sample(
        &self,
        part: JsValue,
        width: usize,
        height: usize,
    ) -> Result<Vec<u8>, Fault> {
        let malformed = |what: &dyn ToString| Fault::new("photo.malformed", what.to_string());
        let part: Option<Part> =
            serde_wasm_bindgen::from_value(part).map_err(|error| malformed(&error))?;
        let cut = match part {
            None => Cut::Whole,
            Some(Part { x, y, side }) if [x, y, side].iter().all(|share| share.is_finite()) => {
                Cut::Square(Square { x, y, side })
            }
            Some(_) => return Err(malformed(&"the square is nowhere")),
        };
        Ok(photo::sample(&self.0, cut, width, height))
    }
}
