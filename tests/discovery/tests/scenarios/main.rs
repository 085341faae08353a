//! What the database's members do together, with the bundle's own scripts.
//!
//! Without the parts (`Parts::find` names them) every case fails and says which are missing: whether
//! the suite runs at all is for who calls it to decide.

// A test may panic.
#![allow(clippy::indexing_slicing)]

mod default;
mod losses;
mod random;
mod restarts;
mod tools;

use std::process::ExitCode;

use discovery_tests::{CaseError, Cluster, Parts};
use libtest_mimic::{Arguments, Failed, Trial};

type Case = fn(&Parts) -> Result<Cluster, CaseError>;

/// The default run.
const CASES: [(&str, Case); 12] = [
    ("first_start_all_at_once", default::first_start_all_at_once),
    ("power_cut_during_writes", default::power_cut_during_writes),
    ("ordinal_0_loses_its_volume_while_the_others_are_down", default::ordinal_0_loses_its_volume),
    ("founder_killed_while_it_initialises", default::founder_killed_while_it_initialises),
    ("no_token_no_cluster", default::no_token_no_cluster),
    ("one_member_restarts", default::one_member_restarts),
    ("a_member_whose_data_differs_starts_over", default::a_member_whose_data_differs_starts_over),
    ("etcd_goes_and_comes_back_empty", default::etcd_goes_and_comes_back_empty),
    ("a_second_pod_on_the_same_volume_waits", default::a_second_pod_on_the_same_volume_waits),
    ("the_writer_moves", default::the_writer_moves),
    ("a_look_outlives_its_server", default::a_look_outlives_its_server),
    ("held_longer_than_its_lease", restarts::held_longer_than_its_lease),
];

/// With `PRESSWRIGHT_ALL` set, as in the nightly run.
const LONG_CASES: [(&str, Case); 15] = [
    ("two_of_three_crash", restarts::two_of_three_crash),
    ("rolling_restart", restarts::rolling_restart),
    ("the_newest_is_missing", losses::the_newest_is_missing),
    ("first_start_in_every_order", restarts::first_start_in_every_order),
    ("one_two_and_all_are_killed", restarts::one_two_and_all_are_killed),
    ("held_in_the_middle_of_a_bootstrap", restarts::held_in_the_middle_of_a_bootstrap),
    ("a_donor_is_killed", restarts::a_donor_is_killed),
    ("three_five_three", restarts::three_five_three),
    ("moved_over_from_the_image", restarts::moved_over_from_the_image),
    ("the_newest_loses_its_volume", losses::the_newest_loses_its_volume),
    ("etcd_is_down_at_the_start", losses::etcd_is_down_at_the_start),
    ("etcd_is_restored_from_an_older_snapshot", losses::etcd_is_restored_from_an_older_snapshot),
    ("cut_from_the_others_only", losses::cut_from_the_others_only),
    ("a_member_is_replaced", losses::a_member_is_replaced),
    ("the_quorum_is_lost_for_good", losses::the_quorum_is_lost_for_good),
];

/// With `PRESSWRIGHT_UNSEEN` set: passes on a quiet machine and not on a busy one, so no promise rests on it
/// (docs/discovery.md, "Not proved yet").
const UNSEEN_CASES: [(&str, Case); 1] = [("cut_from_etcd_only", losses::cut_from_etcd_only)];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each case has up to three servers; two cases at a time suit two cores.
    arguments.test_threads = Some(arguments.test_threads.unwrap_or(2).min(2));
    let parts = match Parts::find() {
        Ok(parts) => parts,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let all = std::env::var_os("PRESSWRIGHT_ALL").is_some();
    let unseen = std::env::var_os("PRESSWRIGHT_UNSEEN").is_some();
    let long = LONG_CASES.iter().filter(|_| all);
    let long = long.chain(UNSEEN_CASES.iter().filter(|_| unseen));
    let trials = CASES
        .iter()
        .chain(long)
        .map(|(name, case)| {
            let parts = parts.clone();
            let case = *case;
            Trial::test(*name, move || {
                case(&parts)
                    .and_then(|cluster| cluster.replays())
                    .map_err(|error| Failed::from(error.to_string()))
            })
        })
        .chain(random::seeds().map(|seed| {
            let parts = parts.clone();
            Trial::test(format!("random_faults_{seed}"), move || {
                random::faults(&parts, seed)
                    .and_then(|cluster| cluster.replays())
                    .map_err(|error| Failed::from(format!("PRESSWRIGHT_SEED={seed}: {error}")))
            })
        }))
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
