//! Whole bundles before a real control plane: the presets, and designs drawn at random.

use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use cluster_tests::control_plane::ControlPlane;
use cluster_tests::random_design::Drawer;
use cluster_tests::rehearsal::{Thoroughness, rehearse};
use libtest_mimic::{Arguments, Failed, Trial};
use presswright::design::{Design, Document, PRESETS};
use presswright::rules::Approved;

/// How many designs are drawn at random; 30 unless set, 500 in the long tier.
const DESIGNS_VARIABLE: &str = "PRESSWRIGHT_RANDOM_DESIGNS";

/// The number from which the random designs follow; drawn anew for each run unless set.
const SEED_VARIABLE: &str = "PRESSWRIGHT_SEED";

/// The preset that shows the article's faults. The rules refuse it, so it has no bundle.
const REFUSED: &str = "article-2017";

type Plane = LazyLock<Result<ControlPlane, String>>;

fn main() -> ExitCode {
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    let plane: Arc<Plane> =
        Arc::new(LazyLock::new(|| ControlPlane::start().map_err(|error| error.to_string())));
    let mut trials = Vec::new();
    for preset in PRESETS.iter().filter(|preset| preset.name != REFUSED) {
        let plane = Arc::clone(&plane);
        trials.push(Trial::test(format!("preset_{}", preset.name), move || {
            on(&plane, preset.text, Thoroughness::Scripts)
        }));
    }
    let seed = number(SEED_VARIABLE).unwrap_or_else(|| fastrand::u64(..1_000_000));
    let designs = number(DESIGNS_VARIABLE).unwrap_or(30);
    let drawn = Arc::new(LazyLock::new(move || draw(seed, designs)));
    for index in 0..designs {
        let (plane, drawn) = (Arc::clone(&plane), Arc::clone(&drawn));
        trials.push(Trial::test(format!("random_{seed}_{index}"), move || {
            let text = drawn.texts.get(usize::try_from(index)?).ok_or("it was not drawn")?;
            on(&plane, text, Thoroughness::Placement)
        }));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(plane);
    conclusion.exit_code()
}

fn on(plane: &Plane, text: &str, thoroughness: Thoroughness) -> Result<(), Failed> {
    let plane = plane.as_ref().map_err(|error| Failed::from(error.as_str()))?;
    rehearse(plane, text, thoroughness).map_err(|failure| {
        // At once: the others may take minutes.
        eprintln!("{failure}");
        Failed::from("its message stands above")
    })
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

struct Drawn {
    texts: Vec<String>,
}

fn draw(seed: u64, designs: u64) -> Drawn {
    let beginnings = PRESETS
        .iter()
        .filter_map(|preset| Document::read(preset.text).ok())
        .map(|document| document.design().clone());
    let approves = |design: &Design| Approved::of(Document::write(design)).is_ok();
    let mut drawer = Drawer::new(beginnings.collect(), &approves);
    let texts: Vec<String> = (0..designs)
        .filter_map(|index| drawer.draw(seed.wrapping_add(index), &format!("random-{index}")))
        .map(|design| Document::write(&design).text().to_owned())
        .collect();
    println!("seed {seed} ({SEED_VARIABLE}={seed} repeats it), {} designs", texts.len());
    for (value, times) in drawer.coverage() {
        println!("{times:4} times  {value}");
    }
    Drawn { texts }
}
