//! The drawing itself. Every place and word in it comes from the scene.

use super::canvas::{focus_on, placed};
use super::icons;
use super::shelf;
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::design::Edit;
use presswright::document::Path;
use presswright::editor::{
    ChainLine, Direction, ExportBox, FolderBox, MachineBox, Mark, PodBox, Point, Rail, Rect, Thing,
    WaitingBox, WayInMark, neighbour,
};

#[component]
pub fn Board() -> impl IntoView {
    let page = page();
    let label = move || {
        page.editor.with(|editor| {
            format!(
                "Drawing of {}: {} machines, {} pods. Arrow keys go from thing to thing.",
                editor.design().name,
                editor.topology().hosts.len(),
                editor.topology().pods.len()
            )
        })
    };
    let scene = page.scene;
    view! {
        <svg class="board" role="group" aria-label=label class:calm=move || page.lit.with(|lit| lit.lines.is_empty())>
            <g transform=move || placed(page.view.get())>
                {move || scene.with(|s| s.way_in.clone()).map(|way_in| way_in_mark(page, way_in))}
                {move || scene.with(|s| s.machines.clone()).into_iter().map(|m| machine(page, m)).collect_view()}
                {move || scene.with(|s| s.waiting.clone()).map(waiting)}
                {move || scene.with(|s| s.rails.clone()).into_iter().map(|r| rail(page, r)).collect_view()}
                {move || scene.with(|s| s.export.clone()).map(|e| export(page, e))}
                {move || scene.with(|s| s.folders.clone()).into_iter().map(|f| folder(page, f)).collect_view()}
                {move || page.lit.with(|lit| lit.lines.clone()).into_iter().map(chain_line).collect_view()}
                {move || scene.with(|s| s.pods.clone()).into_iter().map(|p| pod(page, p)).collect_view()}
                {move || page.lit.with(|lit| lit.lines.clone()).into_iter().take(1).map(chain_label).collect_view()}
                {move || {
                    scene.with(|s| s.notes.clone())
                        .into_iter()
                        .map(|note| {
                            view! {
                                <text class="small" x=note.at.x y=note.at.y>
                                    {note.text}
                                    <tspan class="warn">{note.strong}</tspan>
                                </text>
                            }
                        })
                        .collect_view()
                }}
                <Ghost />
            </g>
        </svg>
    }
}

/// What every thing of the drawing that can be selected has: a name, a state, its keys.
fn stop(page: Page, thing: Thing, spoken: String, class: String, inner: impl IntoView + 'static) -> impl IntoView {
    let selected = move || page.selection.get() == Some(thing);
    let first = move || {
        // One stop for Tab: the selected thing, or else the way in.
        let stop = page.selection.get().filter(|thing| {
            page.scene.with(|scene| scene.rect_of(*thing).is_some())
        });
        if stop.unwrap_or(Thing::WayIn) == thing { "0" } else { "-1" }
    };
    view! {
        <g
            id=format!("on-{}", thing.id())
            class=class
            class:selected=selected
            class:lit=move || page.lit.with(|lit| lit.things.contains(&thing))
            class:taken=move || page.carried.with(|c| c.as_ref().is_some_and(|c| c.from == Some(thing)))
            role="button"
            tabindex=first
            aria-label=spoken
            aria-pressed=move || selected().to_string()
            on:focus=move |_| page.focus.set(Some(thing))
            on:blur=move |_| page.focus.set(None)
            on:pointerenter=move |_| page.focus.set(Some(thing))
            on:pointerleave=move |_| page.focus.set(None)
            on:keydown=move |event| key(page, thing, &event)
            on:click=move |event| {
                // A screen reader presses without a pointer.
                if event.detail() == 0 {
                    page.select(Some(thing));
                }
            }
        >{inner}</g>
    }
}

