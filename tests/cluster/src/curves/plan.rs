//! The ten curves: those that have a name, under the autoscaler of a design as its manifest has it, and drawn ones, each
//! with what it is there for.

use fastrand::Rng;
use presswright::design::{Document, preset};
use presswright::simulate::load::autoscaler::{Autoscaler, Most, Policy, Rules, Select};
use presswright::simulate::load::{Assumed, Curve, autoscaler_of};
use serde_json::{Value, json};

use super::clock::SPEED;
use super::log::TARGET;
use super::pods::{REQUEST, Trouble};
use crate::rehearsal::Failure;

/// One of them. Its times are those of the library's clock.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its namespace.
    pub name: String,
    /// Requests a second.
    pub curve: Curve,
    /// The library's autoscaler, which has looked at nothing yet.
    pub autoscaler: Autoscaler,
    /// Whether the object says nothing of its behaviour, so that the API server fills it in.
    pub says_nothing: bool,
    /// How many replicas there are before the autoscaler looks.
    pub begins_with: i32,
    /// What befalls the pods.
    pub trouble: Trouble,
    /// Of what is drawn on the way.
    pub seed: u64,
}

/// The ten of a seed, each as long as so many seconds of the machine's clock.
pub fn ten(seed: u64, seconds: u64) -> Result<Vec<Plan>, Failure> {
    let mut random = Rng::with_seed(seed);
    let end = u32::try_from(seconds * SPEED)?;
    let mut plans = Vec::new();
    let of_a_design = of_a_design()?;
    for (name, _) in Curve::names() {
        // More than the most can answer.
        let curve = Curve::named(name, 1.2 * rate_at(&of_a_design, of_a_design.max));
        let curve = shortened(&curve.ok_or("there is no such curve")?, end);
        plans.push(Plan {
            name: name.to_owned(),
            curve: curve.ok_or("it cannot be shortened")?,
            autoscaler: of_a_design.clone(),
            says_nothing: false,
            begins_with: of_a_design.min,
            trouble: Trouble::None,
            seed: random.u64(..),
        });
    }
    for theme in THEMES {
        plans.push(drawn(theme, &mut random, end)?);
    }
    Ok(plans)
}

impl Plan {
    /// The HorizontalPodAutoscaler.
    pub fn object(&self) -> Value {
        let Autoscaler { min, max, target, up, down, .. } = &self.autoscaler;
        let behavior = if self.says_nothing {
            json!({"scaleDown": {}})
        } else {
            json!({"scaleUp": written(up), "scaleDown": written(down)})
        };
        json!({
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": TARGET},
            "spec": {
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": TARGET},
                "minReplicas": min, "maxReplicas": max,
                "metrics": [{"type": "Resource", "resource": {
                    "name": "cpu", "target": {"type": "Utilization", "averageUtilization": target},
                }}],
                "behavior": behavior,
            },
        })
    }
}

fn written(rules: &Rules) -> Value {
    let policies = rules.policies.iter().map(|policy| {
        let (kind, value) = match policy.most {
            Most::Pods(value) => ("Pods", value),
            Most::Percent(value) => ("Percent", value),
        };
        json!({"type": kind, "value": value, "periodSeconds": on_the_machine(policy.period)})
    });
    json!({
        "stabilizationWindowSeconds": on_the_machine(rules.window),
        "selectPolicy": format!("{:?}", rules.select),
        "policies": policies.collect::<Vec<_>>(),
    })
}

/// Seconds of the machine's clock.
fn on_the_machine(seconds: u32) -> u64 {
    u64::from(seconds) / SPEED
}

/// Seconds of the library's clock.
fn on_the_library_s(seconds: u32) -> u32 {
    seconds.saturating_mul(u32::try_from(SPEED).unwrap_or(u32::MAX))
}

/// That of the preset `lab` with more room: a window of 300 s, and what the manifest says of policies.
fn of_a_design() -> Result<Autoscaler, Failure> {
    let (narrow, wide) = ("{min: 3, max: 5, cpu: 50%}", "{min: 2, max: 12, cpu: 50%}");
    let lab = preset("lab").ok_or("there is no lab")?.text;
    let document = Document::read(&lab.replace(narrow, wide))?;
    let autoscaler = autoscaler_of(document.design()).ok_or("it has no autoscaler")?;
    if autoscaler.max == 12 { Ok(autoscaler) } else { Err("the lab reads otherwise now".into()) }
}

/// What a drawn one is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theme {
    /// A policy of so many pods in each direction, and more replicas than the most at the beginning.
    Pods,
    /// Two policies in each direction, of which the one counts that allows least; and fewer than the fewest at the beginning.
    Percent,
    /// Windows in both directions.
    Windows,
    /// A load around the target.
    Tolerance,
    /// What Kubernetes does where the object says nothing: it is said where the bundle's own policies are 15 s, and so is
    /// not divided by the speed.
    Defaults,
    /// Pods without a measurement.
    Unmeasured,
    /// Pods that are not ready.
    Unready,
}

const THEMES: [Theme; 7] = [
    Theme::Pods,
    Theme::Percent,
    Theme::Windows,
    Theme::Tolerance,
    Theme::Defaults,
    Theme::Unmeasured,
    Theme::Unready,
];

