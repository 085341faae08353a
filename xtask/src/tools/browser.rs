//! The browser that opens the page in the tests.

use super::system_package::{Probe, SystemPackage};

/// No window of its own around each page takes a third off what the tests cost. Where there is none, Chromium itself does.
pub static CHROMIUM_SHELL: SystemPackage = SystemPackage {
    package: "chromium-headless-shell",
    probe: Probe::Program(&["chromium-headless-shell"]),
    purpose: "opens the page in the browser tests, in less time than chromium",
    siblings: &["chromium"],
};

pub static CHROMIUM: SystemPackage = SystemPackage {
    package: "chromium",
    probe: Probe::Program(&[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]),
    purpose: "opens the page in the browser tests",
    siblings: &[],
};
