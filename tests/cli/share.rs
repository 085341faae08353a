//! share and open: a link says what the design says, and a stranger's says what is wrong with it.

use crate::program::{preset, run, run_with};

fn share(text: &str, more: &[&str]) -> crate::program::Run {
    let page = "https://presswright.example/designer/";
    run_with(["share", "-", "--page", page].iter().chain(more), text.as_bytes())
}

#[test]
fn a_link_opens_as_the_text_that_was_shared() {
    let text = preset("lab").replace("name: blog", "name: blog # ours");
    let shared = share(&text, &[]);
    assert_eq!((shared.code, shared.err.as_str()), (Some(0), ""));
    let link = shared.out.trim_end();
    assert!(link.starts_with("https://presswright.example/designer/#1."), "{link}");
    let opened = run(["open", link]);
    assert_eq!((opened.code, opened.out.as_str()), (Some(0), text.as_str()), "{}", opened.err);
    let told = share(&text, &["--format", "json"]).json();
    assert_eq!(told["link"], link);
    assert_eq!(told["characters"], link.len());
}

#[test]
fn what_cannot_be_read_is_not_shared() {
    let run = share("presswright: 1\nname: ''\n", &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("PW-D0"), "{}", run.err);
}

#[test]
fn a_link_that_would_be_cut_is_remarked_and_one_that_is_too_long_is_refused() {
    // Numbers that do not compress well: a comment of as many digits as it takes.
    let digits = |count: u64| {
        let number = |at: u64| format!("{:016x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        format!("{}# {}\n", preset("lab"), (1..count).map(number).collect::<String>())
    };
    let long = share(&digits(150), &[]);
    assert_eq!(long.code, Some(0), "{}", long.err);
    assert!(long.err.contains("some chat tools cut it"), "{}", long.err);
    assert!(long.out.len() > 2000, "{}", long.out.len());
    let refused = share(&digits(1000), &[]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
    assert!(refused.err.contains("send the design.yaml instead"), "{}", refused.err);
}

#[test]
fn a_stranger_s_link_is_said_for_what_it_is() {
    let shared = share(&preset("lab"), &[]).out;
    let cut = &shared[..shared.len() / 2];
    let cases = [
        (cut, "cut short on its way"),
        ("https://presswright.example/#2.AAAA", "of format 2"),
        ("https://presswright.example/", "does not hold a design"),
        ("https://presswright.example/#1.%3Cscript", "does not belong"),
    ];
    for (link, said) in cases {
        let run = run(["open", link]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{link}");
        assert!(run.err.contains(said), "{link}: {}", run.err);
    }
    let no_design = run(["open", "https://presswright.example/#1.y8nMS-UCAA"]);
    assert_eq!((no_design.code, no_design.out.as_str()), (Some(1), ""));
}

#[test]
fn a_picture_opens_and_a_stranger_s_is_said_for_what_it_is() {
    let here = tempfile::tempdir().unwrap();
    let link = share(&preset("lab"), &[]).out;
    let word = link.trim_end().split('#').nth(1).unwrap();
    let svg =
        |word: &str| format!("<svg><metadata id=\"presswright-design\">{word}</metadata></svg>");
    let path = here.path().join("blog.svg");
    std::fs::write(&path, svg(word)).unwrap();
    let opened = run(["open".as_ref(), path.as_os_str()]);
    assert_eq!((opened.code, opened.out), (Some(0), preset("lab")), "{}", opened.err);
    let later = svg("2.AA");
    let cases: [(&[u8], &str); 3] = [
        (later.as_bytes(), "of format 2"),
        (b"<svg></svg>", "there is no design in it"),
        (b"\x89PNG\r\n\x1a\n\0\0", "cut short"),
    ];
    for (bytes, said) in cases {
        let run = run_with(["open", "-"], bytes);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{said}");
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
}
