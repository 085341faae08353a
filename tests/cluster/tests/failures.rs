//! Machines drained and lost under presets and random designs: the library's answers and the real ones.

use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use cluster_tests::control_plane::Patience;
use cluster_tests::failure::{rehearse_failures, rehearse_halt};
use cluster_tests::planes::{PLANES, Planes, told};
use cluster_tests::seeded;
use libtest_mimic::{Arguments, Trial};
use presswright::design::{PRESETS, preset};

/// How many random designs; none unless set, 100 in the long tier.
const DESIGNS_VARIABLE: &str = "PRESSWRIGHT_RANDOM_FAILURES";

/// The preset that shows the article's faults. The rules refuse it, so it has no bundle.
const REFUSED: &str = "article-2017";

fn main() -> ExitCode {
    let arguments = Arguments { test_threads: Some(PLANES), ..Arguments::from_args() };
    let planes = Arc::new(Planes::new(Patience::Short));
    let mut trials = Vec::new();
    let (seed, designs) = (seeded::seed(), seeded::designs(DESIGNS_VARIABLE, 0, 100));
    let taken = |name: &str| name != REFUSED && (name == "lab" || seeded::is_long_tier());
    for preset in PRESETS.iter().filter(|preset| taken(preset.name)) {
        let planes = Arc::clone(&planes);
        trials.push(Trial::test(format!("preset_{}", preset.name), move || {
            Ok(told(planes.with(|plane| rehearse_failures(plane, preset.text, seed)))?)
        }));
    }
    if seeded::is_long_tier() {
        let at = Arc::clone(&planes);
        trials.push(Trial::test("all_workers_lost_at_once_are_not_emptied", move || {
            let lab = preset("lab").ok_or("there is no lab")?.text;
            Ok(told(at.with(|plane| rehearse_halt(plane, lab)))?)
        }));
    }
    let drawn = Arc::new(LazyLock::new(move || seeded::draw(seed, designs)));
    for index in 0..designs {
        let (planes, drawn) = (Arc::clone(&planes), Arc::clone(&drawn));
        trials.push(Trial::test(format!("random_{seed}_{index}"), move || {
            let text = drawn.texts.get(usize::try_from(index)?).ok_or("it was not drawn")?;
            let seed = seed.wrapping_add(index);
            Ok(told(planes.with(|plane| rehearse_failures(plane, text, seed)))?)
        }));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(planes);
    conclusion.exit_code()
}
