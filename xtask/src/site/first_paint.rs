//! What the browser needs before it can paint the first picture, in the document itself; and what it will ask for
//! next, said there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{below, insert_behind};

/// The page with its styles in it, in place of the links to them; their files go. The first picture waits for
/// nothing but the document then.
pub fn with_styles(dist: &Path, page: &str) -> Result<String> {
    let mut rest = page;
    let mut out = String::new();
    let mut styles = String::new();
    let mut place = None;
    while let Some((before, after)) = rest.split_once("<link") {
        let (tag, after) = after.split_once('>').context("a link of the page has no end")?;
        out.push_str(before);
        if attribute(tag, "rel") == Some("stylesheet") {
            let name = attribute(tag, "href").context("a link to styles leads nowhere")?;
            let file = dist.join(name.trim_start_matches("./"));
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            fs::remove_file(file)?;
            styles.push_str(&text);
            place.get_or_insert(out.len());
        } else {
            out.extend(["<link", tag, ">"]);
        }
        rest = after;
    }
    out.push_str(rest);
    let place = place.context("the page links no styles")?;
    // What an address is relative to, and what ends the element.
    ensure!(!styles.contains("url(") && !styles.contains("</"), "the styles cannot be in the page");
    let (before, after) = out.split_at(place);
    Ok([before, "<style>", &styles, "</style>", after].concat())
}

/// The page with a word of the script that fetches the parts: the page's script asks for it, and would have to be
/// here first.
pub fn with_parts_script(dist: &Path, page: &str) -> Result<String> {
    let files = below(dist)?;
    let script = files
        .keys()
        .find(|name| name.starts_with("parts-") && name.strip_suffix(".js").is_some())
        .context("the page was built without a script for its parts")?;
    let link = format!("<link rel=\"modulepreload\" href=\"./{script}\">");
    insert_behind(page, "<meta charset", ">", &link)
}

/// The value of an attribute, as a browser or a minifier writes it.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}="))?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split(|sign: char| sign.is_whitespace()).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_in_the_page_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a-1.css", "a{}"), ("b-2.css", "b{}"), ("icon.svg", "")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let page = "<meta charset=utf-8><link rel=\"icon\" href=\"./icon.svg\">\
                    <link href=./a-1.css integrity=sha384-0 rel=stylesheet><script>a</script>\
                    <link rel=\"stylesheet\" href=\"./b-2.css\"/><p>";
        let page = with_styles(folder.path(), page).unwrap();
        assert_eq!(
            page,
            "<meta charset=utf-8><link rel=\"icon\" href=\"./icon.svg\">\
             <style>a{}b{}</style><script>a</script><p>"
        );
        let left: Vec<String> = below(folder.path()).unwrap().into_keys().collect();
        assert_eq!(left, ["icon.svg"]);
        assert!(with_styles(folder.path(), &page).is_err(), "there are none left");
    }

    #[test]
    fn styles_with_an_address_in_them_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.css"), "a{background:url(b.png)}").unwrap();
        assert!(with_styles(folder.path(), "<link rel=stylesheet href=a.css>").is_err());
    }

    #[test]
    fn the_script_for_the_parts_is_said_at_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("parts-0123.js"), "").unwrap();
        let page = with_parts_script(folder.path(), "<meta charset=utf-8><p>").unwrap();
        assert!(page.contains("<link rel=\"modulepreload\" href=\"./parts-0123.js\">"), "{page}");
    }
}
