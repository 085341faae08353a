use super::archive::Packed;
use super::making::{Done, With, sealed};
use super::*;
use crate::design::{Document, PRESETS};
use crate::rules::Handover;
use proptest::prelude::*;
use std::sync::LazyLock;

fn bundle(files: Vec<File>) -> Bundle {
    let files = files.into_iter().map(|file| {
        let done = Done::with(&mut None, &file);
        (file, done)
    });
    sealed("blog", files.collect(), Vec::new(), With::Sums).bundle
}

fn small() -> Bundle {
    bundle(vec![
        File::script("deploy.sh", "#!/usr/bin/env bash\n"),
        File::text("design.yaml", "presswright: 1 # mine\nname: blog\n"),
        File::text("manifests/10-etcd.yaml", "a: b\n".repeat(1000)),
    ])
}

#[test]
fn a_bundle_is_sorted_and_summed() {
    let bundle = small();
    let paths: Vec<&str> = bundle.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["SHA256SUMS", "deploy.sh", "design.yaml", "manifests/10-etcd.yaml"]);
    let sums = String::from_utf8(bundle.file("SHA256SUMS").unwrap().bytes.clone()).unwrap();
    // sha256 of `#!/usr/bin/env bash\n`, from sha256sum.
    assert_eq!(
        sums.lines().next().unwrap(),
        "1d95fc04a80c952f49ce4188627c53b0fbe8c44041b952d592acd1de99861466  deploy.sh"
    );
    assert_eq!(sums.lines().count(), 3);
}

#[test]
fn what_is_stored_is_inflated_as_it_was() {
    for length in [0, 1, 1024, 65_535, 65_536, 200_000] {
        let bytes: Vec<u8> = (0..=255).cycle().take(length).collect();
        let inflated = miniz_oxide::inflate::decompress_to_vec(Packed::stored(&bytes).deflated());
        assert_eq!(inflated.unwrap(), bytes, "{length}");
    }
}

fn of(text: &str) -> Bundle {
    Bundle::of(&Approved::of(Document::read(text).unwrap()).unwrap()).unwrap()
}

/// Machines whose addresses nobody wrote down still have the port that was drawn, and no load balancer.
#[test]
fn the_runbook_leads_to_the_way_in_that_is_drawn() {
    let runbook = |text: &str| {
        let bundle = of(text);
        let page = bundle.file("README.md").unwrap().bytes.clone();
        String::from_utf8(page).unwrap()
    };
    let cloud = PRESETS.iter().find(|preset| preset.name == "cloud").unwrap().text;
    assert!(runbook(cloud).contains("The load balancer's address"));
    let port = runbook(&cloud.replace("way-in: load-balancer", "way-in: {node-port: 30080}"));
    assert!(port.contains("Any machine answers on port 30080."));
    assert!(!port.contains("The load balancer's address"));
}

#[test]
fn the_worker_makes_what_the_command_line_makes() {
    for preset in PRESETS.iter().filter(|preset| preset.name != "article-2017") {
        let approved = Approved::of(Document::read(preset.text).unwrap()).unwrap();
        // The browser's channel has another format, and takes the same types through the same serde.
        let sent = serde_json::to_vec(&Handover::of(&approved)).unwrap();
        let received: Handover = serde_json::from_slice(&sent).unwrap();
        let again = received.approved().unwrap();
        assert_eq!(again, approved);
        let bundle = Bundle::of(&approved).unwrap();
        assert_eq!(Bundle::of(&again).unwrap(), bundle);
        let zip = bundle.zip().unwrap();
        assert_eq!(Bundle::zipped_by(&InTurn, &approved).unwrap(), (bundle, zip));
    }
}

#[test]
fn a_design_becomes_a_whole_folder() {
    for preset in PRESETS.iter().filter(|preset| preset.name != "article-2017") {
        let bundle = of(preset.text);
        assert_eq!(bundle.file("design.yaml").unwrap().bytes, preset.text.as_bytes());
        assert_eq!(open_zip(&bundle.zip().unwrap()).unwrap(), preset.text);
        // Every manifest is listed, and nothing else.
        let list =
            String::from_utf8(bundle.file("kustomization.yaml").unwrap().bytes.clone()).unwrap();
        let listed: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("  - ")).collect();
        let there: Vec<&str> = bundle
            .files
            .iter()
            .map(|file| file.path.as_str())
            .filter(|path| path.starts_with("manifests/"))
            .collect();
        assert_eq!(listed, there, "{}", preset.name);
        let sums = String::from_utf8(bundle.file("SHA256SUMS").unwrap().bytes.clone()).unwrap();
        assert_eq!(sums.lines().count(), bundle.files.len() - 1);
        let mut paths: Vec<&str> = bundle.files.iter().map(|file| file.path.as_str()).collect();
        paths.dedup();
        assert_eq!(paths.len(), bundle.files.len());
    }
}

