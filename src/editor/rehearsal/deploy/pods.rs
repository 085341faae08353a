//! What is said of a pod at a moment.

use super::course::Stood;
use super::waiting::name_of;
use crate::simulate::deploy::words::LOADS;
use crate::simulate::deploy::{Kind, Phase, Wait};

/// How a thing is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// As it is at rest.
    Fine,
    /// It is not there yet.
    Coming,
    /// It is there, and not as it should be.
    Ails,
    /// It is away.
    Failed,
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// In a few words.
    pub(super) word: String,
    /// Why, where that is more.
    pub(super) why: Option<String>,
    /// How it is drawn.
    pub(super) look: Look,
}

fn said(word: impl Into<String>, look: Look) -> Said {
    Said { word: word.into(), why: None, look }
}

/// For what it waits, in a few words.
fn waits(wait: &Wait) -> String {
    let on = match wait.on.as_str() {
        "job/wordpress-install" => "the install Job",
        on => name_of(on).trim_start_matches("statefulset/").trim_start_matches("deployment/"),
    };
    format!("waits for {on}")
}

/// Of a pod that stands so; of one of which nothing is known yet.
pub(super) fn pod(stood: Option<&Stood<'_>>) -> Said {
    let Some(stood) = stood else { return said("not made yet", Look::Coming) };
    let why = stood.waits.map(|wait| wait.why.clone());
    let Some(event) = stood.told else {
        return Said { why, ..said("not made yet", Look::Coming) };
    };
    let words = event.words.as_str();
    match (stood.phase, stood.waits) {
        // There is room for no more than with what.
        (Phase::Away, Some(wait)) => {
            Said { why, ..said(format!("away with {}", name_of(&wait.on)), Look::Failed) }
        }
        (Phase::Away, None) if event.kind == Kind::Fault => said(words, Look::Failed),
        (Phase::Away, None) => said("away with its machine", Look::Failed),
        (Phase::BackingOff, Some(wait)) => {
            Said { why: Some(words.to_owned()), ..said(wait.why.as_str(), Look::Ails) }
        }
        (Phase::BackingOff, None) => {
            Said { why: Some(words.to_owned()), ..said("its container ended", Look::Ails) }
        }
        (Phase::Failed, _) => said(words, Look::Failed),
        (Phase::Ready, Some(wait)) => {
            Said { why, ..said(format!("ready, {}", waits(wait)), Look::Fine) }
        }
        (Phase::Ready, None) => said("ready", Look::Fine),
        (_, Some(wait)) => Said { why, ..said(waits(wait), Look::Fine) },
        (Phase::Made | Phase::Bound, None) => said("made", Look::Fine),
        (Phase::Preparing, None) => said(prepares(event.kind, words), Look::Fine),
        (Phase::Running, None) if event.kind == Kind::Unready => said(words, Look::Ails),
        (Phase::Running, None) => said(words, Look::Fine),
        (Phase::Done, None) => said("done", Look::Fine),
    }
}

/// What a pod is at before its containers run.
fn prepares(kind: Kind, words: &str) -> &'static str {
    match kind {
        Kind::Placed => "its volumes are mounted",
        Kind::Image if words.ends_with(LOADS) => "its image is loaded",
        _ => "its init containers run",
    }
}
