//! Carries a change of values into the text: only the lines whose values differ are touched.
//!
//! What was meant (`old`) and what is meant now (`new`) are compared; where they differ, the text is
//! spliced at the nodes' spans. Comments, order, blank lines and the person's way of writing stay.

use super::{Content, Entry, Node, Tree};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// The text with the values of `new` in place of those of `old`.
///
/// `old` is what `root` was read as, `new` what it shall mean; both without what equals its default.
/// `full` is `new` with every default written out: what a key that stands in the text falls back to.
/// Whoever calls this reads the result again and compares: the text is a person's, and may hold
/// aliases, whose change changes more than one place.
pub fn reconcile(text: &str, root: &Node, old: &Tree, new: &Tree, full: &Tree) -> String {
    let mut splices = Splices { text, found: Vec::new() };
    splices.value(root, old, new, full, &Slot { indent: 0, flow: false, replace: 0..text.len() });
    splices.apply()
}

/// Where a value stands: what to cut when it is replaced as a whole.
struct Slot {
    /// Indentation of the mapping or list that holds it.
    indent: usize,
    /// Whether that is written in flow style.
    flow: bool,
    /// From behind the colon or the dash to the end of the value.
    replace: Range<usize>,
}

/// A mapping in which everything is left out.
const NOTHING: Tree = Tree::Mapping(Vec::new());

struct Splices<'a> {
    text: &'a str,
    found: Vec<(Range<usize>, String)>,
}

