//! The designs that are looked at: presets, one for each exception that no preset shows, and random ones.

use cluster_tests::seeded;
use presswright::design::{Design, Document, Edit, PRESETS, preset};
use presswright::document::Path;
use presswright::rules::Approved;

use crate::Failure;

/// How many designs are drawn at random; 10 unless set, 200 in the long tier.
const DESIGNS_VARIABLE: &str = "PRESSWRIGHT_RANDOM_DESIGNS";

/// The preset that shows the article's faults. The rules refuse it, so it has no bundle.
const REFUSED: &str = "article-2017";

/// A digest as good as any: no image is loaded here.
const DIGEST: &str = "wordpress:7.1-php8.3-apache@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";

/// The lab with settings that people choose although a rule or a validator has something to say.
const CHOSEN: [(&str, &[(&str, &str)]); 9] = [
    ("without-probes", &[("percona.probes", "false")]),
    ("without-policies", &[("cluster.network-policies", "false")]),
    ("alone", &[("wordpress.autoscaling", ""), ("wordpress.replicas", "1")]),
    ("one-at-least", &[("wordpress.autoscaling.min", "1")]),
    ("replica-set", &[("wordpress.workload", "replica-set")]),
    (
        "mirror",
        &[("cluster.images.mirror", "mirror:5000/hub"), ("cluster.pull-secret", "registry")],
    ),
    ("digest", &[("wordpress.image", DIGEST)]),
    ("open", &[("etcd.node-port", "30090"), ("percona.node-port", "30091")]),
    ("balanced", &[("wordpress.way-in", "load-balancer"), ("cluster.kind", "existing")]),
];

/// An approved design.
pub struct Case {
    /// What it is called in messages; its folder, where it is written.
    pub name: String,
    /// The design with all that follows from it.
    pub approved: Approved,
    /// Whether it is the same in every run.
    pub fixed: bool,
}

/// All of them: the fixed ones first.
pub fn cases() -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for preset in PRESETS.iter().filter(|preset| preset.name != REFUSED) {
        cases.push(case(preset.name, Document::read(preset.text)?, true)?);
    }
    let lab = preset("lab").ok_or("there is no lab")?;
    for (name, settings) in CHOSEN {
        let mut design = Document::read(lab.text)?.design().clone();
        // checkov reads many designs at once and joins their objects by labels, which hold the name.
        set(&mut design, Path::top().key("name"), name)?;
        for (path, word) in settings {
            set(&mut design, path.parse()?, word)?;
        }
        cases.push(case(name, Document::write(&design), true)?);
    }
    for (index, design) in random()?.into_iter().enumerate() {
        cases.push(case(&format!("random-{index}"), Document::write(&design), false)?);
    }
    Ok(cases)
}

fn case(name: &str, document: Document, fixed: bool) -> Result<Case, Failure> {
    let text = document.text().to_owned();
    let approved = Approved::of(document)
        .map_err(|report| format!("the rules refuse {name}: {:?}\n{text}", report.findings()))?;
    Ok(Case { name: name.to_owned(), approved, fixed })
}

/// Gives a design a value: what stands in quotes and what does not, one of the two is taken.
fn set(design: &mut Design, path: Path, word: &str) -> Result<(), Failure> {
    if word.is_empty() {
        design.apply(&Edit::default(path))?;
        return Ok(());
    }
    let text = design.apply(&Edit::text(path.clone(), word));
    text.or_else(|_| design.apply(&Edit::plain(path, word)))?;
    Ok(())
}

fn random() -> Result<Vec<Design>, Failure> {
    let wanted = seeded::designs(DESIGNS_VARIABLE, 10, 200);
    let drawn = seeded::draw(seeded::seed(), wanted);
    if u64::try_from(drawn.texts.len())? < wanted {
        return Err("no preset is approved".into());
    }
    drawn.texts.iter().map(|text| Ok(Document::read(text)?.design().clone())).collect()
}
