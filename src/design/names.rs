//! Names, words and texts, each with the rule of whoever reads it in the end.

use super::shape::Shape;
use super::value::Single;
use crate::document::Tree;
use std::fmt;

/// Declares a checked text: a newtype over `String` with its rule.
macro_rules! checked_text {
    ($(#[doc = $doc:literal])+ $name:ident, longest $longest:literal, pattern $pattern:expr, example $example:literal, allowed $allowed:literal, $check:expr) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A text of our own that is known to follow the rule; a test reads every default back.
            #[allow(dead_code)]
            pub(crate) fn known(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl Single for $name {
            const BARE: bool = false;

            fn parse(text: &str) -> Result<Self, String> {
                let check: fn(&str) -> bool = $check;
                if text.chars().count() <= $longest && check(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(concat!("wanted ", $allowed, ", at most ", $longest, " characters, such as ", $example).to_owned())
                }
            }

            fn to_tree(&self) -> Tree {
                Tree::Text(self.0.clone())
            }

            const SINGLE_SHAPE: Shape =
                Shape::Text { pattern: $pattern, longest: $longest, example: $example };
        }
    };
}

/// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`. Source: apimachinery `pkg/util/validation/validation.go`.
fn is_dns_label(text: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 63
        && text.starts_with(word)
        && text.ends_with(word)
        && text.chars().all(|c| word(c) || c == '-')
}

fn is_dns_name(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_dns_label)
}

fn is_image(text: &str) -> bool {
    let (name, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    let digest_fits = digest.is_none_or(|digest| {
        digest.strip_prefix("sha256:").is_some_and(|hex| {
            hex.len() == 64 && hex.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
        })
    });
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    let colon = name.get(slash..).and_then(|last| last.find(':')).map(|at| slash + at);
    let (repository, tag) = match colon {
        Some(at) => (name.get(..at).unwrap_or_default(), name.get(at + 1..)),
        None => (name, None),
    };
    let tag_fits = tag.is_none_or(|tag| {
        !tag.is_empty()
            && tag.len() <= 128
            && !tag.starts_with(['.', '-'])
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    });
    let parts_fit = !repository.is_empty()
        && repository.split('/').all(|part| {
            !part.is_empty()
                && part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-:".contains(c))
        });
    digest_fits && tag_fits && parts_fit
}

fn is_registry(text: &str) -> bool {
    let (host, folders) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
    let (name, port) = host.split_once(':').map_or((host, None), |(a, b)| (a, Some(b)));
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let port_fits = port.map_or(name.contains('.'), |port| {
        (1..=5).contains(&port.len()) && port.chars().all(|c| c.is_ascii_digit())
    });
    port_fits
        && name
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| small(c) || c == '-'))
        && folders.is_none_or(|folders| {
            folders.split('/').all(|part| {
                part.starts_with(small) && part.chars().all(|c| small(c) || "._-".contains(c))
            })
        })
}

fn is_cron(text: &str) -> bool {
    const HIGHEST: [u32; 5] = [59, 23, 31, 12, 7];
    let fields: Vec<&str> = text.split(' ').collect();
    fields.len() == 5
        && fields.iter().zip(HIGHEST).all(|(field, highest)| {
            field.split(',').all(|part| {
                let (range, step) = part.split_once('/').unwrap_or((part, "1"));
                let number = |text: &str| text.parse::<u32>().is_ok_and(|n| n <= highest);
                let range_fits = range == "*"
                    || range.split_once('-').map_or(number(range), |(a, b)| number(a) && number(b));
                range_fits && step.parse::<u32>().is_ok_and(|step| step > 0)
            })
        })
}

