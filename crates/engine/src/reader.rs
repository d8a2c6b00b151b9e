use data::DataError;
use js_sys::{Array, Date, Uint8Array};
use net::limits::MAX_INPUT_SIDE;
use pixels::digit::Frame;
use wasm_bindgen::prelude::*;

use crate::fault::Fault;
use crate::look::object;
use crate::photo::Photo;

/// A visitor's files on their way to the samples of a network, read piece by piece: see [`data::Reader`].
#[wasm_bindgen]
pub struct Reader(data::Reader);

#[wasm_bindgen]
impl Reader {
    /// A zip archive. `shape` is channels, rows and columns of a sample; all of them may take `most` bytes.
    ///
    /// # Errors
    ///
    /// Fails if the archive is damaged, hostile, too large, or of no set that is read.
    pub fn archive(bytes: Vec<u8>, shape: Vec<usize>, most: usize) -> Result<Reader, JsValue> {
        Ok(Self(data::Reader::archive(bytes, sides(&shape)?, most).map_err(opened)?))
    }

    /// Photos by class that lie under these paths; each is [wanted](Reader::wanted) in its turn.
    ///
    /// # Errors
    ///
    /// Fails if the paths name no classes, or if there are too many photos.
    pub fn folder(paths: Vec<String>, shape: Vec<usize>, most: usize) -> Result<Reader, JsValue> {
        Ok(Self(data::Reader::folder(paths, sides(&shape)?, most).map_err(opened)?))
    }

    /// The files of a published set: a `Uint8Array` for each name.
    ///
    /// # Errors
    ///
    /// Fails if they are damaged, too large, or of no set that is read.
    pub fn tables(
        names: Vec<String>,
        files: &Array,
        shape: Vec<usize>,
        most: usize,
    ) -> Result<Reader, JsValue> {
        let bytes = files.iter().map(|file| Uint8Array::new(&file).to_vec());
        let files = names.into_iter().zip(bytes).collect();
        Ok(Self(data::Reader::tables(files, sides(&shape)?, most).map_err(opened)?))
    }

    /// How many pieces are done, and how many there are.
    #[must_use]
    pub fn progress(&self) -> Vec<usize> {
        vec![self.0.done(), self.0.len()]
    }

    /// The place among the paths of the photo that [`Reader::take`] waits for; undefined where none is.
    #[must_use]
    pub fn wanted(&self) -> Option<usize> {
        self.0.wanted()
    }

    /// Takes the photo that is wanted.
    ///
    /// # Errors
    ///
    /// Fails if the set grows too large.
    pub fn take(&mut self, photo: &Photo) -> Result<Option<String>, JsValue> {
        Ok(self.0.take(Some(photo.picture())).map_err(opened)?)
    }

    /// Leaves out the photo that is wanted, and returns its path.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn skip(&mut self) -> Result<Option<String>, JsValue> {
        Ok(self.0.take(None).map_err(opened)?)
    }

    /// Reads for about so many milliseconds, or up to a photo that is wanted, and returns the paths of the
    /// photos that were left out.
    ///
    /// # Errors
    ///
    /// Fails if the set grows too large.
    pub fn advance(&mut self, milliseconds: f64) -> Result<Vec<String>, JsValue> {
        let start = Date::now();
        let mut left_out = Vec::new();
        let unfinished =
            |reader: &data::Reader| reader.wanted().is_none() && reader.done() < reader.len();
        while unfinished(&self.0) && Date::now() - start < milliseconds {
            left_out.extend(self.0.step().map_err(opened)?);
        }
        Ok(left_out)
    }

    /// The set: its bytes packed for [`Trainer::new`](crate::Trainer::new), the names of its classes, and
    /// how many samples of it are learned from.
    ///
    /// # Errors
    ///
    /// Fails if too little was read.
    pub fn finish(self) -> Result<JsValue, JsValue> {
        let packed = self.0.finish().map_err(opened)?;
        let bytes = Uint8Array::from(packed.to_bytes().as_slice());
        let classes: Array = packed.train.classes.iter().map(JsValue::from).collect();
        let samples = packed.learned() as f64;
        Ok(object([
            ("bytes", bytes.into()),
            ("classes", classes.into()),
            ("samples", samples.into()),
        ]))
    }
}

/// The fault that an error is in what a visitor opened.
pub fn opened(error: DataError) -> Fault {
    let code = match error {
        DataError::TooLarge
        | DataError::ArchiveTooLarge
        | DataError::FileTooLarge(..)
        | DataError::TooManyBytes { .. }
        | DataError::Sizes { .. } => "set.too-large",
        DataError::TooFew => "set.too-few",
        DataError::Classless(_)
        | DataError::ClassName
        | DataError::Classes(_)
        | DataError::NoHalf(_) => "set.classes",
        DataError::Unknown | DataError::Count(_) | DataError::Missing(_) => "set.unknown",
        _ => "set.damaged",
    };
    Fault::new(code, error)
}

/// Channels, rows and columns.
fn sides(shape: &[usize]) -> Result<[usize; 3], Fault> {
    let shape = <[usize; 3]>::try_from(shape).ok();
    let usual = |shape: &[usize; 3]| match shape {
        [3, height, width] => {
            [height, width].iter().all(|side| (1..=MAX_INPUT_SIDE).contains(*side))
        }
        shape => *shape == [1, Frame::MNIST.side, Frame::MNIST.side],
    };
    shape.filter(usual).ok_or_else(|| Fault::new("set.malformed", "no network takes such samples"))
}
