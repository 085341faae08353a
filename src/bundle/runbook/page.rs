//! Writes Markdown.

/// A page of Markdown, written from top to bottom.
#[derive(Debug, Default)]
pub(in crate::bundle) struct Page {
    text: String,
    chapters: Vec<String>,
}

impl Page {
    /// A heading of the first order below the page's own.
    pub(in crate::bundle) fn chapter(&mut self, title: &str) {
        self.chapters.push(title.to_owned());
        self.block(&format!("## {title}"));
    }

    /// A heading below a chapter's.
    pub(in crate::bundle) fn section(&mut self, title: &str) {
        self.block(&format!("### {title}"));
    }

    /// A paragraph. What a person typed goes through [`escape`] first.
    pub(in crate::bundle) fn say(&mut self, text: impl AsRef<str>) {
        self.block(text.as_ref());
    }

    /// Commands, to be copied as they are.
    pub(in crate::bundle) fn run(&mut self, commands: impl AsRef<str>) {
        self.block(&format!("```sh\n{}\n```", commands.as_ref()));
    }

    /// A list of points.
    pub(in crate::bundle) fn list<T: AsRef<str>>(&mut self, points: impl IntoIterator<Item = T>) {
        let lines: Vec<String> =
            points.into_iter().map(|point| format!("- {}", point.as_ref())).collect();
        if !lines.is_empty() {
            self.block(&lines.join("\n"));
        }
    }

    /// A table. A `|` in a cell must be escaped.
    pub(in crate::bundle) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let mut lines = vec![row(head), row(&vec!["---"; head.len()])];
        lines.extend(rows.iter().map(|cells| row(cells)));
        self.block(&lines.join("\n"));
    }

    fn block(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Everything written so far.
    pub(in crate::bundle) fn text(&self) -> &str {
        &self.text
    }

    /// The chapters as a list of links.
    pub(super) fn contents(&self) -> String {
        let lines: Vec<String> =
            self.chapters.iter().map(|title| format!("- [{title}](#{})", anchor(title))).collect();
        lines.join("\n")
    }
}

fn row<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    format!("| {} |", cells.join(" | "))
}

/// A heading's anchor as GitHub makes it: lower case, `-` for blanks, no other signs.
fn anchor(title: &str) -> String {
    title
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        })
        .collect()
}

/// A text as Markdown shows it, whatever signs it holds: one line, no markup, no HTML.
pub(in crate::bundle) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // CommonMark 2.4: any of these may be escaped. `$` begins a formula on some sites.
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '{' | '}' | '#' | '|' | '~' | '$'
            | '!' => {
                out.extend(['\\', c]);
            }
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(
            escape("`$(rm)` <b>\n# *x* [a](b) 😀"),
            "\\`\\$\\(rm\\)\\` &lt;b&gt; \\# \\*x\\* \\[a\\]\\(b\\) 😀"
        );
    }

    #[test]
    fn contents_lead_to_chapters() {
        let mut page = Page::default();
        page.chapter("All crashed at once");
        page.chapter("etcd: a member's place");
        assert_eq!(
            page.contents(),
            "- [All crashed at once](#all-crashed-at-once)\n- [etcd: a member's place](#etcd-a-members-place)"
        );
    }
}
