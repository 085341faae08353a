//! `presswright simulate load`: the autoscaler's replicas over time, and what they can answer.

use crate::check::approve;
use crate::failure::Failure;
use crate::source::Source;
use crate::{Format, Outcome, terminal};
use clap::Args;
use clap::builder::{PossibleValuesParser, RangedU64ValueParser};
use presswright::rules::Approved;
use presswright::simulate::load::autoscaler::Why;
use presswright::simulate::load::settings::{
    LEAST_MILLISECONDS, MOST_MILLISECONDS, MOST_PEAK, MOST_SECONDS, PEAK,
};
use presswright::simulate::load::words::{clock, held_back, sentence};
use presswright::simulate::load::{Assumed, Ceiling, Curve, Moment, Summary, course};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What can be demanded.
const DEMANDS: [&str; 1] = ["refuses nobody"];

/// The most of a figure that is assumed.
const MOST: u64 = MOST_SECONDS as u64;

#[derive(Args)]
pub struct Loaded {
    /// The design or bundle (zip or folder); - for standard input
    file: PathBuf,
    /// A curve that has a name (day, flash, ramp), or a file with seconds and requests a second on each line
    #[arg(long, value_name = "NAME|FILE", default_value = "flash")]
    curve: String,
    /// The highest point of a curve that has a name, in requests a second
    #[arg(long, value_name = "REQUESTS", default_value_t = PEAK, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_PEAK)))]
    peak: u32,
    /// CPU that a request takes, in milliseconds of one processor
    #[arg(long, value_name = "MS", default_value_t = 60.0, value_parser = milliseconds)]
    cpu: f64,
    /// How long a request waits for the database and the files, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 40.0, value_parser = milliseconds)]
    wait: f64,
    /// Seconds from the start of a replica's containers until it is ready
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = RangedU64ValueParser::<u32>::new().range(0..=MOST))]
    start: u32,
    /// Seconds in which a machine loads the image, if it has none yet
    #[arg(long, value_name = "SECONDS", default_value_t = 40, value_parser = RangedU64ValueParser::<u32>::new().range(0..=MOST))]
    pull: u32,
    /// Seconds that a visitor waits
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = RangedU64ValueParser::<u32>::new().range(1..=MOST))]
    patience: u32,
    /// Another design, under the same load beside it
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// End with 1 where this does not hold
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(DEMANDS))]
    require: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn milliseconds(text: &str) -> Result<f64, String> {
    let (least, most) = (LEAST_MILLISECONDS, MOST_MILLISECONDS);
    let number = text.parse::<f64>().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("wanted are milliseconds from {least} to {most}"))
}

/// One design under the load.
struct Course {
    name: String,
    moments: Vec<Moment>,
    summary: Summary,
}

impl Loaded {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let curve = self.read_curve()?;
        let mut courses = Vec::new();
        for file in [&self.file].into_iter().chain(&self.against) {
            let without = "It bears no load: the errors have to go first.";
            let Some(approved) = approve(file, self.format, without)? else {
                return Ok(Outcome::Stopped);
            };
            courses.push(self.course(&approved, &curve));
        }
        match self.format {
            Format::Human => terminal::print_lines(&self.text(&courses))?,
            Format::Json => terminal::print_json(&self.json(&curve, &courses))?,
        }
        let holds = courses.first().is_none_or(|course| course.summary.refuses_nobody());
        Ok(if self.require.is_none() || holds { Outcome::Fine } else { Outcome::Stopped })
    }

    fn read_curve(&self) -> Result<Curve, Failure> {
        if let Some(curve) = Curve::named(&self.curve, f64::from(self.peak)) {
            return Ok(curve);
        }
        let source = Source::read(Path::new(&self.curve))?;
        Curve::read(&source.text).map_err(|wrong| Failure::Curve {
            name: source.name,
            source: wrong,
            known: Curve::names().map(|(name, _)| name.to_owned()).collect(),
        })
    }

    fn assumed(&self) -> Assumed {
        let Self { cpu, wait, start, pull, patience, .. } = *self;
        Assumed { cpu, wait, start, pull, patience }
    }

    fn course(&self, approved: &Approved, curve: &Curve) -> Course {
        let (design, topology) = (approved.design(), approved.topology());
        let moments = course(design, topology, curve, &self.assumed());
        Course { name: design.name.to_string(), summary: Summary::of(&moments), moments }
    }

    fn text(&self, courses: &[Course]) -> String {
        let Assumed { cpu, wait, start, pull, patience } = self.assumed();
        let mut text = format!(
            "Assumed: a request takes {cpu} ms of CPU and waits {wait} ms; a replica is ready {start} s after its \
             start; a machine loads the image in {pull} s; a visitor waits {patience} s.\n"
        );
        for course in courses {
            text.push('\n');
            course.write(&mut text);
        }
        text
    }

    fn json(&self, curve: &Curve, courses: &[Course]) -> Value {
        let Assumed { cpu, wait, start, pull, patience } = self.assumed();
        json!({
            "curve": {"name": self.curve, "seconds": curve.end()},
            "assumed": {
                "cpu_ms": cpu, "wait_ms": wait, "start_s": start, "pull_s": pull, "patience_s": patience,
            },
            "courses": courses.iter().map(Course::json).collect::<Vec<_>>(),
        })
    }
}

impl Course {
    fn write(&self, text: &mut String) {
        text.push_str(&sentence(&self.name, &self.summary));
        text.push('\n');
        for line in held_back(&self.summary) {
            let _ = writeln!(text, "  {line}");
        }
        let _ = writeln!(
            text,
            "\n     time  come/s  answered/s  waiting    gone  replicas  ready  pending   CPU  why"
        );
        let mut before = None;
        for (index, moment) in self.moments.iter().enumerate() {
            let state = (moment.replicas, moment.ready, moment.pending, moment.why, moment.ceiling);
            if before != Some(state) || index + 1 == self.moments.len() {
                let cpu =
                    moment.utilization.map_or("-".to_owned(), |percent| format!("{percent} %"));
                let _ = writeln!(
                    text,
                    "{:>9} {:>7.1} {:>11.1} {:>8.0} {:>7.0} {:>9} {:>6} {:>8} {:>5}  {}",
                    clock(moment.at),
                    moment.demand,
                    moment.served,
                    moment.waiting,
                    moment.refused,
                    moment.replicas,
                    moment.ready,
                    moment.pending,
                    cpu,
                    moment.why.map_or("there is no autoscaler", Why::words)
                );
            }
            before = Some(state);
        }
    }

    fn json(&self) -> Value {
        let summary = &self.summary;
        let moments = self.moments.iter().map(|moment| {
            json!({
                "at": moment.at, "demand": moment.demand, "served": moment.served,
                "waiting": moment.waiting, "gone": moment.refused, "replicas": moment.replicas,
                "ready": moment.ready, "pending": moment.pending, "utilization": moment.utilization,
                "why": moment.why.map(Why::word),
                "ceiling": moment.ceiling.map(Ceiling::word),
            })
        });
        let held_back = summary
            .held_back
            .iter()
            .map(|(ceiling, from, to)| json!({"by": ceiling.word(), "from": from, "to": to}));
        json!({
            "design": self.name,
            "summary": {
                "came": summary.came, "answered": summary.answered, "gone": summary.gone,
                "most_waiting": summary.most_waiting.0, "most_replicas": summary.most_replicas.0,
                "most_ready": summary.most_ready, "most_pending": summary.most_pending,
                "held_back": held_back.collect::<Vec<_>>(),
            },
            "moments": moments.collect::<Vec<_>>(),
        })
    }
}
