//! The runbook's commands, as a person copies them.

/// A runbook's text.
#[derive(Debug)]
pub struct Runbook {
    text: String,
}

impl Runbook {
    /// Takes the README.md of a bundle, or the plan of a change.
    pub fn new(text: String) -> Self {
        Self { text }
    }

    /// The blocks of commands below a heading, up to the next heading; `section` is one below a chapter's.
    pub fn commands(&self, chapter: &str, section: Option<&str>) -> Vec<String> {
        let mut lines = self.text.lines();
        let headings = [Some(format!("## {chapter}")), section.map(|name| format!("### {name}"))];
        for heading in headings.into_iter().flatten() {
            if !lines.any(|line| line == heading) {
                return Vec::new();
            }
        }
        blocks(lines, |line| line.starts_with("## ") || line.starts_with("### "))
    }

    /// Every block of commands.
    pub fn all_commands(&self) -> Vec<String> {
        blocks(self.text.lines(), |_| false)
    }
}

fn blocks<'a>(lines: impl Iterator<Item = &'a str>, ends: impl Fn(&str) -> bool) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in lines {
        match &mut block {
            Some(text) if line == "```" => {
                blocks.push(std::mem::take(text));
                block = None;
            }
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
            None if line == "```sh" => block = Some(String::new()),
            // A `#` within a block is a shell's.
            None if ends(line) => break,
            None => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_those_below_their_heading_alone() {
        let text = "# blog\n\n## One\n\n```sh\na\n# b\n```\n\nWords.\n\n```sh\nc\n```\n\n### Below\n\n```sh\nd\n```\n\n## Two\n\n### Below\n\n```sh\ne\n```\n";
        let runbook = Runbook::new(text.to_owned());
        assert_eq!(runbook.commands("One", None), ["a\n# b\n", "c\n"]);
        assert_eq!(runbook.commands("One", Some("Below")), ["d\n"]);
        assert_eq!(runbook.commands("Two", Some("Below")), ["e\n"]);
        assert_eq!(runbook.all_commands().len(), 4);
        assert!(runbook.commands("Three", None).is_empty());
        assert!(runbook.commands("Two", Some("Above")).is_empty());
    }
}
