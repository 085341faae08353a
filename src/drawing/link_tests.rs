use super::tests::{drawing, placed, shaped};
use super::*;
use crate::design::{PRESETS, preset};
use proptest::prelude::*;

fn linked(text: &str) -> (Topology, Drawing) {
    let document = crate::design::Document::read(text).unwrap();
    let (topology, drawing) = drawing(text);
    let drawing = drawing.linked(document.design(), &topology);
    (topology, drawing)
}

/// The level and upright stretches of a line, with the ends of each in order.
fn stretches(link: &Link) -> Vec<Rect> {
    let of = |pair: &[Point]| {
        let [a, b] = pair else { panic!("{pair:?}") };
        assert!(a.x == b.x || a.y == b.y, "neither level nor upright: {link:?}");
        Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs())
    };
    link.points.windows(2).map(of).collect()
}

/// How far two stretches that run side by side are apart; nothing where they do not.
fn apart(a: &Rect, b: &Rect) -> Option<i32> {
    let both = |from: i32, to: i32, other: i32, end: i32| to.min(end) - from.max(other) > 0;
    if a.height == 0 && b.height == 0 && both(a.x, a.right(), b.x, b.right()) {
        return Some((a.y - b.y).abs());
    }
    let upright = a.width == 0 && b.width == 0 && both(a.y, a.bottom(), b.y, b.bottom());
    upright.then(|| (a.x - b.x).abs())
}

/// The two lines of different kinds that are nearest to one another, if any come nearer than 2 pixels.
fn too_near(drawing: &Drawing) -> Option<(Link, Link)> {
    for (index, one) in drawing.links.iter().enumerate() {
        for other in drawing.links.iter().skip(index + 1).filter(|other| other.kind != one.kind) {
            for a in stretches(one) {
                if stretches(other).iter().any(|b| apart(&a, b).is_some_and(|apart| apart < 2)) {
                    return Some((one.clone(), other.clone()));
                }
            }
        }
    }
    None
}

#[test]
fn lines_of_two_kinds_never_lie_on_one_another() {
    for preset in PRESETS {
        let (_, drawing) = linked(preset.text);
        assert_eq!(too_near(&drawing), None, "{}", preset.name);
    }
}

#[test]
fn no_line_passes_through_a_pod_or_a_folder() {
    for preset in PRESETS {
        let (_, drawing) = linked(preset.text);
        for link in drawing.links.iter().filter(|link| !link.points.is_empty()) {
            for pod in &drawing.pods {
                let inner = pod.rect.grown(-1);
                let hit =
                    stretches(link).iter().any(|line| line.grown(1).overlaps(&inner.grown(-1)));
                assert!(!hit, "{}: {link:?} through {pod:?}", preset.name);
            }
            for folder in drawing.export.iter().flat_map(|export| &export.folders) {
                let inner = folder.rect.grown(-2);
                let hit = stretches(link).iter().any(|line| line.grown(1).overlaps(&inner));
                assert!(!hit, "{}: {link:?} through {folder:?}", preset.name);
            }
        }
    }
}

/// The thing that an end stands at.
fn rects(drawing: &Drawing, spot: Spot) -> Vec<Rect> {
    match spot {
        Spot::Visitors => Vec::new(),
        Spot::Rail(lane) => {
            let rails = drawing.rails.iter().filter(|rail| rail.lane == lane);
            rails.flat_map(|rail| rail.bands.iter().copied()).collect()
        }
        Spot::Pod(pod) => vec![drawing.pods[pod].rect],
        Spot::Folder(folder) => {
            let folders = drawing.export.iter().flat_map(|export| &export.folders);
            folders.filter(|it| it.folder == folder).map(|it| it.rect).collect()
        }
    }
}

#[test]
fn large_has_each_kind_and_each_line_meets_what_it_links() {
    let (_, drawing) = linked(preset("large").unwrap().text);
    let count = |kind| drawing.links.iter().filter(|link| link.kind == kind).count();
    // Visitors; to each WordPress, from each to the database; to each HAProxy, from each to each replica.
    assert_eq!(count(Kind::Traffic), 1 + 5 + 5 + 2 + 2 * 5);
    // From each replica to etcd, and to each member.
    assert_eq!(count(Kind::Discovery), 5 + 5);
    assert_eq!(count(Kind::Storage), 5);
    for link in drawing.links.iter().filter(|link| link.from != Spot::Visitors) {
        let (first, last) = (link.points.first().unwrap(), link.points.last().unwrap());
        for (spot, end) in [(link.from, first), (link.to, last)] {
            let meets = rects(&drawing, spot).iter().any(|rect| rect.contains(*end));
            assert!(meets, "{spot:?}: {link:?}");
        }
    }
}

#[test]
fn on_a_phone_no_line_goes_from_machine_to_machine() {
    let text = preset("lab").unwrap().text;
    let document = crate::design::Document::read(text).unwrap();
    let (topology, narrow) = shaped(text, Shape::Narrow);
    let narrow = narrow.linked(document.design(), &topology);
    assert_eq!(narrow.bounds, shaped(text, Shape::Narrow).1.bounds);
    let wide = linked(text).1;
    assert_eq!(narrow.links.len(), wide.links.len(), "what depends on what is the same");
    let drawn = narrow.links.iter().filter(|link| !link.points.is_empty());
    for link in drawn {
        assert_ne!(link.kind, Kind::Storage, "{link:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn nor_wherever_machines_are_put(text in placed()) {
        let (_, drawing) = linked(&text);
        prop_assert_eq!(too_near(&drawing), None);
    }
}
