//! Does it come up by itself? Faults end somewhere; then each process that can go on for good does go
//! on. What must not be: a set of moments in which everybody may go round for ever like that, and
//! none of which is an end that is right.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::action::Action;
use crate::model::Model;
use crate::search::Bounds;
use crate::state::State;

/// A fingerprint is its own hash.
#[derive(Default)]
struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// What a search for an end came to.
pub struct Ends<const N: usize> {
    pub states: usize,
    pub complete: bool,
    /// The way into moments that nobody gets out of, and one of them.
    pub stuck: Option<(Vec<(Action, State<N>)>, State<N>)>,
    pub seconds: f64,
}

struct Node<const N: usize> {
    state: State<N>,
    index: u32,
    low: u32,
    on_stack: bool,
}

struct Frame {
    node: usize,
    edges: Vec<(usize, u16)>,
    at: usize,
}

/// An actor of a member as a bit.
fn bit(action: Action) -> u16 {
    u16::from(action.member) * 8 + u16::from(action.what.actor())
}

struct Graph<'a, const N: usize> {
    model: &'a Model<N>,
    nodes: Vec<Node<N>>,
    places: HashMap<u64, u32, BuildHasherDefault<Plain>>,
    next: Vec<(Action, State<N>)>,
}

impl<const N: usize> Graph<'_, N> {
    fn place(&mut self, state: &State<N>) -> usize {
        let count = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(state.fingerprint()).or_insert(count);
        if place == count {
            self.nodes.push(Node { state: *state, index: 0, low: 0, on_stack: false });
        }
        place as usize
    }

    /// What happens by itself from there. Nothing from an end that is right.
    fn edges(&mut self, node: usize) -> Vec<(usize, u16)> {
        let state = self.nodes[node].state;
        if self.model.ends_well(&state) || state.cut {
            return Vec::new();
        }
        let mut next = std::mem::take(&mut self.next);
        next.clear();
        self.model.next(&state, &mut next);
        let edges = next
            .iter()
            .filter(|(action, _)| action.what.is_fair())
            .map(|(action, after)| (self.place(after), bit(*action)))
            .collect();
        self.next = next;
        edges
    }

    /// Tarjan's components from one moment on. Gives a component that is a trap.
    fn components(&mut self, root: usize, counter: &mut u32) -> Option<usize> {
        let mut stack: Vec<usize> = Vec::new();
        let mut frames = vec![self.open(root, counter, &mut stack)];
        while let Some(frame) = frames.last_mut() {
            if let Some((target, _)) = frame.edges.get(frame.at).copied() {
                frame.at += 1;
                if self.nodes[target].index == 0 {
                    let opened = self.open(target, counter, &mut stack);
                    frames.push(opened);
                } else if self.nodes[target].on_stack {
                    let low = self.nodes[target].index;
                    let node = frame.node;
                    self.nodes[node].low = self.nodes[node].low.min(low);
                }
                continue;
            }
            let node = frame.node;
            frames.pop();
            let low = self.nodes[node].low;
            if let Some(above) = frames.last() {
                let above = above.node;
                self.nodes[above].low = self.nodes[above].low.min(low);
            }
            if low == self.nodes[node].index {
                let from = stack.iter().rposition(|one| *one == node).unwrap_or(0);
                let component = stack.split_off(from);
                for one in &component {
                    self.nodes[*one].on_stack = false;
                }
                if self.is_trap(&component) {
                    return Some(node);
                }
            }
        }
        None
    }

    fn open(&mut self, node: usize, counter: &mut u32, stack: &mut Vec<usize>) -> Frame {
        *counter += 1;
        let opened = &mut self.nodes[node];
        opened.index = *counter;
        opened.low = *counter;
        opened.on_stack = true;
        stack.push(node);
        Frame { node, edges: self.edges(node), at: 0 }
    }

    /// Everybody in it moves in it, or is unable to move somewhere in it.
    fn is_trap(&mut self, component: &[usize]) -> bool {
        let state = self.nodes[component[0]].state;
        if self.model.ends_well(&state) || state.cut {
            return false;
        }
        let inside: std::collections::BTreeSet<usize> = component.iter().copied().collect();
        let mut moved = std::collections::BTreeSet::new();
        let mut always: Option<std::collections::BTreeSet<u16>> = None;
        for node in component {
            let edges = self.edges(*node);
            let able: std::collections::BTreeSet<u16> =
                edges.iter().map(|(_, actor)| *actor).collect();
            moved.extend(
                edges.iter().filter(|(target, _)| inside.contains(target)).map(|(_, actor)| *actor),
            );
            always = Some(match always {
                None => able,
                Some(before) => before.intersection(&able).copied().collect(),
            });
        }
        let idle = component.len() == 1 && moved.is_empty();
        let always = always.unwrap_or_default();
        if idle { always.is_empty() } else { always.iter().all(|actor| moved.contains(actor)) }
    }
}

impl<const N: usize> Model<N> {
    /// From every moment that can be reached, with no fault after it.
    pub fn ends(&self, bounds: Bounds) -> Ends<N> {
        let begun = std::time::Instant::now();
        let mut roots = Vec::new();
        let (met, complete) = self.reach(bounds, |state| roots.push(*state));
        let mut graph =
            Graph { model: self, nodes: Vec::new(), places: HashMap::default(), next: Vec::new() };
        let mut counter = 0;
        let mut stuck = None;
        for root in roots {
            let mut quiet = root;
            quiet.faults = 0;
            let place = graph.place(&quiet);
            if graph.nodes[place].index == 0
                && let Some(trap) = graph.components(place, &mut counter)
            {
                let state = graph.nodes[trap].state;
                stuck = Some((self.story_to(&met, &root), state));
                break;
            }
        }
        Ends { states: graph.nodes.len(), complete, stuck, seconds: begun.elapsed().as_secs_f64() }
    }
}
