//! The end of the course: what there is to do now.

use super::super::actions::run;
use super::super::live::{Live, live_while};
use super::{Course, count};
use leptos::prelude::*;
use presswright::editor::{Action, Mode};
use presswright::lesson::CHAPTERS;

/// What comes after the last step, once all are done and the course's copy has no error.
pub fn ending(course: Course) -> Live {
    let page = course.page;
    let all = Memo::new(move |_| {
        course.progress.with(|progress| {
            CHAPTERS.iter().all(|chapter| count(progress, chapter) == chapter.steps.len())
        })
    });
    let button = move |action: Action, words: &'static str| view! { <button on:click=move |_| run(page, action)>{words}</button> };
    live_while(
        move || {
            let whole = page.editor.with(|editor| !editor.report().has_errors());
            whole && all.get() && course.ours.get()
        },
        move || {
            view! {
                <section class="own" aria-label="The course is done">
                    <h4>"The course is done"</h4>
                    <p>
                        "You found every fault of the article's files, and know what each does. What you have now can be exported, and runs: "
                        <code>"README.md"</code>
                        " in the zip says how it is brought up, on this computer with Vagrant."
                    </p>
                    <div class="acts">
                        {button(Action::Export, "Export the bundle")}
                        {button(Action::Mode(Mode::Rehearse), "Let things fail in it")}
                        {button(Action::Designs, "Begin a design of your own")}
                    </div>
                    <p>
                        <a href="docs/" target="_blank" rel="noopener">"The documentation"</a>
                        " has every rule, how to try a bundle on a cluster, and what is proved of it and what is not."
                    </p>
                </section>
            }
        },
    )
}
