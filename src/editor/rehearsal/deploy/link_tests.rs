//! A start in a link comes back as it was, or is refused with a reason.

use super::*;
use crate::editor::rehearsal::{Failing, from_link, goes_along};

fn down(name: &str) -> Failing {
    Failing::Down(name.to_owned())
}

#[test]
fn a_link_carries_a_start_and_gives_the_same_back() {
    let plain = Starting::default();
    assert_eq!(start_to_link(&plain, 0), "&deploy=1");
    let mut broken =
        Starting { seed: 7, ..Starting::default() }.with(down("node-1"), 126_034).unwrap();
    broken = broken.with(Failing::ExportDown, 150_000).unwrap();
    broken = broken.mended(&Failing::ExportDown, 200_000);
    broken =
        broken.with(Failing::LinkCut("node-1".to_owned(), "node-2".to_owned()), 200_000).unwrap();
    let link = start_to_link(&broken, 126_034);
    assert_eq!(
        link,
        "&deploy=7&at=126034&break=127s:kill=node-1&break=151s-201s:export-down&break=201s:cut-link=node-1:node-2"
    );
    for (starting, at) in [(plain, 0), (broken, 126_034)] {
        let link = format!("#1.abc&kill=node-2{}", start_to_link(&starting, at));
        assert!(carries_start(&link));
        assert_eq!(start_from_link(&link), Ok(Some((starting, at))));
        // Beside it stands what fails at rest, as before.
        let (failing, _) = from_link(&link);
        assert_eq!(failing, [down("node-2")]);
    }
    assert_eq!(start_from_link("#1.abc&kill=node-1&load=day&peak=7"), Ok(None));
    assert_eq!(goes_along("&deploy=7"), Some("The start of the rehearsal goes along."));
    let both = goes_along("&kill=a&deploy=7");
    assert_eq!(both, Some("What fails in the rehearsal and its start go along."));
}

#[test]
fn a_start_that_means_nothing_is_refused_whole_with_a_reason() {
    let many = "&break=1s:export-down".repeat(21);
    for (link, told) in [
        ("&deploy=soon", "deploy: wanted is a whole number of at most"),
        ("&deploy=", "deploy: wanted is a whole number of at most"),
        ("&deploy=-1", "deploy: wanted is a whole number of at most"),
        ("&deploy=1&at=1e9", "at: wanted is a whole number of at most 86400000, not \"1e9\""),
        ("&deploy=1&at=99999999999", "at: wanted is a whole number"),
        ("&deploy=1&deploy=2", "deploy stands in it twice"),
        ("&deploy=1&break=kill=node-1", "what breaks is a time and a fault, as 90s:kill=node-1"),
        ("&deploy=1&break=soon:kill=node-1", "what breaks is a time and a fault"),
        ("&deploy=1&break=90s:burn=node-1", "what breaks is a time and a fault"),
        ("&deploy=1&break=23h:kill=node-1", "what breaks is a time and a fault"),
        ("&deploy=1&break=90s-30s:kill=node-1", "\"90s-30s:kill=node-1\" ends before it begins"),
        ("&deploy=1&break=9s-30s:destroy=a", "\"9s-30s:destroy=a\" does not end by itself"),
        (&format!("&deploy=1{many}"), "at most 20 things break in it"),
        (&format!("&deploy={}", "x".repeat(9999)), "deploy: wanted is"),
    ] {
        let error = start_from_link(&format!("#1.abc{link}")).unwrap_err();
        assert!(error.starts_with(told), "{link}: {error}");
        assert!(error.len() < 200, "{error}");
    }
}
