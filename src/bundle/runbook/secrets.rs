//! Passwords, keys and certificates: what there is, and how each is changed.

use super::Page;
use super::facts::{Facts, SOCKET};
use crate::design::{Secrets, Workload};
use crate::topology::{
    DATABASE_AUTHORITY_SECRET, DATABASE_CERTIFICATE_SECRET, DATABASE_SECRET, SecretKind, Tier,
    WORDPRESS_KEYS, WORDPRESS_SECRET, secrets,
};
use serde_json::{Value as Json, json};

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("Secrets");
    list(page, facts);
    keep(page, facts);
    wordpress_keys(page, facts);
    database_password(page, facts);
    if facts.design.percona.encryption {
        certificates(page, facts);
    }
}

fn list(page: &mut Page, facts: &Facts<'_>) {
    let existing = facts.design.secrets == Secrets::Existing;
    page.say(if existing {
        "They are yours: make each of these before you deploy, with every key. Passwords of the database \
         may hold letters and digits only, since the image pastes them into SQL."
    } else {
        "`secrets/make-secrets.sh` makes what is missing; `deploy.sh` calls it. What is there is never \
         changed by it."
    });
    let rows: Vec<Vec<String>> = secrets(facts.design)
        .iter()
        .filter(|secret| !existing || secret.name != DATABASE_AUTHORITY_SECRET)
        .flat_map(|secret| {
            secret.keys.iter().map(|key| {
                let holds = match key.kind {
                    SecretKind::Password => "a password of letters and digits".to_owned(),
                    SecretKind::WordpressKey => "64 random letters and digits".to_owned(),
                    SecretKind::Same { secret, key } => {
                        format!("the same as `{key}` of `{secret}`")
                    }
                    SecretKind::AuthorityCertificate => {
                        "the authority's certificate, PEM".to_owned()
                    }
                    SecretKind::AuthorityKey => {
                        "the authority's private key, PEM; no pod reads it".to_owned()
                    }
                    SecretKind::Certificate { .. } => "the replicas' certificate, PEM".to_owned(),
                    SecretKind::CertificateKey { .. } => "its private key, PEM".to_owned(),
                };
                vec![format!("`{}`", secret.name), format!("`{}`", key.name), holds]
            })
        })
        .collect();
    page.table(&["Secret", "key", "holds"], &rows);
}

fn keep(page: &mut Page, facts: &Facts<'_>) {
    page.section("Keep a copy");
    page.say(
        "A backup of the database is of no use without its passwords. This writes them in clear: keep the \
         file where you keep keys.",
    );
    let names: Vec<String> =
        secrets(facts.design).iter().map(|secret| format!("secret/{}", secret.name)).collect();
    page.run(format!(
        "(umask 077 && {} get {} -o yaml >../{}-secrets.yaml)",
        facts.kubectl(),
        names.join(" "),
        facts.design.name
    ));
}

/// Takes keys out of a Secret, so that make-secrets.sh makes them anew.
fn forget(facts: &Facts<'_>, secret: &str, keys: &[&str]) -> String {
    let patch: Vec<Json> =
        keys.iter().map(|key| json!({"op": "remove", "path": format!("/data/{key}")})).collect();
    format!("{} patch secret/{secret} --type=json -p '{}'", facts.kubectl(), Json::Array(patch))
}

/// New pods of WordPress, one after the other.
fn restart_wordpress(facts: &Facts<'_>) -> String {
    let kubectl = facts.kubectl();
    match facts.design.wordpress.workload {
        Workload::Deployment => format!(
            "{kubectl} rollout restart deployment/wordpress\n{kubectl} rollout status deployment/wordpress --timeout=15m"
        ),
        Workload::ReplicaSet => {
            format!("{kubectl} delete pods -l {}", facts.labels(Tier::Wordpress))
        }
    }
}

fn make(facts: &Facts<'_>, secret: &str, keys: &[&str]) -> String {
    if facts.design.secrets == Secrets::Existing {
        return format!("# put new values into {} of {secret}", keys.join(", "));
    }
    format!("{}\n./secrets/make-secrets.sh", forget(facts, secret, keys))
}