#[test]
fn a_zip_opens_again_with_the_same_text() {
    let bundle = small();
    let zip = bundle.zip().unwrap();
    assert_eq!(zip, bundle.zip().unwrap());
    assert_eq!(open_zip(&zip).unwrap(), "presswright: 1 # mine\nname: blog\n");
}

#[test]
fn a_zip_has_modes_and_a_fixed_date() {
    let zip = small().zip().unwrap();
    let archive = rawzip::ZipArchive::from_slice(&zip[..]).unwrap();
    let entries: Vec<(String, u32)> = archive
        .entries()
        .map(|entry| {
            let entry = entry.unwrap();
            let path = String::from_utf8(entry.file_path().as_ref().to_vec()).unwrap();
            (path, entry.mode().value() & 0o777)
        })
        .collect();
    assert_eq!(
        entries,
        [
            ("blog/SHA256SUMS".to_owned(), 0o644),
            ("blog/deploy.sh".to_owned(), 0o755),
            ("blog/design.yaml".to_owned(), 0o644),
            ("blog/manifests/10-etcd.yaml".to_owned(), 0o644),
        ]
    );
    // The DOS date of the first entry: 1 January 1980 is day 1, month 1, year 0.
    assert_eq!(&zip[10..14], &[0, 0, 0x21, 0]);
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    for (path, bytes) in files {
        use std::io::Write as _;
        let (mut entry, config) = archive
            .new_file(path)
            .compression_method(rawzip::CompressionMethod::Deflate)
            .start()
            .unwrap();
        let mut counted = config.wrap(std::io::sink());
        counted.write_all(bytes).unwrap();
        let (_, described) = counted.finish().unwrap();
        entry.write_all(&miniz_oxide::deflate::compress_to_vec(bytes, 6)).unwrap();
        entry.finish(described).unwrap();
    }
    archive.finish().unwrap()
}

/// The same zip with a name that no writer lets through.
fn renamed(zip: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut zip = zip.to_vec();
    let places: Vec<usize> = zip
        .windows(from.len())
        .enumerate()
        .filter(|(_, window)| *window == from.as_bytes())
        .map(|(place, _)| place)
        .collect();
    assert!(places.len() >= 2, "local header and directory");
    for place in places {
        zip[place..place + to.len()].copy_from_slice(to.as_bytes());
    }
    zip
}

#[test]
fn a_design_is_found_at_the_top_or_in_one_folder() {
    let design: &[u8] = b"presswright: 1\n";
    for path in ["design.yaml", "blog/design.yaml", "any name/design.yaml"] {
        assert_eq!(open_zip(&zip_of(&[(path, design)])).unwrap(), "presswright: 1\n");
    }
    let mac: &[(&str, &[u8])] = &[("blog/design.yaml", design), ("__MACOSX/design.yaml", b"x")];
    assert!(open_zip(&zip_of(mac)).is_ok());
    assert_eq!(open_zip(&zip_of(&[("a/b/design.yaml", design)])), Err(OpenError::NoDesign));
    assert_eq!(open_zip(&zip_of(&[])), Err(OpenError::NoDesign));
    let two: &[(&str, &[u8])] = &[("a/design.yaml", design), ("b/design.yaml", design)];
    assert!(matches!(open_zip(&zip_of(two)), Err(OpenError::ManyDesigns { count: 2, .. })));
    assert_eq!(open_files([("blog/design.yaml", design)]).unwrap(), "presswright: 1\n");
    assert_eq!(open_files([("./design.yaml", design)]).unwrap(), "presswright: 1\n");
    assert!(open_files([("../design.yaml", design)]).is_err());
}

