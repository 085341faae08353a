//! generate: a bundle as a whole or not at all.

use crate::program::{feed, names, preset, presswright, run, run_with};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// An error of the rules or of reading, whichever comes first: nothing is generated from it.
const REFUSED: &str = "presswright: 1\nname: blog\nmachines: [{name: a, memory: none}]\n";

fn generate(text: &str, out: &Path) -> crate::program::Run {
    run_with(["generate", "-", "-o", out.to_str().unwrap()], text.as_bytes())
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(top: &Path, at: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(top, &path, files);
            } else {
                let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

#[test]
fn a_zip_and_a_folder_hold_the_same_files() {
    let here = tempfile::tempdir().unwrap();
    let (zip, folder) = (here.path().join("out.zip"), here.path().join("out"));
    let lab = preset("lab");
    for out in [&zip, &folder] {
        let run = generate(&lab, out);
        assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{}", run.err);
    }
    assert_eq!(names(here.path()), ["out", "out.zip"], "nothing is left beside them");
    let unzip = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
    let unpacked = here.path().join("unpacked");
    let done =
        Command::new("python3").args(["-c", unzip]).args([&zip, &unpacked]).status().unwrap();
    assert!(done.success());
    let files = files(&folder);
    assert_eq!(self::files(&unpacked.join("blog")), files);
    assert_eq!(files["design.yaml"], lab.as_bytes());
    let sums = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(&folder)
        .status()
        .unwrap();
    assert!(sums.success());
    assert_eq!(String::from_utf8_lossy(&files["SHA256SUMS"]).lines().count(), files.len() - 1);
}

#[cfg(unix)]
#[test]
fn scripts_of_a_folder_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let here = tempfile::tempdir().unwrap();
    let out = here.path().join("out");
    generate(&preset("lab"), &out);
    let mode = |name: &str| fs::metadata(out.join(name)).unwrap().permissions().mode();
    assert_eq!(mode("deploy.sh") & 0o100, 0o100);
    assert_eq!(mode("design.yaml") & 0o111, 0);
}

#[test]
fn the_same_design_gives_the_same_bytes() {
    let here = tempfile::tempdir().unwrap();
    let lab = preset("lab");
    let once = here.path().join("once.zip");
    let again = here.path().join("again.zip");
    generate(&lab, &once);
    std::thread::sleep(Duration::from_millis(1100));
    generate(&lab, &again);
    assert_eq!(fs::read(once).unwrap(), fs::read(again).unwrap());
}

#[test]
fn json_says_what_was_found_and_written() {
    let here = tempfile::tempdir().unwrap();
    let out = here.path().join("out.zip");
    let arguments = ["generate", "-", "--format", "json", "-o", out.to_str().unwrap()];
    let done = run_with(arguments, preset("lab").as_bytes());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    let told = done.json();
    assert_eq!(told["written"]["path"], out.to_str().unwrap());
    assert!(told["written"]["files"].as_array().unwrap().contains(&"design.yaml".into()));
    assert_eq!(told["summary"]["errors"], 0);

    let refused = run_with(arguments, REFUSED.as_bytes());
    assert_eq!((refused.code, refused.err.as_str()), (Some(1), ""));
    assert!(refused.json()["written"].is_null());
    assert_eq!(refused.json()["findings"][0]["code"], "PW-D07");
}

#[test]
fn a_refused_design_leaves_what_was_there() {
    let here = tempfile::tempdir().unwrap();
    let (zip, folder) = (here.path().join("out.zip"), here.path().join("out"));
    for out in [&zip, &folder] {
        let run = generate(REFUSED, out);
        assert_eq!(run.code, Some(1));
        assert!(run.err.contains("Nothing was written"), "{}", run.err);
    }
    assert_eq!(names(here.path()), Vec::<String>::new());
    generate(&preset("lab"), &zip);
    generate(&preset("lab"), &folder);
    let before = (fs::read(&zip).unwrap(), files(&folder));
    assert_eq!(generate(REFUSED, &zip).code, Some(1));
    assert_eq!(generate(REFUSED, &folder).code, Some(1));
    assert_eq!((fs::read(&zip).unwrap(), files(&folder)), before);
}

#[test]
fn a_new_bundle_takes_the_old_one_s_place_and_keeps_what_is_not_of_a_bundle() {
    let here = tempfile::tempdir().unwrap();
    let out = here.path().join("out");
    generate(&preset("lab"), &out);
    assert!(out.join("vagrant/Vagrantfile").exists());
    fs::write(out.join("notes.md"), "mine").unwrap();
    fs::create_dir_all(out.join("vagrant/.vagrant/machines")).unwrap();
    fs::write(out.join("vagrant/.vagrant/machines/id"), "1234").unwrap();
    fs::write(out.join("manifests/.keep"), "").unwrap();

    let run = generate(&preset("cloud"), &out);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let fresh = here.path().join("fresh");
    generate(&preset("cloud"), &fresh);
    let mut expected = files(&fresh);
    for (path, text) in
        [("notes.md", "mine"), ("vagrant/.vagrant/machines/id", "1234"), ("manifests/.keep", "")]
    {
        expected.insert(path.to_owned(), text.as_bytes().to_vec());
    }
    let found = files(&out);
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    assert_eq!(found, expected);
    assert_eq!(names(here.path()), ["fresh", "out"]);
}

#[test]
fn a_folder_of_somebody_else_s_is_refused() {
    let here = tempfile::tempdir().unwrap();
    let lab = preset("lab");
    let out = here.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("thesis.tex"), "years of work").unwrap();
    let run = generate(&lab, &out);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("no bundle"), "{}", run.err);
    // Neither of the two files alone makes it a bundle.
    fs::write(out.join("design.yaml"), &lab).unwrap();
    assert_eq!(generate(&lab, &out).code, Some(2));
    assert_eq!(files(&out).len(), 2);

    let empty = here.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert_eq!(generate(&lab, &empty).code, Some(0), "an empty folder is free");
}

