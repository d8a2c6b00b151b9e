//! Picture files: every format, every orientation, bombs, and damage.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use pixels::limits::{MAX_FILE_BYTES, MAX_PIXELS, MAX_SIDE};
use pixels::{DecodeError, decode};
use proptest::prelude::*;
use std::io::{Cursor, Write};

const FORMATS: [ImageFormat; 5] =
    [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp];

/// Red above green, and beside them blue above white, each large enough for JPEG to keep it.
fn quarters() -> RgbImage {
    RgbImage::from_fn(32, 48, |x, y| match (x < 16, y < 24) {
        (true, true) => Rgb([250, 0, 0]),
        (true, false) => Rgb([0, 250, 0]),
        (false, true) => Rgb([0, 0, 250]),
        (false, false) => Rgb([255, 255, 255]),
    })
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let mut bytes = (data.len() as u32).to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(data);
    bytes.extend(crc.sum().to_be_bytes());
    bytes
}

/// A PNG whose header declares this size, colour type 2, with these chunks after it.
fn png(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    bytes.extend(chunks.concat());
    bytes
}

fn zeros(count: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let block = vec![0; 1 << 20];
    let mut left = count;
    while left > 0 {
        let part = left.min(block.len());
        encoder.write_all(&block[..part]).unwrap();
        left -= part;
    }
    encoder.finish().unwrap()
}

#[test]
fn every_format_gives_its_pixels() {
    for format in FORMATS {
        let picture = decode(&encoded(quarters(), format)).unwrap();
        assert_eq!((picture.width(), picture.height()), (32, 48), "{format:?}");
        let tolerance = if format == ImageFormat::Jpeg { 12 } else { 0 };
        for (x, y) in [(4, 4), (4, 40), (28, 4), (28, 40)] {
            let found = &picture.rgb()[(y * 32 + x) * 3..][..3];
            let wanted = quarters().get_pixel(x as u32, y as u32).0;
            assert!(
                found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= tolerance),
                "{format:?} {found:?}"
            );
        }
    }
}

#[test]
fn all_eight_orientations_come_out_upright() {
    use image::metadata::Orientation;
    let upright = decode(&encoded(quarters(), ImageFormat::Jpeg)).unwrap();
    for number in 1..=8u8 {
        // What a camera stores is what its orientation turns upright, so turned back.
        let undone = match number {
            6 => Orientation::Rotate270,
            8 => Orientation::Rotate90,
            other => Orientation::from_exif(other).unwrap(),
        };
        let mut stored = DynamicImage::ImageRgb8(quarters());
        stored.apply_orientation(undone);
        let mut bytes = encoded(stored, ImageFormat::Jpeg);
        let mut exif =
            b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([number, 0, 0, 0, 0, 0, 0]);
        bytes.splice(2..2, exif);
        let picture = decode(&bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (32, 48), "orientation {number}");
        let off: u32 =
            picture.rgb().iter().zip(upright.rgb()).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        assert!(off / (32 * 48 * 3) < 4, "orientation {number}");
    }
}

#[test]
fn transparent_pixels_lie_on_white() {
    let image = RgbaImage::from_fn(3, 1, |x, _| Rgba([0, 0, 0, [0, 255, 128][x as usize]]));
    let picture = decode(&encoded(image, ImageFormat::Png)).unwrap();
    assert_eq!(picture.rgb(), [255, 255, 255, 0, 0, 0, 127, 127, 127]);
}

#[test]
fn grey_and_sixteen_bit_pictures_become_eight_bit_colour() {
    let grey = image::GrayImage::from_pixel(2, 2, image::Luma([77]));
    assert_eq!(decode(&encoded(grey, ImageFormat::Png)).unwrap().rgb(), [77; 12]);
    let deep = image::ImageBuffer::from_pixel(2, 2, image::Luma([0x8080u16]));
    let picture = decode(&encoded(DynamicImage::ImageLuma16(deep), ImageFormat::Png)).unwrap();
    assert_eq!(picture.rgb(), [0x80; 12]);
    let alpha = image::ImageBuffer::from_pixel(1, 1, image::LumaA([0u8, 0]));
    let picture = decode(&encoded(DynamicImage::ImageLumaA8(alpha), ImageFormat::Png)).unwrap();
    assert_eq!(picture.rgb(), [255; 3]);
}