checked_text!(
    /// A DNS label: lower-case letters, digits and `-`; names of machines, namespaces, classes.
    Label, longest 63, pattern Some("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"), example "node-1",
    allowed "a name of lower-case letters, digits and - that begins and ends with a letter or digit", is_dns_label
);
checked_text!(
    /// The name of a design: a DNS label that begins with a letter, short enough to lead other names.
    DesignName, longest 40, pattern Some("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$"), example "blog",
    allowed "a name of lower-case letters, digits and - that begins with a letter",
    |text| is_dns_label(text) && text.starts_with(|c: char| c.is_ascii_lowercase())
);
checked_text!(
    /// A DNS name: labels joined by dots.
    DnsName, longest 253, pattern Some(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"), example "blog.example.org",
    allowed "a DNS name in lower case", is_dns_name
);
checked_text!(
    /// An absolute path for folders and mounts: letters, digits, `.`, `_`, `-`; no `..`, no end slash.
    MountPath, longest 200, pattern Some(r"^(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$"), example "/srv/presswright",
    allowed "an absolute path of letters, digits, . _ and - without a slash at its end",
    |text| text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(|part| {
        !part.is_empty() && !part.starts_with('.') && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    }))
);
checked_text!(
    /// A container image with its tag or digest.
    Image, longest 400, pattern Some(r"^[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$"), example "wordpress:7.1-php8.3-apache",
    allowed "an image such as registry/name:tag", is_image
);
checked_text!(
    /// A registry, and the folder in it that images are in. Its first part is a host by its dot or its
    /// port: without either it would be a folder of Docker Hub's.
    Registry, longest 200, pattern Some(r"^([a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9-]+(\.[a-z0-9-]+)*:[0-9]{1,5})(/[a-z0-9][a-z0-9._-]*)*$"), example "registry.example.org:5000/mirror",
    allowed "a registry: a host with a dot or a port, and folders in lower case", is_registry
);
checked_text!(
    /// A schedule of five fields in the cluster's time zone: minute, hour, day, month, weekday.
    Schedule, longest 100, pattern Some(r"^[0-9*,/-]+( [0-9*,/-]+){4}$"), example "17 3 * * *",
    allowed "five fields: minute hour day month weekday", is_cron
);
checked_text!(
    /// A name in MySQL: a database or a user.
    SqlName, longest 32, pattern Some("^[A-Za-z][A-Za-z0-9_]*$"), example "wordpress",
    allowed "a name of letters, digits and _ that begins with a letter",
    |text| text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
);
checked_text!(
    /// A login name of WordPress.
    LoginName, longest 60, pattern Some("^[A-Za-z0-9][A-Za-z0-9._@-]*$"), example "admin",
    allowed "a login name of letters, digits, . _ @ and -",
    |text| text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "._@-".contains(c))
);
checked_text!(
    /// An electronic mail address.
    MailAddress, longest 100, pattern Some(r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$"), example "admin@example.org",
    allowed "a mail address",
    |text| text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && user.chars().all(|c| c.is_ascii_alphanumeric() || "._%+-".contains(c)) && is_dns_name(&host.to_ascii_lowercase())
    })
);
checked_text!(
    /// The address under which visitors see the site.
    SiteUrl, longest 200, pattern Some(r"^https?://[a-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?$"), example "https://blog.example.org",
    allowed "an address that begins with http:// or https://",
    |text| text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
            && rest.chars().all(|c| c.is_ascii_alphanumeric() || ".:[]/_~-".contains(c))
    })
);
checked_text!(
    /// The name of a Vagrant box.
    BoxName, longest 100, pattern Some(r"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$"), example "bento/ubuntu-24.04",
    allowed "a box such as owner/name",
    |text| text.split_once('/').is_some_and(|(owner, name)| {
        let fits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        fits(owner) && fits(name)
    })
);
checked_text!(
    /// Any text that a person may write: a title, in any language. It reaches no file as syntax.
    FreeText, longest 200, pattern None, example "A blog",
    allowed "text without a NUL character", |text| !text.contains('\0') && !text.trim().is_empty()
);

/// A minor version of Kubernetes: `1.36`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubernetesVersion {
    /// Always 1 so far.
    pub major: u16,
    /// The minor version.
    pub minor: u16,
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl Single for KubernetesVersion {
    const BARE: bool = false;

    fn parse(text: &str) -> Result<Self, String> {
        let number =
            |part: &str| part.parse::<u16>().ok().filter(|n| n.to_string() == part && *n < 1000);
        text.split_once('.')
            .and_then(|(major, minor)| Some(Self { major: number(major)?, minor: number(minor)? }))
            .ok_or_else(|| {
                "wanted a minor version of Kubernetes in quotes, such as \"1.36\"".to_owned()
            })
    }

    fn to_tree(&self) -> Tree {
        Tree::Text(self.to_string())
    }

    const SINGLE_SHAPE: Shape =
        Shape::Text { pattern: Some(r"^[0-9]+\.[0-9]+$"), longest: 8, example: "1.36" };
}

