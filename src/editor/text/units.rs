//! Places in a text as a browser's editor counts them: in UTF-16, each end of a line as one.

/// The unit of a byte of the text; of one within a character, that of the character.
pub fn unit_at(text: &str, byte: usize) -> usize {
    let upto = pieces(text).take_while(|(start, length, _)| start + length <= byte);
    upto.map(|(_, _, units)| units).sum()
}

/// The byte of a unit; the text's end for one that lies behind it.
pub fn byte_at(text: &str, unit: usize) -> usize {
    let mut left = unit;
    for (start, _, units) in pieces(text) {
        if left < units {
            return start;
        }
        left -= units;
    }
    text.len()
}

/// First byte, bytes and units of each character or end of a line.
fn pieces(text: &str) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, letter) = letters.next()?;
        if letter == '\r' && letters.next_if(|(_, next)| *next == '\n').is_some() {
            return Some((start, 2, 1));
        }
        Some((start, letter.len_utf8(), letter.len_utf16()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_beyond_ascii_and_ends_of_lines_are_counted_as_browsers_do() {
        let text = "a: é\r\nb: 🐘\nc";
        for (byte, unit) in [(0, 0), (3, 3), (5, 4), (6, 4), (7, 5), (10, 8), (14, 10), (16, 12)] {
            assert_eq!(unit_at(text, byte), unit, "byte {byte}");
        }
        assert_eq!(byte_at(text, 5), 7, "behind the line's end");
        assert_eq!(byte_at(text, 9), 10, "within the elephant");
        assert_eq!(byte_at(text, 99), text.len());
    }

    proptest! {
        #[test]
        fn a_unit_is_found_again(text in "[aé🐘\r\n]{0,12}") {
            for unit in 0..=unit_at(&text, text.len()) {
                let byte = byte_at(&text, unit);
                prop_assert!(text.is_char_boundary(byte));
                let again = unit_at(&text, byte);
                prop_assert!(again == unit || again + 1 == unit, "{} became {}", unit, again);
            }
        }
    }
}
