//! The site as people use it, and what of it must be there afterwards.

use std::time::Duration;

use crate::ClusterError;
use crate::observed::Observed;
use crate::visitor::{Author, Crowd, Visits, beside, joined, read};

/// A deployed design with the address that it is asked at.
#[derive(Debug, Clone, Copy)]
pub struct Used<'a> {
    /// The design on its cluster.
    pub on: Observed<'a>,
    /// Where the site is asked.
    pub site: &'a str,
}

/// The smallest picture that a browser takes.
const PICTURE: [u8; 66] = [
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60,
];

/// The numbers of the posts that a replica of the database holds.
const POSTS: &str = r#"MYSQL_PWD=$(cat /run/secrets/percona/root) mysql -u root --socket=/tmp/mysql.sock -N -B -e "SELECT ID FROM wordpress.wp_posts WHERE post_status='publish'""#;

impl Used<'_> {
    /// The administrator, logged in.
    pub fn author(&self) -> Result<Author, ClusterError> {
        let password = self.on.secret("wordpress-admin", "password")?;
        let site = self.site.to_owned();
        joined(beside(move || Author::log_in(&site, "admin", &password)))
    }

    /// Publishes a post and reads it; its number.
    pub fn posts(&self, title: &str) -> Result<u64, ClusterError> {
        let (author, site, title) = (self.author()?, self.site.to_owned(), title.to_owned());
        joined(beside(move || {
            let mark = "seen-by-a-reader";
            let number = author.write(&title, mark)?;
            let page = read(&site, &format!("/?p={number}"))?;
            if page.contains(mark) {
                return Ok(number);
            }
            Err(ClusterError::Wrong(format!("the post is not on its page:\n{page}")))
        }))
    }

    /// Uploads a picture; the path that it is seen at.
    pub fn uploads(&self) -> Result<String, ClusterError> {
        let author = self.author()?;
        joined(beside(move || author.upload("picture.png", &PICTURE)))
    }

    /// Whether every replica of WordPress has an upload.
    pub fn is_seen_everywhere(&self, picture: &str, replicas: usize) -> Result<(), ClusterError> {
        let pods = self.on.pods_of("wordpress")?;
        if pods.len() != replicas {
            return Err(ClusterError::Wrong(format!(
                "{} replicas of WordPress, not {replicas}",
                pods.len()
            )));
        }
        for pod in pods {
            let name = pod["metadata"]["name"].as_str().unwrap_or_default();
            let file = format!("/var/www/html{picture}");
            let seen = self.on.inside(name, "wordpress", &["cat", &file])?;
            if !seen.contains("IHDR") {
                return Err(ClusterError::Wrong(format!("{name} does not see {picture}")));
            }
        }
        Ok(())
    }

    /// Somebody who reads and somebody who writes, once a second at most.
    pub fn crowd(&self) -> Result<Crowd, ClusterError> {
        Ok(Crowd::come(self.site, self.author()?, Duration::from_secs(1)))
    }

    /// The acknowledged posts that a replica of the database lacks, of all that run on a machine with power.
    pub fn missing(&self, acknowledged: &[u64]) -> Result<Vec<u64>, ClusterError> {
        let mut missing = Vec::new();
        for pod in self.on.pods_of("percona")? {
            let name = pod["metadata"]["name"].as_str().unwrap_or_default();
            let machine = pod["spec"]["nodeName"].as_str().unwrap_or_default();
            if self.on.cluster.machine(machine)?.pid().is_none() {
                continue;
            }
            let said = self.on.inside(name, "percona", &["bash", "-c", POSTS])?;
            let there: Vec<u64> = said.lines().filter_map(|line| line.parse().ok()).collect();
            missing.extend(acknowledged.iter().filter(|post| !there.contains(post)));
        }
        Ok(missing)
    }
}

/// The posts that the site said that it has.
pub fn acknowledged(visits: &Visits) -> Vec<u64> {
    visits.writes.iter().filter_map(|one| one.done.clone().ok().flatten()).collect()
}
