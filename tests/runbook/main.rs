//! The runbook, run: every block of commands by bash in a bundle's folder, with stand-ins for the programs
//! that would reach a cluster or a machine. What they were asked is held against the bundle: an object, pod,
//! container, file, label or script that the runbook names is one that the bundle has.
//!
//! It does not prove that a command does what the text beside it says; a cluster does that.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod asked;
mod designs;
mod stage;

use asked::Bundled;
use presswright::bundle::Bundle;
use presswright::design::Document;
use presswright::rules::Approved;
use stage::Stage;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

fn bundle(text: &str) -> (Approved, Bundle) {
    let document = Document::read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let approved = Approved::of(document).unwrap_or_else(|report| panic!("{report:#?}\n{text}"));
    let bundle = Bundle::of(&approved).unwrap();
    (approved, bundle)
}

fn text_of(bundle: &Bundle, path: &str) -> String {
    String::from_utf8(bundle.file(path).unwrap().bytes.clone()).unwrap()
}

#[test]
fn every_command_names_what_the_bundle_has() {
    let mut known: BTreeMap<String, Vec<stage::Asked>> = BTreeMap::new();
    for (name, text) in designs::all() {
        let (approved, bundle) = bundle(&text);
        let bundled = Bundled::new(&approved, &bundle);
        let stage = Stage::new(&bundle);
        let readme = text_of(&bundle, "README.md");
        let blocks = stage::blocks(&readme);
        assert!(blocks.len() > 20, "{name}: {} blocks", blocks.len());
        let mut commands = 0;
        for block in blocks {
            // The same commands ask the same, whatever the bundle.
            let asked = match known.entry(block.commands.clone()) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    entry.insert(stage.run(&block.commands).unwrap_or_else(|error| {
                        panic!("{name}, {}:\n{}\n{error}", block.chapter, block.commands)
                    }))
                }
            };
            commands += asked.len();
            let faults = bundled.faults(&block, asked);
            assert!(
                faults.is_empty(),
                "{name}, {}: {faults:#?}\n{}",
                block.chapter,
                block.commands
            );
        }
        assert!(commands > 60, "{name}: {commands} commands");
    }
}

#[test]
fn steps_of_a_change_name_what_the_new_bundle_has() {
    use presswright::bundle::{Effort, diff, effort, plan};
    for (name, old, new) in designs::changes() {
        let (_, before) = bundle(&old);
        let (approved, after) = bundle(&new);
        let changes = diff(&before, &after);
        assert_eq!(effort(&changes), Effort::WithSteps, "{name}: {changes:#?}");
        let plan = plan(&changes);
        let mut bundled = Bundled::new(&approved, &after);
        bundled.also(&bundle(&old).0, &before);
        let stage = Stage::new(&after);
        let blocks = stage::blocks(&plan);
        assert!(blocks.len() > 1, "{name}: {plan}");
        for block in blocks {
            let asked = stage
                .run(&block.commands)
                .unwrap_or_else(|error| panic!("{name}:\n{}\n{error}", block.commands));
            let faults = bundled.faults(&block, &asked);
            assert!(faults.is_empty(), "{name}: {faults:#?}\n{}", block.commands);
        }
    }
}

#[test]
fn what_points_to_a_chapter_finds_it() {
    for (name, text) in designs::all() {
        let (_, bundle) = bundle(&text);
        let readme = text_of(&bundle, "README.md");
        let headings: Vec<&str> = readme
            .lines()
            .filter_map(|line| line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")))
            .collect();
        // In prose: "Restore from a backup". Titles of other people's pages and messages are not ours.
        let foreign = [
            "It may not be safe to bootstrap",
            "Upgrading kubeadm clusters",
            "A highly available blog",
        ];
        for line in stage::prose(&readme) {
            for quoted in line.split('"').skip(1).step_by(2) {
                let ours =
                    quoted.starts_with(|c: char| c.is_uppercase()) || quoted.starts_with("etcd ");
                let known = headings.contains(&quoted) || foreign.contains(&quoted);
                assert!(!ours || known, "{name}: \"{quoted}\" is no heading\n{line}");
            }
        }
        // In scripts: README.md, 'etcd has lost its data'. They are the same in every bundle.
        let by_script = readme.contains("percona-decide.sh");
        for file in &bundle.files {
            let script = String::from_utf8_lossy(&file.bytes).replace("'\\''", "'");
            for pointed in script.split("README.md, '").skip(1) {
                let title = pointed.split('\'').next().unwrap();
                if title == "etcd has lost its data" && !by_script {
                    continue;
                }
                assert!(headings.contains(&title), "{name}: {} points to '{title}'", file.path);
            }
        }
    }
}

#[test]
fn a_wrong_name_is_found() {
    let (approved, bundle) = bundle(&designs::lab());
    let bundled = Bundled::new(&approved, &bundle);
    let stage = Stage::new(&bundle);
    for wrong in [
        "kubectl -n blog delete pvc/data-percona-7",
        "kubectl -n blog exec percona-3 -c percona -- true",
        "kubectl -n blog exec percona-0 -c mysql -- true",
        "kubectl -n blog exec percona-0 -c percona -- bash /opt/presswright/percona-other.sh",
        "kubectl delete pv/blog-percona-9",
        "kubectl get statefulset/percona",
        "kubectl -n other get statefulset/percona",
        "kubectl apply -f manifests/99-nothing.yaml",
        "kubectl apply -l presswright/member=8 -f manifests/20-etcd.yaml",
        "kubectl -n blog logs job/never-made",
        "kubectl -n blog patch hpa/wordpress -p '{not json}'",
        "kubectl drain node-9",
        "(cd vagrant && vagrant up node-9)",
        "kubectl -n blog create job a --from=cronjob/other",
    ] {
        let block = stage::Block { chapter: "Verify".to_owned(), commands: wrong.to_owned() };
        let asked = stage.run(wrong).unwrap();
        assert!(!bundled.faults(&block, &asked).is_empty(), "{wrong}");
    }
    assert!(stage.run("./undeploy.sh").is_err());
    assert!(stage.run("kubectl get 'unclosed").is_err());
}
