//! The database and WordPress from three replicas to five and back on a real cluster, by the plan's own commands, under a
//! reader and a writer. Runs where `PRESSWRIGHT_ALL` is set, or when it is named by an argument.

use std::error::Error;
use std::time::Duration;

use cluster_tests::change::scaled;
use cluster_tests::wait::until;
use presswright::bundle::{diff, plan};
use real_cluster::Places;
use real_cluster::account::{Account, HICCUP};
use real_cluster::bundle::{Exported, with_images_on_machines};
use real_cluster::cases::{Outcome, case, end, ensure};
use real_cluster::cluster::Cluster;
use real_cluster::observed::Observed;
use real_cluster::runbook::Runbook;
use real_cluster::used::{Used, acknowledged};

const NAMESPACE: &str = "blog";
const SITE: &str = "http://192.168.56.11:30080";
const SCRIPT: Duration = Duration::from_mins(8);
const REPLICAS: [usize; 3] = [3, 5, 3];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|one| one == "--list") {
        println!("scale: test");
        return Ok(());
    }
    let named = arguments.iter().any(|one| "three_five_three".contains(one.as_str()));
    if std::env::var_os("PRESSWRIGHT_ALL").is_none() && !named {
        println!("three_five_three is not asked for (PRESSWRIGHT_ALL)");
        return Ok(());
    }
    let texts = REPLICAS.map(scaled);
    let [first, ..] = &texts;
    let places = Places::usual()?;
    let cluster = Cluster::up(&places, &with_images_on_machines(first)?)?;
    let outcome = three_five_three(&cluster, &places, &texts);
    end(cluster, outcome)
}

fn three_five_three(
    cluster: &Cluster,
    places: &Places,
    texts: &[String; 3],
) -> Result<(), Box<dyn Error>> {
    let on = Observed { cluster, namespace: NAMESPACE };
    let used = Used { on, site: SITE };
    let mut exported = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let folder = places.state().join(format!("bundle-{number}"));
        exported.push(Exported::write(&with_images_on_machines(text)?, &folder)?);
    }
    case("comes_up_by_its_own_deploy_script", || {
        on.script("deploy.sh", SCRIPT)?;
        on.until_verified(Duration::from_mins(3))?;
        Ok(String::new())
    })?;
    let mut posts = vec![used.posts("of three replicas")?];
    let ways = exported.iter().zip(exported.iter().skip(1)).zip(REPLICAS.iter().skip(1));
    for ((old, new), replicas) in ways {
        case(&format!("goes_to_{replicas}_by_the_plan"), || {
            goes(&used, (old, new), *replicas, &mut posts)
        })?;
    }
    Ok(())
}

fn goes(
    used: &Used<'_>,
    (old, new): (&Exported, &Exported),
    replicas: usize,
    posts: &mut Vec<u64>,
) -> Outcome {
    let commands = Runbook::new(plan(&diff(&old.bundle()?, &new.bundle()?))).all_commands();
    ensure(commands.len() > 1, || format!("the plan has no steps: {commands:?}"))?;
    let crowd = used.crowd()?;
    let done = commands.iter().try_for_each(|block| {
        // Its last step checks everything at once, and the autoscaler's figures come a minute after the pods.
        let block = block.replace("./verify.sh\n", "");
        used.on.follow_in(&new.folder, &block, SCRIPT).map(|_| ())
    });
    let visits = crowd.leave()?;
    done?;
    let mut told = Vec::new();
    for account in Account::of_both(&visits, Duration::ZERO) {
        ensure(account.longest <= HICCUP, || format!("{account}: {}", account.said))?;
        told.push(account.to_string());
    }
    posts.extend(acknowledged(&visits));
    let pods = used.on.pods_of("percona")?;
    ensure(pods.len() == replicas, || format!("{} replicas, not {replicas}", pods.len()))?;
    let missing = used.missing(posts)?;
    ensure(missing.is_empty(), || format!("acknowledged and lost: {missing:?}"))?;
    let verify = Duration::from_mins(8);
    until("verify.sh of the new bundle passes", verify, || {
        used.on.follow_in(&new.folder, "./verify.sh", Duration::from_mins(2))
    })?;
    told.push(format!("{} posts, none lost", posts.len()));
    Ok(told.join("; "))
}
