//! `presswright simulate cuts`: every smallest set of faults that does harm.

use super::Of;
use crate::failure::Failure;
use crate::{Format, Outcome, terminal};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use presswright::simulate::Site;
use presswright::simulate::advice::{Advice, advice};
use presswright::simulate::cuts::{Cut, Cuts, KINDS, Kind, LINKS_OF_THREE, cuts};
use presswright::simulate::failure::course;
use presswright::simulate::fault::{Fault, in_words};
use presswright::simulate::harm::{Harm, Harms};
use presswright::simulate::words::summary;
use serde_json::{Value, json};
use std::fmt::Write;

/// What can be demanded: how many at once, of which kinds.
const DEMANDS: [(&str, usize, &[Kind]); 5] = [
    ("survives any one machine", 1, &[Kind::Machines]),
    ("survives any two machines", 2, &[Kind::Machines]),
    ("survives any three machines", 3, &[Kind::Machines]),
    ("survives any one fault", 1, &KINDS),
    ("survives any two faults", 2, &KINDS),
];

#[derive(Args)]
pub struct Asked {
    #[command(flatten)]
    of: Of,
    /// The most faults of a set
    #[arg(long, value_name = "FAULTS", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=3))]
    size: u8,
    /// Look at faults of this kind only; give it again for more
    #[arg(long, value_name = "KIND", value_parser = among())]
    among: Vec<Kind>,
    /// End with 1 where this does not hold
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(DEMANDS.map(|demand| demand.0)))]
    require: Option<String>,
}

/// The kinds of faults, as they are asked for.
const AMONG: [(&str, &str, Kind); 8] = [
    ("machines", "Machines down or cut off", Kind::Machines),
    ("disks", "Machines lost with their disks", Kind::Disks),
    ("volumes", "Volumes lost", Kind::Volumes),
    ("etcd", "Members of etcd corrupt", Kind::Etcd),
    ("pods", "Pods crashed", Kind::Pods),
    ("export", "The NFS export down", Kind::Export),
    ("control-plane", "The control plane down", Kind::ControlPlane),
    ("links", "Links between two machines cut", Kind::Links),
];

fn among() -> impl TypedValueParser<Value = Kind> {
    let values = AMONG.map(|(name, help, _)| PossibleValue::new(name).help(help));
    PossibleValuesParser::new(values).try_map(|word| {
        let found = AMONG.into_iter().find(|(name, ..)| *name == word);
        found.map(|(.., kind)| kind).ok_or("no such kind of fault")
    })
}

/// What was found, to be told.
struct Told<'a> {
    site: &'a Site<'a>,
    size: usize,
    found: Cuts,
    /// The sets of one machine, and of what was demanded.
    one_machine: Cuts,
    demanded: Option<(&'a str, Cuts)>,
    advice: Option<Advice>,
}

impl Asked {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let Some(approved) = self.of.approved()? else { return Ok(Outcome::Stopped) };
        let site = Site::drawn(approved.design(), approved.topology(), self.of.classes());
        let most = usize::from(self.size);
        let kinds: Vec<Kind> = match self.among.as_slice() {
            [] => KINDS.to_vec(),
            some => some.to_vec(),
        };
        let found = cuts(&site, most, &kinds);
        let demanded = self.require.as_deref().and_then(|asked| {
            let demand = DEMANDS.iter().find(|demand| demand.0 == asked)?;
            Some((asked, cuts(&site, demand.1, demand.2)))
        });
        // Three at a time are counted once; what to change is looked for among fewer.
        let before = if most > 2 { cuts(&site, 2, &kinds) } else { found.clone() };
        let told = Told {
            advice: advice(approved.design(), self.of.classes(), most.min(2), &kinds, &before),
            one_machine: cuts(&site, 1, &[Kind::Machines]),
            site: &site,
            size: most,
            found,
            demanded,
        };
        match self.of.format {
            Format::Human => terminal::print_lines(&told.text())?,
            Format::Json => terminal::print_json(&told.json())?,
        }
        Ok(if told.holds() { Outcome::Fine } else { Outcome::Stopped })
    }
}

fn harm(harm: Harm) -> &'static str {
    match harm {
        Harm::Data => "data",
        Harm::Reading => "reading",
        Harm::Writing => "writing",
        Harm::Uploading => "uploading",
    }
}

