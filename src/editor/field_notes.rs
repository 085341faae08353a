//! What is said beside a field: what can be given, what stands there if nothing is, and what a count
//! costs in machines.

use super::form::{Control, FormField, shape_at, shown};
use crate::design::{Design, Shape, Value};
use crate::document::{Path, Step};

/// What can be given in a field, and its default: `1 to 9. Default: 3.`
pub fn bounds_of(field: &FormField) -> Option<String> {
    let usual = match field.control {
        Control::Part(_) => None,
        _ => default_of(&field.path).map(|usual| format!("Default: {usual}.")),
    };
    let given = match &field.control {
        Control::Number { least, most, unit: "", .. } => Some(format!("{least} to {most}.")),
        Control::Number { least, most, unit, .. } => Some(format!("{least} to {most} {unit}.")),
        // A default is an example, too.
        Control::Text { example, .. } if usual.is_none() => Some(format!("Such as {example}.")),
        _ => None,
    };
    let parts: Vec<String> = [given, usual].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A setting's default as a person reads it; nothing for one that must be given.
fn default_of(setting: &Path) -> Option<String> {
    let (above, Step::Key(key)) = setting.split_last()? else { return None };
    let Some(Shape::Section(fields)) = shape_at(Design::SHAPE, &above) else { return None };
    let field = fields.iter().find(|field| field.key == key.as_str())?;
    (!field.required).then(|| shown(field.default().as_ref()))
}

/// What a count costs in machines: `5 need 5 machines for one each; 3 are there.`
pub fn cost_of(design: &Design, setting: &Path) -> Option<String> {
    let autoscaling = design.wordpress.autoscaling.as_ref();
    let count = match setting.to_string().as_str() {
        "percona.replicas" => design.percona.replicas.get(),
        "wordpress.replicas" => design.wordpress.replicas?.get(),
        "wordpress.autoscaling.min" => autoscaling?.min.get(),
        "wordpress.autoscaling.max" => autoscaling?.max.get(),
        _ => return None,
    } as usize;
    let there = design.machines.iter().filter(|machine| machine.role.runs_pods()).count();
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    match (count, there) {
        // The machines of another cluster are not ours to count.
        (0, _) | (_, 0) => None,
        (1, _) => Some(format!("1 needs one machine; {there} {} there.", are(there))),
        (count, there) if count <= there => {
            Some(format!("{count} take {count} machines for one each; {there} are there."))
        }
        (count, there) => Some(format!(
            "{count} need {count} machines for one each; {there} {} there.",
            are(there)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Document, PRESETS};
    use crate::editor::{Thing, form};

    fn lab(more: &str) -> Design {
        let preset = PRESETS.iter().find(|preset| preset.name == "lab").unwrap();
        Document::read(&preset.text.replace("replicas: 3", more)).unwrap().design().clone()
    }

    #[test]
    fn every_field_says_what_can_be_given() {
        let design = lab("replicas: 3");
        let mut said = Vec::new();
        for thing in
            [Thing::Cluster, Thing::Machine(0), Thing::Etcd, Thing::Percona, Thing::Wordpress]
        {
            for field in form(&design, thing) {
                let bounds = bounds_of(&field);
                let silent = matches!(field.control, Control::Part(_));
                let required = matches!(field.control, Control::Machine { free: false, .. });
                let bare = matches!(field.control, Control::Choice { .. }) && bounds.is_none();
                assert!(bounds.is_some() || silent || required || bare, "{}", field.path);
                said.push(format!("{}: {}", field.path, bounds.unwrap_or_default()));
            }
        }
        let replicas = "percona.replicas: 1 to 9. Default: 3.";
        assert!(said.iter().any(|line| line == replicas), "{said:#?}");
        let seconds = said.iter().find(|line| line.starts_with("percona.grace-period")).unwrap();
        assert!(seconds.contains(" s. Default: "), "{seconds}");
    }

    #[test]
    fn a_count_says_what_it_costs_in_machines() {
        let cost = |design: &Design, setting: &str| cost_of(design, &setting.parse().unwrap());
        let said = |more: &str| cost(&lab(more), "percona.replicas").unwrap();
        assert_eq!(said("replicas: 1"), "1 needs one machine; 3 are there.");
        assert_eq!(said("replicas: 3"), "3 take 3 machines for one each; 3 are there.");
        assert_eq!(said("replicas: 5"), "5 need 5 machines for one each; 3 are there.");
        let most = cost(&lab("replicas: 3"), "wordpress.autoscaling.max").unwrap();
        assert_eq!(most, "5 need 5 machines for one each; 3 are there.");
        assert_eq!(cost(&lab("replicas: 3"), "percona.volume"), None);
        let mut cloud = lab("replicas: 3");
        cloud.machines.clear();
        assert_eq!(cost(&cloud, "percona.replicas"), None, "there is nothing to count");
    }
}
