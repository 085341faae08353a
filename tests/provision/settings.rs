//! A value that Rust or Ruby quotes is the same bytes for whoever reads it.

use crate::bundle::fixed;
use crate::programs::{Folder, Said, have, run};
use presswright::provision::{quote, quote_yaml};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

/// Texts in which something could be syntax to somebody.
const HOSTILE: [&str; 24] = [
    "",
    "'",
    "''",
    "it's",
    "'\\''",
    "'$'\\n''",
    "'$'\n''",
    "\\",
    "\\n",
    "\n",
    "\n\n x",
    "$(touch broken)",
    "`touch broken`",
    "${HOME}",
    "$HOME \"quoted\" & | ; < > * ? [a] {a,b} ~ ! #",
    "#{system('touch broken')}",
    "%x(touch broken)",
    "no",
    "0o644",
    "1_000",
    "- a\nb: c",
    "\u{1f600} \u{e9} \u{4e2d} \u{85} \u{2028} \u{feff}",
    "\r\n\t\u{1b}[31m\u{7f}",
    "<script>alert(1)</script>",
];

fn read_by_bash(bash: &str, folder: &Folder, values: &[String]) -> Vec<String> {
    let keys: Vec<String> = (0..values.len()).map(|number| format!("KEY_{number}")).collect();
    let mut file = "# values\n\n".to_owned();
    for (key, value) in keys.iter().zip(values) {
        writeln!(file, "{key}={}", quote(value)).unwrap();
    }
    let path = folder.write("values.env", file);
    let script = r#"set -euo pipefail; . "$1"; file=$2; shift 2; read_settings "$file" "$@"
        for key in "$@"; do printf '%s\0' "${!key}"; done"#;
    let output = Command::new(bash)
        .args(["-c", script, "test"])
        .arg(fixed().join("settings.sh"))
        .arg(path)
        .args(&keys)
        .current_dir(folder.path())
        .output()
        .unwrap();
    parts(&Said::of(&output).fine().out)
}

fn parts(text: &str) -> Vec<String> {
    text.split_terminator('\0').map(str::to_owned).collect()
}

fn read_by_sourcing(folder: &Folder, values: &[String]) -> Vec<String> {
    let mut file = String::new();
    for (number, value) in values.iter().enumerate() {
        writeln!(file, "KEY_{number}={}", quote(value)).unwrap();
    }
    let path = folder.write("sourced.env", file);
    let script = format!(
        r#". "$1"; for number in $(seq 0 {}); do key=KEY_$number; printf '%s\0' "${{!key}}"; done"#,
        values.len() - 1
    );
    let output = Command::new("bash")
        .args(["-c", &script, "test"])
        .arg(path)
        .current_dir(folder.path())
        .output()
        .unwrap();
    parts(&Said::of(&output).fine().out)
}

fn read_by_ruby(folder: &Folder, values: &[String]) -> Vec<String> {
    let mut yaml = String::new();
    for value in values {
        writeln!(yaml, "- {}", quote_yaml(value)).unwrap();
    }
    let path = folder.write("values.yaml", yaml);
    let script = r#"require "yaml"; STDOUT.binmode
        YAML.safe_load(File.read(ARGV[0], encoding: "UTF-8")).each { |text| print text, "\0" }"#;
    parts(&run("ruby", ["-e".as_ref(), script.as_ref(), path.as_os_str()]).fine().out)
}

/// Ruby quotes what Rust wrote as YAML, bash reads it.
fn quoted_by_ruby(folder: &Folder, values: &[String]) -> Vec<String> {
    let mut yaml = String::new();
    for value in values {
        writeln!(yaml, "- {}", quote_yaml(value)).unwrap();
    }
    let path = folder.write("quoted.yaml", yaml);
    let script = r#"require "yaml"; require ARGV[1]; STDOUT.binmode
        YAML.safe_load(File.read(ARGV[0], encoding: "UTF-8")).each { |text| print Presswright::State.quote(text), "\0" }"#;
    let state = fixed().join("vagrant/state.rb");
    parts(
        &run("ruby", ["-e".as_ref(), script.as_ref(), path.as_os_str(), state.as_os_str()])
            .fine()
            .out,
    )
}

fn all_readers_agree(values: &[String]) {
    let folder = Folder::new();
    assert_eq!(read_by_bash("bash", &folder, values), values);
    assert_eq!(read_by_sourcing(&folder, values), values);
    if have("ruby") {
        assert_eq!(read_by_ruby(&folder, values), values);
        let expected: Vec<String> = values.iter().map(|value| quote(value)).collect();
        assert_eq!(quoted_by_ruby(&folder, values), expected);
    }
    // PRESSWRIGHT_OLD_BASH names a bash 3.2, where one is at hand.
    if let Ok(old) = std::env::var("PRESSWRIGHT_OLD_BASH") {
        assert_eq!(read_by_bash(&old, &folder, values), values);
    }
    assert!(!folder.join("broken").exists(), "a value was run");
}

#[test]
fn hostile_values_are_read_back() {
    all_readers_agree(&HOSTILE.map(str::to_owned));
}

/// Text without NUL, which no shell can hold, with many quotes and escapes.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => any::<String>().prop_map(|text| text.replace('\0', "")),
        2 => prop::sample::select(vec!["'", "\\", "\n", "$", "`", "\"", "$(", "'$'", "\\n", "''", " "]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: Some(Box::new(FileFailurePersistence::SourceParallel(
            "../proptest-regressions/provision",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_values_are_read_back(values in prop::collection::vec(text(), 1..20)) {
        all_readers_agree(&values);
    }
}

#[test]
fn a_broken_file_is_refused_with_its_line() {
    let folder = Folder::new();
    for (content, why) in [
        ("A='1'\n", "B is missing"),
        ("A='1'\nB='2'\nC='3'\n", "line 3: not a setting"),
        ("A='1'\nA='2'\nB='3'\n", "line 2: A is given twice"),
        ("A=1\nB='2'\n", "line 1: the value of A"),
        ("A='1\nB='2'\n", "line 1: the value of A"),
        ("A='1'; touch broken\nB='2'\n", "line 1: the value of A"),
        ("A='1' B='2'\n", "line 1: the value of A"),
        ("A='$(touch broken)''\nB='2'\n", "line 1: the value of A"),
        ("A='1'\r\nB='2'\r\n", "line 1: the value of A"),
        ("touch broken\n", "line 1: not a setting"),
        ("PATH='/tmp'\n", "line 1: not a setting"),
    ] {
        let path = folder.write("broken.env", content);
        let output = Command::new("bash")
            .args(["-c", r#"set -euo pipefail; . "$1"; read_settings "$2" A B"#, "test"])
            .arg(fixed().join("settings.sh"))
            .arg(path)
            .current_dir(folder.path())
            .output()
            .unwrap();
        Said::of(&output).refused(why);
    }
    assert!(!folder.join("broken").exists(), "a line was run");
}

/// A key that a script asks for and Rust does not write, or the other way round, stops every script.
#[test]
fn every_preset_can_be_read() {
    for name in ["lab", "small", "cloud", "large"] {
        let bundle = crate::bundle::of_preset(name);
        let output = Command::new("bash")
            .args([
                "-c",
                r#"set -euo pipefail; . "$1/settings.sh"; . "$1/cluster-settings.sh"
                read_cluster_settings "$1/cluster.env"; printf '%s' "$CLUSTER""#,
                "test",
            ])
            .arg(bundle.path())
            .output()
            .unwrap();
        let said = Said::of(&output).fine();
        assert!(!said.out.is_empty() && fs::metadata(bundle.join("cluster.env")).is_ok());
    }
}
