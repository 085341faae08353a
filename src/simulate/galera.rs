//! Which replicas of the database are its primary component.

/// A group as its members last agreed on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The members of the last primary component: what a majority is counted of, its quorum base.
    pub base: Vec<usize>,
    /// The weight of each replica, by ordinal (`pc.weight`, 1 where nothing else is said).
    pub weights: Vec<u64>,
}

impl Group {
    /// Of replicas that all weigh the same: the bundle sets no `pc.weight`.
    pub fn of(members: Vec<usize>, replicas: usize) -> Group {
        Group { base: members, weights: vec![1; replicas] }
    }

    fn weight(&self, members: &[usize]) -> u64 {
        members.iter().filter_map(|member| self.weights.get(*member)).sum()
    }

    /// Whether a component goes on as primary, when `left` said good-bye and the rest of the base went
    /// without a word: twice the weight of those that stay, and once that of those that left in order,
    /// is more than the weight of the base (percona/galera `gcomm/src/pc_proto.cpp`,
    /// `Proto::have_quorum`).
    pub fn has_quorum(&self, component: &[usize], left: &[usize]) -> bool {
        let in_base = |members: &[usize]| -> Vec<usize> {
            members.iter().copied().filter(|member| self.base.contains(member)).collect()
        };
        let (stay, left) = (in_base(component), in_base(left));
        !stay.is_empty() && self.weight(&stay) * 2 + self.weight(&left) > self.weight(&self.base)
    }
}

/// The members in groups of those that reach each other, if need be through others of them (gcomm
/// passes messages on for who has no connection: percona/galera `gcomm/src/gmcast.cpp`,
/// `GMCast::check_liveness`).
pub(super) fn components(
    members: &[usize],
    reaches: impl Fn(usize, usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut left = members.to_vec();
    let mut components = Vec::new();
    while let Some(first) = left.first().copied() {
        left.remove(0);
        let mut component = vec![first];
        let mut next = 0;
        while let Some(at) = component.get(next).copied() {
            next += 1;
            left.retain(|other| {
                let near = reaches(at, *other);
                if near {
                    component.push(*other);
                }
                !near
            });
        }
        component.sort_unstable();
        components.push(component);
    }
    components
}
