//! Serves a build as a careful host would: the headers of production, and nothing outside its folder.

use anyhow::{Context, Result, anyhow};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use tiny_http::{Header, Method, Request, Response};

const THREADS: usize = 4;
const PORTS_TRIED: u16 = 20;

/// A running server; it ends with the program.
pub struct Server {
    /// The address of the page.
    pub url: String,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Serves `dist` under the path `base` at `port` of this machine, or at the next free one
    /// (0: any). `base` begins and ends with a slash.
    ///
    /// Fails if no port is free or `dist` holds no page.
    pub fn start(dist: &Path, port: u16, base: &str) -> Result<Server> {
        let ports = port..=port.saturating_add(if port == 0 { 0 } else { PORTS_TRIED });
        let listener =
            ports.into_iter().find_map(|port| tiny_http::Server::http(("127.0.0.1", port)).ok());
        let listener = listener
            .ok_or_else(|| anyhow!("no free port from {port} on: choose one with --port"))?;
        let address =
            listener.server_addr().to_ip().ok_or_else(|| anyhow!("the server has no address"))?;
        let url = format!("http://{address}{base}");
        let site = Site { dist: dist.to_path_buf(), base: base.to_owned(), policy: policy(dist)? };
        let shared = Arc::new((listener, site));
        let threads = (0..THREADS).map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (listener, site) = &*shared;
                while let Ok(request) = listener.recv() {
                    site.answer(request);
                }
            })
        });
        Ok(Server { url, threads: threads.collect() })
    }

    /// Waits until the server ends.
    pub fn wait(self) {
        for thread in self.threads {
            if thread.join().is_err() {
                eprintln!("a thread of the server stopped");
            }
        }
    }
}

struct Site {
    dist: PathBuf,
    base: String,
    policy: String,
}

impl Site {
    fn answer(&self, request: Request) {
        let allowed = matches!(request.method(), Method::Get | Method::Head);
        let file = if allowed { self.find(request.url()) } else { None };
        let sent = match file {
            Some((path, file)) => {
                request.respond(self.dress(Response::from_file(file), Some(&path)))
            }
            None if allowed => request.respond(
                self.dress(Response::from_string("not found\n").with_status_code(404), None),
            ),
            None => {
                let refusal = Response::from_string("only GET and HEAD\n").with_status_code(405);
                request.respond(self.dress(refusal, None).with_header(header("Allow", "GET, HEAD")))
            }
        };
        // A browser that left before the end is no fault of the server, and there is nobody left to tell.
        drop(sent);
    }

    /// Returns the file that an address names. Our own names need no escapes, so any other
    /// character, and any name that begins with a dot, is simply not found.
    fn find(&self, url: &str) -> Option<(PathBuf, File)> {
        let address = url.split(['?', '#']).next()?;
        let inside = address.strip_prefix(&self.base)?;
        let inside = if inside.is_empty() { "index.html" } else { inside };
        let is_ours = |name: &str| {
            let plain =
                name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
            plain && !name.is_empty() && !name.starts_with('.')
        };
        let path = inside.split('/').all(is_ours).then(|| self.dist.join(inside))?;
        let file = path.is_file().then(|| File::open(&path).ok())??;
        Some((path, file))
    }

    fn dress<R: std::io::Read>(&self, response: Response<R>, path: Option<&Path>) -> Response<R> {
        let media_type = path.map_or("text/plain; charset=utf-8", media_type);
        let inside_app = path
            .and_then(|path| path.strip_prefix(&self.dist).ok())
            .is_some_and(|path| path.parent() != Some(Path::new("")));
        let caching = match (path, inside_app) {
            (Some(_), true) => "public, max-age=31536000, immutable",
            (Some(_), false) => "no-cache",
            (None, _) => "no-store",
        };
        response
            // Whole files with their length: chunks would hide the size from the page's progress.
            .with_chunked_threshold(usize::MAX)
            .with_header(header("Content-Type", media_type))
            .with_header(header("Cache-Control", caching))
            .with_header(header("Content-Security-Policy", &self.policy))
            .with_header(header("X-Content-Type-Options", "nosniff"))
            .with_header(header("Referrer-Policy", "no-referrer"))
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).unwrap_or_else(|()| unreachable!("{name} is a valid header"))
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Returns the page's own policy, from its `<meta>`, with the one rule that only a header can carry.
fn policy(dist: &Path) -> Result<String> {
    let page = fs::read_to_string(dist.join("index.html")).context("there is no page to serve")?;
    let (_, after) = page
        .split_once("http-equiv=\"Content-Security-Policy\"")
        .and_then(|(_, after)| after.split_once("content=\""))
        .ok_or_else(|| anyhow!("index.html has no Content-Security-Policy"))?;
    let policy = after
        .split('"')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    Ok(format!("{}; frame-ancestors 'none'", policy.trim_end_matches([';', ' '])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    const PAGE: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';\n  script-src 'self'\">";

    /// A site in a folder of its own, which goes when the test ends.
    struct Served {
        dist: PathBuf,
        server: Server,
    }

    impl Drop for Served {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.dist));
        }
    }

    fn served(name: &str) -> Result<Served> {
        let dist = std::env::temp_dir().join(format!("loupe-serve-{name}-{}", std::process::id()));
        fs::create_dir_all(dist.join("app-1"))?;
        fs::write(dist.join("index.html"), PAGE)?;
        fs::write(dist.join("app-1/engine_bg.wasm"), b"\0asm")?;
        fs::write(dist.join(".secret"), "no")?;
        let server = Server::start(&dist, 0, "/some/where/")?;
        Ok(Served { dist, server })
    }

    fn ask(served: &Served, line: &str) -> Result<String> {
        let address =
            served.server.url.trim_start_matches("http://").split('/').next().unwrap_or_default();
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "{line} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    #[test]
    fn the_page_carries_its_policy_and_is_never_stale() -> Result<()> {
        let answer = ask(&served("page")?, "GET /some/where/")?;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("Content-Security-Policy: default-src 'none'; script-src 'self'; frame-ancestors 'none'\r\n"));
        assert!(answer.contains("Cache-Control: no-cache\r\n"));
        assert!(answer.contains("X-Content-Type-Options: nosniff\r\n"));
        assert!(answer.ends_with(PAGE));
        Ok(())
    }

    #[test]
    fn files_of_a_build_are_cached_for_ever_and_typed() -> Result<()> {
        let answer = ask(&served("file")?, "HEAD /some/where/app-1/engine_bg.wasm?v=1")?;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("Cache-Control: public, max-age=31536000, immutable\r\n"));
        assert!(answer.contains("Content-Type: application/wasm\r\n"));
        assert!(answer.contains("Content-Length: 4\r\n"));
        assert!(answer.ends_with("\r\n\r\n"));
        Ok(())
    }

    #[test]
    fn nothing_else_is_served() -> Result<()> {
        let server = served("else")?;
        let outside = [
            "",
            "..",
            "../",
            "%2e%2e/",
            "/etc/passwd",
            ".secret",
            "app-1",
            "app-1/",
            "app-1/../.secret",
            "app-1\\x",
            "\0",
        ];
        for path in outside.iter().skip(1) {
            let answer = ask(&server, &format!("GET /some/where/{path}"))?;
            assert!(!answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        }
        assert!(ask(&server, "GET /")?.starts_with("HTTP/1.1 404"));
        assert!(ask(&server, "POST /some/where/")?.starts_with("HTTP/1.1 405"));
        Ok(())
    }
}