fn key(page: Page, thing: Thing, event: &web_sys::KeyboardEvent) {
    let direction = match event.key().as_str() {
        "ArrowLeft" => Direction::Left,
        "ArrowRight" => Direction::Right,
        "ArrowUp" => Direction::Up,
        "ArrowDown" => Direction::Down,
        "Enter" | " " => {
            event.prevent_default();
            page.select(Some(thing));
            return;
        }
        "Delete" | "Backspace" => {
            event.prevent_default();
            remove(page, thing);
            return;
        }
        _ => return,
    };
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    event.prevent_default();
    if let Some(next) = page.scene.with_untracked(|scene| neighbour(scene, thing, direction)) {
        focus_on(next);
        let rect = page.scene.with_untracked(|scene| scene.rect_of(next));
        if let Some(rect) = rect {
            let window = page.window.get_untracked();
            page.view.update(|view| *view = view.showing(rect, window));
        }
    }
}

/// Takes a machine, a member or the export away; nothing else can be.
pub fn remove(page: Page, thing: Thing) {
    let (name, edit) = page.editor.with_untracked(|editor| {
        let design = editor.design();
        let edit = match thing {
            Thing::Machine(index) => Some(design.remove_machine(index)),
            Thing::Member(index) => {
                Some(Edit::Remove { list: Path::top().key("etcd").key("members"), index })
            }
            Thing::Export if design.nfs.is_some() => Some(Edit::default(Path::top().key("nfs"))),
            _ => None,
        };
        (thing.name(design, editor.topology()), edit)
    });
    match edit {
        Some(edit) => page.attempt(&format!("Removed {name}"), &edit),
        None => page.say(format!("{name} cannot be removed by itself.")),
    }
}

fn frame(rect: Rect, radius: f64, class: &'static str) -> impl IntoView {
    view! { <rect class=class x=rect.x y=rect.y width=rect.w height=rect.h rx=radius /> }
}

fn badge(mark: Option<Mark>, x: f64, y: f64) -> impl IntoView {
    mark.map(|mark| {
        let (icon, class) = icons::of_mark(mark);
        view! {
            <g class=format!("badge {class}") transform=format!("translate({x} {y})")>
                <circle r="10" />
                {icons::drawn(icon, -6.0, -6.5, 12.0)}
            </g>
        }
    })
}

fn way_in_mark(page: Page, way_in: WayInMark) -> impl IntoView {
    let (from, to) = way_in.line;
    let rect = way_in.rect;
    view! {
        <path class="traffic" d=format!("M{} {}V{}", from.x, from.y, to.y) />
        {stop(page, Thing::WayIn, way_in.spoken, "thing wordpress way-in".to_owned(), view! {
            {frame(rect, 13.0, "plate")}
            {icons::drawn(icons::GLOBE, rect.x + 8.0, rect.y + 5.0, 16.0)}
            <text class="strong" x={rect.x + 30.0} y={rect.y + 17.0}>"Visitors"</text>
            <text class="small" x={rect.x + 82.0} y={rect.y + 17.0}>{way_in.text}</text>
        })}
    }
}

fn machine(page: Page, machine: MachineBox) -> impl IntoView {
    let rect = machine.rect;
    let index = machine.index;
    let over = move |allowed: bool| {
        page.carried.with(|carried| {
            carried.as_ref().is_some_and(|c| c.over == Some(index) && c.drop.allowed == allowed)
        })
    };
    let head = format!(
        "M{} {}v-26a12 12 0 0 1 12-12h{}a12 12 0 0 1 12 12v26z",
        rect.x, rect.y + 38.0, rect.w - 24.0
    );
    let right = rect.right() - 12.0;
    let bar = machine.load.map(|load| {
        let class = if load > 100.0 { "fill over" } else { "fill" };
        view! {
            <rect class="trough" x={right - 60.0} y={rect.y + 25.0} width="60" height="5" rx="2.5" />
            <rect class=class x={right - 60.0} y={rect.y + 25.0} width={(load * 0.6).clamp(2.0, 60.0)} height="5" rx="2.5" />
        }
    });
    let level = if machine.load.is_some() { 17.0 } else { 23.0 };
    let has_address = !machine.address.is_empty();
    stop(page, Thing::Machine(index), machine.spoken, "thing machine".to_owned(), view! {
        <rect
            class="plate"
            class:target=move || over(true)
            class:refused=move || over(false)
            x=rect.x y=rect.y width=rect.w height=rect.h rx="12"
        />
        <path class="head" d=head />
        {icons::drawn(icons::SERVER, rect.x + 10.0, rect.y + 11.0, 16.0)}
        <text class="strong" x={rect.x + 34.0} y={rect.y + if has_address { 17.0 } else { 24.0 }}>{machine.name}</text>
        <text class="small mono" x={rect.x + 34.0} y={rect.y + 31.0}>{machine.address}</text>
        <text class="small end" x=right y={rect.y + level}>{machine.capacity}</text>
        {bar}
        {badge(machine.mark, rect.right() - 2.0, rect.y + 2.0)}
    })
}

