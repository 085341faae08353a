//! A person at a browser, and an author who writes: HTTP as they send it, from their own machine beside the
//! cluster's.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use serde_json::{Value, json};

use crate::ClusterError;
use crate::network::SWITCH;

/// What was asked of the site, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// When it began, after the visits did.
    pub at: Duration,
    /// How long it took.
    pub took: Duration,
    /// What was written, once the site has said that it has it; nothing for a failure.
    pub done: Result<Option<u64>, String>,
}

/// What readers and authors met.
#[derive(Debug, Default)]
pub struct Visits {
    /// Pages that were read.
    pub reads: Vec<Attempt>,
    /// Posts that were written.
    pub writes: Vec<Attempt>,
}

/// Somebody who has logged in.
pub struct Author {
    agent: ureq::Agent,
    site: String,
    cookies: String,
    nonce: String,
}

fn wrong(what: &str) -> impl FnOnce(ureq::Error) -> ClusterError {
    let what = what.to_owned();
    move |error| ClusterError::Wrong(format!("{what}: {error}"))
}

/// Does something on the person's machine. The namespace is the thread's alone.
pub fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ClusterError> + Send + 'static,
) -> JoinHandle<Result<T, ClusterError>> {
    std::thread::spawn(move || {
        let path = std::path::Path::new("/run/netns").join(SWITCH);
        let namespace = File::open(&path).map_err(ClusterError::file(&path))?;
        move_into_link_name_space(
            std::os::fd::AsFd::as_fd(&namespace),
            Some(LinkNameSpaceType::Network),
        )
        .map_err(|error| {
            ClusterError::Wrong(format!("cannot enter {}: {error}", path.display()))
        })?;
        work()
    })
}

/// Waits for what was begun [`beside`].
pub fn joined<T>(handle: JoinHandle<Result<T, ClusterError>>) -> Result<T, ClusterError> {
    handle
        .join()
        .map_err(|_| ClusterError::Wrong("a visitor's thread ended by itself".to_owned()))?
}

/// As long as a person waits for a page.
const PATIENCE: Duration = Duration::from_secs(10);

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(PATIENCE))
        // Each request finds its own way: a connection that is kept would stay with one machine.
        .max_idle_connections(0)
        .build()
        .into()
}

/// Reads a page; its text when the site gives it.
pub fn read(site: &str, path: &str) -> Result<String, ClusterError> {
    let mut answer = agent().get(format!("{site}{path}")).call().map_err(wrong("reading"))?;
    let text = answer.body_mut().read_to_string().map_err(wrong("reading"))?;
    let code = answer.status().as_u16();
    if code == 200 {
        return Ok(text);
    }
    Err(ClusterError::Wrong(format!("{path} answered {code}")))
}

impl Author {
    /// Logs in as a person does, by the form.
    pub fn log_in(site: &str, user: &str, password: &str) -> Result<Self, ClusterError> {
        let agent = agent();
        let answer = agent
            .post(format!("{site}/wp-login.php"))
            .header("Cookie", "wordpress_test_cookie=WP%20Cookie%20check")
            .send_form([("log", user), ("pwd", password), ("testcookie", "1")])
            .map_err(wrong("logging in"))?;
        let set = answer.headers().get_all("set-cookie").iter();
        let cookies: Vec<String> = set
            .filter_map(|one| Some(one.to_str().ok()?.split(';').next()?.to_owned()))
            .filter(|one| one.starts_with("wordpress_"))
            .collect();
        if cookies.len() < 2 {
            return Err(ClusterError::Wrong(format!("the login was answered {}", answer.status())));
        }
        let cookies = cookies.join("; ");
        let mut answer = agent
            .get(format!("{site}/wp-admin/admin-ajax.php?action=rest-nonce"))
            .header("Cookie", &cookies)
            .call()
            .map_err(wrong("asking for a nonce"))?;
        let nonce = answer.body_mut().read_to_string().map_err(wrong("asking for a nonce"))?;
        if nonce.len() != 10 {
            return Err(ClusterError::Wrong(format!("no nonce was given, but: {nonce}")));
        }
        Ok(Self { agent, site: site.to_owned(), cookies, nonce })
    }

    /// Publishes a post; its number once the site has said that it has it.
    pub fn write(&self, title: &str, content: &str) -> Result<u64, ClusterError> {
        let post = json!({"title": title, "content": content, "status": "publish"});
        let request = self.request("/wp/v2/posts").header("Content-Type", "application/json");
        let answer = request.send(post.to_string()).map_err(wrong("writing"))?;
        number_of(&created(answer)?)
    }

