//! The little Markdown in which the rules' pages are written, as blocks to show.

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading and its level, from 1.
    Heading(usize, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Text to be shown as it stands.
    Code(String),
    /// A list.
    List(Vec<Vec<Inline>>),
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// A word of code.
    Code(String),
    /// Words that stand out.
    Strong(String),
    /// A text and where it leads: `https` only.
    Link(String, String),
}

/// The blocks of a page.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        if line.starts_with("```") {
            let code: Vec<&str> =
                lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            blocks.push(Block::Code(code.join("\n")));
        } else if line.starts_with('#') {
            let title = line.trim_start_matches('#');
            blocks.push(Block::Heading(line.len() - title.len(), inlines(title.trim())));
        } else if let Some(item) = line.strip_prefix("- ") {
            let mut items = vec![item.to_owned()];
            while let Some(next) = lines.next_if(|next| !next.trim().is_empty()) {
                match next.strip_prefix("- ") {
                    Some(item) => items.push(item.to_owned()),
                    None => join(items.last_mut(), next),
                }
            }
            blocks.push(Block::List(items.iter().map(|item| inlines(item)).collect()));
        } else {
            let mut paragraph = line.to_owned();
            while let Some(next) = lines.next_if(|next| {
                !next.trim().is_empty() && !next.starts_with(['#', '`']) && !next.starts_with("- ")
            }) {
                join(Some(&mut paragraph), next);
            }
            blocks.push(Block::Paragraph(inlines(&paragraph)));
        }
    }
    blocks
}

fn join(to: Option<&mut String>, line: &str) {
    if let Some(to) = to {
        to.push(' ');
        to.push_str(line.trim());
    }
}

fn inlines(text: &str) -> Vec<Inline> {
    let mut inlines = Vec::new();
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            inlines.push(Inline::Code(part.to_owned()));
        } else {
            // Stars without a partner are stars.
            let paired = part.matches("**").count() % 2 == 0;
            for (place, run) in part.split(if paired { "**" } else { "`" }).enumerate() {
                if place % 2 == 1 {
                    inlines.push(Inline::Strong(run.to_owned()));
                } else if !run.is_empty() {
                    links(run, &mut inlines);
                }
            }
        }
    }
    inlines
}

/// `<https://…>`, `[text](https://…)` and bare addresses become links; nothing else leads anywhere.
fn links(text: &str, into: &mut Vec<Inline>) {
    let Some(at) = text.find("https://") else {
        return into.push(Inline::Text(text.to_owned()));
    };
    let (before, rest) = text.split_at(at);
    let end = rest.find(|c: char| c.is_whitespace() || ")>,".contains(c)).unwrap_or(rest.len());
    let (address, after) = rest.split_at(end);
    let address = address.trim_end_matches('.');
    let (shown, before, after) = match (before.strip_suffix("]("), before.strip_suffix('<')) {
        (Some(before), _) => match before.rsplit_once('[') {
            Some((before, shown)) => (shown, before, after.strip_prefix(')').unwrap_or(after)),
            None => (address, before, after),
        },
        (None, Some(before)) => (address, before, after.strip_prefix('>').unwrap_or(after)),
        (None, None) => (address, before, rest.split_at(address.len()).1),
    };
    if !before.is_empty() {
        into.push(Inline::Text(before.to_owned()));
    }
    into.push(Inline::Link(shown.to_owned(), address.to_owned()));
    if !after.is_empty() {
        links(after, into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_becomes_blocks() {
        let page = "# PW-S04: title\n\nOne `code`\ngoes on.\n\n```yaml\na: 1\n\nb: 2\n```\n- one\n  more\n- two\n";
        let text = |text: &str| Inline::Text(text.to_owned());
        assert_eq!(
            blocks(page),
            [
                Block::Heading(1, vec![text("PW-S04: title")]),
                Block::Paragraph(vec![
                    text("One "),
                    Inline::Code("code".into()),
                    text(" goes on.")
                ]),
                Block::Code("a: 1\n\nb: 2".into()),
                Block::List(vec![vec![text("one more")], vec![text("two")]]),
            ]
        );
    }

    #[test]
    fn stars_in_pairs_stand_out() {
        let text = |text: &str| Inline::Text(text.to_owned());
        assert_eq!(
            inlines("**Pod**: one, **two** `**`"),
            [
                Inline::Strong("Pod".into()),
                text(": one, "),
                Inline::Strong("two".into()),
                text(" "),
                Inline::Code("**".into()),
            ]
        );
        assert_eq!(inlines("2 ** 3"), [text("2 ** 3")]);
    }

    #[test]
    fn only_https_leads_anywhere() {
        let link = |shown: &str, to: &str| Inline::Link(shown.to_owned(), to.to_owned());
        let text = |text: &str| Inline::Text(text.to_owned());
        assert_eq!(
            inlines("see <https://a.example/x>, [b](https://b.example/) and https://c.example."),
            [
                text("see "),
                link("https://a.example/x", "https://a.example/x"),
                text(", "),
                link("b", "https://b.example/"),
                text(" and "),
                link("https://c.example", "https://c.example"),
                text("."),
            ]
        );
        assert_eq!(inlines("[x](javascript:alert(1))"), [text("[x](javascript:alert(1))")]);
    }
}
