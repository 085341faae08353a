use super::*;
use crate::design::preset;

fn editor(name: &str) -> Editor {
    Editor::open(preset(name).unwrap().text).unwrap()
}

fn lit_by(editor: &Editor, things: &[Thing]) -> Lit {
    lit(&links(editor.design(), editor.topology(), false), editor.topology(), things)
}

fn layers(lit: &Lit) -> Vec<Layer> {
    let mut layers = Vec::new();
    for line in &lit.lines {
        if !layers.contains(&line.layer) {
            layers.push(line.layer);
        }
    }
    layers
}

#[test]
fn the_chain_of_a_replica_is_its_claim_volume_and_folder() {
    let editor = editor("lab");
    let lit = lit_by(&editor, &[Thing::Replica(1)]);
    let [line] = lit.lines.iter().filter(|line| line.label.is_some()).collect::<Vec<_>>()[..]
    else {
        panic!("{lit:?}")
    };
    assert_eq!(line.label.as_deref(), Some("claim data-percona-1, volume blog-percona-1"));
    let folder = editor.topology().folders.iter().position(|folder| folder.name == "percona-1");
    assert!(lit.things.contains(&Thing::Folder(folder.unwrap())));
    let back = lit_by(&editor, &[Thing::Folder(folder.unwrap())]);
    assert!(back.things.contains(&Thing::Replica(1)));
}

#[test]
fn a_replica_needs_etcd_and_its_folder_and_is_needed_by_what_calls_it() {
    let editor = editor("lab");
    let lit = lit_by(&editor, &[Thing::Replica(0)]);
    for thing in [Thing::Etcd, Thing::Member(2), Thing::Haproxy(0), Thing::Haproxy(1)] {
        assert!(lit.things.contains(&thing), "{thing:?} of {:?}", lit.things);
    }
    assert!(!lit.things.contains(&Thing::Replica(1)), "a replica stands for itself");
    assert!(!lit.things.contains(&Thing::Site(0)), "WordPress calls the Service, not the replica");
    assert_eq!(layers(&lit).len(), 3, "traffic, discovery and storage");
}

#[test]
fn a_wordpress_lights_up_from_the_visitors_to_the_proxies() {
    let editor = editor("large");
    let lit = lit_by(&editor, &[Thing::Site(3)]);
    for thing in [Thing::WayIn, Thing::Wordpress, Thing::Percona, Thing::Haproxy(1)] {
        assert!(lit.things.contains(&thing), "{thing:?} of {:?}", lit.things);
    }
    assert!(!lit.things.contains(&Thing::Site(2)) && !lit.things.contains(&Thing::Replica(0)));
    assert!(layers(&lit).contains(&Layer::Storage), "its content is on the export");
}

#[test]
fn what_a_machine_holds_lights_up_without_lines_and_an_export_with_all_that_need_it() {
    let editor = editor("lab");
    let machine = lit_by(&editor, &[Thing::Machine(1)]);
    assert!(machine.things.contains(&Thing::Replica(0)));
    assert!(machine.lines.is_empty());
    let export = lit_by(&editor, &[Thing::Export]);
    assert!(export.things.contains(&Thing::Replica(2)) && export.things.contains(&Thing::Site(0)));
    assert_eq!(layers(&export), [Layer::Storage]);
}

#[test]
fn several_things_light_up_together() {
    let editor = editor("lab");
    let both = lit_by(&editor, &[Thing::Replica(0), Thing::Replica(2)]);
    for one in [Thing::Replica(0), Thing::Replica(2)] {
        let alone = lit_by(&editor, &[one]);
        assert!(alone.lines.iter().all(|line| both.lines.contains(line)));
    }
}

fn overlap(one: Rect, other: Rect) -> bool {
    one.x < other.right()
        && other.x < one.right()
        && one.y < other.bottom()
        && other.y < one.bottom()
}

#[test]
fn from_near_each_port_has_a_place_of_its_own() {
    for name in ["lab", "small", "cloud", "large", "article-2017"] {
        for narrow in [false, true] {
            let editor = editor(name);
            let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), narrow);
            let tags = ports(&scene, editor.topology(), scene.bounds);
            for (index, tag) in tags.iter().enumerate() {
                for other in &tags[index + 1..] {
                    assert!(!overlap(tag.rect, other.rect), "{name}: {tag:?} {other:?}");
                }
                // Words end 8 above a pod's lower edge.
                for pod in &scene.pods {
                    let words = Rect { y: pod.rect.y + 4.0, h: pod.rect.h - 10.0, ..pod.rect };
                    assert!(!overlap(tag.rect, words), "{name}: {tag:?} over {pod:?}");
                }
            }
        }
    }
}

#[test]
fn ports_are_named_as_in_the_manifests_and_only_what_is_seen_has_them() {
    let editor = editor("lab");
    let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), false);
    let all: Vec<String> =
        ports(&scene, editor.topology(), scene.bounds).into_iter().map(|tag| tag.text).collect();
    for text in [
        "mysql 3306",
        "sst 4444",
        "group 4567",
        "ist 4568",
        "check 9200",
        "client 2379",
        "peer 2380",
        "http 80, node port 30080",
    ] {
        assert!(all.iter().any(|it| it == text), "{text} of {all:?}");
    }
    let pod = scene.rect_of(Thing::Member(1)).unwrap();
    let near = ports(&scene, editor.topology(), pod);
    let texts: Vec<&str> = near.iter().map(|tag| tag.text.as_str()).collect();
    assert_eq!(texts, ["client 2379", "peer 2380"]);
}