fn drawn(theme: Theme, random: &mut Rng, end: u32) -> Result<Plan, Failure> {
    let (min, max) = (random.i32(2..4), random.i32(9..13));
    let (up, down) = rules(theme, random);
    let autoscaler = Autoscaler::new(min, max, random.i32(40..80), up, down);
    let curve = match theme {
        Theme::Tolerance => around(&autoscaler, random, end),
        _ => to_and_fro(&autoscaler, random, end),
    };
    Ok(Plan {
        name: format!("{theme:?}").to_lowercase(),
        curve: curve.ok_or("no curve was drawn")?,
        begins_with: match theme {
            Theme::Pods => max + 2,
            Theme::Percent => min - 1,
            _ => random.i32(min..=max),
        },
        autoscaler,
        says_nothing: theme == Theme::Defaults,
        trouble: match theme {
            Theme::Unmeasured => Trouble::Unmeasured,
            Theme::Unready => Trouble::Unready,
            _ => Trouble::None,
        },
        seed: random.u64(..),
    })
}

/// Windows and periods in whole seconds of the machine's clock. Looks are some more than 1.2 s apart, so that few
/// windows end just when one is made.
fn rules(theme: Theme, random: &mut Rng) -> (Rules, Rules) {
    let mut some = |most: Most, select: Select, window: u32| {
        let period = on_the_library_s(random.u32(2..5));
        Rules { window: on_the_library_s(window), select, policies: vec![Policy { most, period }] }
    };
    let free = Most::Percent(100);
    match theme {
        Theme::Pods => (some(Most::Pods(1), Select::Max, 0), some(Most::Pods(2), Select::Max, 0)),
        Theme::Percent => {
            let (mut up, mut down) =
                (some(Most::Percent(50), Select::Min, 0), some(Most::Percent(34), Select::Min, 3));
            up.policies.push(Policy { most: Most::Pods(2), period: on_the_library_s(3) });
            down.policies.push(Policy { most: Most::Pods(1), period: on_the_library_s(2) });
            (up, down)
        }
        Theme::Windows => (some(free, Select::Max, 4), some(free, Select::Max, 8)),
        Theme::Tolerance => (some(free, Select::Max, 0), some(free, Select::Max, 0)),
        Theme::Unmeasured | Theme::Unready => {
            (some(Most::Pods(4), Select::Max, 0), some(free, Select::Max, 2))
        }
        Theme::Defaults => {
            // SetDefaults_HorizontalPodAutoscaler of kubernetes pkg/apis/autoscaling/v2/defaults.go; the window is the
            // controller's flag.
            let policy = |most| Policy { most, period: on_the_library_s(15) };
            let rules = |window, policies| Rules { window, select: Select::Max, policies };
            let up = vec![policy(Most::Pods(4)), policy(Most::Percent(100))];
            (rules(0, up), rules(WINDOW, vec![policy(Most::Percent(100))]))
        }
    }
}

/// `--horizontal-pod-autoscaler-downscale-stabilization` as Kubernetes has it, in seconds.
pub const WINDOW: u32 = 300;

/// Requests a second that bring so many replicas to the target.
fn rate_at(autoscaler: &Autoscaler, replicas: i32) -> f64 {
    let request = f64::from(i32::try_from(REQUEST).unwrap_or(i32::MAX));
    f64::from(replicas * autoscaler.target) / 100.0 * request / Assumed::default().cpu
}

/// Up and down between nothing and more than the most can answer, at times from one second to the next.
fn to_and_fro(autoscaler: &Autoscaler, random: &mut Rng, end: u32) -> Option<Curve> {
    let most = rate_at(autoscaler, autoscaler.max);
    let mut points = vec![(0, most * random.f64())];
    let (mut second, mut high) = (0, random.bool());
    while second < end {
        second += on_the_library_s(random.u32(3..9));
        // Half of the time nothing comes: fewer would do than the fewest.
        let low = if random.bool() { 0.0 } else { 0.4 * random.f64() };
        let rate = most * if high { 0.6 + random.f64() } else { low };
        if random.bool() {
            let (_, before) = points.last().copied()?;
            points.push((second - 1, before));
        }
        points.push((second, rate));
        if !high {
            second += on_the_library_s(4);
            points.push((second, rate));
        }
        high = !high;
    }
    Curve::of(points)
}

/// Within a fifth of what six replicas take.
fn around(autoscaler: &Autoscaler, random: &mut Rng, end: u32) -> Option<Curve> {
    let six = rate_at(autoscaler, 6);
    let points =
        (0..).map(|index| on_the_library_s(3 * index)).take_while(|second| *second < end + 60);
    Curve::of(points.map(|second| (second, six * (0.8 + 0.4 * random.f64()))).collect())
}

/// The same rates in less time, if it is longer.
fn shortened(curve: &Curve, end: u32) -> Option<Curve> {
    let last = curve.end();
    if last <= end {
        return Some(curve.clone());
    }
    let within = |second: u32| u64::from(second) * u64::from(end) / u64::from(last);
    let points = curve.points().iter();
    Curve::of(
        points
            .map(|(second, rate)| Some((u32::try_from(within(*second)).ok()?, *rate)))
            .collect::<Option<_>>()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_and_periods_are_whole_seconds_of_the_machine_s_clock() {
        for seed in 0..200 {
            let plans = ten(seed, 90).unwrap();
            assert_eq!(plans.len(), 10);
            for plan in plans {
                assert!(plan.curve.end() >= 1350, "{}: {}", plan.name, plan.curve.end());
                for rules in [&plan.autoscaler.up, &plan.autoscaler.down] {
                    let periods = rules.policies.iter().map(|policy| policy.period);
                    for seconds in periods.chain([rules.window]) {
                        assert_eq!(u64::from(seconds) % SPEED, 0, "{}: {seconds} s", plan.name);
                    }
                }
            }
        }
    }
}
