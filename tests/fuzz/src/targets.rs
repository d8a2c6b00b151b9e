use std::cell::RefCell;

use data::photos::{Archive, Half};
use data::{Packed, Reader, cifar, idx, mnist};
use net::{Model, Plan, Spec};
use pixels::Strokes;
use pixels::digit::{self, Frame, Switches};
use train::Run;

use crate::seeds;

/// Something that reads bytes.
pub struct Target {
    /// Its name, and that of its folder of inputs.
    pub name: &'static str,
    /// Honest files, all of which it reads.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Reads bytes, and says whether they are what they should be.
    pub reads: fn(&[u8]) -> bool,
}

/// Everything that reads bytes from outside.
pub const TARGETS: [Target; 10] = [
    Target { name: "picture", seeds: seeds::pictures, reads: picture },
    Target { name: "strokes", seeds: seeds::strokes, reads: strokes },
    Target { name: "spec", seeds: seeds::specs, reads: spec },
    Target { name: "weights", seeds: seeds::weights, reads: |bytes| Model::parse(bytes).is_ok() },
    Target { name: "checkpoint", seeds: seeds::checkpoints, reads: checkpoint },
    Target { name: "idx", seeds: seeds::idx, reads: idx },
    Target { name: "cifar", seeds: seeds::cifar, reads: cifar },
    Target { name: "zip", seeds: seeds::zips, reads: zip },
    Target { name: "packed", seeds: seeds::packed, reads: |bytes| Packed::parse(bytes).is_ok() },
    Target { name: "opened", seeds: seeds::opened, reads: opened },
];

fn picture(bytes: &[u8]) -> bool {
    let Ok(picture) = pixels::decode(bytes) else { return false };
    digit::from_picture(&picture, &Switches::default(), &Frame::MNIST);
    true
}

/// All bytes as one stroke's points.
fn strokes(bytes: &[u8]) -> bool {
    let points: Vec<f32> = bytes.as_chunks().0.iter().copied().map(f32::from_le_bytes).collect();
    let Ok(strokes) = Strokes::new(&points, &[points.len() as u32 / 4], &[0]) else { return false };
    digit::from_strokes(&strokes, &Switches::default(), &Frame::MNIST);
    true
}

fn spec(bytes: &[u8]) -> bool {
    let Ok(spec) = serde_json::from_slice::<Spec>(bytes) else { return false };
    Plan::new(&spec).is_ok_and(|plan| !net::summary(&plan).is_empty())
}

thread_local! {
    /// The run that checkpoints are for.
    static RUN: RefCell<Run> = RefCell::new(seeds::run());
}

fn checkpoint(bytes: &[u8]) -> bool {
    RUN.with_borrow_mut(|run| {
        // Whatever a checkpoint said, the run can go on.
        let resumed = run.continue_from(bytes).is_ok();
        let _ = pollster::block_on(run.step());
        resumed
    })
}

fn idx(bytes: &[u8]) -> bool {
    // No short circuit: each reads the bytes.
    mnist::parse_pair(bytes).is_ok() | idx::images(bytes).is_ok() | idx::labels(bytes).is_ok()
}

fn cifar(bytes: &[u8]) -> bool {
    let unpacked = cifar::unpack(bytes, &cifar::TEST).and_then(|files| cifar::parse(&files));
    cifar::parse(&[bytes.to_vec()]).is_ok() | unpacked.is_ok()
}

fn zip(bytes: &[u8]) -> bool {
    let archives = [Half::Train, Half::Test].map(|half| Archive::open(bytes, half));
    archives.iter().flatten().any(|archive| {
        let read = (0..archive.labels().len()).filter(|photo| archive.read(*photo).is_ok());
        read.count() == 2
    })
}

/// What a visitor opens for training, as a table and as an archive.
fn opened(bytes: &[u8]) -> bool {
    let (shape, most) = ([1, 28, 28], 10_000_000);
    let table = Reader::tables(vec![("file".to_owned(), bytes.to_vec())], shape, most);
    let archive = Reader::archive(bytes.to_vec(), shape, most);
    let sets = [table, archive].into_iter().flatten().map(|mut reader| {
        while reader.done() < reader.len() && reader.step().is_ok() {}
        reader.finish().is_ok()
    });
    sets.fold(false, |any, set| any | set)
}