    /// Uploads a picture; the path that it is seen at.
    pub fn upload(&self, name: &str, bytes: &[u8]) -> Result<String, ClusterError> {
        let answer = self
            .request("/wp/v2/media")
            .header("Content-Type", "image/png")
            .header("Content-Disposition", format!("attachment; filename=\"{name}\""))
            .send(bytes)
            .map_err(wrong("uploading"))?;
        let said = created(answer)?;
        let address = said["source_url"].as_str().unwrap_or_default();
        let path =
            address.split_once("/wp-content/").map(|(_, rest)| format!("/wp-content/{rest}"));
        path.ok_or_else(|| ClusterError::Wrong(format!("the upload was answered {said}")))
    }

    fn request(&self, route: &str) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        self.agent
            .post(format!("{}/?rest_route={route}", self.site))
            .header("Cookie", &self.cookies)
            .header("X-WP-Nonce", &self.nonce)
    }
}

fn created(mut answer: ureq::http::Response<ureq::Body>) -> Result<Value, ClusterError> {
    let code = answer.status().as_u16();
    let text = answer.body_mut().read_to_string().map_err(wrong("writing"))?;
    if code != 201 {
        let begin: String = text.chars().take(300).collect();
        return Err(ClusterError::Wrong(format!("it was answered {code}: {begin}")));
    }
    serde_json::from_str(&text).map_err(|error| ClusterError::Wrong(error.to_string()))
}

fn number_of(post: &Value) -> Result<u64, ClusterError> {
    post["id"]
        .as_u64()
        .ok_or_else(|| ClusterError::Wrong(format!("the post has no number: {post}")))
}

/// People who read and write until they are told to stop.
pub struct Crowd {
    stop: Arc<AtomicBool>,
    readers: JoinHandle<Result<Vec<Attempt>, ClusterError>>,
    writers: JoinHandle<Result<Vec<Attempt>, ClusterError>>,
}

impl Crowd {
    /// Two of them: one reads the front page and one writes posts, each as soon as it has been answered but
    /// not more than `pace` apart.
    pub fn come(site: &str, author: Author, pace: Duration) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let begin = Instant::now();
        let reads = site.to_owned();
        let readers = repeat(&stop, begin, pace, move |_| read(&reads, "/").map(|_| None));
        let writers = repeat(&stop, begin, pace, move |number| {
            author.write(&format!("post {number}"), "written while a machine failed").map(Some)
        });
        Self { stop, readers, writers }
    }

    /// Tells them to stop, and gives what they met.
    pub fn leave(self) -> Result<Visits, ClusterError> {
        self.stop.store(true, Ordering::SeqCst);
        Ok(Visits { reads: joined(self.readers)?, writes: joined(self.writers)? })
    }
}

/// More than any case takes.
const LONGEST: Duration = Duration::from_hours(1);

fn repeat(
    stop: &Arc<AtomicBool>,
    begin: Instant,
    pace: Duration,
    mut attempt: impl FnMut(usize) -> Result<Option<u64>, ClusterError> + Send + 'static,
) -> JoinHandle<Result<Vec<Attempt>, ClusterError>> {
    let stop = Arc::clone(stop);
    beside(move || {
        let mut attempts = Vec::new();
        while !stop.load(Ordering::SeqCst) && begin.elapsed() < LONGEST {
            let at = begin.elapsed();
            let done = attempt(attempts.len()).map_err(|error| error.to_string());
            let took = begin.elapsed().saturating_sub(at);
            attempts.push(Attempt { at, took, done });
            std::thread::sleep(pace.saturating_sub(took));
        }
        Ok(attempts)
    })
}

/// For how long nothing succeeded, at the longest: from the end of the last success before a failure to the end
/// of the first one after it. Zero where nothing failed.
pub fn longest_outage(attempts: &[Attempt]) -> Duration {
    let mut longest = Duration::ZERO;
    let mut last = Duration::ZERO;
    let mut failed = false;
    for attempt in attempts {
        let end = attempt.at + attempt.took;
        if attempt.done.is_err() {
            failed = true;
            continue;
        }
        if failed {
            longest = longest.max(end.saturating_sub(last));
        }
        (failed, last) = (false, end);
    }
    match attempts.last() {
        Some(attempt) if failed => longest.max((attempt.at + attempt.took).saturating_sub(last)),
        _ => longest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_lasts_from_the_last_success_to_the_next() {
        let attempt = |at, took, fine: bool| Attempt {
            at: Duration::from_secs(at),
            took: Duration::from_secs(took),
            done: if fine { Ok(None) } else { Err("500".to_owned()) },
        };
        let mut attempts = vec![attempt(0, 1, true), attempt(2, 1, true)];
        assert_eq!(longest_outage(&attempts), Duration::ZERO);
        attempts.extend([attempt(4, 10, false), attempt(14, 2, true), attempt(16, 1, true)]);
        assert_eq!(longest_outage(&attempts), Duration::from_secs(13));
        attempts.push(attempt(20, 10, false));
        assert_eq!(longest_outage(&attempts), Duration::from_secs(13));
        attempts.push(attempt(30, 10, false));
        assert_eq!(longest_outage(&attempts), Duration::from_secs(23));
    }
}