fn wordpress_keys(page: &mut Page, facts: &Facts<'_>) {
    page.section("Rotate WordPress' keys");
    page.say("Everybody is logged out.");
    page.run(format!(
        "{}\n{}",
        make(facts, WORDPRESS_SECRET, &WORDPRESS_KEYS),
        restart_wordpress(facts)
    ));
}

fn database_password(page: &mut Page, facts: &Facts<'_>) {
    let kubectl = facts.kubectl();
    let user = &facts.design.wordpress.database.user;
    page.section("Rotate a password of the database");
    page.say(
        "The account gets the new password first; the old one stays good until the last pod has the new. \
         Neither is ever on a command line. WordPress' own account:",
    );
    let read = |variable: &str, key: &str| {
        format!(
            "{variable}=$({kubectl} get secret/{DATABASE_SECRET} -o go-template='{{{{index .data \"{key}\" | base64decode}}}}')"
        )
    };
    let made = if facts.design.secrets == Secrets::Existing {
        make(facts, DATABASE_SECRET, &["wordpress"])
    } else {
        format!(
            "{}\n{}",
            forget(facts, WORDPRESS_SECRET, &["database-password"]),
            make(facts, DATABASE_SECRET, &["wordpress"])
        )
    };
    page.run(format!(
        "{root}\n{made}\n{new}\n\
         printf '%s\\n' \"$root\" \"$new\" | {kubectl} exec -i percona-0 -c percona -- bash -c 'read -r root; read -r new; MYSQL_PWD=$root mysql -u root --socket={SOCKET} <<<\"ALTER USER '\\''{user}'\\''@'\\''%'\\'' IDENTIFIED BY '\\''$new'\\'' RETAIN CURRENT PASSWORD\"'\n\
         {restart}\n\
         {discard}",
        root = read("root", "root"),
        new = read("new", "wordpress"),
        restart = restart_wordpress(facts),
        discard = facts.sql(0, &format!("ALTER USER '{user}'@'%' DISCARD OLD PASSWORD")),
    ));
    page.say("root, and the accounts that watch and copy (`monitor`, `clustercheck`, `xtrabackup`), one at a time; here root:");
    let account = "root";
    page.run(format!(
        "{old}\n{made}\n{new}\n\
         printf '%s\\n' \"$old\" \"$new\" | {kubectl} exec -i percona-0 -c percona -- bash -c 'read -r old; read -r new; MYSQL_PWD=$old mysql -u root --socket={SOCKET} <<<\"ALTER USER '\\''{account}'\\''@'\\''localhost'\\'' IDENTIFIED BY '\\''$new'\\'' RETAIN CURRENT PASSWORD\"'\n\
         {kubectl} rollout restart statefulset/percona\n\
         {kubectl} rollout status statefulset/percona --timeout=1h\n\
         {discard}",
        old = read("old", "root"),
        made = make(facts, DATABASE_SECRET, &[account]),
        new = read("new", account),
        discard = facts.sql(0, &format!("ALTER USER '{account}'@'localhost' DISCARD OLD PASSWORD")),
    ));
    page.say("The administrator of WordPress changes the password in the dashboard; the Secret `wordpress-admin` is read at the install only.");
}

fn certificates(page: &mut Page, facts: &Facts<'_>) {
    let kubectl = facts.kubectl();
    page.section("Renew the certificates");
    page.say(format!(
        "The replicas encrypt what they send each other. `verify.sh` fails 30 days before the certificate \
         in `{DATABASE_CERTIFICATE_SECRET}` ends. Until when it is good:"
    ));
    page.run(format!(
        "{kubectl} get secret/{DATABASE_CERTIFICATE_SECRET} -o go-template='{{{{index .data \"tls.crt\" | base64decode}}}}' | openssl x509 -noout -enddate"
    ));
    page.say("A new one of the same authority; replicas with the old and the new one understand each other:");
    let renew = if facts.design.secrets == Secrets::Existing {
        format!("# put the new certificate and key into {DATABASE_CERTIFICATE_SECRET}")
    } else {
        "./secrets/make-secrets.sh --renew-certificates".to_owned()
    };
    page.run(format!(
        "{renew}\n\
         {kubectl} rollout restart statefulset/percona\n\
         {kubectl} rollout status statefulset/percona --timeout=1h"
    ));
    page.say(
        "The authority itself lives ten years. Replicas of two authorities refuse each other, so a new one \
         means a stop of all replicas at once.",
    );
}
