//! The library in a Web Worker: bundle files, the zip, and opening one again.

mod making;
mod protocol;

use gloo_worker::Registrable;

fn main() {
    making::BundleMaker::registrar().register();
}
