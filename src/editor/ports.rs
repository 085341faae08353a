//! Ports, as they are seen from near: on each pod those on which it listens, and where a Service's line
//! leads to a pod those of the Service. Named as in the manifests.

use super::Rect;
use super::scene::{PodBox, Point, Rail, Scene};
use crate::topology::{Exposure, Service, Tier, Topology};

/// A port.
#[derive(Clone, Debug, PartialEq)]
pub struct PortTag {
    /// Whose it is, for its colour.
    pub tier: Tier,
    /// Whether it is the Service's and not the pod's.
    pub of_service: bool,
    /// Where it stands.
    pub rect: Rect,
    /// "mysql 3306"; the number alone where there is no room for its name.
    pub text: String,
}

/// Height of a tag.
const TAG: f64 = 11.0;
/// Between two tags, and two rows of them.
const BETWEEN: f64 = 3.0;
/// So far a tag lies over its pod's lower edge.
const OVER: f64 = 5.0;
/// What a letter takes; the page presses a text into its tag where its face is wider.
const LETTER: f64 = 4.8;
const PADDING: f64 = 8.0;
/// A longer one would reach the next machine's.
const LONGEST: f64 = 200.0;
/// Room for a second row below a pod.
const ROOM: f64 = 24.0;

/// The ports of what is to be seen of a drawing.
pub fn ports(scene: &Scene, topology: &Topology, seen: Rect) -> Vec<PortTag> {
    let mut tags = Vec::new();
    for rail in &scene.rails {
        let service = topology.services.iter().find(|service| service.name == rail.label);
        for (from, _) in service.iter().flat_map(|_| &rail.ticks) {
            if let Some(service) = service.filter(|_| seen.holds(*from)) {
                of_service(&mut tags, rail, service, *from);
            }
        }
    }
    let mut in_sight: Vec<&PodBox> =
        scene.pods.iter().filter(|pod| meet(&pod.rect, &seen)).collect();
    in_sight.sort_by(|a, b| a.rect.y.total_cmp(&b.rect.y));
    for (index, pod) in in_sight.iter().enumerate() {
        let below = Rect { y: pod.rect.bottom(), h: ROOM, ..pod.rect };
        let free = in_sight.iter().skip(index + 1).all(|other| !meet(&below, &other.rect));
        of_pod(&mut tags, pod, topology, if free { 2 } else { 1 });
    }
    tags
}

/// In the middle of the rail's lower edge, where its line leaves it.
fn of_service(tags: &mut Vec<PortTag>, rail: &Rail, service: &Service, from: Point) {
    let mut words: Vec<String> =
        service.ports.iter().map(|port| format!("{} {}", port.name, port.port)).collect();
    if let Exposure::NodePort(port) = service.exposure {
        words.push(format!("node port {port}"));
    }
    let mut text = words.join(", ");
    if width(&text) > LONGEST {
        let numbers: Vec<String> = service.ports.iter().map(|port| port.port.to_string()).collect();
        text = numbers.join(", ");
    }
    let w = width(&text);
    let rect = Rect { x: from.x - w / 2.0, y: from.y - 1.0, w, h: TAG - 1.0 };
    tags.push(PortTag { tier: rail.tier, of_service: true, rect, text });
}

/// Along the pod's lower edge, in so many rows at most.
fn of_pod(tags: &mut Vec<PortTag>, pod: &PodBox, topology: &Topology, rows: usize) {
    let ports = topology.ports_of(pod.tier);
    let named = ports.iter().map(|port| format!("{} {}", port.name, port.port)).collect();
    let lines = in_rows(named, pod.rect.w);
    let numbers = || ports.iter().map(|port| port.port.to_string()).collect::<Vec<_>>();
    let lines = if lines.len() <= rows { lines } else { in_rows(numbers(), pod.rect.w) };
    let lines = if lines.len() <= rows { lines } else { vec![vec![numbers().join(" ")]] };
    for (row, line) in (0_u8..).zip(lines) {
        let y = pod.rect.bottom() - OVER + f64::from(row) * (TAG + BETWEEN);
        let mut x = pod.rect.x;
        for text in line {
            let w = width(&text).min(pod.rect.w);
            tags.push(PortTag {
                tier: pod.tier,
                of_service: false,
                rect: Rect { x, y, w, h: TAG },
                text,
            });
            x += w + BETWEEN;
        }
    }
}

/// Words in rows that are no longer than that.
fn in_rows(words: Vec<String>, longest: f64) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut taken = 0.0;
    for word in words {
        let w = width(&word);
        match rows.last_mut() {
            Some(row) if taken + BETWEEN + w <= longest => {
                row.push(word);
                taken += BETWEEN + w;
            }
            _ => {
                rows.push(vec![word]);
                taken = w;
            }
        }
    }
    rows
}

fn width(text: &str) -> f64 {
    text.chars().map(|_| LETTER).sum::<f64>() + PADDING
}

fn meet(one: &Rect, other: &Rect) -> bool {
    one.x < other.right()
        && other.x < one.right()
        && one.y < other.bottom()
        && other.y < one.bottom()
}