impl Image {
    /// The tag, without digest; nothing where the registry's default (`latest`) would be taken.
    pub fn tag(&self) -> Option<&str> {
        let name = self.0.split('@').next().unwrap_or_default();
        let last = name.rsplit('/').next().unwrap_or_default();
        last.split_once(':').map(|(_, tag)| tag)
    }

    /// Whether a digest says which bytes it is, for ever.
    pub fn has_digest(&self) -> bool {
        self.0.contains('@')
    }

    /// The same image in that registry: under its own folders, without the host that it is named by.
    pub fn copied_to(&self, registry: &Registry) -> String {
        let own = |rest: &str| rest.starts_with('/');
        if self.0.strip_prefix(registry.as_str()).is_some_and(own) {
            return self.0.clone();
        }
        let path = match self.0.split_once('/') {
            // As docker reads it: a host has a dot or a port.
            Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => path,
            _ => &self.0,
        };
        format!("{registry}/{path}")
    }

    /// The first two or three numbers of the tag: `v3.6.14` gives 3, 6, 14.
    pub fn version(&self) -> Option<(u32, u32, u32)> {
        let tag = self.tag()?;
        let tag = tag.strip_prefix('v').unwrap_or(tag);
        let numbers = tag.split(|c: char| !c.is_ascii_digit() && c != '.').next()?;
        let mut parts = numbers.split('.').map(str::parse::<u32>);
        Some((
            parts.next()?.ok()?,
            parts.next()?.ok()?,
            parts.next().and_then(Result::ok).unwrap_or(0),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_no_nonsense() {
        for bad in ["", "-a", "a-", "A", "a_b", "a.b", "$(id)", "a\nb", "😀", &"a".repeat(64)] {
            assert!(Label::parse(bad).is_err(), "{bad:?}");
        }
        assert!(MountPath::parse("/srv/presswright").is_ok());
        for bad in ["srv", "/", "/srv/", "/srv/../etc", "/srv//a", "/a b", "/$(id)"] {
            assert!(MountPath::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Schedule::parse("17 3 * * *").is_ok());
        assert!(Schedule::parse("61 3 * * *").is_err());
        assert!(FreeText::parse("It's \"$(x)\" no\n😀").is_ok());
    }

    #[test]
    fn a_registry_is_no_folder_of_docker_hub() {
        for good in ["registry.example.org", "mirror:5000", "10.1.2.3:5000/hub/a_b", "a.b/c"] {
            assert!(Registry::parse(good).is_ok(), "{good}");
        }
        for bad in
            ["", "mirror", "mirror/hub", "a.b/", "a.b//c", "a.b:x", "a.b:123456", "A.b", "a.b/-c"]
        {
            assert!(Registry::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_copy_of_an_image_lies_in_its_folders() {
        let registry = Registry::known("mirror:5000/hub");
        let copy = |image: &str| Image::parse(image).unwrap().copied_to(&registry);
        assert_eq!(copy("wordpress:7.1"), "mirror:5000/hub/wordpress:7.1");
        assert_eq!(copy("percona/pxc:8.4"), "mirror:5000/hub/percona/pxc:8.4");
        assert_eq!(copy("quay.io/coreos/etcd:v3.5.33"), "mirror:5000/hub/coreos/etcd:v3.5.33");
        assert_eq!(copy("mirror:5000/hub/own:1"), "mirror:5000/hub/own:1");
        assert_eq!(copy("mirror:5000/hubs/own:1"), "mirror:5000/hub/hubs/own:1");
    }

    #[test]
    fn an_image_tells_its_version() {
        let image = Image::parse("gcr.io/etcd-development/etcd:v3.6.14").unwrap();
        assert_eq!(image.version(), Some((3, 6, 14)));
        assert_eq!(Image::parse("localhost:5000/etcd").unwrap().tag(), None);
        assert_eq!(Image::parse("wordpress:7.1-php8.3-apache").unwrap().version(), Some((7, 1, 0)));
        for bad in ["", "a b", "a:b:c", "-x", "x:", "X/y", "a//b", "a@sha256:12"] {
            assert!(Image::parse(bad).is_err(), "{bad:?}");
        }
    }
}
