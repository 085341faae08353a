use super::*;
use crate::design::{Document, PRESETS};
use proptest::prelude::*;
use std::fmt::Write as _;

pub(super) fn drawing(text: &str) -> (Topology, Drawing) {
    shaped(text, Shape::Wide)
}

pub(super) fn shaped(text: &str, shape: Shape) -> (Topology, Drawing) {
    let document = Document::read(text).unwrap();
    let topology = Topology::of(document.design());
    let drawing = Drawing::of(document.design(), &topology, shape);
    (topology, drawing)
}

#[test]
fn nothing_that_stands_side_by_side_overlaps() {
    let shapes = [Shape::Wide, Shape::Narrow];
    for (preset, shape) in PRESETS.iter().flat_map(|preset| shapes.map(|shape| (preset, shape))) {
        let (topology, drawing) = shaped(preset.text, shape);
        for (index, machine) in drawing.machines.iter().enumerate() {
            for other in &drawing.machines[index + 1..] {
                assert!(!machine.rect.overlaps(&other.rect), "{}: machines", preset.name);
            }
        }
        for (index, pod) in drawing.pods.iter().enumerate() {
            for other in &drawing.pods[index + 1..] {
                assert!(!pod.rect.overlaps(&other.rect), "{}: {pod:?} {other:?}", preset.name);
            }
            if let Some(host) = topology.pods[pod.pod].placement.host() {
                let frame = drawing.machines[host].rect;
                assert_eq!(frame.with(&pod.rect), frame, "{}: {pod:?}", preset.name);
                for band in drawing.rails.iter().flat_map(|rail| &rail.bands) {
                    assert!(!band.overlaps(&pod.rect), "{}: rail over {pod:?}", preset.name);
                }
            }
        }
        if let Some(export) = &drawing.export {
            let frame = drawing.machines[export.host].rect;
            assert_eq!(frame.with(&export.rect), frame, "{}", preset.name);
            for folder in &export.folders {
                assert_eq!(
                    export.rect.with(&folder.rect),
                    export.rect,
                    "{} {folder:?}",
                    preset.name
                );
            }
            for (index, folder) in export.folders.iter().enumerate() {
                for other in &export.folders[index + 1..] {
                    assert!(!folder.rect.overlaps(&other.rect), "{}: {folder:?}", preset.name);
                }
            }
            for pod in &drawing.pods {
                assert!(!export.rect.overlaps(&pod.rect), "{}: {pod:?}", preset.name);
            }
        }
        let outline = drawing.outline();
        assert_eq!(drawing.bounds.with(&outline), drawing.bounds);
    }
}

#[test]
fn every_pod_host_and_folder_is_drawn_once() {
    for preset in PRESETS {
        let (topology, drawing) = drawing(preset.text);
        assert_eq!(drawing.machines.len(), topology.hosts.len());
        assert_eq!(drawing.pods.len(), topology.pods.len());
        let folders = drawing.export.as_ref().map_or(0, |export| export.folders.len());
        assert_eq!(folders, topology.folders.len(), "{}", preset.name);
        let pending = topology.pods.iter().any(|pod| pod.placement.host().is_none());
        assert_eq!(drawing.pending.is_some(), pending);
    }
}

#[test]
fn a_tier_lies_on_one_line_and_its_rail_spans_the_machines() {
    let (_, drawing) = drawing(PRESETS[0].text);
    for rail in &drawing.rails {
        assert_eq!(rail.bands.len(), 1);
        assert!(rail.joints.is_empty());
    }
    let ys = |tier| {
        let mut ys: Vec<i32> =
            drawing.pods.iter().filter(|pod| pod.tier == tier).map(|pod| pod.rect.y).collect();
        ys.dedup();
        ys.len()
    };
    assert_eq!(ys(Tier::Etcd), 1);
    assert_eq!(ys(Tier::Wordpress), 1);
}

use crate::topology::Tier;

