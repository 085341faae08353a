//! docs/command-line.md against what the program itself says.

use crate::program::run;

const PAGE: &str = include_str!("../../docs/command-line.md");

/// The part of the page under `## presswright NAME`.
fn part(name: &str) -> &'static str {
    let heading = format!("\n## presswright {name}\n");
    let start = PAGE.find(&heading).unwrap_or_else(|| panic!("the page has no part {name}"));
    let rest = &PAGE[start + heading.len()..];
    rest.split("\n## ").next().unwrap()
}

/// The commands that `--help` lists.
fn commands() -> Vec<String> {
    listed_in(&run(["--help"]).out)
}

/// What a command says of itself and of the commands below it.
fn help_of(command: &str) -> String {
    let mut help = run([command, "--help"]).out;
    for below in listed_in(&help) {
        help += &run([command, below.as_str(), "--help"]).out;
    }
    help
}

fn listed_in(help: &str) -> Vec<String> {
    let listed = help.split("Commands:\n").nth(1).unwrap_or_default();
    let listed = listed.split("\n\n").next().unwrap_or_default();
    // A command stands two spaces in; further in is the rest of its description.
    let lines = listed.lines().filter(|line| !line.starts_with("   "));
    let words = lines.filter_map(|line| line.split_whitespace().next());
    words.filter(|word| *word != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_option_and_value_is_on_the_page() {
    let commands = commands();
    assert!(commands.len() >= 6, "{commands:?}");
    for command in &commands {
        let help = help_of(command);
        let part = part(command);
        for option in help.split_whitespace().filter(|word| word.starts_with("--")) {
            let option = option.trim_end_matches([',', '.', ']', ')']);
            if option != "--help" {
                assert!(part.contains(option), "{command}: the page does not name {option}");
            }
        }
        let values = help.lines().filter_map(|line| line.trim().strip_prefix("- "));
        for value in values.filter_map(|line| line.split(':').next()) {
            assert!(part.contains(&format!("`{value}`")), "{command}: {value} is not on the page");
        }
        assert!(part.contains("```"), "{command} has an example");
    }
}

#[test]
fn the_page_names_no_option_that_is_not_there() {
    for command in commands() {
        let help = help_of(&command);
        let words = part(&command).split(|c: char| !(c.is_alphanumeric() || c == '-'));
        for option in words.filter(|word| word.starts_with("--") && !word.ends_with('-')) {
            assert!(help.contains(option), "{command} has no {option}");
        }
    }
}

#[test]
fn the_page_gives_the_exit_codes() {
    let table = PAGE.split("## Exit codes\n").nth(1).unwrap();
    for code in ["| 0 |", "| 1 |", "| 2 |"] {
        assert!(table.contains(code));
    }
    assert!(run(["--help"]).out.contains("Exit codes: 0 fine, 1 findings"));
}