#[test]
fn a_palette_is_looked_up() {
    let mut header = [2u32.to_be_bytes(), 1u32.to_be_bytes()].concat();
    header.extend([8, 3, 0, 0, 0]);
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::fast());
    rows.write_all(&[0, 1, 0]).unwrap();
    let chunks = [
        chunk(b"IHDR", &header),
        chunk(b"PLTE", &[10, 20, 30, 40, 50, 60]),
        chunk(b"IDAT", &rows.finish().unwrap()),
        chunk(b"IEND", &[]),
    ];
    let bytes = [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat();
    assert_eq!(decode(&bytes).unwrap().rgb(), [40, 50, 60, 10, 20, 30]);
}

/// An 8 x 8 CMYK JPEG as Adobe writes it, inverted, with one value (0 to 255) for each ink.
fn cmyk(inks: [u8; 4]) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\0".to_vec();
    bytes.extend(b"\xff\xdb\x00\x43\x00");
    bytes.extend([8; 64]);
    bytes.extend(b"\xff\xc0\x00\x14\x08\x00\x08\x00\x08\x04");
    (1..=4).for_each(|id| bytes.extend([id, 0x11, 0]));
    // Brightness steps: the code of size n is n in four bits. Details: only "none follow", one bit.
    bytes.extend(b"\xff\xc4\x00\x1f\x00\0\0\0\x0c\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b");
    bytes.extend(b"\xff\xc4\x00\x14\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x00");
    bytes.extend(b"\xff\xda\x00\x0e\x04\x01\x00\x02\x00\x03\x00\x04\x00\x00\x3f\x00");
    let mut bits = String::new();
    for ink in inks {
        let level = i32::from(ink) - 128;
        let size = (32 - level.unsigned_abs().leading_zeros()) as usize;
        let value = if level < 0 { level + (1 << size) - 1 } else { level };
        bits += &format!("{size:04b}");
        if size > 0 {
            bits += &format!("{value:0size$b}");
        }
        bits += "0";
    }
    bits += &"1".repeat((8 - bits.len() % 8) % 8);
    for start in (0..bits.len()).step_by(8) {
        let byte = u8::from_str_radix(&bits[start..start + 8], 2).unwrap();
        bytes.push(byte);
        if byte == 0xff {
            bytes.push(0);
        }
    }
    bytes.extend(b"\xff\xd9");
    bytes
}

#[test]
fn cmyk_becomes_red_green_and_blue() {
    // Inverted: 255 is no ink. No cyan, full magenta, full yellow, no black make red.
    let picture = decode(&cmyk([255, 0, 0, 255])).unwrap();
    let [red, green, blue] = [picture.rgb()[0], picture.rgb()[1], picture.rgb()[2]];
    assert!(red > 200 && green < 60 && blue < 60, "{red} {green} {blue}");
}

#[test]
fn an_animation_gives_its_first_frame() {
    let frames = [[250, 0, 0, 255], [0, 0, 250, 255]]
        .map(|colour| image::Frame::new(RgbaImage::from_pixel(4, 4, Rgba(colour))));
    let mut bytes = Vec::new();
    image::codecs::gif::GifEncoder::new(&mut bytes).encode_frames(frames).unwrap();
    let picture = decode(&bytes).unwrap();
    assert!(picture.rgb()[0] > 240 && picture.rgb()[2] < 10);
}

