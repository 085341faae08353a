//! The worker itself: each question has one answer.

use super::protocol::{Answer, Ask};
use gloo_worker::{HandlerId, Worker, WorkerScope};
use presswright::bundle::{Bundle, open_zip};
use presswright::rules::Handover;

/// Makes bundles and opens them, beside the page. The page only spawns it: what it calls is linked
/// into the worker alone.
pub struct BundleMaker;

impl Worker for BundleMaker {
    type Message = ();
    type Input = Ask;
    type Output = Answer;

    fn create(_: &WorkerScope<Self>) -> Self {
        BundleMaker
    }

    fn update(&mut self, _: &WorkerScope<Self>, (): ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, ask: Ask, asker: HandlerId) {
        scope.respond(asker, answer(ask).unwrap_or_else(|text| Answer::Failed { text }));
    }
}

fn answer(ask: Ask) -> Result<Answer, String> {
    match ask {
        Ask::Files { revision, earlier, design } => {
            let bundle = bundle(design)?;
            let objects = bundle
                .objects
                .iter()
                .map(|object| {
                    let [kind, name] = [object.kind(), object.name()].map(str::to_owned);
                    [object.file.clone(), kind, name, object.place.to_string()]
                })
                .collect();
            Ok(Answer::Files { revision, earlier, files: texts(&bundle), objects })
        }
        Ask::Zip { id, design } => {
            let bundle = bundle(design)?;
            let bytes = bundle.zip().map_err(|error| error.to_string())?;
            Ok(Answer::Zip {
                id,
                name: format!("{}.zip", bundle.name),
                bytes,
                files: texts(&bundle),
            })
        }
        Ask::Open { name, bytes } => match open_zip(&bytes) {
            Ok(text) => Ok(Answer::Opened { name, text }),
            Err(error) => Err(format!("{name} was not opened: {error}")),
        },
    }
}

fn texts(bundle: &Bundle) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    bundle.files.iter().map(|file| (file.path.clone(), text(&file.bytes))).collect()
}

fn bundle(design: Handover) -> Result<Bundle, String> {
    let approved = design.approved().map_err(|error| error.to_string())?;
    Bundle::of(&approved).map_err(|error| error.to_string())
}
