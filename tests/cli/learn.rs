//! learn: the chapters of the course, and which steps hold in a design.

use crate::program::{preset, run, run_with};

#[test]
fn the_chapters_are_listed_and_read() {
    let listed = run(["learn"]);
    assert_eq!((listed.code, listed.out.lines().count()), (Some(0), 9));
    assert!(listed.out.starts_with("cluster      The cluster (3 steps)\n"), "{}", listed.out);
    let chapters = run(["learn", "--format", "json"]).json();
    assert_eq!(chapters["chapters"][3]["steps"][0]["name"], "storage");
    let read = run(["learn", "etcd"]);
    assert_eq!(read.code, Some(0));
    assert!(read.out.starts_with("# etcd\n"), "{}", read.out);
    assert!(read.out.contains("# Then and now: etcd"), "{}", read.out);
    let read = run(["learn", "etcd", "--format", "json"]).json();
    assert!(read["then_and_now"].as_str().unwrap().contains("## Now: manifests/20-etcd.yaml"));
}

#[test]
fn a_design_says_which_steps_hold_in_it() {
    let article = run_with(["learn", "etcd", "-"], preset("article-2017").as_bytes());
    assert_eq!((article.code, article.err.as_str()), (Some(1), ""));
    assert!(article.out.starts_with("open  etcd/storage: A member that remembers\n"));
    assert!(article.out.contains("        PW-E10: "), "{}", article.out);
    assert!(article.out.ends_with("0 of 4 steps hold.\n"), "{}", article.out);
    let lab = run_with(["learn", "etcd", "-", "--format", "json"], preset("lab").as_bytes());
    assert_eq!(lab.code, Some(0));
    assert_eq!((&lab.json()["done"], &lab.json()["all"]), (&4.into(), &4.into()));
    // The lab keeps the database on NFS, as the article did; the course goes further.
    let whole = run_with(["learn", "all", "-", "--format", "json"], preset("lab").as_bytes());
    assert_eq!(whole.code, Some(1));
    let open: Vec<String> = whole.json()["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["holds"] == false)
        .map(|step| step["step"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(open, ["disks", "uploads"]);
}

#[test]
fn a_chapter_begins_with_a_design_that_the_chapters_before_it_hold_in() {
    let start = run(["learn", "etcd", "--start"]);
    assert_eq!(start.code, Some(0));
    for (chapter, code) in [("cluster", 0), ("nfs", 0), ("volumes", 0), ("etcd", 1)] {
        let checked = run_with(["learn", chapter, "-"], start.out.as_bytes());
        assert_eq!(checked.code, Some(code), "{chapter}: {}", checked.out);
    }
}

#[test]
fn what_is_no_chapter_and_no_design_is_said() {
    let typo = run(["learn", "etdc"]);
    assert_eq!(typo.code, Some(2));
    assert!(typo.err.contains("there is no chapter `etdc`; did you mean `etcd`?"), "{}", typo.err);
    assert_eq!(run(["learn", "all"]).code, Some(2));
    assert_eq!(run(["learn", "etcd", "no-such.yaml"]).code, Some(2));
    let broken = run_with(["learn", "etcd", "-"], b"presswright: 1\nname: 7\n");
    assert_eq!((broken.code, broken.out.as_str()), (Some(1), ""));
    assert!(broken.err.contains("PW-D"), "{}", broken.err);
}
