//! Cuts the parts that are fetched when they are opened out of the page's wasm.
//!
//! The cut has to come between the linker, whose relocations it reads, and wasm-bindgen, which drops
//! them. Trunk has no step there. So this program stands in for wasm-bindgen on trunk's path: it cuts,
//! and lets wasm-bindgen go on with what is left. docs/decisions/0008-lazy-parts.md.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};
use sha2::{Digest, Sha256};
use wasm_split_cli_support::{Options, transform};

use crate::imports;
use crate::project::Project;
use crate::shrink;

/// The name that trunk calls.
const STAND_IN: &str = "wasm-bindgen";
/// Where the real one is.
const REAL: &str = "PRESSWRIGHT_WASM_BINDGEN";
/// Where the stand-in leaves the parts.
const PARTS: &str = "PRESSWRIGHT_PARTS";
/// Where esbuild is, if it is.
const ESBUILD: &str = "PRESSWRIGHT_ESBUILD";

/// What the script that fetches the parts calls the page's own script, until that has its name.
const PAGE_SCRIPT: &str = "./page-script.js";

/// How the names of what several parts need begin.
const SHARED: &str = "chunk_";

/// What rustc needs beside its other flags, so that the wasm can be cut.
pub const RUSTC_FLAGS: [&str; 3] = ["--cfg", "split_wasm", "-Clink-arg=--emit-relocs"];

/// The folders of one build.
pub struct Split {
    stand_in: PathBuf,
    parts: PathBuf,
}

impl Split {
    /// Puts the stand-in into a folder of its own, and makes an empty one for the parts.
    pub fn prepare(project: &Project) -> Result<Self> {
        let folder = project.target().join("split");
        let split = Self { stand_in: folder.join("path"), parts: folder.join("parts") };
        for folder in [&split.stand_in, &split.parts] {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            fs::create_dir_all(folder)?;
        }
        let program = format!("{STAND_IN}{}", env::consts::EXE_SUFFIX);
        fs::copy(env::current_exe()?, split.stand_in.join(program))
            .context("this program cannot be put on trunk's path")?;
        Ok(split)
    }

    /// The folder that comes first on trunk's path.
    pub fn path(&self) -> &Path {
        &self.stand_in
    }

    /// What the stand-in is told.
    pub fn environment(
        &self,
        wasm_bindgen: &Path,
        esbuild: Option<&Path>,
    ) -> impl Iterator<Item = (&'static str, OsString)> {
        let esbuild = esbuild.map(|program| (ESBUILD, program.into()));
        let always = [(REAL, wasm_bindgen.into()), (PARTS, self.parts.as_os_str().to_owned())];
        always.into_iter().chain(esbuild)
    }

    /// Puts the parts into the built page, each made smaller and with a hash in its name, and the
    /// script that fetches them.
    pub fn publish(
        &self,
        project: &Project,
        wasm_opt: Option<&Path>,
        esbuild: Option<&Path>,
    ) -> Result<()> {
        let dist = project.dist();
        let (scripts, modules): (Vec<PathBuf>, Vec<PathBuf>) = files(&self.parts)?
            .into_iter()
            .partition(|file| file.extension().is_some_and(|it| it == "js"));
        if let Some(folder) = wasm_opt {
            shrink::all(project, folder, &modules)?;
        }
        let mut parts = Vec::new();
        for file in &modules {
            parts.push((name_of(file), fs::read(file)?));
        }
        let script = scripts.first().context("the page was built without being cut into parts")?;
        let mut text = said_once(&in_turn(&fs::read_to_string(script)?)?)?;
        let early = early(&text);
        let shared = parts.iter().filter(|(name, _)| name.starts_with(SHARED));
        let shared = hash(&shared.flat_map(|(_, content)| content.clone()).collect::<Vec<u8>>());
        let mut renamed = Vec::new();
        for (name, content) in parts {
            let new = part_name(&name, &content, &early, &shared)?;
            fs::write(dist.join(&new), content)?;
            renamed.push((name, new));
        }
        renamed.push((PAGE_SCRIPT.replacen("./", "", 1), page_script(&dist)?));
        for (old, new) in renamed {
            let (old, new) = (format!("\"./{old}\""), format!("\"./{new}\""));
            ensure!(text.contains(&old), "{} does not name {old}", script.display());
            text = text.replace(&old, &new);
        }
        let path = dist.join(name_of(script));
        fs::write(&path, text)?;
        esbuild.map_or(Ok(()), |program| minify(program, &path))
    }
}

/// Whether trunk started this program as its wasm-bindgen.
pub fn stands_in() -> bool {
    let called = env::args_os().next().map(PathBuf::from);
    called.is_some_and(|program| program.file_stem().is_some_and(|stem| stem == STAND_IN))
        && env::var_os(REAL).is_some()
}

