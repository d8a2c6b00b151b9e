//! A training step that several workers share. One leads: it hands its parameters out, collects what the
//! others find for their parts of the batch, and does the step. A row is an array that the page's workers pass
//! to and fro; there may be more room in it than is used.

use js_sys::Float32Array;
use train::Shard;
use wasm_bindgen::prelude::*;

use crate::fault::Fault;
use crate::trainer::{Trainer, told};

#[wasm_bindgen]
impl Trainer {
    /// Samples of the next training step; 0 where the next piece of work is another one.
    #[must_use]
    pub fn next_batch(&self) -> usize {
        self.run.next_batch().map_or(0, |(_, samples)| samples)
    }

    /// The number of the next training step, from the start of the run.
    #[must_use]
    pub fn next_step(&self) -> f64 {
        self.run.next_batch().map_or(0.0, |(step, _)| step as f64)
    }

    /// Numbers that a row must have room for.
    #[must_use]
    pub fn row_length(&self) -> usize {
        self.run.row_length()
    }

    /// Writes the parameters that the next step starts from into a row.
    ///
    /// # Errors
    ///
    /// Fails if the row has too little room, or if the device stopped answering.
    pub async fn hand_out(&self, row: Float32Array) -> Result<(), JsValue> {
        write(&self.run.parameters().await.map_err(Fault::from)?, &row)
    }

    /// Takes the lead's parameters for a step out of a row, and puts in what this part of the batch adds.
    ///
    /// # Errors
    ///
    /// Fails if there is no such part, if the row has too little room, or if the device stopped answering.
    pub async fn contribute(
        &mut self,
        step: f64,
        part: usize,
        parts: usize,
        row: Float32Array,
    ) -> Result<(), JsValue> {
        let shard = Shard::new(part, parts).map_err(Fault::from)?;
        self.run.follow(step as u64, &row.to_vec()).map_err(Fault::from)?;
        let found = self.run.find(shard).await.map_err(Fault::from)?;
        write(&found.to_row().await.map_err(Fault::from)?, &row)
    }

    /// Finds the next part of the step here.
    ///
    /// # Errors
    ///
    /// Fails if there is no such part, or if the device stopped answering.
    pub async fn find_next(&mut self, parts: usize) -> Result<(), JsValue> {
        let shard = Shard::new(self.found.len(), parts).map_err(Fault::from)?;
        self.found.push(self.run.find(shard).await.map_err(Fault::from)?);
        Ok(())
    }

    /// Takes the next part of the step from a row.
    ///
    /// # Errors
    ///
    /// Fails if there is no such part, or if the row is too short.
    pub fn collect_next(&mut self, parts: usize, row: &Float32Array) -> Result<(), JsValue> {
        let shard = Shard::new(self.found.len(), parts).map_err(Fault::from)?;
        self.found.push(self.run.found(shard, &row.to_vec()).map_err(Fault::from)?);
        Ok(())
    }

    /// Does the step with the parts that are there, and returns what happened, as [`Trainer::advance`] does.
    ///
    /// # Errors
    ///
    /// Fails if a part is missing, or if the loss is no longer finite.
    pub fn apply(&mut self) -> Result<JsValue, JsValue> {
        let found = std::mem::take(&mut self.found);
        told(&[self.run.apply(found).map_err(Fault::from)?])
    }
}

/// Puts numbers at the beginning of a row.
fn write(numbers: &[f32], row: &Float32Array) -> Result<(), JsValue> {
    let length = numbers.len() as u32;
    if row.length() < length {
        return Err(Fault::new("train.data", "a row is too short").into());
    }
    row.subarray(0, length).copy_from(numbers);
    Ok(())
}
