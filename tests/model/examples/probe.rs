use model_tests::action::Faults;
use model_tests::guards::{Guard, Without};
use model_tests::model::{Model, Settings};
use model_tests::search::Bounds;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let faults: u8 = args[1].parse().unwrap();
    let kinds = Faults(args[2].parse().unwrap());
    let commits: u8 = args[3].parse().unwrap();
    let decisions: u8 = args[4].parse().unwrap();
    let seconds: u64 = args[5].parse().unwrap();
    let mut without = Without::NONE;
    for name in &args[6..] {
        without = without.and(Guard::ALL.iter().find(|(g, _)| format!("{g:?}") == *name).expect(name).0);
    }
    let model = Model::<3>::new(Settings { members: 3, faults, kinds, commits, decisions, without, symmetric: true, serving: false });
    let outcome = model.search(Bounds { states: 150_000_000, seconds });
    println!("{} states, depth {}, complete {}, cut {}, {:.1}s", outcome.states, outcome.deepest, outcome.complete, outcome.cut, outcome.seconds);
    if let Some((wrong, story)) = outcome.wrong {
        println!("{}", wrong.says());
        for (action, _) in &story { println!("  {} {:?}", action.member, action.what); }
        println!("{:#?}", story.last().unwrap().1);
    }
}