impl Splices<'_> {
    fn apply(mut self) -> String {
        // Stable: pieces that go to the same place stay in the order in which they were found.
        self.found.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.text.len() + 256);
        let mut at = 0;
        for (range, piece) in &self.found {
            out.push_str(self.text.get(at..range.start.max(at)).unwrap_or_default());
            out.push_str(piece);
            at = range.end.max(at);
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        out
    }

    fn value(&mut self, node: &Node, old: &Tree, new: &Tree, full: &Tree, slot: &Slot) {
        if old == new {
            return;
        }
        match (&node.content, old, new) {
            (Content::Mapping { entries, flow }, Tree::Mapping(was), Tree::Mapping(is))
                if !node.alias && !entries.is_empty() && survives(entries, is, full) =>
            {
                self.mapping(entries, *flow, was, is, full);
            }
            (Content::Sequence { items, flow }, Tree::Sequence(was), Tree::Sequence(is))
                if !node.alias
                    && items.len() == was.len()
                    && !items.is_empty()
                    && !is.is_empty() =>
            {
                self.sequence(items, *flow, was, is, full, slot);
            }
            _ => self.replace(node, new, slot),
        }
    }

    /// Writes `new` in place of the whole value.
    fn replace(&mut self, node: &Node, new: &Tree, slot: &Slot) {
        let single = matches!(new, Tree::Plain(_) | Tree::Text(_));
        let was_flow = match &node.content {
            Content::Mapping { flow, .. } | Content::Sequence { flow, .. } => *flow,
            Content::Scalar { .. } => true,
        };
        if slot.flow || single || (was_flow && new.to_flow().len() < 80) {
            self.found.push((slot.replace.clone(), format!(" {}", new.to_flow())));
            return;
        }
        let deeper = slot.indent + 2;
        let piece = format!("\n{}{}", " ".repeat(deeper), new.to_block(deeper));
        self.found.push((slot.replace.clone(), piece));
    }

    fn mapping(
        &mut self,
        entries: &[Entry],
        flow: bool,
        was: &[(String, Tree)],
        is: &[(String, Tree)],
        full: &Tree,
    ) {
        let indent = entries.first().map_or(0, |entry| entry.key_span.column - 1);
        for (position, entry) in entries.iter().enumerate() {
            let slot = Slot { indent, flow, replace: self.behind_colon(entry) };
            let find = |tree: &[(String, Tree)]| {
                tree.iter().find(|(key, _)| *key == entry.key).map(|(_, value)| value.clone())
            };
            let default = full.get(&entry.key);
            match (find(was), find(is)) {
                (Some(was), Some(is)) => {
                    self.value(&entry.value, &was, &is, default.unwrap_or(&is), &slot);
                }
                // A part that stands in the text although it says nothing but defaults.
                (None, Some(is)) => {
                    self.value(&entry.value, &NOTHING, &is, default.unwrap_or(&is), &slot);
                }
                (Some(was), None) => match default {
                    Some(full @ Tree::Mapping(_)) => {
                        self.value(&entry.value, &was, &NOTHING, full, &slot);
                    }
                    // A list of nothing says less than no list.
                    Some(Tree::Sequence(items)) if items.is_empty() => {
                        self.remove_entry(entries, position, flow);
                    }
                    Some(default) => self.replace(&entry.value, default, &slot),
                    None => self.remove_entry(entries, position, flow),
                },
                // What belonged to another choice goes with it; an explicit nothing stays.
                (None, None) if default.is_none() && !entry.value.is_null() => {
                    self.remove_entry(entries, position, flow);
                }
                (None, None) => {}
            }
        }
        self.insert_entries(entries, flow, indent, is);
    }

    /// Writes the keys that do not stand in the text yet, each behind the one that comes before it.
    fn insert_entries(
        &mut self,
        entries: &[Entry],
        flow: bool,
        indent: usize,
        is: &[(String, Tree)],
    ) {
        let mut after: Option<&Entry> = None;
        for (key, value) in is {
            if let Some(entry) = entries.iter().find(|entry| entry.key == *key) {
                after = Some(entry);
                continue;
            }
            match (after, entries.first()) {
                (Some(entry), _) if flow => {
                    let at = entry.value.span.end.max(self.behind_colon(entry).end);
                    let piece = Tree::Mapping(vec![(key.clone(), value.clone())]).to_flow();
                    self.found.push((at..at, format!(", {}", inside(&piece))));
                }
                (None, Some(first)) if flow => {
                    let at = first.key_span.start;
                    let piece = Tree::Mapping(vec![(key.clone(), value.clone())]).to_flow();
                    self.found.push((at..at, format!("{}, ", inside(&piece))));
                }
                (Some(entry), _) => {
                    let at = self.line_end(self.behind_colon(entry).end);
                    let piece = format!("\n{}{}", " ".repeat(indent), value.entry(key, indent));
                    self.found.push((at..at, piece));
                }
                (None, Some(first)) => {
                    let at = first.key_span.start;
                    let piece = format!("{}\n{}", value.entry(key, indent), " ".repeat(indent));
                    self.found.push((at..at, piece));
                }
                (None, None) => {}
            }
        }
    }

    fn remove_entry(&mut self, entries: &[Entry], position: usize, flow: bool) {
        let Some(entry) = entries.get(position) else { return };
        let start = entry.key_span.start;
        let end = self.behind_colon(entry).end;
        let range = match (flow, entries.get(position + 1), position.checked_sub(1)) {
            (true, Some(next), _) => start..next.key_span.start,
            (true, None, Some(before)) => {
                let before = entries.get(before).map_or(start, |e| self.behind_colon(e).end);
                before..end
            }
            // `- key: value`: the dash stays for the key that follows.
            (false, Some(next), _) if !self.starts_line(start) => start..next.key_span.start,
            (false, ..) => self.line_start(start)..self.behind_line(end),
            (true, None, None) => start..end,
        };
        self.found.push((range, String::new()));
    }

    fn sequence(
        &mut self,
        items: &[Node],
        flow: bool,
        was: &[Tree],
        is: &[Tree],
        full: &Tree,
        slot: &Slot,
    ) {
        let full_items = match full {
            Tree::Sequence(items) => items.as_slice(),
            _ => &[],
        };
        let pairs = pair(was, is);
        let dash = items.first().map_or(slot.indent, |item| self.dash_column(item));
        for (position, (item, before)) in items.iter().zip(was).enumerate() {
            let end = item.span.end;
            match pairs.iter().find(|(old, _)| *old == position).map(|(_, new)| *new) {
                Some(new) => {
                    if let Some(now) = is.get(new) {
                        let slot =
                            Slot { indent: dash, flow, replace: self.behind_dash(item, flow)..end };
                        self.item(item, before, now, full_items.get(new).unwrap_or(now), &slot);
                    }
                }
                None => self.remove_item(items, position, flow),
            }
        }
        self.insert_items(items, flow, dash, is, &pairs);
    }

    /// An item of a list: as a value, but a replaced one stays on the line of its dash.
    fn item(&mut self, node: &Node, old: &Tree, new: &Tree, full: &Tree, slot: &Slot) {
        let before = self.found.len();
        self.value(node, old, new, full, slot);
        let replaced = self.found.get(before..).unwrap_or_default().iter();
        if !slot.flow && replaced.clone().count() == 1 {
            if let Some((range, piece)) = self.found.get_mut(before)
                && *range == slot.replace
                && piece.starts_with('\n')
            {
                *piece = format!(" {}", piece.trim_start());
            }
        } else if slot.flow {
            for (range, piece) in self.found.get_mut(before..).unwrap_or_default() {
                if *range == slot.replace {
                    *piece = piece.trim_start().to_owned();
                }
            }
        }
    }

    fn insert_items(
        &mut self,
        items: &[Node],
        flow: bool,
        dash: usize,
        is: &[Tree],
        pairs: &[(usize, usize)],
    ) {
        let mut after: Option<&Node> = None;
        for (position, value) in is.iter().enumerate() {
            if let Some((old, _)) = pairs.iter().find(|(_, new)| *new == position) {
                after = items.get(*old);
                continue;
            }
            let gap = " ".repeat(dash);
            match (after, items.first()) {
                (Some(item), _) if flow => {
                    self.found
                        .push((item.span.end..item.span.end, format!(", {}", value.to_flow())));
                }
                (None, Some(first)) if flow => {
                    let at = first.span.start;
                    self.found.push((at..at, format!("{}, ", value.to_flow())));
                }
                (Some(item), _) => {
                    let at = self.line_end(item.span.end);
                    self.found.push((at..at, format!("\n{gap}{}", value.item(dash))));
                }
                (None, Some(first)) => {
                    let at = self.line_start(self.behind_dash(first, false));
                    self.found.push((at..at, format!("{gap}{}\n", value.item(dash))));
                }
                (None, None) => {}
            }
        }
    }

    fn remove_item(&mut self, items: &[Node], position: usize, flow: bool) {
        let Some(item) = items.get(position) else { return };
        let range = match (flow, items.get(position + 1), position.checked_sub(1)) {
            (true, Some(next), _) => item.span.start..next.span.start,
            (true, None, Some(before)) => {
                items.get(before).map_or(item.span.start, |b| b.span.end)..item.span.end
            }
            _ => {
                let start = self.behind_dash(item, false);
                self.line_start(start)..self.behind_line(item.span.end)
            }
        };
        self.found.push((range, String::new()));
    }

    /// From behind the colon of an entry to the end of its value.
    fn behind_colon(&self, entry: &Entry) -> Range<usize> {
        let from = entry.key_span.end;
        let colon =
            self.text.get(from..).and_then(|rest| rest.find(':')).map_or(from, |at| from + at + 1);
        colon..entry.value.span.end.max(colon)
    }

    /// Behind the dash of a block item; the start of a flow item.
    fn behind_dash(&self, item: &Node, flow: bool) -> usize {
        if flow {
            return item.span.start;
        }
        let before = self.text.get(..item.span.start).unwrap_or_default();
        before.rfind('-').map_or(item.span.start, |at| at + 1)
    }

    fn dash_column(&self, item: &Node) -> usize {
        let dash = self.behind_dash(item, false).saturating_sub(1);
        self.text.get(self.line_start(dash)..dash).map_or(0, |lead| lead.chars().count())
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |feed| feed + 1)
    }

    /// The end of the line, before its line feed and carriage return.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let line = rest.find('\n').map_or(rest, |feed| rest.get(..feed).unwrap_or_default());
        at + line.trim_end_matches('\r').len()
    }

    fn behind_line(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |feed| at + feed + 1)
    }

    fn starts_line(&self, at: usize) -> bool {
        self.text.get(self.line_start(at)..at).is_some_and(|lead| lead.trim().is_empty())
    }
}