#[test]
fn what_is_not_safe_is_not_opened() {
    let design: &[u8] = b"presswright: 1\n";
    let good = zip_of(&[("design.yaml", design), ("aaaa/bbbb", b"x")]);
    assert!(open_zip(&good).is_ok());
    for bad in ["../../bbb", "/aaa/bbbb", "aa\\../bbb", "C:aa/bbbb"] {
        let zip = renamed(&good, "aaaa/bbbb", bad);
        assert!(matches!(open_zip(&zip), Err(OpenError::UnsafePath { .. })), "{bad}");
    }
    let bomb = vec![0; 20 << 20];
    let zip = zip_of(&[("design.yaml", design), ("bomb", &bomb)]);
    assert!(matches!(open_zip(&zip), Err(OpenError::Bomb { .. })));
    let noise: Vec<u8> =
        (0..(17 << 20)).map(|n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let large: &[(&str, &[u8])] = &[("a", &noise), ("b", &noise), ("design.yaml", design)];
    assert_eq!(open_files(large.iter().copied()), Err(OpenError::TooLarge));
    let long = vec![b'#'; (1 << 20) + 1];
    assert!(matches!(
        open_files([("design.yaml", &long[..])]),
        Err(OpenError::DesignTooLarge { .. })
    ));
    assert_eq!(
        open_files([("design.yaml", &b"ab\xff"[..])]),
        Err(OpenError::NotText { path: "design.yaml".to_owned(), at: 2 })
    );
    let names: Vec<String> = (0..=MOST_FILES).map(|n| format!("f{n}")).collect();
    assert_eq!(
        open_files(names.iter().map(|name| (name.as_str(), &b""[..]))),
        Err(OpenError::TooManyFiles)
    );
    assert!(matches!(open_zip(b"no zip"), Err(OpenError::NotAZip { .. })));
    assert!(matches!(open_zip(b""), Err(OpenError::NotAZip { .. })));
}

#[test]
fn a_damaged_design_is_told() {
    let mut zip = zip_of(&[("design.yaml", b"presswright: 1\nname: some-longer-name\n")]);
    // The local header has 30 bytes and the name; then the packed bytes.
    zip[30 + 11 + 8] ^= 0x5a;
    let error = open_zip(&zip).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
}

proptest! {
    #[test]
    fn any_text_survives_the_zip(text in "\\PC{0,400}", more in proptest::collection::vec(any::<u8>(), 0..2000), run: bool) {
        let bundle = bundle(vec![
            File::text("design.yaml", text.clone()),
            File { path: "manifests/x".to_owned(), bytes: more, executable: run },
        ]);
        prop_assert_eq!(open_zip(&bundle.zip().unwrap()).unwrap(), text);
    }

    #[test]
    fn no_bytes_make_opening_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = open_zip(&bytes);
        let mut zip = small().zip().unwrap();
        for (place, byte) in bytes.iter().enumerate() {
            let length = zip.len();
            zip[(place * 37 + usize::from(*byte)) % length] ^= byte;
        }
        let _ = open_zip(&zip);
    }
}

/// What a reader of the Markdown sees: the reverse of the runbook's escapes.
fn shown(markdown: &str) -> String {
    let mut out = String::new();
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        let entity = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&')]
            .into_iter()
            .find(|(entity, _)| rest.starts_with(entity));
        if let Some((entity, c)) = entity {
            out.push(c);
            rest = &rest[entity.len()..];
        } else if c == '\\' {
            let next = rest[1..].chars().next().unwrap();
            out.push(next);
            rest = &rest[1 + next.len_utf8()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

fn with_title(title: &str) -> Option<Bundle> {
    let quoted = serde_json::to_string(title).unwrap();
    let text = PRESETS[0].text.replace(
        "  way-in: {node-port: 30080}",
        &format!("  way-in: {{node-port: 30080}}\n  site: {{title: {quoted}}}"),
    );
    Some(Bundle::of(&Approved::of(Document::read(&text).ok()?).unwrap()).unwrap())
}

static PLAIN: LazyLock<Bundle> = LazyLock::new(|| with_title("plain").unwrap());

fn text(bundle: &Bundle, path: &str) -> String {
    String::from_utf8(bundle.file(path).unwrap().bytes.clone()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_title_is_a_text_wherever_it_stands(title in r#"([a-z ]|["'`$(){}<>&#*_|!\\\[\]~:-]|\n|😀|é|"</script>"|"\$\(id\)"|"```"){1,60}"#) {
        let Some(bundle) = with_title(&title) else { return Ok(()) };
        let readme = text(&bundle, "README.md");
        let line = readme.lines().find(|line| line.starts_with("WordPress on Kubernetes: ")).unwrap();
        let expected: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (before, after) = ("WordPress on Kubernetes: \"", "\". 3 members");
        let escaped = line.strip_prefix(before).unwrap();
        let escaped = &escaped[..escaped.find(after).unwrap()];
        prop_assert_eq!(shown(escaped), expected);
        // No sign that begins markup or HTML stands bare.
        let mut last = ' ';
        for c in escaped.chars() {
            prop_assert!(!"`*_[]#<>|$".contains(c) || last == '\\', "{escaped}");
            last = if last == '\\' && c == '\\' { ' ' } else { c };
        }
        // Nowhere else: not in a command, not in the picture.
        prop_assert_eq!(&text(&PLAIN, "topology.svg"), &text(&bundle, "topology.svg"));
        let rest = |readme: &str| readme.lines().filter(|line| !line.starts_with(before)).map(str::to_owned).collect::<Vec<_>>();
        let plain = text(&PLAIN, "README.md");
        let commands = |readme: &str| rest(readme).into_iter().filter(|line| !line.contains("sha")).collect::<Vec<_>>();
        prop_assert_eq!(commands(&readme), commands(&plain));
    }
}
