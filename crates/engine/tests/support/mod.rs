//! What the tests of the border share.

use engine::Engine;
use js_sys::Reflect;
use net::archive::Precision;
use net::{Builtin, Card, Model, Plan, Preprocessing, initial_parameters};
use wasm_bindgen::JsValue;

pub fn weights(builtin: Builtin) -> Vec<u8> {
    let plan = Plan::new(&builtin.spec()).unwrap();
    let parameters = initial_parameters(&plan, 1);
    let (labels, card) = (builtin.labels(), Card::default());
    let preprocessing = Preprocessing::Unit;
    Model { plan, labels, preprocessing, card, parameters }.to_bytes(Precision::Half)
}

pub async fn open() -> Engine {
    Engine::open("cpu".to_owned()).await.unwrap_or_else(|fault| panic!("{fault:?}"))
}

pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

pub fn code(fault: &JsValue) -> String {
    get(fault, "code").as_string().unwrap()
}
