//! Asks what to do where another program has written to the file in which the design is saved.

use super::acting::disk;
use super::dialog::close;
use super::disk::Disk;
use super::part::{Draw, part};
use super::problems::focus;
use super::state::page;
use leptos::prelude::*;

part!(overwrite: Draw = || view! { <Overwrite /> }.into_any());

#[component]
fn Overwrite() -> impl IntoView {
    let page = page();
    let name = page.on_disk.get_untracked().map_or_else(|| "The file".to_owned(), |file| file.name);
    let act = move |wanted: Disk| {
        close(page);
        disk(page, wanted);
    };
    request_animation_frame(|| focus("open-again"));
    view! {
        <style>{super::sharing::STYLE}</style>
        <div class="sharing">
            <h2>{format!("{name} was changed on disk")}</h2>
            <p>"Since it was opened or saved here, another program has written to it. Nothing was overwritten."</p>
            <div class="acts">
                <button id="open-again" on:click=move |_| act(Disk::OpenAgain)>"Open what is there as a new design"</button>
                <button on:click=move |_| act(Disk::SaveAs)>"Save this one elsewhere…"</button>
                <button on:click=move |_| act(Disk::Overwrite)>"Overwrite it with this one"</button>
            </div>
        </div>
    }
}
