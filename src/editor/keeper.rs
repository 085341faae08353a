//! Who may save a design that several tabs have open, so that none overwrites another's change.
//!
//! A saved design carries a stamp: a count, and the tab that saved it. A tab says with each save what
//! it has seen, and the store takes it only while the design still stands at that stamp, or at one of
//! the tab's own, which comes to the same: what is saved by a tab itself, nobody has changed since.
//! A tab that is behind begins a design of its own with its next change.

use std::fmt;
use std::str::FromStr;

/// When a design was saved last, and by which tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// One more than the stamp that was changed.
    pub count: u64,
    /// The tab.
    pub tab: String,
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.count, self.tab)
    }
}

/// Not a stamp.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a stamp is a number, a full stop and the name of a tab")]
pub struct NoStamp;

impl FromStr for Stamp {
    type Err = NoStamp;

    fn from_str(text: &str) -> Result<Stamp, NoStamp> {
        let (count, tab) = text.split_once('.').ok_or(NoStamp)?;
        Ok(Stamp { count: count.parse().map_err(|_| NoStamp)?, tab: tab.to_owned() })
    }
}

/// What another tab did to the design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// It saved a change.
    Changed,
    /// It deleted the design.
    Deleted,
}

/// What the store is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// Which design.
    pub id: String,
    /// The stamp that the tab has seen; empty for a design that was never saved.
    pub seen: String,
    /// The stamp that it is to have.
    pub stamp: Stamp,
    /// The design of another tab that this one was before, where this save parts from it.
    pub parted: Option<String>,
}

/// One tab's view of the design that it has open.
#[derive(Clone, Debug)]
pub struct Keeper {
    tab: String,
    /// How many designs this tab has begun.
    begun: u64,
    /// The design that is open, once it has been saved.
    id: Option<String>,
    /// What the store has confirmed.
    seen: String,
    count: u64,
    behind: Option<Behind>,
}

impl Keeper {
    /// A tab of that name, which no other has, with a design that was never saved.
    pub fn new(tab: &str) -> Keeper {
        Keeper {
            tab: tab.to_owned(),
            begun: 0,
            id: None,
            seen: String::new(),
            count: 0,
            behind: None,
        }
    }

    /// The tab's name.
    pub fn tab(&self) -> &str {
        &self.tab
    }

    /// The design that is open, if it was ever saved.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What another tab did to it, if this one has not seen that yet.
    pub fn behind(&self) -> Option<Behind> {
        self.behind
    }

    /// The tab turns to a design that was saved.
    pub fn opened(&mut self, id: &str, stamp: &str) {
        self.id = Some(id.to_owned());
        stamp.clone_into(&mut self.seen);
        self.count = stamp.parse().map_or(0, |stamp: Stamp| stamp.count);
        self.behind = None;
    }

    /// The tab turns to a design that was never saved.
    pub fn began(&mut self) {
        self.id = None;
        self.seen = String::new();
        self.count = 0;
        self.behind = None;
    }

    /// The person changed something: how to save it.
    pub fn changed(&mut self) -> Save {
        let parted = if self.behind.is_some() { self.id.take() } else { None };
        let id = match &self.id {
            Some(id) => id.clone(),
            None => {
                self.began();
                self.begun += 1;
                let id = format!("{}-{}", self.tab, self.begun);
                self.id = Some(id.clone());
                id
            }
        };
        self.count += 1;
        let stamp = Stamp { count: self.count, tab: self.tab.clone() };
        Save { id, seen: self.seen.clone(), stamp, parted }
    }

    /// How to save a copy beside the design that is open.
    pub fn another(&mut self) -> Save {
        self.begun += 1;
        let stamp = Stamp { count: 1, tab: self.tab.clone() };
        Save {
            id: format!("{}-{}", self.tab, self.begun),
            seen: String::new(),
            stamp,
            parted: None,
        }
    }

    /// The store has taken a save.
    pub fn saved(&mut self, id: &str, stamp: &Stamp) {
        if self.id() == Some(id) && self.behind.is_none() {
            self.seen = stamp.to_string();
        }
    }

    /// The store has refused a save, because another tab had saved: how to save what stands here now
    /// as a design of its own. None if the tab has turned to another design since.
    pub fn refused(&mut self, id: &str) -> Option<Save> {
        if self.id() != Some(id) {
            return None;
        }
        self.behind = Some(Behind::Changed);
        Some(self.changed())
    }

    /// Another tab tells that it has saved a design.
    pub fn heard(&mut self, id: &str, stamp: &str) {
        let Ok(stamp) = stamp.parse::<Stamp>() else { return };
        // A lower count is from before what this tab has seen; at the same count the store decides.
        if self.id() == Some(id) && stamp.count >= self.count && stamp.to_string() != self.seen {
            self.behind = Some(Behind::Changed);
        }
    }