fn waiting(waiting: WaitingBox) -> impl IntoView {
    view! {
        <g class="waiting">
            {frame(waiting.rect, 12.0, "plate")}
            {icons::drawn(icons::ERROR, waiting.rect.x + 10.0, waiting.rect.y + 11.0, 16.0)}
            <text class="strong" x={waiting.rect.x + 34.0} y={waiting.rect.y + 24.0}>{waiting.title}</text>
        </g>
    }
}

fn rail(page: Page, rail: Rail) -> impl IntoView {
    let rect = rail.rect;
    let ticks: String =
        rail.ticks.iter().map(|tick| format!("M{} {}V{}", tick.x, rect.bottom(), tick.y)).collect();
    let colour = icons::colour(Some(rail.tier));
    let inner = view! {
        <path class="tick" d=ticks />
        {frame(rect, 12.0, "plate")}
        <circle class="dot" cx={rect.x + 14.0} cy={rect.y + 12.0} r="4" />
        <text class="strong" x={rect.x + 25.0} y={rect.y + 16.0}>{rail.label}</text>
        <text class="small end" x={rect.right() - if rail.mark.is_some() { 20.0 } else { 14.0 }} y={rect.y + 16.0}>{rail.state}</text>
        {badge(rail.mark, rect.right() - 4.0, rect.y + 4.0)}
    };
    let class = format!("thing rail {colour}");
    let tier = rail.tier;
    match rail.handle {
        // Later rows repeat the rail; the first is the one that is pressed and counted.
        None => view! { <g class=class aria-hidden="true">{inner}</g> }.into_any(),
        Some(handle) => {
            let (x, y) = (handle.rect.x, handle.rect.y);
            view! {
                {stop(page, Thing::of_tier(tier), rail.spoken, class, inner)}
                <g class=format!("handle {colour}") role="group" aria-label=handle.of data-control="">
                    {step(page, rail.tier, false, format!("Fewer {}", plural(handle.of)), x, y)}
                    <text class="strong middle" x={x + 38.0} y={y + 16.0}>{handle.count}</text>
                    {step(page, rail.tier, true, format!("More {}", plural(handle.of)), x + 52.0, y)}
                </g>
            }
            .into_any()
        }
    }
}

/// "replicas of Percona" out of "fewest replicas of WordPress" too.
fn plural(of: &str) -> &str {
    of.strip_prefix("fewest ").unwrap_or(of)
}

fn step(page: Page, tier: presswright::topology::Tier, more: bool, name: String, x: f64, y: f64) -> impl IntoView {
    let icon = if more { icons::PLUS } else { icons::MINUS };
    view! {
        <g
            class="step"
            role="button"
            tabindex="0"
            aria-label=name
            on:click=move |_| shelf::scale(page, tier, more)
            on:keydown=move |event| {
                if matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    shelf::scale(page, tier, more);
                }
            }
        >
            <rect class="plate" x=x y=y width="24" height="24" rx="12" />
            {icons::drawn(icon, x + 6.0, y + 6.0, 12.0)}
        </g>
    }
}

