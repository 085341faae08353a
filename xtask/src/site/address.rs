//! Where the page will be, for what wants a whole address: the canonical link, the picture that is shown
//! beside a link, the sitemap. Whoever publishes it says where (`PRESSWRIGHT_ADDRESS`); nobody else knows.

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::{below, insert_behind};

/// The variable that gives the address.
const GIVEN: &str = "PRESSWRIGHT_ADDRESS";

/// Writes robots.txt, and with an address the sitemap and what the page says of itself.
pub fn publish(dist: &Path, page: &str) -> Result<String> {
    match env::var(GIVEN) {
        Ok(address) if !address.is_empty() => publish_at(dist, page, &address),
        _ => {
            fs::write(dist.join("robots.txt"), "User-agent: *\nAllow: /\n")?;
            Ok(page.to_owned())
        }
    }
}

fn publish_at(dist: &Path, page: &str, address: &str) -> Result<String> {
    let address = format!("{}/", address.trim_end_matches('/'));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-_~".contains(&byte);
    ensure!(
        (address.starts_with("https://") || address.starts_with("http://"))
            && address.bytes().all(plain),
        "{GIVEN} is no address of a page: {address}"
    );
    fs::write(
        dist.join("robots.txt"),
        format!("User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n"),
    )?;
    let documents = below(dist)?.into_keys().filter(|name| {
        name.starts_with("docs/")
            && name.strip_suffix(".html").is_some()
            && !name.ends_with("/404.html")
    });
    let entries: String = [String::new()]
        .into_iter()
        .chain(documents)
        .map(|name| format!("<url><loc>{address}{name}</loc></url>\n"))
        .collect();
    fs::write(
        dist.join("sitemap.xml"),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</urlset>\n"
        ),
    )?;
    let head = format!(
        "<link rel=\"canonical\" href=\"{address}\"><meta property=\"og:url\" content=\"{address}\">\
         <meta property=\"og:image\" content=\"{address}preview.png\">\
         <meta name=\"twitter:card\" content=\"summary_large_image\">"
    );
    insert_behind(page, "<meta charset", ">", &head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_an_address_the_page_says_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let docs = folder.path().join("docs/rules");
        fs::create_dir_all(&docs).unwrap();
        for name in ["a.html", "404.html", "a.js"] {
            fs::write(docs.join(name), "").unwrap();
        }
        let page =
            publish_at(folder.path(), "<meta charset=utf-8><p>", "https://a.example/b").unwrap();
        assert!(page.contains("rel=\"canonical\" href=\"https://a.example/b/\""), "{page}");
        assert!(page.contains("content=\"https://a.example/b/preview.png\""), "{page}");
        let map = fs::read_to_string(folder.path().join("sitemap.xml")).unwrap();
        assert!(map.contains("<loc>https://a.example/b/</loc>"), "{map}");
        assert!(map.contains("<loc>https://a.example/b/docs/rules/a.html</loc>"), "{map}");
        assert!(!map.contains("404") && !map.contains("a.js"), "{map}");
        let robots = fs::read_to_string(folder.path().join("robots.txt")).unwrap();
        assert!(robots.ends_with("Sitemap: https://a.example/b/sitemap.xml\n"), "{robots}");
    }

    #[test]
    fn an_address_is_no_markup() {
        let folder = tempfile::tempdir().unwrap();
        for address in ["a.example", "https://a.example/\"><script>", "javascript:1"] {
            assert!(
                publish_at(folder.path(), "<meta charset=utf-8>", address).is_err(),
                "{address}"
            );
        }
    }
}
