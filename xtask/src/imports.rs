//! Gives what the page's wasm and its script call each other by short names.
//!
//! wasm-bindgen ends each name of an import in sixteen digits of a hash, which no compression makes smaller: 269
//! of them weighed 8 kB of the first load, half of that in the wasm and half in the script. The exports that
//! call closures are called by all their types, hashes too: fifteen names of up to 330 letters.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection, SectionId};
use wasmparser::{Export, Import, Parser, Payload};

/// Whether it ends in an underscore and sixteen digits.
fn is_hashed(name: &str) -> bool {
    let hash = name.rsplit_once('_').map(|(_, hash)| hash).unwrap_or_default();
    hash.len() == 16 && hash.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Whether it is an export that calls a closure.
fn calls_closure(name: &str) -> bool {
    name.starts_with("wasm_bindgen_") && name.contains("___convert__closures_")
}

/// Renames in both files, in place: long names become `$0`, `$1` and so on, those of exports `$x1` and so on.
pub fn shorten(wasm: &Path, script: &Path) -> Result<()> {
    let content = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let (content, mut names) = renamed(&content)?;
    let mut text = fs::read_to_string(script)?;
    // That of an export may begin another's: the longest first.
    names.sort_by_key(|(long, _)| std::cmp::Reverse(long.len()));
    for (long, short) in names {
        ensure!(text.contains(&long), "{} does not give {long}", script.display());
        text = text.replace(&long, &short);
    }
    fs::write(wasm, content)?;
    fs::write(script, text)?;
    Ok(())
}

/// A wasm file, and each long name with its short one.
type Renamed = (Vec<u8>, Vec<(String, String)>);

fn renamed(wasm: &[u8]) -> Result<Renamed> {
    let mut module = Module::new();
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::ImportSection(section) = payload {
            let mut imports = ImportSection::new();
            for import in section.into_imports() {
                let Import { module, name, ty } = import?;
                let kind = RoundtripReencoder
                    .entity_type(ty)
                    .map_err(|error| anyhow!("the import {name} cannot be read: {error}"))?;
                if is_hashed(name) {
                    let short = format!("${:x}", names.len());
                    imports.import(module, &short, kind);
                    names.push((name.to_owned(), short));
                } else {
                    imports.import(module, name, kind);
                }
            }
            module.section(&imports);
        } else if let Payload::ExportSection(section) = payload {
            let mut exports = ExportSection::new();
            for export in section {
                let Export { name, kind, index } = export?;
                let kind = RoundtripReencoder
                    .export_kind(kind)
                    .map_err(|error| anyhow!("the export {name} cannot be read: {error}"))?;
                if calls_closure(name) {
                    let short = format!("$x{:x}", names.len());
                    exports.export(&short, kind, index);
                    names.push((name.to_owned(), short));
                } else {
                    exports.export(name, kind, index);
                }
            }
            module.section(&exports);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = wasm.get(range).context("a section ends behind the file")?;
            ensure!(id != SectionId::Import as u8, "two sections of imports");
            module.section(&RawSection { id, data });
        }
    }
    Ok((module.finish(), names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, EntityType, ExportKind, Function, FunctionSection, TypeSection,
    };

    #[test]
    fn hashes_go_and_all_else_stays() {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for name in ["__wbg_now_0123456789abcdef", "plain", "__wbg_now_fedcba9876543210"] {
            imports.import("./page.js", name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        let (short, names) = renamed(&module.finish()).unwrap();

        let found: Vec<String> = Parser::new(0)
            .parse_all(&short)
            .filter_map(|payload| match payload.unwrap() {
                Payload::ImportSection(section) => Some(section),
                _ => None,
            })
            .flat_map(wasmparser::SectionLimited::into_imports)
            .map(|import| import.unwrap().name.to_owned())
            .collect();
        assert_eq!(found, ["$0", "plain", "$1"]);
        assert_eq!(names[1], ("__wbg_now_fedcba9876543210".to_owned(), "$1".to_owned()));
        let sections = Parser::new(0)
            .parse_all(&short)
            .filter(|it| it.as_ref().unwrap().as_section().is_some());
        assert_eq!(sections.count(), 2);
    }

    #[test]
    fn what_calls_closures_is_exported_by_a_short_name() {
        let long = "wasm_bindgen_4103ee816b20e416___convert__closures_____invoke___bool_";
        let (mut types, mut functions, mut code) =
            (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([], []);
        functions.function(0);
        let mut body = Function::new([]);
        body.instructions().end();
        code.function(&body);
        let mut exports = ExportSection::new();
        for name in [long, "memory_of", &format!("{long}_9")] {
            exports.export(name, ExportKind::Func, 0);
        }
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code);
        let folder = tempfile::tempdir().unwrap();
        let (wasm, script) = (folder.path().join("a.wasm"), folder.path().join("a.js"));
        fs::write(&wasm, module.finish()).unwrap();
        fs::write(&script, format!("wasm.{long}(); wasm.{long}_9(); wasm.memory_of();")).unwrap();
        shorten(&wasm, &script).unwrap();
        let text = fs::read_to_string(&script).unwrap();
        assert_eq!(text, "wasm.$x0(); wasm.$x1(); wasm.memory_of();");
        let short = fs::read(&wasm).unwrap();
        let names = Parser::new(0).parse_all(&short).filter_map(|payload| match payload.unwrap() {
            Payload::ExportSection(section) => Some(section),
            _ => None,
        });
        let names = names.flatten().map(|export| export.unwrap().name.to_owned());
        assert_eq!(names.collect::<Vec<_>>(), ["$x0", "memory_of", "$x1"]);
    }

    #[test]
    fn a_hash_is_sixteen_digits_at_the_end() {
        assert!(is_hashed("__wbg_body_5f971cbc6950ca4f"));
        assert!(is_hashed("__wbindgen_generic_000000000000000f"));
        for name in ["__wbindgen_malloc", "memory", "a_5f971cbc6950ca4", "5f971cbc6950ca4f"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