#[test]
fn bombs_are_refused_by_their_header() {
    let too_many = |bytes: &[u8]| matches!(decode(bytes), Err(DecodeError::TooManyPixels { .. }));
    let empty = chunk(b"IDAT", &zeros(10));
    assert!(too_many(&png(100_000, 100_000, std::slice::from_ref(&empty))));
    assert!(too_many(&png(MAX_SIDE + 1, 1, std::slice::from_ref(&empty))));
    assert!(too_many(&png(1, MAX_SIDE + 1, std::slice::from_ref(&empty))));
    assert!(too_many(&png(10_000, (MAX_PIXELS / 10_000) as u32 + 1, std::slice::from_ref(&empty))));
    // At the limit the size is accepted, and the missing rows are what is wrong.
    let whole = decode(&png(10_000, (MAX_PIXELS / 10_000) as u32, &[empty]));
    assert!(matches!(whole, Err(DecodeError::Damaged(_))), "{whole:?}");

    let gif = [
        b"GIF89a".as_slice(),
        &[0xff; 4],
        &[0x80, 0, 0],
        &[0; 6],
        b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b",
    ]
    .concat();
    assert!(too_many(&gif), "{:?}", decode(&gif));
    let mut bmp = encoded(quarters(), ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0, 0, 1, 0, 0, 0, 1, 0]);
    assert!(decode(&bmp).is_err());
    let mut jpeg = encoded(quarters(), ImageFormat::Jpeg);
    let header = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[header + 5..header + 9].fill(0xff);
    assert!(decode(&jpeg).is_err());
    let webp = b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0\x2f\xff\xff\xff\x0f\0\0\0\0\0\0\0\0\0\0\0\0\0";
    assert!(decode(webp).is_err());
}

#[test]
fn long_pictures_are_reduced_by_a_whole_factor() {
    let picture =
        decode(&encoded(RgbImage::from_pixel(30, 6_000, Rgb([9, 90, 200])), ImageFormat::Png))
            .unwrap();
    assert_eq!((picture.width(), picture.height()), (10, 2_000));
    assert!(picture.rgb().chunks(3).all(|rgb| rgb == [9, 90, 200]));
}

#[test]
fn metadata_bombs_do_not_matter() {
    let rows = chunk(b"IDAT", &zeros(4));
    let end = chunk(b"IEND", &[]);
    let bomb = zeros(400_000_000);
    let text = chunk(b"zTXt", &[b"Comment\0\0".as_slice(), &bomb].concat());
    let profile = chunk(b"iCCP", &[b"profile\0\0".as_slice(), &bomb].concat());
    for extra in [text, profile] {
        let start = std::time::Instant::now();
        let result = decode(&png(1, 1, &[extra, rows.clone(), end.clone()]));
        assert!(result.is_ok(), "{result:?}");
        assert!(start.elapsed().as_secs() < 5);
    }
}

#[test]
fn what_is_no_picture_is_named_so() {
    for bytes in [
        b"".as_slice(),
        b"%PDF-1.7",
        b"Dear aunt, this is a letter and no picture.",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"II*",
        b"MM\0*",
        &[0; 64],
    ] {
        assert_eq!(decode(bytes), Err(DecodeError::UnknownFormat));
    }
    assert_eq!(decode(&vec![0; MAX_FILE_BYTES]), Err(DecodeError::UnknownFormat));
    assert_eq!(
        decode(&vec![0; MAX_FILE_BYTES + 1]),
        Err(DecodeError::FileTooLarge(MAX_FILE_BYTES + 1))
    );
}

#[test]
fn every_prefix_of_a_good_file_is_an_answer() {
    let mut files = FORMATS.map(|format| (encoded(quarters(), format), (32, 48))).to_vec();
    files.push((cmyk([255, 0, 0, 255]), (8, 8)));
    for (bytes, size) in files {
        for length in 0..bytes.len() {
            if let Ok(picture) = decode(&bytes[..length]) {
                assert_eq!((picture.width(), picture.height()), size, "{length}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn flipped_bytes_are_an_answer(
        format in prop::sample::select(FORMATS.to_vec()),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = encoded(quarters(), format);
        for (place, value) in flips {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Ok(picture) = decode(&bytes) {
            prop_assert_eq!(picture.rgb().len(), picture.width() * picture.height() * 3);
        }
    }
}
