//! The texts of the chapters, for who has no page: the command line and the tests.
//!
//! Nothing that runs in the page calls this, so that they are not linked into it; there they are fetched.

macro_rules! texts {
    ($($name:literal),+) => {
        [$((
            $name,
            include_str!(concat!("lessons/lesson-", $name, ".md")),
            include_str!(concat!("lessons/then-", $name, ".md")),
        )),+]
    };
}

static TEXTS: [(&str, &str, &str); 9] = texts![
    "cluster",
    "nfs",
    "volumes",
    "etcd",
    "percona",
    "wordpress",
    "autoscaling",
    "checks",
    "caveats"
];

/// The text of the chapter of that name, and its then and now: Markdown, as [`text`](super::text) reads it.
pub fn texts(name: &str) -> Option<(&'static str, &'static str)> {
    let (_, lesson, then) = TEXTS.iter().find(|(chapter, ..)| *chapter == name)?;
    Some((lesson, then))
}