#[test]
fn rails_bend_with_the_machines_and_break_into_rows() {
    let text = format!(
        "{}\ncanvas:\n  - {{machine: node-1, left: 20, top: 92}}\n  - {{machine: node-2, left: 250, top: 152}}\n  - {{machine: node-3, left: 20, top: 900}}\n",
        PRESETS[0].text
    );
    let (_, drawing) = drawing(&text);
    let rail = &drawing.rails[0];
    assert_eq!(rail.bands.len(), 3);
    assert_eq!(rail.joints.len(), 2);
    assert_eq!(rail.joints[0].first().unwrap().x, rail.bands[0].right());
    assert_eq!(rail.joints[1].last().unwrap().x, rail.bands[2].x);
    // From the beginning of a row to that of the next.
    assert_eq!(rail.joints[1].first().unwrap().x, rail.bands[0].x);
}

#[test]
fn the_pictures_of_the_presets() {
    for preset in PRESETS {
        let (topology, drawing) = drawing(preset.text);
        let document = Document::read(preset.text).unwrap();
        let drawing = drawing.linked(document.design(), &topology);
        insta::assert_snapshot!(preset.name, svg(&drawing, preset.name, preset.title));
    }
}

#[test]
fn no_text_becomes_markup() {
    let (_, drawing) = drawing(PRESETS[0].text);
    let nasty = "</title><script>\"'&$(x)\u{0}\u{8}\n😀";
    let text = svg(&drawing, nasty, nasty);
    assert!(!text.contains("<script"));
    assert!(text.contains("&lt;/title&gt;&lt;script&gt;&quot;&#39;&amp;$(x) 😀"));
    assert!(!text.contains('\u{0}') && !text.contains('\u{8}'));
}

#[test]
fn a_picture_of_thousands_shows_those_that_matter() {
    let mut text = PRESETS[0].text.replace("nfs:", "#more\nnfs:");
    let more: String =
        (4..=900).map(|n| format!("  - {{name: node-{n}, cpu: 2, memory: 4Gi}}\n")).collect();
    text = text.replace("#more\n", &more);
    let document = Document::read(&text).unwrap();
    let topology = Topology::of(document.design());
    let (shown, left_out) = busy(document.design(), &topology);
    assert_eq!(shown.hosts.len() + left_out, 901);
    assert!(shown.hosts.len() < 20, "{}", shown.hosts.len());
    let names = |topology: &Topology| {
        let host = |pod: &crate::topology::Pod| {
            pod.placement.host().map(|host| topology.hosts[host].name.to_string())
        };
        topology.pods.iter().map(|pod| (pod.name.clone(), host(pod))).collect::<Vec<_>>()
    };
    assert_eq!(names(&shown), names(&topology));
    let drawing = Drawing::of(document.design(), &shown, Shape::Wide);
    assert!(drawing.export.is_some());
    let few = Topology::of(Document::read(PRESETS[0].text).unwrap().design());
    assert_eq!(busy(document.design(), &few), (few.clone(), 0));
}

