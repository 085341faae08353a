//! How well a few letters fit a name: `mtm` fits "Move to machine…".

/// How well it fits, and which letters of the text did it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// The more the better.
    pub score: i32,
    /// Places of the letters, in order.
    pub letters: Vec<usize>,
}

/// A letter that begins a word.
const WORD: i32 = 8;
/// A letter right after the one before.
const NEXT: i32 = 5;

/// Fits the letters of `word` into `text` in their order. Each lies right after the one before it or
/// begins a word, as the first one does too; or all lie together within a word. So what is there by
/// chance does not fit.
pub fn fit(word: &str, text: &str) -> Option<Fit> {
    let word: Vec<char> = word.chars().map(|letter| letter.to_ascii_lowercase()).collect();
    let text: Vec<char> = text.chars().map(|letter| letter.to_ascii_lowercase()).collect();
    let starts: Vec<usize> = (0..text.len()).filter(|at| begins_word(&text, *at)).collect();
    let (first, rest) = word.split_first()?;
    let begin = |at: usize| {
        let begins = starts.contains(&at);
        let rest = rest_of(rest, &text, if begins { &starts } else { &[] }, at + 1)?;
        let score = rest.score + if begins { WORD } else { 1 };
        // Of two that are alike the earlier is meant.
        let early = i32::from(at == 0) * 2;
        Some(Fit { score: score + early, letters: [vec![at], rest.letters].concat() })
    };
    (0..text.len())
        .filter(|at| text.get(*at) == Some(first))
        .filter_map(begin)
        .max_by_key(|fit| (fit.score, std::cmp::Reverse(fit.letters.first().copied())))
}

/// What is left of the word, from that place of the text on.
fn rest_of(word: &[char], text: &[char], starts: &[usize], from: usize) -> Option<Fit> {
    let Some((first, rest)) = word.split_first() else { return Some(Fit::default()) };
    let here = |at: usize, worth: i32| {
        let rest = rest_of(rest, text, starts, at + 1)?;
        Some(Fit { score: rest.score + worth, letters: [vec![at], rest.letters].concat() })
    };
    let next = (text.get(from) == Some(first)).then(|| here(from, NEXT)).flatten();
    let later = starts.iter().filter(|at| **at > from && text.get(**at) == Some(first));
    later.filter_map(|at| here(*at, WORD / 2)).chain(next).max_by_key(|fit| fit.score)
}

fn begins_word(text: &[char], at: usize) -> bool {
    let is_word = |letter: Option<&char>| letter.is_some_and(|letter| letter.is_alphanumeric());
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    is_word(text.get(at)) && !is_word(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(word: &str, text: &str) -> Option<Vec<usize>> {
        fit(word, text).map(|fit| fit.letters)
    }

    #[test]
    fn letters_run_on_or_begin_words() {
        assert_eq!(letters("mtm", "Move to machine…"), Some(vec![0, 5, 8]));
        assert_eq!(letters("mach", "Move to machine…"), Some(vec![8, 9, 10, 11]));
        assert_eq!(letters("port", "Export"), Some(vec![2, 3, 4, 5]));
        assert_eq!(letters("mie", "Move to machine…"), None, "by chance");
        assert_eq!(letters("movee", "Move"), None);
        assert_eq!(letters("ÜB", "übung"), None, "only ASCII letters have a case here");
        assert_eq!(letters("", "Move"), None);
    }

    #[test]
    fn a_beginning_fits_better_than_a_middle() {
        let score = |text| fit("re", text).map_or(0, |fit| fit.score);
        assert!(score("Redo") > score("One more replica"));
        assert!(score("One more replica") > score("More"));
    }
}
