//! check: findings, exit codes, fixes, limits.

use crate::program::{names, preset, run, run_with};
use std::fs;

/// Errors of reading: a value that is not allowed, an unknown key, a missing one.
const BROKEN: &str =
    "presswright: 1\nname: blog\nmachines:\n  - {name: a, cpu: 0, memry: 4Gi}\n  - {cpu: 2}\n";

#[test]
fn every_preset_but_the_article_s_has_no_error() {
    for name in ["lab", "small", "cloud", "large"] {
        let run = run_with(["check", "-", "--format", "json"], preset(name).as_bytes());
        assert_eq!(run.json()["summary"]["errors"], 0, "{name}: {}", run.out);
        assert_eq!(run.code, Some(0), "{name}");
    }
}

#[test]
fn warnings_stop_where_they_are_denied() {
    let lab = preset("lab");
    let found = run_with(["check", "-", "--format", "json"], lab.as_bytes()).json();
    assert!(found["summary"]["warnings"].as_u64().unwrap() > 0, "the lab's database lies on NFS");
    assert_eq!(run_with(["check", "-", "--deny", "warnings"], lab.as_bytes()).code, Some(1));
}

#[test]
fn mistakes_of_reading_are_findings_with_a_place() {
    let run = run_with(["check", "-", "--format", "json"], BROKEN.as_bytes());
    assert_eq!(run.code, Some(1));
    let found = run.json();
    let told: Vec<String> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let place = &finding["place"];
            format!(
                "{} {} {} {}:{}",
                finding["code"], place["path"], place["thing"], place["line"], place["column"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            r#""PW-D07" "machines[0].cpu" "a" 4:20"#,
            r#""PW-D05" "machines[0].memry" "a" 4:23"#,
            r#""PW-D06" "machines[1].name" "machines" 5:5"#,
        ]
    );
}

#[test]
fn a_person_sees_the_line_and_a_caret() {
    let run = run_with(["check", "-"], BROKEN.as_bytes());
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    let drawn = "error[PW-D05]: `memry` is not a key here (did you mean `memory`?)
 --> standard input:4:23
  |
4 |   - {name: a, cpu: 0, memry: 4Gi}
  |                       ^^^^^
";
    assert!(run.err.contains(drawn), "{}", run.err);
    assert!(run.err.ends_with("standard input: 3 errors\n"), "{}", run.err);
}

#[test]
fn a_field_that_is_left_to_its_default_is_named_where_it_would_stand() {
    let run = run_with(["check", "-"], preset("lab").as_bytes());
    let drawn = "\n13 | percona:\n   | ^^^^^^^ percona.storage is left out\n";
    assert!(run.err.contains(drawn), "{}", run.err);
}

#[test]
fn the_caret_stands_under_wide_characters_and_behind_tabs() {
    let text = "presswright: 1\nname: blog\nwordpress: {title: \"名前\",\tsite: 1}\n";
    let run = run_with(["check", "-"], text.as_bytes());
    let lines: Vec<&str> = run.err.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("3 |")).unwrap();
    let caret = lines[at + 1].find('^').unwrap();
    // Each of the two characters takes two columns and three bytes; the tab takes four columns.
    let shown = lines[at].replace("名前", "1234");
    assert!(
        shown[caret..].starts_with("title") || shown[caret..].starts_with("site"),
        "{}",
        run.err
    );
}

#[test]
fn fixes_keep_comments_and_touch_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.yaml");
    let old = "presswright: 0 # a draft\nname: blog # ours\nmachines: [{name: a, cpu: 4, memory: 8Gi}]\nwordpress:\n  port: 30081 # free\n";
    fs::write(&path, old).unwrap();
    let file = path.to_str().unwrap();
    let before = run(["check", file, "--format", "json"]).json();
    assert_eq!(before["findings"][0]["code"], "PW-D09");
    assert_eq!(before["findings"][0]["fix"]["safe"], true);
    let after = run(["check", file, "--fix", "--format", "json"]).json();
    assert!(!after.to_string().contains("PW-D09"), "{after}");
    let text = fs::read_to_string(&path).unwrap();
    for kept in ["presswright: 1 # a draft\n", "name: blog # ours\n", " # free\n"] {
        assert!(text.contains(kept), "{text}");
    }
    assert!(text.contains("{node-port: 30081} # free"), "{text}");
    assert_eq!(names(folder.path()), ["old.yaml"]);
}

#[cfg(unix)]
#[test]
fn a_file_without_safe_fixes_is_not_touched() {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("fine.yaml", preset("lab")), ("broken.yaml", BROKEN.to_owned())] {
        let path = folder.path().join(name);
        fs::write(&path, &text).unwrap();
        let before = fs::metadata(&path).unwrap();
        run(["check", path.to_str().unwrap(), "--fix"]);
        let after = fs::metadata(&path).unwrap();
        assert_eq!(
            (before.ino(), before.mtime_nsec()),
            (after.ino(), after.mtime_nsec()),
            "{name}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[cfg(unix)]
#[test]
fn a_fixed_file_keeps_its_mode_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("old.yaml"), folder.path().join("link.yaml"));
    fs::write(&path, "presswright: 0\nname: blog\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink("old.yaml", &link).unwrap();
    run(["check", link.to_str().unwrap(), "--fix"]);
    assert!(fs::read_to_string(&path).unwrap().starts_with("presswright: 1\n"));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn fixing_standard_input_gives_the_design_and_no_other_output() {
    let run = run_with(["check", "-", "--fix"], b"presswright: 0\nname: blog\n");
    assert_eq!(run.out, "presswright: 1\nname: blog\n");
    let both = run_with(["check", "-", "--fix", "--format", "json"], b"presswright: 0\n");
    assert_eq!((both.code, both.out.as_str()), (Some(2), ""));
}

#[test]
fn what_is_no_design_at_all_is_refused_in_plain_words() {
    let over = vec![b'#'; (1 << 20) + 1];
    let large = run_with(["check", "-"], &over);
    assert_eq!(large.code, Some(2));
    assert!(large.err.contains("more than 1 MiB"), "{}", large.err);
    // One byte less is read: only the two keys that must be there are missing.
    let just = run_with(["check", "-", "--format", "json"], &over[1..]);
    assert_eq!((just.code, just.json()["summary"]["errors"].as_u64()), (Some(1), Some(2)));

    let bytes = run_with(["check", "-"], b"presswright: 1\nname: \xff\n");
    assert_eq!(bytes.code, Some(2));
    assert!(bytes.err.contains("0xff on line 2"), "{}", bytes.err);

    let folder = tempfile::tempdir().unwrap();
    let read = run(["check", folder.path().to_str().unwrap()]);
    assert_eq!(read.code, Some(2), "a folder is no design: {}", read.err);
}
