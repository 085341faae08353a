use super::*;
use crate::design::{Document, PRESETS};

fn drawing(text: &str) -> (Topology, Drawing) {
    shaped(text, Shape::Wide)
}

fn shaped(text: &str, shape: Shape) -> (Topology, Drawing) {
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
        "{}\ncanvas:\n  - {{machine: node-1, x: 20, y: 92}}\n  - {{machine: node-2, x: 250, y: 152}}\n  - {{machine: node-3, x: 20, y: 900}}\n",
        PRESETS[0].text
    );
    let (_, drawing) = drawing(&text);
    let rail = &drawing.rails[0];
    assert_eq!(rail.bands.len(), 3);
    assert_eq!(rail.joints.len(), 2);
    assert_eq!(rail.joints[0].first().unwrap().x, rail.bands[0].right());
    assert_eq!(rail.joints[1].last().unwrap().x, rail.bands[2].x);
    // The machine without a spot stands below those that have one.
    assert!(drawing.machines[0].rect.y > drawing.machines[3].rect.bottom());
}

#[test]
fn the_pictures_of_the_presets() {
    for preset in PRESETS {
        let (_, drawing) = drawing(preset.text);
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
