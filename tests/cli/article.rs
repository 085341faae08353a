//! The article's files of 2017: errors, and safe fixes for some of them.

use crate::program::{preset, run_with};

#[test]
fn the_article_s_files_of_2017_stop() {
    let run = run_with(["check", "-", "--format", "json"], preset("article-2017").as_bytes());
    assert_eq!(run.code, Some(1));
    assert_eq!(run.err, "");
    let errors = run.json()["summary"]["errors"].as_u64().unwrap();
    assert!(errors > 0);
}

#[test]
fn a_safe_fix_of_a_rule_is_made_and_its_finding_goes() {
    let article = preset("article-2017");
    let json = ["check", "-", "--format", "json"];
    let safe = |text: &str| -> Vec<String> {
        run_with(json, text.as_bytes()).json()["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["fix"]["safe"] == true)
            .map(|finding| format!("{} {}", finding["code"], finding["place"]["path"]))
            .collect()
    };
    assert_ne!(safe(&article), Vec::<String>::new());
    let fixed = run_with(["check", "-", "--fix"], article.as_bytes());
    assert_eq!(safe(&fixed.out), Vec::<String>::new());
    assert!(fixed.out.contains("# Janakiram MSV's article"), "{}", fixed.out);
}
