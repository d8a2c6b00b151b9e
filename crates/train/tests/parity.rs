//! The native CPU comes to where it came when the files were written.

#[path = "../../../tests/parity/parity.rs"]
mod parity;

use net::Backend;

#[test]
fn a_step_leads_to_the_same_place() {
    let device = pollster::block_on(net::open(Backend::Cpu)).unwrap();
    let deviation = pollster::block_on(parity::deviation(&device));
    assert!(deviation <= 1e-4, "{deviation}");
}
