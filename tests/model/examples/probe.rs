use model_tests::action::Faults;
use model_tests::guards::{Guard, Without};
use model_tests::model::{Model, Settings};
use model_tests::search::Bounds;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let fair = args[1].contains('f'); let serving = args[1].contains('s'); let nosym = args[1].contains('n');
    let faults: u8 = args[2].parse().unwrap();
    let kinds = Faults(args[3].parse().unwrap());
    let commits: u8 = args[4].parse().unwrap();
    let decisions: u8 = args[5].parse().unwrap();
    let seconds: u64 = args[6].parse().unwrap();
    let mut without = Without::NONE;
    for name in &args[7..] {
        without = without.and(Guard::ALL.iter().find(|(g, _)| format!("{g:?}") == *name).expect(name).0);
    }
    let model = Model::<3>::new(Settings { members: 3, faults, kinds, commits, decisions, without, symmetric: !nosym, serving });
    let bounds = Bounds { states: 150_000_000, seconds };
    if fair {
        let e = model.ends(bounds);
        println!("{} states, complete {}, {:.1}s", e.states, e.complete, e.seconds);
        if let Some((story, state)) = e.stuck {
            println!("STUCK"); for (action, _) in &story { println!("  {} {:?}", action.member, action.what); }
            show(&state);
            let mut next = Vec::new(); model.next(&state, &mut next);
            for (a, _) in &next { println!("can: {a:?}"); }
        }
        return;
    }
    let outcome = model.search(bounds);
    println!("{} states, depth {}, complete {}, cut {}, {:.1}s", outcome.states, outcome.deepest, outcome.complete, outcome.cut, outcome.seconds);
    if let Some((wrong, story)) = outcome.wrong {
        println!("{}", wrong.says());
        for (action, _) in &story { println!("  {} {:?}", action.member, action.what); }
        show(&story.last().unwrap().1);
    }
}
fn show(s: &model_tests::state::State<3>) {
    for m in &s.members { println!("{m:?}"); }
    println!("{:?}", s.shared);
    for (e, g) in s.groups.iter().enumerate().filter(|(_, g)| g.count > 0) { println!("group {e} {g:?}"); }
}
