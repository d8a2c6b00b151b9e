//! Serves a build as a careful host would: the headers of production, and nothing outside its folder.

use anyhow::{Context, Result, anyhow};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

const PORTS_TRIED: u16 = 20;
/// A request without its body; browsers send far less.
const MAX_HEAD_BYTES: u64 = 16 << 10;
/// Browsers open connections ahead of need; one that stays silent this long is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; it ends with the program.
///
/// A thread and a connection for each request: a browser's idle connections then hold nothing up,
/// which they did, now and then, with a library that shares threads between connections.
pub struct Server {
    /// The address of the page.
    pub url: String,
    acceptor: JoinHandle<()>,
}

impl Server {
    /// Serves `dist` under the path `base` at `port` of this machine, or at the next free one
    /// (0: any). `base` begins and ends with a slash.
    ///
    /// Fails if no port is free or `dist` holds no page.
    pub fn start(dist: &Path, port: u16, base: &str) -> Result<Server> {
        let mut ports = port..=port.saturating_add(if port == 0 { 0 } else { PORTS_TRIED });
        let listener = ports.find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok());
        let listener = listener
            .ok_or_else(|| anyhow!("no free port from {port} on: choose one with --port"))?;
        let url = format!("http://{}{base}", listener.local_addr()?);
        let site = Site { dist: dist.to_path_buf(), base: base.to_owned(), policy: policy(dist)? };
        let site = Arc::new(site);
        let acceptor = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let site = Arc::clone(&site);
                // A browser that left before the end is no fault of the server, and there is
                // nobody left to tell.
                thread::spawn(move || drop(site.answer(stream)));
            }
        });
        Ok(Server { url, acceptor })
    }

    /// Waits until the server ends.
    pub fn wait(self) {
        if self.acceptor.join().is_err() {
            eprintln!("the server stopped");
        }
    }
}

struct Site {
    dist: PathBuf,
    base: String,
    policy: String,
}

impl Site {
    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let request = read_request(&stream)?;
        let mut words = request.split_whitespace();
        let (method, address) =
            (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if !["GET", "HEAD"].contains(&method) {
            let refusal = self.head("405 Method Not Allowed", None, 0) + "Allow: GET, HEAD\r\n\r\n";
            return stream.write_all(refusal.as_bytes());
        }
        let Some((path, mut file)) = self.find(address) else {
            let body = "not found\n";
            let answer = self.head("404 Not Found", None, body.len() as u64) + "\r\n" + body;
            return stream.write_all(answer.as_bytes());
        };
        let head = self.head("200 OK", Some(&path), file.metadata()?.len()) + "\r\n";
        stream.write_all(head.as_bytes())?;
        if method == "GET" {
            io::copy(&mut file, &mut stream)?;
        }
        stream.flush()
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

    /// The status and the headers of an answer, without the empty line at their end.
    fn head(&self, status: &str, path: Option<&Path>, length: u64) -> String {
        let media_type = path.map_or("text/plain; charset=utf-8", media_type);
        let inside_app = path
            .and_then(|path| path.strip_prefix(&self.dist).ok())
            .is_some_and(|path| path.parent() != Some(Path::new("")));
        let caching = match (path, inside_app) {
            (Some(_), true) => "public, max-age=31536000, immutable",
            (Some(_), false) => "no-cache",
            (None, _) => "no-store",
        };
        let policy = &self.policy;
        format!(
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\
             Content-Type: {media_type}\r\nCache-Control: {caching}\r\n\
             Content-Security-Policy: {policy}\r\nX-Content-Type-Options: nosniff\r\n\
             Referrer-Policy: no-referrer\r\n"
        )
    }
}

/// Reads a request's head to its end and returns its first line.
fn read_request(stream: &TcpStream) -> io::Result<String> {
    let mut reader = BufReader::new(stream).take(MAX_HEAD_BYTES);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    Ok(request)
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
        for path in outside {
            let answer = ask(&server, &format!("GET /some/where/{path}"))?;
            assert!(!answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        }
        assert!(ask(&server, "GET /")?.starts_with("HTTP/1.1 404"));
        assert!(ask(&server, "POST /some/where/")?.starts_with("HTTP/1.1 405"));
        Ok(())
    }
}
