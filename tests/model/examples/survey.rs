use model_tests::cases::{CASES, Leads};
use model_tests::model::Model;
use model_tests::search::Bounds;
fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let bounds = Bounds { states: 1_500_000, seconds: 40 };
    for case in CASES {
        if !only.is_empty() && !only.contains(&format!("{:?}", case.guard)) { continue; }
        let model = Model::<3>::new(case.settings());
        let (found, states, complete, seconds, story) = if case.leads == Leads::Stuck {
            let e = model.ends(bounds);
            let c = e.complete;
            (e.stuck.is_some().then_some("stuck"), e.states, c, e.seconds, e.stuck.map(|s| s.0).unwrap_or_default())
        } else {
            let o = model.search(bounds);
            let (w, s) = o.wrong.map_or((None, Vec::new()), |(w, s)| (Some(w.says()), s));
            (w, o.states, o.complete, o.seconds, s)
        };
        println!("{:?} {:?}: {:?} {states} states complete {complete} {seconds:.1}s", case.guard, case.leads, found);
        if !only.is_empty() { for (a, _) in &story { println!("   {} {:?}", a.member, a.what); } }
    }
}
