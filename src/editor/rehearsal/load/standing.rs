//! The drawing at a moment of a load.

use crate::design::{Count, Design};
use crate::editor::scene::Scene;
use crate::editor::{Editor, lay_out};
use crate::topology::{Tier, Topology};

/// The drawing with so many replicas of WordPress, of which so many answer. Where each is, is where the scheduler
/// would put it if there had been so many from the beginning.
pub fn at_load(editor: &Editor, replicas: u32, ready: u32, narrow: bool) -> Scene {
    let topology = Topology::of(&with_replicas(editor.design(), replicas));
    // What it offers to change is the design's own.
    let mut scene = lay_out(editor.design(), &topology, &editor.marks(), narrow);
    let state = format!("{ready} of {replicas} ready");
    for rail in scene.rails.iter_mut().filter(|rail| rail.tier == Tier::Wordpress) {
        rail.spoken = format!("{}, {state}", rail.spoken);
        rail.state.clone_from(&state);
    }
    scene
}

fn with_replicas(design: &Design, replicas: u32) -> Design {
    let mut design = design.clone();
    if let Some(auto) = &mut design.wordpress.autoscaling {
        auto.min = Count::new(replicas);
        auto.max = Count::new(auto.max.get().max(replicas));
    }
    design
}
