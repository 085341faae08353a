//! Where in a design a cursor stands, in a text that is being typed and so can seldom be read.
//!
//! Indentation, keys and brackets are enough to say it; whatever else is wrong with the text is left
//! to the reader of documents.

use crate::document::Path;

/// What a person is about to write.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "facts of one place, independent of each other")]
pub(super) struct Caret {
    /// The value that the word is, or is a key of.
    pub(super) path: Path,
    /// First byte of the word at the cursor.
    pub(super) start: usize,
    /// First byte after it.
    pub(super) end: usize,
    /// Whether a key could stand here: on a line of its own, or in a mapping's brackets.
    pub(super) key: bool,
    /// Whether a value could stand here: behind a key, or as an item.
    pub(super) value: bool,
    /// Whether it lies within brackets.
    pub(super) flow: bool,
    /// Column of the word, of which the lines below a key are indented deeper.
    pub(super) column: usize,
    /// Whether a colon follows.
    pub(super) keyed: bool,
    /// The other keys of the mapping whose key the word would be.
    pub(super) taken: Vec<String>,
}

/// Reads a text up to the place of a cursor and beyond; nothing within comments and where a value has
/// ended.
pub(super) fn caret(text: &str, at: usize) -> Option<Caret> {
    let mut scan = Scan { text, at, levels: Vec::new(), keys: Vec::new(), caret: None };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        scan.line(start, end);
        start += line.len();
    }
    if text.is_empty() || text.ends_with('\n') {
        scan.line(text.len(), text.len());
    }
    let Scan { keys, caret, .. } = scan;
    let mut caret = caret?;
    caret.taken = keys
        .into_iter()
        .filter(|key| key.holder == caret.path && key.start != caret.start)
        .map(|key| key.name)
        .collect();
    Some(caret)
}

/// A mapping or list that is open.
struct Level {
    /// Its column; nothing for one in brackets.
    column: Option<usize>,
    at: At,
    /// Whether the value of the key or item is written on the key's own line.
    filled: bool,
}

enum At {
    /// The key whose value comes, if there is one yet.
    Mapping(Option<String>),
    Sequence(usize),
}

struct Key {
    holder: Path,
    name: String,
    start: usize,
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    levels: Vec<Level>,
    keys: Vec<Key>,
    caret: Option<Caret>,
}

