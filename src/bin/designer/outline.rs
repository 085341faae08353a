//! The outline: the drawing's twin as a list.

use super::actions::run;
use super::asked::context;
use super::hold::Hold;
use super::icons;
use super::live::{each, live};
use super::part::{Draw, part};
use super::state::page;
use leptos::prelude::*;
use presswright::editor::{Action, Panel, Thing};
use presswright::topology::Tier;

part!(outline: Draw = || view! { <Outline /> }.into_any());

#[component]
fn Outline() -> impl IntoView {
    let page = page();
    let hold = Hold::new();
    // Depth and thing, in the order in which the drawing is read.
    let lines = move || {
        page.revision.track();
        page.editor.with_untracked(|editor| {
            let topology = editor.topology();
            let mut lines = vec![(0, Thing::Cluster), (0, Thing::WayIn)];
            for host in &topology.hosts {
                lines.push((0, Thing::Machine(host.index)));
                lines.extend(
                    topology.pods_on(host.index).filter_map(Thing::of_pod).map(|thing| (1, thing)),
                );
                let exports =
                    editor.design().nfs.as_ref().is_some_and(|nfs| nfs.machine == host.name);
                if exports {
                    lines.push((1, Thing::Export));
                    lines.extend((0..topology.folders.len()).map(|at| (2, Thing::Folder(at))));
                }
            }
            for tier in [Tier::Wordpress, Tier::Percona, Tier::Etcd, Tier::Backup] {
                lines.push((0, Thing::of_tier(tier)));
            }
            lines
                .into_iter()
                .map(|(depth, thing)| (depth, thing, thing.name(editor.design(), topology)))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <section class="outline" aria-label="Outline">
            <header>
                <h2>"Outline"</h2>
                <button
                    class="quiet square"
                    aria-label="Close the outline"
                    on:click=move |_| run(page, Action::Panel(Panel::Outline))
                >{icons::icon(icons::CLOSE)}</button>
            </header>
            <ul>
                {live(move || {
                    each(lines(), |(depth, thing, name)| {
                            view! {
                                <li>
                                    <button
                                        id=format!("in-{}", thing.id())
                                        class=format!("line {}", icons::colour(thing.tier()))
                                        style=format!("--depth: {depth}")
                                        aria-current=move || (page.selection.get() == Some(thing)).to_string()
                                        on:click=move |_| if !hold.opened() { page.show(thing) }
                                        on:contextmenu=move |event| context(page, &event, Some(thing))
                                        on:pointerdown=move |event| hold.down(page, &event, Some(thing))
                                        on:pointermove=move |_| hold.end()
                                        on:pointerup=move |_| hold.end()
                                        on:pointercancel=move |_| hold.end()
                                        on:pointerenter=move |_| page.focus.set(Some(thing))
                                        on:pointerleave=move |_| page.focus.set(None)
                                    >{icons::icon(icons::of_thing(thing))} <span>{name}</span></button>
                                </li>
                            }
                        })
                })}
            </ul>
        </section>
    }
}
