//! ## What it does
//! Finds Vagrant clusters whose images are said to be on the machines.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: vagrant, images: on-machines}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: vagrant, images: as-named}
//! ```
//!
//! ## How to mend it
//! Let the machines ask the registries, or bring each image onto each machine yourself after `vagrant
//! up`: the runbook lists them. The fix takes the first. It is not safe: machines without the internet
//! get no image that way.
//!
//! ## Source
//! The bundle's provisioning installs containerd and kubeadm, and loads no image of the design.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Images, Place};

pub(super) const RULE: Rule = Rule { code: "PW-K10", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Nobody brings the images onto new machines",
    why: "Vagrant makes machines without any image of the design, and pods that must not ask a registry stay in ErrImageNeverPull until somebody has loaded every image on every machine.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.is_vagrant() && view.design.cluster.images == Images::OnMachines {
        let place = Place::field("cluster", "images");
        let edit = reset(&place);
        let message = "Machines that Vagrant makes hold no image of the design.".to_owned();
        findings.add_with_fix(place, message, "Ask the registries", edit);
    }
}