fn pod(page: Page, pod: PodBox) -> impl IntoView {
    let Rect { x, y, w, h } = pod.rect;
    let mut class = format!("thing pod {}", icons::colour(Some(pod.tier)));
    for (is, word) in
        [(pod.pinned, " pinned"), (pod.movable, " grab"), (pod.small, " small-pod")]
    {
        if is {
            class.push_str(word);
        }
    }
    let icon = icons::of_tier(pod.tier);
    let inner = if pod.small {
        view! {
            <g>
                <rect class="plate" width=w height=h rx="9" />
                {icons::drawn(icon, 9.0, 6.0, 12.0)}
                <text class="small" x="31" y="16">{pod.title}</text>
                <text class="small end" x={w - 12.0} y="16">{pod.detail}</text>
            </g>
        }
        .into_any()
    } else {
        view! {
            <g>
                <rect class="plate" width=w height=h rx="9" />
                {icons::drawn(icon, 9.0, 9.0, 16.0)}
                <text class="strong" x="32" y="19">{pod.title}</text>
                <text class="small" x="32" y="35">{pod.detail}</text>
                {pod.chosen.then(|| icons::drawn(icons::PIN, w - 24.0, 8.0, 14.0))}
                {badge(pod.mark, w - 4.0, 2.0)}
            </g>
        }
        .into_any()
    };
    // Moved by style, so that a pod is seen going to where it went.
    let place = format!("transform: translate({x}px, {y}px)");
    let placed = view! { <g class="moves" style=place>{inner}</g> };
    stop(page, pod.thing, pod.spoken, class, placed)
}

fn export(page: Page, export: ExportBox) -> impl IntoView {
    let rect = export.rect;
    stop(page, Thing::Export, export.spoken, "thing storage export grab".to_owned(), view! {
        {frame(rect, 10.0, "plate")}
        {icons::drawn(icons::FOLDER, rect.x + 10.0, rect.y + 12.0, 16.0)}
        <text class="strong" x={rect.x + 34.0} y={rect.y + 20.0}>"NFS export"</text>
        <text class="small mono" x={rect.x + 34.0} y={rect.y + 35.0}>{export.path}</text>
        {badge(export.mark, rect.right() - 4.0, rect.y + 2.0)}
    })
}

fn folder(page: Page, folder: FolderBox) -> impl IntoView {
    let rect = folder.rect;
    stop(page, Thing::Folder(folder.index), folder.spoken, "thing storage folder".to_owned(), view! {
        {frame(rect, 7.0, "plate")}
        <text class="mono" x={rect.x + 10.0} y={rect.y + 17.0}>{folder.name}</text>
        <text class="small end" x={rect.right() - 9.0} y={rect.y + 17.0}>{folder.owner}</text>
    })
}

fn chain_line(line: ChainLine) -> impl IntoView {
    let mut path = String::new();
    for (place, Point { x, y }) in line.corners.iter().enumerate() {
        path.push_str(&format!("{}{x:.1} {y:.1}", if place == 0 { "M" } else { "L" }));
    }
    view! { <path class="chain" d=path /> }
}

fn chain_label(line: ChainLine) -> impl IntoView {
    view! {
        <text class="small chain-label" x=line.at.x y={line.at.y - 4.0}>{line.label}</text>
    }
}

/// What is carried, under the pointer.
#[component]
fn Ghost() -> impl IntoView {
    let page = page();
    move || {
        page.carried.get().map(|carried| {
            let class = if carried.drop.allowed { "ghost" } else { "ghost refused" };
            let place = format!("translate({} {})", carried.at.x - 60.0, carried.at.y - 14.0);
            view! {
                <g class=class transform=place aria-hidden="true">
                    <rect width="120" height="30" rx="9" />
                    <text class="strong" x="14" y="19">{carried.name}</text>
                </g>
            }
        })
    }
}
