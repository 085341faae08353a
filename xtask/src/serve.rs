//! A web server for files that are there, on this machine only.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result, bail};
use tiny_http::{Header, Method, Request, Response};

use crate::process;

/// A running server. It ends with the program.
pub struct Server {
    http: Arc<tiny_http::Server>,
    address: String,
    workers: Vec<thread::JoinHandle<()>>,
}

/// Serves the folder and prints the address once it answers; returns when the program is ended.
pub fn until_interrupted(folder: &Path, port: u16, open: bool) -> Result<()> {
    let server = Server::start(folder, port, "/")?;
    server.check()?;
    println!("{}", server.address());
    if open {
        open_in_browser(server.address())?;
    }
    for worker in server.workers {
        if worker.join().is_err() {
            bail!("the server stopped");
        }
    }
    Ok(())
}

impl Server {
    /// Serves the folder's files below `prefix`, which begins and ends with a slash.
    pub fn start(folder: &Path, port: u16, prefix: &str) -> Result<Self> {
        let files = Arc::new(Files::below(folder, prefix)?);
        let http = tiny_http::Server::http((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
            anyhow::anyhow!("cannot listen on port {port}: {error}; choose another with --port")
        })?;
        let bound = http.server_addr().to_ip().context("the server has no address")?;
        let http = Arc::new(http);
        let workers = (0..4)
            .map(|_| {
                let (http, files) = (Arc::clone(&http), Arc::clone(&files));
                thread::spawn(move || {
                    while let Ok(request) = http.recv() {
                        files.answer(request);
                    }
                })
            })
            .collect();
        Ok(Self { http, address: format!("http://{bound}{prefix}"), workers })
    }

    /// Where the page is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Asks for the page once. A browser's handful of connections, coming first, can leave one of
    /// them waiting until it gives up.
    pub fn check(&self) -> Result<()> {
        let bound: SocketAddr = self.http.server_addr().to_ip().context("no address")?;
        let path = self.address.trim_start_matches(&format!("http://{bound}"));
        let mut connection = TcpStream::connect(bound)?;
        write!(connection, "GET {path} HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        match answer.lines().next() {
            Some(status) if status.contains(" 200 ") => Ok(()),
            status => bail!("{} answers {}", self.address, status.unwrap_or("nothing")),
        }
    }
}

/// The files that are served, by the path that asks for them. No other path reaches the disk.
struct Files(BTreeMap<String, PathBuf>);

impl Files {
    fn below(folder: &Path, prefix: &str) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![(folder.to_path_buf(), prefix.to_owned())];
        while let Some((folder, prefix)) = folders.pop() {
            let entries = fs::read_dir(&folder)
                .with_context(|| format!("cannot read {}", folder.display()))?;
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name();
                let name =
                    name.to_str().with_context(|| format!("{} is no name", name.display()))?;
                if entry.file_type()?.is_dir() {
                    folders.push((entry.path(), format!("{prefix}{name}/")));
                } else {
                    files.insert(format!("{prefix}{name}"), entry.path());
                }
            }
        }
        Ok(Self(files))
    }

    fn answer(&self, request: Request) {
        let status = match request.method() {
            Method::Get | Method::Head => 404,
            _ => 405,
        };
        let found = (status == 404).then(|| self.find(request.url())).flatten();
        // A browser that went away is no fault of the server.
        let _ = match found.and_then(|path| Some((File::open(path).ok()?, content_type(path)?))) {
            Some((file, header)) => request.respond(
                Response::from_file(file).with_header(header).with_chunked_threshold(usize::MAX),
            ),
            None => request.respond(Response::empty(status)),
        };
    }

    fn find(&self, url: &str) -> Option<&Path> {
        let path = url.split(['?', '#']).next()?;
        let index = path.ends_with('/').then(|| format!("{path}index.html"));
        self.0.get(index.as_deref().unwrap_or(path)).map(PathBuf::as_path)
    }
}

fn content_type(path: &Path) -> Option<Header> {
    let kind = match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" | "webmanifest" => "application/json",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "md" | "txt" | "yaml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    Header::from_bytes("Content-Type", kind).ok()
}

fn open_in_browser(address: &str) -> Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    process::run(Command::new(opener).arg(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(server: &Server, path: &str) -> String {
        let mut connection =
            TcpStream::connect(server.http.server_addr().to_ip().unwrap()).unwrap();
        write!(connection, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn serves_what_is_below_the_prefix_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<p>here").unwrap();
        fs::create_dir(folder.path().join("rules")).unwrap();
        fs::write(folder.path().join("rules/a.wasm"), "wasm").unwrap();
        let server = Server::start(folder.path(), 0, "/some/where/").unwrap();

        let page = ask(&server, "/some/where/?design=x");
        assert!(page.starts_with("HTTP/1.0 200") || page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("text/html") && page.ends_with("<p>here"), "{page}");
        assert!(ask(&server, "/some/where/rules/a.wasm").contains("application/wasm"));
        for elsewhere in
            ["/", "/index.html", "/some/where/../../etc/passwd", "/some/where/%2e%2e/x"]
        {
            assert!(ask(&server, elsewhere).contains(" 404 "), "{elsewhere}");
        }
    }

    #[test]
    fn a_folder_without_a_page_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path(), 0, "/").unwrap();
        assert!(server.check().unwrap_err().to_string().contains("404"));
    }
}