    /// Another tab tells that it has deleted a design.
    pub fn heard_deleted(&mut self, id: &str) {
        if self.id() == Some(id) {
            self.behind = Some(Behind::Deleted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet, VecDeque};

    /// What public/designs.js does in one transaction.
    #[derive(Default)]
    struct Store {
        designs: BTreeMap<String, (String, u32)>,
        full: bool,
    }

    enum Answer {
        Saved(String, Stamp),
        Refused(String),
        Failed,
    }

    struct Tab {
        keeper: Keeper,
        text: u32,
        /// Texts that the person at this tab has had before them.
        shown: BTreeSet<u32>,
        answers: VecDeque<Answer>,
        news: VecDeque<(String, Option<String>)>,
    }

    struct World {
        store: Store,
        tabs: Vec<Tab>,
        texts: u32,
    }

    impl World {
        fn new(tabs: usize) -> World {
            let tabs = (0..tabs).map(|at| Tab {
                keeper: Keeper::new(&format!("tab{at}")),
                text: 0,
                shown: BTreeSet::from([0]),
                answers: VecDeque::new(),
                news: VecDeque::new(),
            });
            let mut world = World { store: Store::default(), tabs: tabs.collect(), texts: 0 };
            world.edit(0);
            for at in 1..world.tabs.len() {
                world.open(at);
            }
            world
        }

        fn open(&mut self, at: usize) {
            let tab = &mut self.tabs[at];
            if let Some((id, (stamp, text))) = self.store.designs.iter().next() {
                tab.keeper.opened(id, stamp);
                tab.text = *text;
                tab.shown.insert(*text);
            }
        }

        fn edit(&mut self, at: usize) {
            self.texts += 1;
            let tab = &mut self.tabs[at];
            tab.text = self.texts;
            tab.shown.insert(self.texts);
            let save = tab.keeper.changed();
            self.save(at, &save);
        }

        fn save(&mut self, at: usize, save: &Save) {
            let tab = &self.tabs[at];
            if self.store.full {
                self.tabs[at].answers.push_back(Answer::Failed);
                return;
            }
            let found = self.store.designs.get(&save.id);
            let own = format!(".{}", save.stamp.tab);
            let free = match found {
                Some((stamp, _)) => *stamp == save.seen || stamp.ends_with(&own),
                None => save.seen.is_empty(),
            };
            if !free {
                self.tabs[at].answers.push_back(Answer::Refused(save.id.clone()));
                return;
            }
            if let Some((_, text)) = found {
                assert!(tab.shown.contains(text), "{at} overwrites what it never showed");
            }
            let text = tab.text;
            self.store.designs.insert(save.id.clone(), (save.stamp.to_string(), text));
            self.tabs[at].answers.push_back(Answer::Saved(save.id.clone(), save.stamp.clone()));
            for (other, tab) in self.tabs.iter_mut().enumerate() {
                if other != at {
                    tab.news.push_back((save.id.clone(), Some(save.stamp.to_string())));
                }
            }
        }

        fn answer(&mut self, at: usize) -> bool {
            match self.tabs[at].answers.pop_front() {
                Some(Answer::Saved(id, stamp)) => self.tabs[at].keeper.saved(&id, &stamp),
                Some(Answer::Refused(id)) => {
                    if let Some(save) = self.tabs[at].keeper.refused(&id) {
                        self.save(at, &save);
                    }
                }
                Some(Answer::Failed) => {}
                None => return false,
            }
            true
        }

        fn hear(&mut self, at: usize) -> bool {
            match self.tabs[at].news.pop_front() {
                Some((id, Some(stamp))) => self.tabs[at].keeper.heard(&id, &stamp),
                Some((id, None)) => self.tabs[at].keeper.heard_deleted(&id),
                None => return false,
            }
            true
        }

        fn delete(&mut self, at: usize) {
            let Some(id) = self.store.designs.keys().next().cloned() else { return };
            self.store.designs.remove(&id);
            for tab in &mut self.tabs {
                tab.news.push_back((id.clone(), None));
            }
            self.tabs[at].keeper.began();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        /// Messages and answers come late and in any order between tabs, and storage fails at times.
        #[test]
        fn no_tab_overwrites_what_it_has_not_shown_and_every_last_change_is_kept(
            acts in prop::collection::vec((0_usize..3, 0_usize..16), 1..60),
        ) {
            let mut world = World::new(3);
            for (at, act) in acts {
                match act {
                    0..=5 => world.edit(at),
                    6..=8 => { world.answer(at); }
                    9..=11 => { world.hear(at); }
                    12 => world.open(at),
                    13 => world.delete(at),
                    14 => world.store.full = true,
                    _ => world.store.full = false,
                }
            }
            world.store.full = false;
            let mut last = Vec::new();
            for at in 0..3 {
                world.edit(at);
                last.push(world.tabs[at].text);
            }
            for at in 0..3 {
                while world.answer(at) {}
            }
            let kept: BTreeSet<u32> = world.store.designs.values().map(|(_, text)| *text).collect();
            for text in last {
                prop_assert!(kept.contains(&text), "a change is nowhere");
            }
        }
    }

    #[test]
    fn a_tab_hears_that_it_is_behind_and_parts_with_its_next_change() {
        let mut world = World::new(2);
        while world.answer(0) {}
        world.edit(0);
        assert_eq!(world.tabs[1].keeper.behind(), None);
        while world.hear(1) {}
        assert_eq!(world.tabs[1].keeper.behind(), Some(Behind::Changed));
        let before = world.tabs[1].keeper.id().unwrap().to_owned();
        let save = world.tabs[1].keeper.changed();
        assert_eq!(save.parted.as_deref(), Some(before.as_str()));
        assert_ne!(save.id, before);
        assert_eq!(save.seen, "");
        assert_eq!(world.tabs[1].keeper.behind(), None);
    }

    #[test]
    fn news_from_before_what_a_tab_has_opened_does_not_put_it_behind() {
        let mut keeper = Keeper::new("b");
        keeper.opened("one", "7.a");
        keeper.heard("one", "6.a");
        keeper.heard("one", "7.a");
        keeper.heard("two", "9.a");
        keeper.heard("one", "nonsense");
        assert_eq!(keeper.behind(), None);
        keeper.heard("one", "8.a");
        assert_eq!(keeper.behind(), Some(Behind::Changed));
    }
}