impl Scan<'_> {
    fn line(&mut self, start: usize, end: usize) {
        let content = start + self.spaces(start, end);
        let column = content - start;
        let blank = content == end;
        if self.in_flow() {
            // What goes on within brackets is indented deeper than what they belong to.
            let outer = self.levels.iter().rev().find_map(|level| level.column);
            if blank || outer.is_none_or(|outer| column > outer) {
                return self.flow(start, end);
            }
            self.levels.retain(|level| level.column.is_some());
        }
        if blank {
            if (start..=end).contains(&self.at) {
                // The text goes on below: what is open here is open there, but for this.
                let column = self.at - start;
                self.caret_on_own_line(self.at, self.at, column, false);
            }
            return;
        }
        if !self.rest(content, end).starts_with('#') {
            self.block(content, end, column);
        }
    }

    /// A line of a block, from its first letter on.
    fn block(&mut self, mut content: usize, end: usize, mut column: usize) {
        while let Some(rest) = self.rest(content, end).strip_prefix('-')
            && (rest.is_empty() || rest.starts_with(' '))
        {
            self.item(column);
            let next = content + 1 + self.spaces(content + 1, end);
            if next == end && (content + 2..=end).contains(&self.at) {
                self.caret_on_own_line(self.at, self.at, column + self.at - content, true);
            }
            column += next - content;
            content = next;
        }
        let rest = self.rest(content, end);
        if rest.is_empty() {
            return;
        }
        if rest.starts_with(['{', '[']) {
            self.fill();
            return self.flow(content, end);
        }
        let word = word_length(rest, false);
        let word_end = content + word;
        if !self.rest(word_end, end).starts_with(':') {
            if (content..=word_end).contains(&self.at) {
                let item = self.levels.last().is_some_and(|level| {
                    matches!(level.at, At::Sequence(_))
                        && level.column.is_some_and(|at| at < column)
                });
                self.caret_on_own_line(content, word_end, column, item);
            }
            return;
        }
        self.enter(column);
        let holder = self.path();
        let name = unquoted(self.rest(content, word_end));
        if (content..=word_end).contains(&self.at) {
            self.caret = Some(Caret {
                path: holder.clone(),
                start: content,
                end: word_end,
                key: true,
                value: false,
                flow: false,
                column,
                keyed: true,
                taken: Vec::new(),
            });
        }
        self.keys.push(Key { holder, name: name.clone(), start: content });
        let level = Level { column: Some(column), at: At::Mapping(Some(name)), filled: false };
        self.levels.push(level);
        self.value(word_end + 1, end, column);
    }

    /// What stands behind a key's colon.
    fn value(&mut self, colon: usize, end: usize, column: usize) {
        let value = colon + self.spaces(colon, end);
        let rest = self.rest(value, end);
        if rest.starts_with(['{', '[']) {
            self.fill();
            return self.flow(value, end);
        }
        let comment = rest.starts_with('#');
        let length = if comment { 0 } else { word_length(rest, true) };
        let here = value..=value + length;
        let gap = colon + 1..=value;
        if here.contains(&self.at) && self.at > colon || gap.contains(&self.at) {
            let start = if length == 0 { self.at } else { value };
            self.caret = Some(Caret {
                path: self.path(),
                start,
                end: start + length,
                key: false,
                value: true,
                flow: false,
                column,
                keyed: false,
                taken: Vec::new(),
            });
        }
        if length > 0 {
            self.fill();
        }
    }

    /// A line of what stands in brackets.
    fn flow(&mut self, start: usize, end: usize) {
        let mut at = start;
        loop {
            let next = at + self.spaces(at, end);
            let rest = self.rest(next, end);
            let Some(letter) = rest.chars().next() else {
                return self.flow_gap(at, end);
            };
            if letter == '#' {
                return;
            }
            if !self.in_flow() && !matches!(letter, '{' | '[') {
                // Behind the last bracket stands nothing that concerns us.
                return;
            }
            let word = match letter {
                ',' | ':' | '{' | '[' | '}' | ']' => 0,
                _ => word_length(rest, false),
            };
            if word == 0 {
                self.flow_gap(at, next);
                self.bracket(letter);
                at = next + 1;
            } else {
                at = self.flow_word(next, next + word, end);
            }
        }
    }

    fn bracket(&mut self, letter: char) {
        match letter {
            '{' => {
                self.levels.push(Level { column: None, at: At::Mapping(None), filled: true });
            }
            '[' => {
                self.levels.push(Level { column: None, at: At::Sequence(0), filled: true });
            }
            '}' | ']' => {
                self.levels.pop();
            }
            ',' => match self.levels.last_mut().map(|level| &mut level.at) {
                Some(At::Mapping(key)) => *key = None,
                Some(At::Sequence(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
    }

    /// A word within brackets; gives where to go on.
    fn flow_word(&mut self, start: usize, word_end: usize, end: usize) -> usize {
        let wants_key =
            matches!(self.levels.last().map(|level| &level.at), Some(At::Mapping(None)));
        let colon = word_end + self.spaces(word_end, end);
        let keyed = wants_key && self.rest(colon, end).starts_with(':');
        let holder = self.path();
        if (start..=word_end).contains(&self.at) {
            self.caret_in_flow(start, word_end, keyed);
        }
        if !keyed {
            return word_end;
        }
        let name = unquoted(self.rest(start, word_end));
        self.keys.push(Key { holder, name: name.clone(), start });
        if let Some(level) = self.levels.last_mut() {
            level.at = At::Mapping(Some(name));
        }
        colon + 1
    }

    /// What lies between two words or brackets.
    fn flow_gap(&mut self, start: usize, end: usize) {
        // Right behind a key's colon a value would need a space first.
        let glued = self.rest(0, self.at).ends_with(':');
        let here = self.caret.is_none() && (start..=end).contains(&self.at);
        if here && self.in_flow() && !glued {
            self.caret_in_flow(self.at, self.at, false);
        }
    }

    fn caret_in_flow(&mut self, start: usize, end: usize, keyed: bool) {
        let key = matches!(self.levels.last().map(|level| &level.at), Some(At::Mapping(None)));
        self.caret = Some(Caret {
            path: self.path(),
            start,
            end,
            key,
            value: !key,
            flow: true,
            column: 0,
            keyed,
            taken: Vec::new(),
        });
    }

    /// A word that stands alone on its line, or behind the dash of an item.
    fn caret_on_own_line(&mut self, start: usize, end: usize, column: usize, item: bool) {
        let open = self
            .levels
            .iter()
            .rfind(|level| level.column.is_some_and(|at| at <= column))
            .is_none_or(|level| level.column == Some(column) || !level.filled);
        if !open {
            return;
        }
        let steps = self.path_above(column);
        // Below a list's dashes a key belongs to what holds the list.
        self.caret = Some(Caret {
            path: steps,
            start,
            end,
            key: true,
            value: item,
            flow: false,
            column,
            keyed: false,
            taken: Vec::new(),
        });
    }

    /// Closes what a line at this column does not belong to.
    fn enter(&mut self, column: usize) {
        self.levels.retain(|level| level.column.is_some_and(|at| at < column));
    }

    fn item(&mut self, column: usize) {
        self.levels.retain(|level| {
            level.column.is_some_and(|at| {
                // A list may stand below its key without being indented.
                at < column
                    || at == column && (matches!(level.at, At::Sequence(_)) || !level.filled)
            })
        });
        match self.levels.last_mut() {
            Some(Level { column: Some(at), at: At::Sequence(index), filled }) if *at == column => {
                *index += 1;
                *filled = false;
            }
            _ => {
                let at = At::Sequence(0);
                self.levels.push(Level { column: Some(column), at, filled: false });
            }
        }
    }

    fn fill(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.filled = true;
        }
    }

    fn in_flow(&self) -> bool {
        self.levels.last().is_some_and(|level| level.column.is_none())
    }

    fn path(&self) -> Path {
        path_of(&self.levels)
    }

    fn path_above(&self, column: usize) -> Path {
        path_of(self.levels.iter().filter(|level| level.column.is_some_and(|at| at < column)))
    }

    fn rest(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn spaces(&self, start: usize, end: usize) -> usize {
        self.rest(start, end).bytes().take_while(|byte| *byte == b' ').count()
    }
}

fn path_of<'l>(levels: impl IntoIterator<Item = &'l Level>) -> Path {
    levels.into_iter().fold(Path::top(), |path, level| match &level.at {
        At::Mapping(Some(key)) => path.key(key),
        At::Mapping(None) => path,
        At::Sequence(index) => path.index(*index),
    })
}

/// How long the word is that the text begins with: up to what ends a key, or (`whole`) the line's
/// value with its spaces.
fn word_length(text: &str, whole: bool) -> usize {
    if let Some(quote) = text.chars().next().filter(|letter| matches!(letter, '"' | '\'')) {
        let inner = text.get(1..).unwrap_or_default();
        return inner.find(quote).map_or(text.len(), |length| length + 2);
    }
    let bytes = text.as_bytes();
    let ends = |at: usize, byte: u8| match byte {
        b'#' => at > 0 && bytes.get(at - 1) == Some(&b' '),
        b':' if !whole => matches!(bytes.get(at + 1), None | Some(b' ' | b',' | b'}' | b']')),
        b',' | b'{' | b'}' | b'[' | b']' => !whole,
        _ => false,
    };
    let length =
        (0..).zip(bytes).find(|(at, byte)| ends(*at, **byte)).map_or(text.len(), |(at, _)| at);
    text.get(..length).unwrap_or(text).trim_end().len()
}

fn unquoted(word: &str) -> String {
    word.trim_matches(['"', '\'']).to_owned()
}
