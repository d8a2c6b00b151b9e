//! Picture files to upright pixels.

use crate::limits::{MAX_DECODER_BYTES, MAX_FILE_BYTES, MAX_KEPT_SIDE, MAX_PIXELS, MAX_SIDE};
use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageError, ImageReader, RgbImage, RgbaImage,
};
use std::io::Cursor;
use thiserror::Error;

/// An upright picture of 8-bit sRGB values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

/// Why a file could not be read as a picture.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    /// The file is longer than [`MAX_FILE_BYTES`].
    #[error(
        "the file has {0} bytes, a picture may have {MAX_FILE_BYTES} (25 MB); save a smaller copy"
    )]
    FileTooLarge(usize),
    /// The file's first bytes are those of no format that is read here.
    #[error("this is not a picture that can be read here; save it as PNG or JPEG")]
    UnknownFormat,
    /// The header declares more than [`MAX_PIXELS`] or [`MAX_SIDE`].
    #[error(
        "the picture declares {width} x {height} pixels, at most 50 megapixels and {MAX_SIDE} on a side are read; save a smaller copy"
    )]
    TooManyPixels {
        /// Declared width in pixels.
        width: u32,
        /// Declared height in pixels.
        height: u32,
    },
    /// Decoding would take more than [`MAX_DECODER_BYTES`].
    #[error(
        "decoding the picture would take more than 256 MB; save a smaller copy, with 8 bits for each colour"
    )]
    TooMuchMemory,
    /// The file breaks off or contradicts itself.
    #[error("the picture is damaged ({0}); save it again or choose another")]
    Damaged(String),
}

impl Picture {
    /// Makes a picture from `width * height` red, green and blue bytes, row by row from the top.
    ///
    /// Returns `None` if a side is 0 or the number of bytes differs.
    pub fn new(width: usize, height: usize, rgb: Vec<u8>) -> Option<Self> {
        let bytes = width.checked_mul(height)?.checked_mul(3)?;
        (bytes > 0 && bytes == rgb.len()).then_some(Self { width, height, rgb })
    }

    /// Makes a picture from `width * height` pixels that another decoder has read, upright: red, green,
    /// blue and opacity of each, row by row from the top. It is laid on white and averaged down as by
    /// [`decode`].
    ///
    /// Fails if the number of bytes is not that of the pixels, or 0.
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Result<Self, DecodeError> {
        let damaged = || DecodeError::Damaged("its pixels are not as many as it says".into());
        let side = |length: usize| u32::try_from(length).map_err(|_| damaged());
        let image = RgbaImage::from_raw(side(width)?, side(height)?, rgba.to_vec());
        let reduced = reduce(&DynamicImage::ImageRgba8(image.ok_or_else(damaged)?));
        let (width, height) = (reduced.width() as usize, reduced.height() as usize);
        Self::new(width, height, reduced.into_raw()).ok_or_else(damaged)
    }

    /// Width in pixels, at least 1.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels, at least 1.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Red, green and blue of each pixel, row by row from the top left.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }
}

/// Reads a PNG, JPEG, WebP, GIF or BMP file.
///
/// The format is told by the first bytes, never by a name. Of an animation the first frame is
/// taken. EXIF orientation is applied once, transparent pixels are laid on white, 16-bit values
/// become 8-bit, and colour profiles are not applied. A picture whose longer side exceeds
/// [`MAX_KEPT_SIDE`] is averaged down by a whole factor.
///
/// Fails if the file is too long, of another format, declares too many pixels (found before
/// anything is allocated for them) or is damaged.
pub fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(DecodeError::FileTooLarge(bytes.len()));
    }
    let mut limits = image::Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    let format = image::guess_format(bytes).map_err(|_| DecodeError::UnknownFormat)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(explain)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(DecodeError::TooManyPixels { width, height });
    }
    // Some decoders ignore their memory limit: what they return is counted here.
    limits.reserve(decoder.total_bytes()).map_err(explain)?;
    decoder.set_limits(limits).map_err(explain)?;
    let orientation = decoder.orientation().map_err(explain)?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(explain)?;
    let mut upright = DynamicImage::ImageRgb8(reduce(&decoded));
    drop(decoded);
    upright.apply_orientation(orientation);
    let (width, height) = (upright.width() as usize, upright.height() as usize);
    Picture::new(width, height, upright.into_rgb8().into_raw())
        .ok_or_else(|| DecodeError::Damaged("it has no pixels".into()))
}

fn explain(error: ImageError) -> DecodeError {
    match error {
        ImageError::Unsupported(_) => DecodeError::UnknownFormat,
        ImageError::Limits(_) => DecodeError::TooMuchMemory,
        other => DecodeError::Damaged(other.to_string()),
    }
}

/// Lays the picture on white and averages squares of pixels until it fits [`MAX_KEPT_SIDE`].
fn reduce(decoded: &DynamicImage) -> RgbImage {
    let (width, height) = decoded.dimensions();
    let factor = width.max(height).div_ceil(MAX_KEPT_SIDE).max(1);
    RgbImage::from_fn(width.div_ceil(factor), height.div_ceil(factor), |column, row| {
        let (left, top) = (column * factor, row * factor);
        let (right, bottom) = ((left + factor).min(width), (top + factor).min(height));
        let mut sums = [0u32; 3];
        for y in top..bottom {
            for x in left..right {
                let [red, green, blue, alpha] = decoded.get_pixel(x, y).0.map(u32::from);
                let on_white = |value: u32| (value * alpha + 255 * (255 - alpha) + 127) / 255;
                sums[0] += on_white(red);
                sums[1] += on_white(green);
                sums[2] += on_white(blue);
            }
        }
        let count = (right - left) * (bottom - top);
        image::Rgb(sums.map(|sum| ((sum + count / 2) / count) as u8))
    })
}