#[test]
fn a_file_of_the_person_s_is_never_written_over() {
    let here = tempfile::tempdir().unwrap();
    let out = here.path().join("out");
    generate(&preset("cloud"), &out);
    // The cloud's bundle has no such folder, the lab's has: this file is the person's.
    fs::create_dir(out.join("vagrant")).unwrap();
    fs::write(out.join("vagrant/Vagrantfile"), "mine").unwrap();
    let before = files(&out);
    let run = generate(&preset("lab"), &out);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("vagrant"), "{}", run.err);
    assert_eq!(files(&out), before);
}

#[test]
fn targets_that_cannot_be_replaced_are_named() {
    let here = tempfile::tempdir().unwrap();
    let lab = preset("lab");
    let folder = here.path().join("folder.zip");
    fs::create_dir(&folder).unwrap();
    let run = generate(&lab, &folder);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("not a file that can be replaced"), "{}", run.err);

    let file = here.path().join("file");
    fs::write(&file, "").unwrap();
    let run = generate(&lab, &file);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("not a folder"), "{}", run.err);

    let run = generate(&lab, &here.path().join("missing/out.zip"));
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("cannot write"), "{}", run.err);
}

#[test]
fn the_folder_that_one_stands_in_is_not_taken_away() {
    let here = tempfile::tempdir().unwrap();
    let out = here.path().join("out");
    generate(&preset("lab"), &out);
    let mut command = presswright();
    command.args(["generate", "design.yaml", "-o", "."]).current_dir(&out);
    let run = feed(&mut command, b"");
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("from outside"), "{}", run.err);
}

/// A limit on the size of files ends the process in the middle of its write, as a full disk would.
#[cfg(target_os = "linux")]
#[test]
fn a_write_that_is_cut_short_leaves_the_old_bundle() {
    let here = tempfile::tempdir().unwrap();
    let (zip, folder) = (here.path().join("out.zip"), here.path().join("out"));
    let lab = preset("lab");
    generate(&lab, &zip);
    generate(&lab, &folder);
    let before = (fs::read(&zip).unwrap(), files(&folder));
    let changed = lab.replace("max: 5", "max: 4");
    assert_ne!(changed, lab);
    let program = env!("CARGO_BIN_EXE_presswright");
    for out in [&zip, &folder] {
        // First killed by the signal, then told by the system that it cannot go on.
        for (trap, code) in [("", None), ("trap '' XFSZ; ", Some(2))] {
            let script =
                format!("ulimit -c 0; ulimit -f 1; {trap}exec \"$0\" generate - -o \"$1\"");
            let mut bash = Command::new("bash");
            bash.args(["-c", &script, program]).arg(out);
            let run = feed(&mut bash, changed.as_bytes());
            assert_eq!(run.code, code, "{run:?}");
            assert_eq!((fs::read(&zip).unwrap(), files(&folder)), before);
            if code.is_some() {
                assert!(run.err.contains("what was there before is as it was"), "{}", run.err);
            }
        }
    }
    assert_eq!(generate(&changed, &zip).code, Some(0), "afterwards it works again");
    assert_ne!(fs::read(&zip).unwrap(), before.0);
}

/// Killed at any moment, there is the old bundle or the new one, whole.
#[cfg(unix)]
#[test]
fn a_killed_generate_leaves_a_whole_bundle() {
    let here = tempfile::tempdir().unwrap();
    let out = here.path().join("out");
    let designs = [preset("lab"), preset("cloud")];
    let whole: Vec<_> = designs
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let folder = here.path().join(index.to_string());
            generate(text, &folder);
            fs::write(here.path().join(format!("{index}.yaml")), text).unwrap();
            files(&folder)
        })
        .collect();
    generate(&designs[0], &out);
    let mut killed = 0;
    for round in 0..40_u64 {
        let design = here.path().join(format!("{}.yaml", (round + 1) % 2));
        let mut command = presswright();
        command.arg("generate").arg(design).arg("-o").arg(&out).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_micros(round * 1500));
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        let found = files(&out);
        assert!(whole.contains(&found), "round {round}: {:?}", found.keys());
    }
    assert!(killed > 0, "no round was quick enough to kill it");
}

#[test]
fn an_unreadable_design_is_misuse() {
    let here = tempfile::tempdir().unwrap();
    let out = here.path().join("out.zip");
    let run = run(["generate", "missing.yaml", "-o", out.to_str().unwrap()]);
    assert_eq!(run.code, Some(2));
    assert!(!out.exists());
}