/// What wasm-bindgen would do, after the cut.
pub fn stand_in() -> Result<ExitCode> {
    let real = env::var_os(REAL).context("nobody says where wasm-bindgen is")?;
    let parts = env::var_os(PARTS).map(PathBuf::from).context("nobody says where parts go")?;
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    for argument in &mut arguments {
        let path = PathBuf::from(&*argument);
        if path.extension().is_some_and(|extension| extension == "wasm") {
            *argument = cut(&path, &parts)?.into_os_string();
        }
    }
    let out = arguments.iter().find_map(|argument| {
        argument.to_string_lossy().strip_prefix("--out-dir=").map(PathBuf::from)
    });
    if out.is_some() {
        // The table of functions is among them, by which the parts call the page and each other.
        arguments.push("--keep-lld-exports".into());
    }
    // Trunk reads the version from the standard output.
    let status =
        Command::new(real).args(arguments).status().context("cannot start wasm-bindgen")?;
    if !status.success() {
        return Ok(ExitCode::FAILURE);
    }
    let script = out.map(|folder| folder.join("designer.js")).filter(|script| script.is_file());
    if let Some(script) = script {
        imports::shorten(&script.with_file_name("designer_bg.wasm"), &script)?;
        if let Some(esbuild) = env::var_os(ESBUILD) {
            minify(Path::new(&esbuild), &script)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a module smaller, in place. Trunk's own minifier does not read those that import parts; and
/// it has to be done before trunk writes their checksums into the page.
pub fn minify(esbuild: &Path, script: &Path) -> Result<()> {
    let mut command = Command::new(esbuild);
    command
        .arg(script)
        .args(["--minify", "--format=esm", "--target=es2022", "--charset=utf8"])
        .arg("--log-level=error")
        .arg("--allow-overwrite")
        .arg(format!("--outfile={}", script.display()))
        // Trunk reads what wasm-bindgen says.
        .stdout(Stdio::null());
    let status = command.status().context("cannot start esbuild")?;
    ensure!(status.success(), "esbuild cannot make {} smaller", script.display());
    Ok(())
}

/// Cuts a program and gives what is loaded first. One without parts, the worker, comes out whole,
/// less the relocations.
fn cut(program: &Path, parts: &Path) -> Result<PathBuf> {
    let wasm = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    // Not among the parts, and cut into a folder of its own for what it may leave there.
    let name = name_of(program);
    let folder = parts.with_file_name("cut").join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let first = folder.join(&name);
    // Never the script of another version, which a browser may have kept.
    let script = format!("parts-{}.js", hash(&wasm));
    let link_name = format!("./{script}");
    let mut options = Options::new(&wasm);
    options.output_dir = &folder;
    options.main_out_path = &first;
    options.main_module = PAGE_SCRIPT;
    options.link_name = &link_name;
    let cut = transform(options)
        .map_err(|error| anyhow!("{} cannot be cut into parts: {error:#}", program.display()))?;
    if !cut.split_modules.is_empty() {
        for file in cut.split_modules.iter().map(PathBuf::as_path).chain([&*folder.join(script)]) {
            fs::copy(file, parts.join(name_of(file)))?;
        }
    }
    Ok(first)
}

/// `split_outline.wasm` becomes `part-outline-0123456789abcdef.wasm`, and `chunk_7.wasm`, which several parts
/// need, `part-shared-7-0123456789abcdef.wasm`, or `part-common-7-…` where none of them comes by itself. The hash of
/// these is of all of them: there are more than a hundred, and one for each in the script that names them is a
/// kilobyte of the first load.
fn part_name(name: &str, content: &[u8], early: &BTreeSet<String>, shared: &str) -> Result<String> {
    let stem = name.strip_suffix(".wasm").unwrap_or(name);
    match (stem.strip_prefix("split_"), stem.strip_prefix(SHARED)) {
        (Some(part), _) => Ok(format!("part-{}-{}.wasm", part.replace('_', "-"), hash(content))),
        (_, Some(number)) => {
            let when = if early.contains(stem) { "shared" } else { "common" };
            Ok(format!("part-{when}-{number}-{shared}.wasm"))
        }
        _ => bail!("{name} is neither a part nor shared by parts"),
    }
}

/// The script that fetches the parts, so that it asks for what several parts need a few at a time. One part needs
/// more than a hundred, and to ask for them all at once kept the browser from anything else for as long as a frame or
/// two. One that fails is heard of by who waits for all.
fn in_turn(script: &str) -> Result<String> {
    const AT_ONCE: &str = "deps.map(d => d())";
    const IN_TURN: &str = "
async function inTurn(deps) {
    const begun = [];
    for (const dep of deps) {
        if (begun.length % 8 === 7) await new Promise((go) => setTimeout(go));
        const coming = dep();
        coming.catch(() => {});
        begun.push(coming);
    }
    return begun;
}
";
    ensure!(script.contains(AT_ONCE), "the script that fetches the parts is another");
    Ok(script.replace(AT_ONCE, "await inTurn(deps)") + IN_TURN)
}

/// The script that fetches the parts, so that how one is fetched stands in it once, and not with each of them: half of
/// the script, which is read before anything is drawn.
fn said_once(script: &str) -> Result<String> {
    const BEFORE: &str = "() => {\n    const src = fetch(new URL(";
    const AFTER: &str = ", import.meta.url));\n    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}\n";
    const BEGUN: &str = "const instantiate = fetcher();";
    const ENDED: &str = "return instantiate(imports);";
    let fetched = script.matches(BEFORE).count();
    ensure!(
        fetched > 0
            && script.matches(AFTER).count() == fetched
            && script.contains(BEGUN)
            && script.contains(ENDED),
        "the script that fetches the parts says otherwise how"
    );
    Ok(script
        .replace(BEFORE, "")
        .replace(AFTER, "")
        .replace(BEGUN, "const src = fetch(new URL(fetcher, import.meta.url));")
        .replace(ENDED, "return WebAssembly.instantiateStreaming(src, imports);"))
}

/// Parts that come by themselves, after the first paint.
const EARLY: [&str; 4] = ["bridge", "dock", "inspector", "saving"];

/// What those parts need of what several parts need, as the script that fetches them says.
fn early(script: &str) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    for part in EARLY {
        let after = script.split_once(&format!("__wasm_split_load_{part} =")).map(|(_, rest)| rest);
        let list = after.and_then(|rest| rest.split_once(", [")?.1.split_once(']'));
        if let Some((list, _)) = list {
            let names = list.split(',').filter_map(|name| name.trim().strip_prefix("__"));
            needed.extend(names.map(str::to_owned));
        }
    }
    needed
}

fn page_script(dist: &Path) -> Result<String> {
    files(dist)?
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .map(|path| name_of(path))
        .find(|name| name.starts_with("designer-"))
        .with_context(|| format!("{} holds no script of the page", dist.display()))
}

/// In the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What goes into a file's name so that no browser takes an older one for it.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_for_what_it_shows_and_what_it_holds() {
        let early = early(
            "export const __wasm_split_load_dock = wrapAsyncCb(makeLoad(() => {\n    return 1;\n}\n, [__chunk_7, __chunk_9]));\n\
             export const __wasm_split_load_files = wrapAsyncCb(makeLoad(() => {\n}\n, [__chunk_8, __chunk_9]));\n",
        );
        let name = |name: &str| part_name(name, b"", &early, "0123");
        assert!(name("split_rule_page.wasm").unwrap().starts_with("part-rule-page-e3b0c44"));
        assert_eq!(name("chunk_7.wasm").unwrap(), "part-shared-7-0123.wasm");
        assert_eq!(name("chunk_8.wasm").unwrap(), "part-common-8-0123.wasm");
        assert_eq!(name("chunk_9.wasm").unwrap(), "part-shared-9-0123.wasm");
        assert!(name("designer.wasm").is_err());
    }

    #[test]
    fn what_several_parts_need_is_asked_for_in_turn() {
        let script = "function makeLoad(f, deps) {\nconst all = deps.map(d => d());\n}\n";
        let turned = in_turn(script).unwrap();
        assert!(turned.contains("const all = await inTurn(deps);"), "{turned}");
        assert!(turned.contains("async function inTurn(deps)"), "{turned}");
        assert!(in_turn("another").is_err());
    }

    #[test]
    fn how_a_part_is_fetched_is_said_once() {
        let script = "const instantiate = fetcher();\nreturn instantiate(imports);\n\
            const a = makeLoad(() => {\n    const src = fetch(new URL(\"./a.wasm\", import.meta.url));\n    \
            return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}\n, [b]);\n";
        let said = said_once(script).unwrap();
        assert!(said.ends_with("const a = makeLoad(\"./a.wasm\", [b]);\n"), "{said}");
        assert_eq!(said.matches("instantiateStreaming").count(), 1);
        assert!(said_once("another").is_err());
    }

    #[test]
    fn what_is_not_wasm_is_not_cut() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("page.wasm");
        fs::write(&program, "text").unwrap();
        let error = cut(&program, &folder.path().join("parts")).unwrap_err().to_string();
        assert!(error.contains("page.wasm cannot be cut into parts"), "{error}");
    }
}
