//! Where things are, and what the person allowed.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::consent::Consent;

/// The working copy, the folder for tools built for it, and the consent that was given.
#[derive(Clone)]
pub struct Project {
    root: PathBuf,
    cache: PathBuf,
    pub consent: Consent,
}

impl Project {
    /// The working copy that this program was built from.
    pub fn find(consent: Consent) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask/ has no parent folder")?
            .to_path_buf();
        let cargo_home = match env::var_os("CARGO_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => env::home_dir()
                .context("neither CARGO_HOME nor a home folder is set; set CARGO_HOME")?
                .join(".cargo"),
        };
        Ok(Self { root, cache: cargo_home.join("presswright"), consent })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Tools that xtask installs, kept between working copies.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// The release page.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The one target folder that every suite shares.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |folder| self.root.join(folder))
    }

    /// The packages that come from npm, and the tests that use them.
    pub fn browser_tests(&self) -> PathBuf {
        self.root.join("tests/browser")
    }
}
