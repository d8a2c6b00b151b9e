//! The rules of the house that a program can check by reading, each with its reason.

use crate::build_id::list;
use crate::command::{cargo, read, root};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;

const MAX_LINES: usize = 300;

/// Words that must not stand in the files under a path, and why. A path ends in `/` for a folder;
/// `except` names the one file that may have them.
struct Ban {
    under: &'static str,
    except: &'static str,
    words: &'static [&'static str],
    why: &'static str,
}

const BANS: [Ban; 7] = [
    Ban {
        under: "",
        except: "crates/xtask/src/tidy.rs",
        words: &["TODO", "FIXME", "todo!(", "unimplemented!("],
        why: "work is there or not there, never later",
    },
    Ban {
        under: "web/",
        except: "",
        words: &[
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ],
        why: "text from outside stays text",
    },
    Ban {
        under: "web/",
        except: "web/worker.js",
        words: &["Engine.open", "WebAssembly.instantiate"],
        why: "only the worker loads wasm, so that no fault of it can stop the page",
    },
    Ban {
        under: "web/elements/",
        except: "",
        words: &["/store.js\"", "/engine.js\"", "/worker.js\"", "/main.js\""],
        why: "an element knows nothing but its own properties and events",
    },
    Ban {
        under: "crates/net/src/",
        except: "",
        words: &["std::fs", "std::time", "println!"],
        why: "the core does no I/O, tells no time and prints nothing",
    },
    Ban {
        under: "crates/train/src/",
        except: "",
        words: &["std::fs", "std::time", "println!"],
        why: "the core does no I/O, tells no time and prints nothing",
    },
    Ban {
        under: "crates/data/src/",
        except: "",
        words: &["std::fs", "std::time", "println!"],
        why: "bytes in, values out",
    },
];

/// A room, the rooms it may know, and the libraries it must not.
struct Room {
    name: &'static str,
    may_know: &'static [&'static str],
    never: &'static [&'static str],
}

const ROOMS: [Room; 10] = [
    Room { name: "conv", may_know: &[], never: &["image", "wasm-bindgen", "web-sys", "js-sys"] },
    Room {
        name: "net",
        may_know: &["conv"],
        never: &["image", "wasm-bindgen", "web-sys", "js-sys"],
    },
    Room { name: "pixels", may_know: &[], never: &["burn", "wasm-bindgen", "web-sys", "js-sys"] },
    Room {
        name: "data",
        may_know: &["pixels"],
        never: &["burn", "wasm-bindgen", "web-sys", "js-sys"],
    },
    Room {
        name: "train",
        may_know: &["net", "data"],
        never: &["wasm-bindgen", "web-sys", "js-sys"],
    },
    Room { name: "engine", may_know: &["net", "pixels", "data", "train"], never: &["clap"] },
    Room {
        name: "loupe",
        may_know: &["net", "pixels", "data", "train"],
        never: &["wasm-bindgen", "web-sys", "js-sys"],
    },
    Room { name: "bench", may_know: &["net", "data", "train"], never: &["clap"] },
    Room { name: "fuzz", may_know: &["net", "pixels", "data", "train"], never: &["clap"] },
    Room { name: "xtask", may_know: &[], never: &["burn", "image", "wasm-bindgen"] },
];

/// Checks every rule and prints what breaks one.
///
/// Fails if anything does.
pub fn check() -> Result<()> {
    let mut findings = Vec::new();
    check_files(&mut findings)?;
    check_rooms(&mut findings)?;
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("{} findings", findings.len());
    }
    println!("tidy: nothing found");
    Ok(())
}

fn check_files(findings: &mut Vec<String>) -> Result<()> {
    let mut files = Vec::new();
    for folder in ["crates", "web", "tests", "index.html"] {
        list(&root().join(folder), &mut files)?;
    }
    files.sort();
    for file in files {
        let name = file.strip_prefix(root())?.to_string_lossy().into_owned();
        if ![".rs", ".js", ".mjs", ".css", ".html", ".py"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            continue;
        }
        let text = fs::read_to_string(&file).with_context(|| format!("{name} cannot be read"))?;
        let lines = text.lines().count();
        if lines > MAX_LINES {
            findings.push(format!(
                "{name}: {lines} lines; more than {MAX_LINES} is a question of design"
            ));
        }
        check_words(&name, &text, findings);
    }
    Ok(())
}

fn check_words(name: &str, text: &str, findings: &mut Vec<String>) {
    // Unit tests stand at the end of a Rust file and may read fixtures.
    let shipped = text.split("#[cfg(test)]").next().unwrap_or(text);
    for ban in BANS.iter().filter(|ban| name.starts_with(ban.under) && name != ban.except) {
        let read = if ban.under.is_empty() { text } else { shipped };
        for (index, line) in read.lines().enumerate() {
            for word in ban.words.iter().filter(|word| line.contains(**word)) {
                findings.push(format!("{name}:{}: `{word}`: {}", index + 1, ban.why));
            }
        }
    }
}

fn check_rooms(findings: &mut Vec<String>) -> Result<()> {
    let metadata = read(&mut cargo("metadata --format-version 1 --no-deps"))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
    let own: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
            findings.push(format!("crates: `{name}` is in no rule of ROOMS: say whom it may know"));
            continue;
        };
        // `kind` is null for what ships; tests and build scripts may know more.
        let shipped = package["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|known| known["kind"].is_null());
        for known in shipped.filter_map(|known| known["name"].as_str()) {
            let is_stranger = own.contains(&known) && !room.may_know.contains(&known);
            if is_stranger || room.never.contains(&known) {
                findings.push(format!("crates: `{name}` must not know `{known}`"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ban_names_file_line_and_reason() {
        let mut findings = Vec::new();
        check_words("web/elements/pad.js", "one\nnode.innerHTML = text", &mut findings);
        assert_eq!(findings, ["web/elements/pad.js:2: `innerHTML`: text from outside stays text"]);
    }

    #[test]
    fn tests_inside_a_core_crate_may_read_files() {
        let mut findings = Vec::new();
        check_words(
            "crates/net/src/plan.rs",
            "fn plan() {}\n#[cfg(test)]\nmod tests { use std::fs; }",
            &mut findings,
        );
        assert!(findings.is_empty());
        check_words("crates/net/src/plan.rs", "use std::fs;", &mut findings);
        assert_eq!(findings.len(), 1);
    }
}