/// The lab or the large preset with machines put at random; some at one spot, some nowhere.
pub(super) fn placed() -> impl Strategy<Value = String> {
    let spots = prop::collection::vec(prop::option::of((-900_i32..900, -900_i32..900)), 10);
    (0_usize..PRESETS.len(), spots, 1_i32..9).prop_map(|(preset, spots, coarse)| {
        let preset = PRESETS[preset];
        let design = Document::read(preset.text).unwrap();
        let mut text = format!("{}\ncanvas:\n", preset.text);
        for (machine, spot) in design.design().machines.iter().zip(spots) {
            let Some((x, y)) = spot else { continue };
            let (x, y) = (x / coarse * coarse, y / coarse / 40 * 40);
            let _ = writeln!(text, "  - {{machine: {}, left: {x}, top: {y}}}", machine.name);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn wherever_machines_are_put_all_of_it_can_be_read(text in placed()) {
        let (topology, drawing) = drawing(&text);
        let frames: Vec<Rect> = drawing.machines.iter().map(|machine| machine.rect).collect();
        for (index, one) in frames.iter().enumerate() {
            for other in &frames[index + 1..] {
                let with_room = Rect::new(one.x - 15, one.y - 31, one.width + 30, one.height + 62);
                prop_assert!(!with_room.overlaps(other), "{one:?} {other:?}");
            }
        }
        for pod in &drawing.pods {
            let Some(host) = topology.pods[pod.pod].placement.host() else { continue };
            let frame = &drawing.machines[host];
            prop_assert_eq!(frame.rect.with(&pod.rect), frame.rect);
            // Its rail passes above it, from one side of the machine to the other.
            let Some(rail) = drawing.rails.iter().find(|rail| rail.lane == Lane::of(pod.tier)) else { continue };
            let covers = |band: &&Rect| {
                frame.rect.y < band.y && band.bottom() < pod.rect.y
                    && band.x < frame.rect.x && frame.rect.x + frame.pods_width < band.right()
            };
            prop_assert_eq!(rail.bands.iter().filter(covers).count(), 1, "{:?} {:?}", rail, frame);
            prop_assert!(rail.bands.iter().all(|band| !band.overlaps(&pod.rect)));
        }
        for rail in &drawing.rails {
            prop_assert_eq!(rail.joints.len() + 1, rail.bands.len(), "one line from part to part");
        }
        if let Some(visitors) = &drawing.visitors {
            prop_assert!(frames.iter().all(|frame| !frame.overlaps(&visitors.rect)), "{visitors:?}");
        }
        if let Some(tray) = &drawing.pending {
            prop_assert!(frames.iter().all(|frame| !frame.overlaps(&tray.rect)));
        }
        prop_assert_eq!(drawing.bounds.with(&drawing.outline()), drawing.bounds);
        // On a phone it is as if nobody had put anything anywhere.
        let (_, narrow) = shaped(&text, Shape::Narrow);
        let (bare, _) = text.split_once("\ncanvas:\n").unwrap();
        prop_assert_eq!(narrow, shaped(bare, Shape::Narrow).1);
    }
}

#[test]
fn a_machine_stands_where_it_was_put_and_moves_no_other() {
    let lab = PRESETS[0].text;
    let (_, before) = drawing(lab);
    let (_, after) =
        drawing(&format!("{lab}\ncanvas: [{{machine: node-2, left: -300, top: 700}}]\n"));
    for (old, new) in before.machines.iter().zip(&after.machines) {
        let wanted = if old.name == "node-2" { (-300, 700) } else { (old.rect.x, old.rect.y) };
        assert_eq!((new.rect.x, new.rect.y), wanted, "{}", old.name);
    }
    // On another's place: who was not placed gives way.
    let taken = &before.machines[3].rect;
    let text =
        format!("{lab}\ncanvas: [{{machine: node-2, left: {}, top: {}}}]\n", taken.x, taken.y);
    let (_, crowded) = drawing(&text);
    assert_eq!(crowded.machines[2].rect, *taken);
    assert!(!crowded.machines[3].rect.overlaps(taken));
}

#[test]
fn thousands_on_one_spot_are_parted_in_a_moment() {
    let mut text = PRESETS[0].text.replace("nfs:", "#more\nnfs:");
    let (mut more, mut canvas) = (String::new(), String::from("canvas:\n"));
    for n in 4..=4990 {
        let _ = writeln!(more, "  - {{name: node-{n}, cpu: 2, memory: 4Gi}}");
        let _ = writeln!(canvas, "  - {{machine: node-{n}, left: 7, top: 7}}");
    }
    text = text.replace("#more\n", &more) + "\n" + &canvas;
    let document = Document::read(&text).unwrap();
    let topology = Topology::of(document.design());
    let began = std::time::Instant::now();
    let drawing = Drawing::of(document.design(), &topology, Shape::Wide);
    let took = began.elapsed();
    let mut rects: Vec<Rect> = drawing.machines.iter().map(|machine| machine.rect).collect();
    rects.sort_by_key(|rect| (rect.y, rect.x));
    for (index, one) in rects.iter().enumerate() {
        for other in rects[index + 1..].iter().take_while(|other| other.y < one.bottom()) {
            assert!(!one.overlaps(other));
        }
    }
    assert!(took.as_secs() < 5, "{took:?}");
}

fn standers(drawing: &Drawing) -> Vec<Stander> {
    let one = |machine: &MachineFrame| Stander {
        machine: machine.host,
        rect: machine.rect,
        runs_pods: machine.pods_width > 0,
    };
    drawing.machines.iter().map(one).collect()
}

#[test]
fn what_we_lay_out_is_tidy() {
    for preset in PRESETS {
        let (_, drawing) = drawing(preset.text);
        for (machine, place) in tidy(&standers(&drawing)) {
            let rect = drawing.machines[machine].rect;
            assert_eq!(place, (rect.x, rect.y), "{}: {machine}", preset.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn tidying_keeps_the_order_and_parts_what_overlaps(text in placed(), lanes in any::<bool>()) {
        let (_, drawing) = drawing(&text);
        let mut before = standers(&drawing);
        if lanes {
            before.retain(|one| one.runs_pods);
        }
        let after: Vec<Stander> = tidy(&before)
            .into_iter()
            .zip(&before)
            .map(|((_, (x, y)), one)| Stander { rect: Rect { x, y, ..one.rect }, ..*one })
            .collect();
        for (a, new_a) in before.iter().zip(&after) {
            for (b, new_b) in before.iter().zip(&after) {
                if a.machine == b.machine { continue }
                prop_assert!(!new_a.rect.overlaps(&new_b.rect), "{new_a:?} {new_b:?}");
                // Orthogonal order.
                if a.rect.x < b.rect.x {
                    prop_assert!(new_a.rect.x <= new_b.rect.x, "{a:?} {b:?} {new_a:?} {new_b:?}");
                }
                if a.rect.y < b.rect.y && a.runs_pods && b.runs_pods {
                    prop_assert!(new_a.rect.y <= new_b.rect.y, "{a:?} {b:?} {new_a:?} {new_b:?}");
                }
                // Lanes of one row are on one line.
                if a.runs_pods && b.runs_pods && (a.rect.y - b.rect.y).abs() < 40 && a.rect.y != b.rect.y {
                    let apart = (new_a.rect.y - new_b.rect.y).abs();
                    prop_assert!(apart == 0 || apart >= a.rect.height, "{new_a:?} {new_b:?}");
                }
            }
        }
        // What is tidy stays as it is.
        if before.iter().all(|one| one.runs_pods) {
            for (one, (_, place)) in after.iter().zip(tidy(&after)) {
                prop_assert_eq!((one.rect.x, one.rect.y), place);
            }
        }
    }

    #[test]
    fn what_a_person_moves_stands_there_and_the_drawing_agrees(text in placed(), machine in 0_usize..4, x in -600_i32..600, y in -600_i32..600) {
        let document = Document::read(&text).unwrap();
        let mut design = document.design().clone();
        let topology = Topology::of(&design);
        let machine = machine % design.machines.len();
        let settled = settled(&design, &topology, &[(machine, (x, y))]);
        prop_assert!(settled.contains(&(machine, (x, y))));
        let places: Vec<_> = settled.iter().map(|(machine, place)| (*machine, Some(*place))).collect();
        design.apply(&design.clone().put_on_canvas(&places)).unwrap();
        let drawn = frames(&design, &topology);
        for (machine, (x, y)) in settled {
            prop_assert_eq!((drawn[machine].rect.x, drawn[machine].rect.y), (x, y));
        }
    }
}
