//! Beginning: new, rules, completions, and what is misuse.

use crate::program::{feed, names, preset, presswright, run};
use std::fs;
use std::process::Command;

#[test]
fn a_new_lab_is_fine() {
    let checked = crate::program::run_with(["check", "-"], preset("lab").as_bytes());
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    assert_eq!(checked.out, "", "findings for a person go to standard error");
}

#[test]
fn without_a_name_the_first_preset_is_meant() {
    assert_eq!(run(["new"]).out, preset("lab"));
}

#[test]
fn every_preset_of_the_list_can_be_had() {
    let listed = run(["new", "--list", "--format", "json"]).json();
    let presets = listed["presets"].as_array().unwrap().clone();
    assert_eq!(presets.len(), 6);
    let human = run(["new", "--list"]).out;
    for each in presets {
        let name = each["name"].as_str().unwrap();
        assert!(human.contains(each["title"].as_str().unwrap()), "{human}");
        assert!(preset(name).contains("presswright: 1\n"));
        let told = run(["new", name, "--format", "json"]).json();
        assert_eq!(told["text"], preset(name));
    }
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("design.yaml");
    let args = || ["new", "small", "-o", path.to_str().unwrap()];
    let first = run(args());
    assert_eq!((first.code, first.out.as_str()), (Some(0), ""), "{}", first.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), preset("small"));
    fs::write(&path, "mine").unwrap();
    let second = run(args());
    assert_eq!(second.code, Some(2));
    assert!(second.err.contains("is there already"), "{}", second.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(names(folder.path()), ["design.yaml"], "nothing is left beside it");
}

#[cfg(unix)]
#[test]
fn a_new_file_has_the_mode_that_the_umask_gives() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("design.yaml");
    let script = "umask 027; exec \"$0\" new -o \"$1\"";
    let program = env!("CARGO_BIN_EXE_presswright");
    let run = feed(Command::new("sh").args(["-c", script, program]).arg(&path), b"");
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn every_code_has_a_page() {
    let listed = run(["rules", "--format", "json"]).json();
    let human = run(["rules"]).out;
    let rules = listed["rules"].as_array().unwrap().clone();
    assert!(rules.len() > 9, "the rules are in the list, not the reading mistakes alone");
    for rule in rules {
        let code = rule["code"].as_str().unwrap();
        assert!(human.contains(code));
        let page = run(["rules", &code.to_lowercase()]);
        assert_eq!(page.code, Some(0));
        assert!(page.out.starts_with(&format!("# {code}: ")), "{}", page.out);
        assert!(page.out.contains(rule["why"].as_str().unwrap()), "{code} says why");
        let told = run(["rules", code, "--format", "json"]).json();
        assert_eq!(told["page"], page.out);
    }
}

#[test]
fn misuse_ends_with_2_and_says_what_is_meant() {
    let cases: [(&[&str], &str); 9] = [
        (&[], "Usage"),
        (&["chekc", "x"], "check"),
        (&["check"], "FILE"),
        (&["check", "-", "--format", "xml"], "sarif"),
        (&["new", "lap"], "did you mean `lab`?"),
        (&["new", "nothing-like-it"], "presswright new --list"),
        (&["rules", "PW-D99"], "did you mean"),
        (&["rules", "nonsense"], "presswright rules"),
        (&["check", "no-such-file.yaml"], "cannot read no-such-file.yaml"),
    ];
    for (arguments, said) in cases {
        let run = run(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "", "{arguments:?} prints nothing on standard output");
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let script = "\"$0\" schema | head -c 10 >/dev/null; echo \"${PIPESTATUS[0]}\"";
    let mut bash = Command::new("bash");
    bash.args(["-c", script]).arg(presswright().get_program());
    assert_eq!(feed(&mut bash, b"").out, "0\n");
}

#[test]
fn completions_are_scripts_that_their_shells_read() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(["completions", shell]);
        assert_eq!(script.code, Some(0));
        for word in ["generate", "completions", "deny"] {
            assert!(script.out.contains(word), "{shell} completes {word}");
        }
    }
    let mut bash = Command::new("bash");
    bash.arg("-n");
    let read = feed(&mut bash, run(["completions", "bash"]).out.as_bytes());
    assert_eq!((read.code, read.err.as_str()), (Some(0), ""));

    // And bash does complete with it.
    let script = "source /dev/stdin; COMP_WORDS=(presswright ch); COMP_CWORD=1; \
                  _presswright presswright ch presswright; echo \"${COMPREPLY[*]}\"";
    let mut bash = Command::new("bash");
    bash.args(["-c", script]);
    assert_eq!(feed(&mut bash, run(["completions", "bash"]).out.as_bytes()).out, "check\n");
}