fn harms(harms: Harms) -> Vec<&'static str> {
    harms.iter().map(harm).collect()
}

fn survives(cuts: &Cuts) -> bool {
    cuts.already.is_empty() && cuts.sets.is_empty()
}

impl Told<'_> {
    fn holds(&self) -> bool {
        self.demanded.as_ref().is_none_or(|(_, cuts)| survives(cuts))
    }

    fn words(&self, faults: &[Fault]) -> String {
        in_words(faults, self.site.topology())
    }

    fn because(&self, faults: &[Fault]) -> String {
        summary(self.site, &course(self.site, faults, false))
    }

    fn verdict(&self, what: &str, cuts: &Cuts, text: &mut String) {
        let answer = if survives(cuts) { "yes" } else { "no" };
        let _ = writeln!(text, "{what}: {answer}.");
        for cut in &cuts.sets {
            let _ = writeln!(text, "  {}", self.because(&cut.faults));
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        self.verdict("Survives any one machine", &self.one_machine, &mut text);
        self.pauses(&mut text);
        if let Some((what, cuts)) = &self.demanded
            && *what != "survives any one machine"
        {
            self.verdict(&what.replacen('s', "S", 1), cuts, &mut text);
        }
        if !self.found.already.is_empty() {
            let _ = writeln!(
                text,
                "Though nothing has failed, this does not work: {}.",
                harms(self.found.already).join(", ")
            );
        }
        text.push('\n');
        self.write_sets(&mut text);
        if let Some(advice) = &self.advice {
            let _ = writeln!(
                text,
                "\nWhat removes most of them: {}. Then there are {} of {} (each counted for each harm).",
                advice.fix.title,
                advice.after.count(),
                self.counted().count()
            );
            for cut in advice.after.sets.iter().filter(|cut| cut.faults.len() == 1) {
                let _ = writeln!(
                    text,
                    "  Still alone: {}: {}",
                    harms(cut.harms).join(", "),
                    self.words(&cut.faults)
                );
            }
        }
        text
    }

    /// The sets that the advice was counted against.
    fn counted(&self) -> Cuts {
        let mut counted = self.found.clone();
        counted.sets.retain(|cut| cut.faults.len() <= 2);
        counted
    }

    /// Machines whose loss the site does not notice but for a while.
    fn pauses(&self, text: &mut String) {
        for host in 0..self.site.topology().hosts.len() {
            let course = course(self.site, &[Fault::MachineDown(host)], false);
            if course.pauses() {
                let _ = writeln!(text, "  {}", summary(self.site, &course));
            }
        }
    }

    fn write_sets(&self, text: &mut String) {
        if self.found.sets.is_empty() {
            let _ = writeln!(text, "No set of at most {} of these faults does harm.", self.size);
        }
        let mut last = (Harms::default(), 0);
        for Cut { faults, harms: does } in &self.found.sets {
            if last != (*does, faults.len()) {
                let what = harms(*does).join(", ");
                let _ = writeln!(text, "{what}, by {} at once:", faults.len());
                last = (*does, faults.len());
            }
            let _ = writeln!(text, "  {}", self.words(faults));
        }
        if self.found.left_out {
            let _ = writeln!(
                text,
                "Of more than {LINKS_OF_THREE} machines, sets of three are without cut links."
            );
        }
    }

    fn json(&self) -> Value {
        let set = |cut: &Cut| {
            let faults: Vec<String> =
                cut.faults.iter().map(|fault| fault.words(self.site.topology())).collect();
            json!({"faults": faults, "harms": harms(cut.harms), "because": self.because(&cut.faults)})
        };
        let sets = |cuts: &Cuts| cuts.sets.iter().map(set).collect::<Vec<_>>();
        json!({
            "survives_any_one_machine": survives(&self.one_machine),
            "because": sets(&self.one_machine),
            "required": self.demanded.as_ref().map(|(what, cuts)| {
                json!({"what": what, "holds": survives(cuts), "because": sets(cuts)})
            }),
            "already": harms(self.found.already),
            "cuts": sets(&self.found),
            "links_left_out": self.found.left_out,
            "advice": self.advice.as_ref().map(|advice| {
                json!({
                    "title": advice.fix.title,
                    "before": self.counted().count(),
                    "after": advice.after.count(),
                })
            }),
        })
    }
}
