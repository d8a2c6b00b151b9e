//! Work on the images of a batch, on all cores where there are threads.

use std::cell::RefCell;

/// Buffers that a thread keeps from one image to the next, so that memory stays flat.
#[derive(Default)]
pub struct Scratch {
    /// For a convolution.
    pub work: Work,
    /// The maps of an image before they are halved, or their gradient before ReLU and halving.
    pub maps: Vec<f32>,
    /// That gradient, place by place.
    pub turned: Vec<f32>,
}

/// Buffers for the convolution of an image.
#[derive(Default)]
pub struct Work {
    /// The image in its border.
    pub padded: Vec<f32>,
    /// What is multiplied with the kernels, for some places.
    pub panel: Vec<f32>,
    /// For Winograd's way: the products on the way there, what they are multiplied with on the way back.
    /// For the direct way: maps before they are halved.
    pub products: Vec<f32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Lends the thread's buffers; to a build with debug assertions new ones each time, in which the
/// address sanitizer sees every step too far.
pub fn with_scratch<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
    if cfg!(debug_assertions) {
        return work(&mut Scratch::default());
    }
    SCRATCH.with_borrow_mut(work)
}

/// Does the work for every item.
#[cfg(feature = "threads")]
pub fn for_each<T: Send>(items: Vec<T>, work: impl Fn(T) + Sync + Send) {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};
    items.into_par_iter().for_each(work);
}

/// Does the work for every item.
#[cfg(not(feature = "threads"))]
pub fn for_each<T: Send>(items: Vec<T>, work: impl Fn(T) + Sync + Send) {
    items.into_iter().for_each(work);
}
