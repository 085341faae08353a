//! What holds for the whole set of rules.

use super::*;

#[test]
fn codes_are_unique_and_in_order() {
    assert!(RULES.windows(2).all(|pair| pair[0].0.code < pair[1].0.code));
}
