//! A way to what must not be, in words.

use std::fmt::Write as _;

use crate::action::{Action, What};
use crate::state::{Kind, State};

/// One line a step; members by their number.
pub fn tell<const N: usize>(story: &[(Action, State<N>)]) -> String {
    let mut told = String::new();
    for (number, (action, after)) in (1..).zip(story) {
        let _ = writeln!(told, "{number:>3}. {}", line(*action, after));
    }
    told
}

fn line<const N: usize>(action: Action, after: &State<N>) -> String {
    let i = usize::from(action.member);
    let me = after.members[i];
    let says = match action.what {
        What::Start => "comes up".to_owned(),
        What::Register if me.key_empty => "register: recovering, empty".to_owned(),
        What::Register => {
            format!("register: recovering, epoch {} seqno {}", me.key_epoch, me.key_seqno)
        }
        What::Elect(kind, whom) => format!(
            "elect: {} for epoch {} ({})",
            whom.trailing_zeros(),
            after.election_epoch,
            match kind {
                Kind::First => "first",
                Kind::Decision => "decision",
                Kind::None | Kind::Recovery => "recovery",
            }
        ),
        What::Join => format!("join: epoch {}", me.epoch),
        What::Bootstrap => format!("bootstrap: epoch {}", after.election_epoch),
        What::Discard => "discard: its data, by a person's word".to_owned(),
        What::Lost => "lost: its key is gone, it begins anew".to_owned(),
        What::Handover if me.runs() => format!("handover: its server starts epoch {}", me.epoch),
        What::Handover => "lost: its election does not stand any more".to_owned(),
        What::ServerEnd => "server_end: stopped in order".to_owned(),
        What::Publish { primary: true } => "publish: primary".to_owned(),
        What::Publish { primary: false } => "publish: running-non-primary".to_owned(),
        What::RegisterAgain => "register: its server runs, its lease had ended".to_owned(),
        What::Establish => format!("establish: epoch {}, the view names {i}", after.established),
        What::Widen => format!("widen: {}", view(after)),
        What::Narrow => format!("narrow: {}", view(after)),
        What::Restore => format!("restore: epoch {}, {}", after.established, view(after)),
        What::Seen => "seen: it saw itself established".to_owned(),
        What::Open => "open: its gate".to_owned(),
        What::Shut => "shut: its gate".to_owned(),
        What::Stop => "stop: it is to begin anew".to_owned(),
        What::Connect => "enters its group with the data it has".to_owned(),
        What::Copy => "enters its group and takes a copy; what it held is gone".to_owned(),
        What::GiveUp => "server_end: nobody to join, or a transfer without its donor".to_owned(),
        What::Transferred => "has received what it lacked".to_owned(),
        What::Apply => "applies what was ordered".to_owned(),
        What::Rejoin => "meets its group again".to_owned(),
        What::Write => format!("CLIENT: commit {} acknowledged by it", after.commits),
        What::Expire => "its lease ends".to_owned(),
        What::HealMembers => "reaches the others again".to_owned(),
        What::HealEtcd => "reaches etcd again".to_owned(),
        What::Release => "goes on where it was held".to_owned(),
        What::ShrinkRoster => "the roster loses it".to_owned(),
        What::Crash => "FAULT: its container is killed".to_owned(),
        What::LosePod => "FAULT: its pod is killed, another one comes".to_owned(),
        What::StopPod => "FAULT: its pod is stopped, another one comes".to_owned(),
        What::LoseVolume => "FAULT: its volume is lost, an empty one comes".to_owned(),
        What::CutFromMembers => "FAULT: cut off from the other members".to_owned(),
        What::CutFromEtcd => "FAULT: cut off from etcd".to_owned(),
        What::HoldPod => "FAULT: its pod stands still (SIGSTOP)".to_owned(),
        What::HoldPodAtStep => "FAULT: its pod stands still in the middle of a step".to_owned(),
        What::HoldSidecar => "FAULT: its sidecar stands still (SIGSTOP)".to_owned(),
        What::HoldSidecarAtStep => {
            "FAULT: its sidecar stands still in the middle of a step".to_owned()
        }
        What::LoseAnswer => "FAULT: etcd did it, the answer is lost".to_owned(),
        What::FailTransfer => "FAULT: its transfer fails, the server leaves its group".to_owned(),
        What::ScaleUp => "FAULT: scaled up by it".to_owned(),
        What::ScaleDown => "FAULT: scaled down by it".to_owned(),
        What::Decide => "PERSON: decides for its data".to_owned(),
        What::PermitDiscard => "PERSON: lets its data be discarded".to_owned(),
        What::CrashAll => return "FAULT: all power is gone, and comes back".to_owned(),
        What::EtcdDown => return "FAULT: etcd has no quorum".to_owned(),
        What::EtcdUp => return "etcd has its quorum again".to_owned(),
        What::EtcdLost => return "FAULT: etcd has lost its data".to_owned(),
        What::EtcdRestored => return "FAULT: etcd is restored from the snapshot".to_owned(),
        What::Snapshot => return "a snapshot of etcd is kept".to_owned(),
        What::WriteRoster => return "a person writes the roster again".to_owned(),
    };
    format!("member {i}: {says}")
}

fn view<const N: usize>(state: &State<N>) -> String {
    let present = (0..N).filter(|i| state.members[*i].view).map(|i| i.to_string());
    let lost = (0..N).filter(|i| state.members[*i].view_lost).map(|i| format!("{i}'s lost one"));
    format!("the view names {}", present.chain(lost).collect::<Vec<_>>().join(", "))
}
