use net::Stream;

/// Most changes of one input.
const MOST_CHANGES: usize = 8;

/// Longest piece that is taken out, repeated or brought in, in bytes.
const LONGEST_PIECE: usize = 64;

/// Numbers at which lengths and counts go wrong.
const NUMBERS: [u32; 8] = [0, 1, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/// One of the seeds, changed in a few places.
#[must_use]
pub fn mutated(seeds: &[Vec<u8>], stream: &mut Stream) -> Vec<u8> {
    let mut bytes = seeds[stream.below(seeds.len())].clone();
    let other = &seeds[stream.below(seeds.len())];
    for _ in 0..=stream.below(MOST_CHANGES) {
        change(&mut bytes, other, stream);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], stream: &mut Stream) {
    // Headers come first: half of all changes are among the first bytes.
    let reach = if stream.unit() < 0.5 { bytes.len().min(LONGEST_PIECE) } else { bytes.len() };
    let place = stream.below(reach + 1);
    let end = bytes.len().min(place + 1 + stream.below(LONGEST_PIECE));
    match stream.below(7) {
        0 => bytes.truncate(place),
        1 => drop(bytes.drain(place..end)),
        2 => bytes.splice(place..place, bytes[place..end].to_vec()).for_each(drop),
        3 => {
            let start = stream.below(other.len() + 1);
            let piece = &other[start..other.len().min(start + LONGEST_PIECE)];
            bytes.splice(place..end, piece.iter().copied()).for_each(drop);
        }
        4 => {
            let number = NUMBERS[stream.below(NUMBERS.len())];
            let number =
                if stream.unit() < 0.5 { number.to_le_bytes() } else { number.to_be_bytes() };
            bytes.iter_mut().skip(place).zip(number).for_each(|(byte, new)| *byte = new);
        }
        5 => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte = stream.below(256) as u8),
        _ => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1 << stream.below(8)),
    }
}