/// Whether any of the keys that stand in the text still stands there afterwards.
fn survives(entries: &[Entry], is: &[(String, Tree)], full: &Tree) -> bool {
    entries
        .iter()
        .any(|entry| is.iter().any(|(key, _)| *key == entry.key) || full.get(&entry.key).is_some())
}

/// A flow mapping of one entry without its braces.
fn inside(flow: &str) -> &str {
    flow.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(flow)
}

/// Pairs old items with new ones, in order: equal ones, those that carry the same name, and those
/// that were changed where they stand.
fn pair(was: &[Tree], is: &[Tree]) -> Vec<(usize, usize)> {
    let keys = |items: &[Tree]| items.iter().map(identity).collect::<Vec<_>>();
    let mut pairs = Vec::new();
    for change in capture_diff_slices(Algorithm::Myers, &keys(was), &keys(is)) {
        match change {
            DiffOp::Equal { old_index, new_index, len } => {
                pairs.extend((0..len).map(|at| (old_index + at, new_index + at)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } if old_len == new_len => {
                pairs.extend((0..old_len).map(|at| (old_index + at, new_index + at)));
            }
            _ => {}
        }
    }
    pairs
}

/// What makes an item the same item: its name or the machine that it is about, or else all that it holds.
fn identity(tree: &Tree) -> String {
    match tree.get("name").or_else(|| tree.get("machine")) {
        Some(name) => name.to_flow(),
        None => tree.to_flow(),
    }
}
