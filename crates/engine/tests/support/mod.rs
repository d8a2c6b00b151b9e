//! What the tests of the border share.
#![allow(dead_code, reason = "not every test uses all of it")]

use engine::Engine;
use js_sys::Reflect;
use net::archive::Precision;
use net::{Builtin, Card, Model, Plan, Preprocessing, Spec, initial_parameters};
use wasm_bindgen::JsValue;

pub fn weights(builtin: Builtin) -> Vec<u8> {
    weights_of(&builtin.spec(), builtin.labels())
}

pub fn weights_of(spec: &Spec, labels: Vec<String>) -> Vec<u8> {
    let plan = Plan::new(spec).unwrap();
    let parameters = initial_parameters(&plan, 1);
    let card = Card::default();
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
