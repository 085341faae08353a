//! What holds for every part of a design.

use super::*;
use proptest::prelude::*;

#[test]
fn every_preset_reads_and_is_kept_byte_for_byte() {
    for preset in PRESETS {
        let document = Document::read(preset.text)
            .unwrap_or_else(|e| panic!("{}: {:#?}", preset.name, e.mistakes));
        assert_eq!(document.reconciled(document.design()).text(), preset.text);
        let fresh = Document::write(document.design());
        assert_eq!(fresh.design(), document.design(), "{}\n{}", preset.name, fresh.text());
    }
}

#[test]
fn every_default_follows_its_own_rule() {
    let design = Document::read(PRESETS[0].text).unwrap();
    let full = design.design().write(Detail::Full).unwrap();
    let mut reader = Reader::default();
    let read = Design::read(&document::node_of(&full), &crate::document::Path::top(), &mut reader);
    assert_eq!(reader.mistakes, []);
    assert_eq!(read.as_ref(), Some(design.design()));
}

#[test]
fn every_mistake_is_told_at_once_with_its_place() {
    let text = "presswright: 1\nname: Blog\nmachines:\n  - {name: a, memry: 4Gi, cpu: 0}\n  - {role: worker}\nwordpress: {autoscaling: {cpu: 50}}\ncluster: {metrics-server: no}\n";
    let mistakes = Document::read(text).unwrap_err().mistakes;
    let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn yaml_traps_and_limits_have_messages() {
    let cases = [
        "presswright: 1\nname: no\n",
        "presswright: 1\nname: a\nname: b\n",
        "presswright: 1\nname: a\ncluster:\n\tkind: vagrant\n",
        "presswright: 1\nname: a\n---\nname: b\n",
        "presswright: 1\nname: a\ncluster: {kubernetes: 1.30}\n",
        "presswright: 1\nname: a\npercona: {replicas: 0o3}\n",
        "presswright: 1\nname: a\netcd: {<<: *x}\n",
        "presswright: 1\nname: !!str a\n",
        "presswright: 1\nname: &a [*a]\n",
        "[]",
        "",
        "presswright: 9\nname: a\n",
        "presswright: 1\nname: a\nwordpress: {way-in: {node-prt: 3}}\n",
        "presswright: 1\nname: a\nwordpress: {way-in: ingress}\n",
    ];
    let said: Vec<String> = cases
        .iter()
        .map(|text| {
            let mistakes = Document::read(text).unwrap_err().mistakes;
            format!("{text:?}\n{}", mistakes.iter().map(|m| format!("  {m}\n")).collect::<String>())
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
    let long =
        format!("presswright: 1\nname: a\n# {}\n", "x".repeat(crate::document::LARGEST_TEXT));
    assert!(Document::read(&long).unwrap_err().mistakes[0].message.contains("1 MiB"));
    let many: String = (0..=5000).map(|n| format!("  - {{name: n{n}}}\n")).collect();
    let many = format!("presswright: 1\nname: a\nmachines:\n{many}");
    assert!(Document::read(&many).unwrap_err().mistakes[0].message.contains("at most 5000"));
    let bomb = "presswright: 1\nname: a\nx: [&a [1,1,1,1,1,1,1,1], &b [*a,*a,*a,*a,*a,*a,*a,*a], &c [*b,*b,*b,*b,*b,*b,*b,*b], &d [*c,*c,*c,*c,*c,*c,*c,*c], &e [*d,*d,*d,*d,*d,*d,*d,*d], &f [*e,*e,*e,*e,*e,*e,*e,*e]]\n";
    assert!(!Document::read(bomb).unwrap_err().mistakes.is_empty());
}

/// A design in a style of its own: comments, flow and block, quotes, blank lines.
const STYLED: &str = "\
# Ours since 2019.
presswright: 1   # the format
name: \"blog\"

machines:   # four of them
  # the old box
  - name: master
    role: control-plane  # no pods
    address: 192.168.56.10
  - {name: node-1, address: 192.168.56.11,
     memory: 4Gi}   # wide
  - name: node-2
    memory: '8Gi'

  - {name: node-3}
# storage
nfs: {machine: master}  # one box
etcd:
  members: [{machine: node-1}, {machine: node-2}, {machine: node-3}]
percona:
  replicas: 3   # explicit default
  storage: nfs
wordpress:
  autoscaling:
    max: 7
";

#[test]
fn a_change_touches_only_its_lines() {
    let document = Document::read(STYLED).unwrap();
    let mut design = document.design().clone();
    let set = |path: &str, text: &str| Edit::plain(path.parse().unwrap(), text);
    design.apply(&set("percona.replicas", "5")).unwrap();
    design.apply(&set("machines[2].memory", "6Gi")).unwrap();
    design.apply(&design.clone().add_worker()).unwrap();
    design.apply(&design.clone().pin_member(1, None)).unwrap();
    design
        .apply(&Edit::text("wordpress.site.title".parse().unwrap(), "It's \"$(x)\": no\n😀"))
        .unwrap();
    let changed = document.reconciled(&design);
    assert_eq!(changed.design(), &design);
    let diff = similar::TextDiff::from_lines(STYLED, changed.text());
    insta::assert_snapshot!(diff.unified_diff().context_radius(0).to_string());
    // And all the way back, up to what was added.
    let back = changed.reconciled(document.design());
    assert_eq!(back.design(), document.design());
}

#[test]
fn a_machine_that_is_moved_touches_its_own_line() {
    let own = format!(
        "{STYLED}canvas:  # mine\n  # by the window\n  - {{machine: node-1, left: 20}}  # first\n  - machine: node-2\n    top: 40\n"
    );
    let start = Document::read(&own).unwrap();
    let mut design = start.design().clone();
    let moved = design.put_on_canvas(&[(3, Some((-8, 480))), (2, Some((250, 92)))]);
    let back = design.apply(&moved).unwrap();
    let changed = start.reconciled(&design);
    let diff = similar::TextDiff::from_lines(own.as_str(), changed.text());
    insta::assert_snapshot!(diff.unified_diff().context_radius(0).to_string());
    design.apply(&back).unwrap();
    assert_eq!(design, *start.design());
    // Nothing is left of what nobody placed.
    let all: Vec<_> = (0..4).map(|index| (index, None)).collect();
    design.apply(&design.clone().put_on_canvas(&all)).unwrap();
    assert_eq!(design.canvas, []);
    assert!(Document::read(STYLED).unwrap().design() == &design);
    let far = Document::read(&own.replace("left: 20", "left: 100001")).unwrap_err();
    insta::assert_snapshot!(far.mistakes[0].to_string());
}

/// Edits that a person could make, at random.
fn edits() -> impl Strategy<Value = Vec<(u8, usize, usize)>> {
    prop::collection::vec((0_u8..16, 0_usize..12, 0_usize..12), 1..14)
}

fn edit(design: &Design, (kind, a, b): (u8, usize, usize)) -> Edit {
    let machine =
        |at: usize| design.machines.get(at % design.machines.len().max(1)).map(|m| m.name.clone());
    let path = |text: &str| text.parse().unwrap();
    match kind {
        0 => design.add_worker(),
        1 => design.remove_machine(a % design.machines.len().max(1)),
        2 => design.pin_member(a % design.etcd.members.len().max(1), machine(b).as_ref()),
        3 => machine(a).map_or(Edit::Many(vec![]), |name| design.move_export(&name)),
        4 => Edit::plain(path("percona.replicas"), a % 9 + 1),
        5 => design.add_member(),
        6 => Edit::Remove { list: path("etcd.members"), index: a },
        7 => Edit::text(
            path("wordpress.site.title"),
            ["no", "a: b # c", "'\"$(x)`\n", "😀", " x "][a % 5],
        ),
        8 => Edit::default(path(
            ["wordpress.autoscaling", "nfs", "percona.volume", "cluster", "wordpress"][a % 5],
        )),
        9 => Edit::plain(path("wordpress.autoscaling.max"), a + 1),
        10 => Edit::text(path("percona.storage"), ["nfs", "local"][a % 2]),
        11 => Edit::text(path("percona.storage.class"), "fast"),
        12 => Edit::plain(path("wordpress.way-in.node-port"), 30000 + a),
        13 => {
            let at = |n: usize| Some((8 * i32::try_from(n).unwrap() - 40, 0));
            design.put_on_canvas(&[(a, at(b)), (b, at(a).filter(|_| b > 2))])
        }
        14 => {
            let count = design.machines.len().max(1);
            design.rename_machine(a % count, &Label::parse(&format!("other-{b}")).unwrap())
        }
        _ => Edit::plain(path(&format!("machines[{a}].memory")), format!("{}Gi", b + 1)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Undo to the start is the start; the text read back is the design; nothing else is touched.
    #[test]
    fn any_sequence_of_edits_undoes_and_reconciles(steps in edits(), styled in any::<bool>()) {
        let start = Document::read(if styled { STYLED } else { PRESETS[0].text }).unwrap();
        let mut design = start.design().clone();
        let mut document = start.clone();
        let mut undo = Vec::new();
        for step in steps {
            let before = design.clone();
            let change = edit(&design, step);
            match design.apply(&change) {
                Ok(inverse) => {
                    let mut back = design.clone();
                    back.apply(&inverse).unwrap();
                    prop_assert_eq!(&back, &before, "{:?} is not undone by {:?}", change, inverse);
                    undo.push(inverse);
                }
                Err(_) => prop_assert_eq!(&design, &before),
            }
            let (text, exact) = document.spliced(&design);
            prop_assert!(exact, "the splice went wrong:\n{}\n---\n{}", document.text(), text);
            document = document.reconciled(&design);
            prop_assert_eq!(document.design(), &design);
            let full = design.write(Detail::Full).unwrap();
            prop_assert_eq!(Design::from_full(&full), Some(design.clone()));
            if styled {
                prop_assert!(document.text().starts_with("# Ours since 2019.\npresswright: 1   # the format"));
            }
        }
        for inverse in undo.iter().rev() {
            design.apply(inverse).unwrap();
        }
        prop_assert_eq!(&design, start.design());
        let back = document.reconciled(&design);
        prop_assert_eq!(back.design(), start.design());
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,200}") {
        let _ = Document::read(&text);
    }

    #[test]
    fn reading_broken_designs_never_panics(at in 0_usize..700, with in "[\\PC\n\t]{0,6}") {
        let mut text = PRESETS[0].text.to_owned();
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert_str(at, &with);
        let _ = Document::read(&text);
        text.truncate(at);
        let _ = Document::read(&text);
    }
}
