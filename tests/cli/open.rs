//! open: the design out of a bundle, whatever stands in it.

use crate::program::{preset, run, run_with};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn open(path: &Path) -> crate::program::Run {
    run(["open", path.to_str().unwrap()])
}

#[test]
fn a_zip_a_folder_and_a_design_give_the_same_text() {
    let here = tempfile::tempdir().unwrap();
    let text = preset("lab").replace("name: blog", "name: blog # ours");
    for out in ["out.zip", "out"] {
        let out = here.path().join(out);
        let made = run_with(["generate", "-", "-o", out.to_str().unwrap()], text.as_bytes());
        assert_eq!(made.code, Some(0), "{}", made.err);
        let run = open(&out);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        assert_eq!(run.out, text);
    }
    let zip = fs::read(here.path().join("out.zip")).unwrap();
    assert_eq!(run_with(["open", "-"], &zip).out, text, "standard input may be a zip");
    assert_eq!(run_with(["open", "-"], text.as_bytes()).out, text);
    let told = run_with(["open", "-", "--format", "json"], &zip).json();
    assert_eq!((&told["text"], &told["modernised"]), (&text.clone().into(), &false.into()));
}

#[test]
fn an_old_design_is_brought_to_today_s_format() {
    let here = tempfile::tempdir().unwrap();
    let path = here.path().join("old.yaml");
    let old = "presswright: 0 # draft\nname: blog\nwordpress: {port: 30081}\n";
    let new = "presswright: 1 # draft\nname: blog\nwordpress: {way-in: {node-port: 30081}}\n";
    fs::write(&path, old).unwrap();
    let file = path.to_str().unwrap();
    let printed = run(["open", file]);
    assert_eq!((printed.code, printed.out.as_str()), (Some(0), new));
    assert!(printed.err.contains("old format"), "{}", printed.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), old);
    let in_place = run(["open", file, "-o", file]);
    assert_eq!((in_place.code, in_place.out.as_str()), (Some(0), ""), "{}", in_place.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), new);
    // Another file that is there is not for this command to replace.
    let other = here.path().join("other.yaml");
    fs::write(&other, "mine").unwrap();
    assert_eq!(run(["open", file, "-o", other.to_str().unwrap()]).code, Some(2));
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
}

#[test]
fn a_design_that_cannot_be_read_is_told_and_not_printed() {
    let run = run_with(["open", "-"], b"presswright: 1\nname: \x1b[2J\n");
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("PW-D0") && !run.err.contains('\u{1b}'), "{:?}", run.err);
    let run = run_with(["open", "-", "--format", "json"], b"presswright: 9\nname: blog\n");
    assert_eq!(run.json()["findings"][0]["code"], "PW-D09");
}

#[test]
fn what_is_no_bundle_is_refused() {
    let here = tempfile::tempdir().unwrap();
    let cut = here.path().join("cut.zip");
    fs::write(&cut, b"PK\x03\x04 and no more").unwrap();
    let run = open(&cut);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("not a zip that can be read"), "{}", run.err);
    let run = open(here.path());
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("no design.yaml"), "{}", run.err);
}

#[test]
fn a_hostile_zip_opens_nothing() {
    let here = tempfile::tempdir().unwrap();
    let cases = [
        ("../design.yaml", "x", "leads out of its folder"),
        ("/etc/design.yaml", "x", "leads out of its folder"),
        ("a\\design.yaml", "x", "leads out of its folder"),
        ("blog/other.yaml", "x", "no design.yaml"),
        ("blog/design.yaml", "'a' * (2 << 20)", "no file of a bundle does"),
    ];
    for (name, content, said) in cases {
        let path = here.path().join("hostile.zip");
        let content = if content == "x" { "'x'" } else { content };
        let script = format!(
            "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)\n\
             i = zipfile.ZipInfo('n'); i.filename = {name:?}; i.compress_type = 8\n\
             z.writestr(i, {content})\nz.close()\n"
        );
        let mut python = Command::new("python3");
        let mut child = python.arg("-").arg(&path).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
        let run = open(&path);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{name}");
        assert!(run.err.contains(said), "{name}: {}", run.err);
    }
}
