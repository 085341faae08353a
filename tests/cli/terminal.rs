//! What reaches a terminal: colour where it is wanted, and never a stranger's control characters.

use crate::program::{feed, preset, presswright, run_with};

fn findings_with(variables: &[(&str, &str)]) -> String {
    let mut command = presswright();
    command.args(["check", "-"]).envs(variables.iter().copied());
    feed(&mut command, preset("article-2017").as_bytes()).err
}

#[test]
fn without_a_terminal_there_is_no_colour() {
    assert!(!findings_with(&[]).contains('\u{1b}'));
}

#[test]
fn no_color_wins_over_a_wish_for_colour() {
    assert!(findings_with(&[("CLICOLOR_FORCE", "1")]).contains("\u{1b}["));
    assert!(!findings_with(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\u{1b}'));
}

/// With a terminal of its own for the program: util-linux' `script` makes one.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_there_is_colour_unless_no_color_is_set() {
    let program = env!("CARGO_BIN_EXE_presswright");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("broken.yaml"), "presswright: 1\n").unwrap();
    let on_terminal = |variables: &[(&str, &str)]| {
        let mut command = std::process::Command::new("script");
        command
            .args(["-qec", &format!("'{program}' check broken.yaml"), "/dev/null"])
            .current_dir(folder.path())
            .env_remove("NO_COLOR")
            .env("TERM", "xterm-256color")
            .envs(variables.iter().copied());
        let run = feed(&mut command, b"");
        assert_eq!(run.code, Some(1), "{run:?}");
        run.out
    };
    assert!(on_terminal(&[]).contains("\u{1b}["));
    assert!(!on_terminal(&[("NO_COLOR", "1")]).contains("\u{1b}["));
}

#[test]
fn a_hostile_name_does_nothing_to_the_terminal() {
    let text = "presswright: 1\nname: \"x\\e]0;owned\\a\\e[2J\\u202e\\u009b1m\"\nmachines: [{name: \"a\\r\\nerror: all is well\", cpu: 1, memory: 1Gi}]\n";
    let run = run_with(["check", "-"], text.as_bytes());
    assert_eq!(run.code, Some(1));
    let acted = run
        .err
        .chars()
        .find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
    assert_eq!(acted, None, "{:?}", run.err);
    assert!(!run.err.lines().any(|line| line.starts_with("error: all")), "{}", run.err);
    assert!(run.err.contains("␛]0;owned␇␛[2J"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_hostile_file_name_does_nothing_either() {
    let run = crate::program::run(["check", "no\u{1b}[2Jsuch\nerror: file"]);
    assert_eq!(run.code, Some(2));
    assert!(!run.err.contains('\u{1b}'), "{:?}", run.err);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
}
