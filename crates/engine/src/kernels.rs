use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::look::object;

#[wasm_bindgen]
impl Engine {
    /// What a convolution has learned: `values`, filter by filter, channel by channel, row by row, and
    /// `biases`. Undefined where there is none.
    #[must_use]
    pub fn kernels(&self, layer: usize) -> JsValue {
        let Ok(loaded) = self.loaded() else { return JsValue::UNDEFINED };
        let (plan, parameters) = (&loaded.model.plan, &loaded.model.parameters);
        let Some(planned) = plan.layers().get(layer).filter(|layer| layer.kernel.len() == 4) else {
            return JsValue::UNDEFINED;
        };
        // A kernel and a bias for each layer that learns.
        let before = plan.layers()[..layer].iter().filter(|layer| layer.parameters > 0).count();
        debug_assert_eq!(parameters[2 * before].len(), planned.kernel_len(), "the plan's order");
        object([
            ("layer", (layer as u32).into()),
            ("values", Float32Array::from(parameters[2 * before].as_slice()).into()),
            ("biases", Float32Array::from(parameters[2 * before + 1].as_slice()).into()),
        ])
    }
}
