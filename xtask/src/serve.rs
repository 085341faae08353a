//! A web server for files that are there, on this machine only.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

use crate::process;

/// A running server. It ends when it is dropped.
pub struct Server {
    runtime: Runtime,
    serving: JoinHandle<std::io::Result<()>>,
    bound: SocketAddr,
    address: String,
}

/// Serves the folder and prints the address once it answers; returns when the program is ended.
pub fn until_interrupted(folder: &Path, port: u16, open: bool) -> Result<()> {
    let server = Server::start(folder, port, "/")?;
    server.check()?;
    println!("{}", server.address());
    if open {
        open_in_browser(server.address())?;
    }
    let Server { runtime, serving, .. } = server;
    runtime.block_on(serving)?.context("the server stopped")
}

impl Server {
    /// Serves the folder's files below `prefix`, which begins and ends with a slash.
    pub fn start(folder: &Path, port: u16, prefix: &str) -> Result<Self> {
        let files = ServeDir::new(folder);
        let routes = match prefix {
            "/" => Router::new().fallback_service(files),
            _ => Router::new().nest_service(prefix, files),
        };
        let runtime = Runtime::new().context("the server cannot start")?;
        let listener = runtime
            .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))
            .with_context(|| format!("cannot listen on port {port}; choose another with --port"))?;
        let bound = listener.local_addr().context("the server has no address")?;
        let serving = runtime.spawn(async { axum::serve(listener, routes).await });
        Ok(Self { runtime, serving, bound, address: format!("http://{bound}{prefix}") })
    }

    /// Where the page is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Asks for the page once.
    fn check(&self) -> Result<()> {
        match ask(self.bound, "/")?.lines().next() {
            Some(status) if status.contains(" 200 ") => Ok(()),
            status => bail!("{} answers {}", self.address, status.unwrap_or("nothing")),
        }
    }
}

/// What a server answers to the simplest request.
fn ask(server: SocketAddr, path: &str) -> Result<String> {
    let mut connection = TcpStream::connect(server)?;
    write!(connection, "GET {path} HTTP/1.0\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
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
    use std::fs;
    use std::thread;

    #[test]
    fn serves_what_is_below_the_prefix_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<p>here").unwrap();
        fs::create_dir(folder.path().join("rules")).unwrap();
        fs::write(folder.path().join("rules/a.wasm"), "wasm").unwrap();
        let server = Server::start(folder.path(), 0, "/some/where/").unwrap();

        let page = ask(server.bound, "/some/where/?design=x").unwrap();
        assert!(page.starts_with("HTTP/1.0 200") || page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("text/html") && page.ends_with("<p>here"), "{page}");
        assert!(
            ask(server.bound, "/some/where/rules/a.wasm").unwrap().contains("application/wasm")
        );
        for elsewhere in
            ["/", "/index.html", "/some/where/../../etc/passwd", "/some/where/%2e%2e/x"]
        {
            let answer = ask(server.bound, elsewhere).unwrap();
            assert!(answer.contains(" 404 "), "{elsewhere}: {answer}");
        }
    }

    #[test]
    fn a_folder_without_a_page_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path(), 0, "/").unwrap();
        assert!(server.check().unwrap_err().to_string().contains("404"));
    }

    /// Browsers open several connections at once and keep some of them idle.
    #[test]
    fn idle_connections_keep_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<p>here").unwrap();
        let server = Server::start(folder.path(), 0, "/").unwrap();
        let bound = server.bound;
        let idle: Vec<TcpStream> = (0..32).map(|_| TcpStream::connect(bound).unwrap()).collect();
        let asking: Vec<_> =
            (0..8).map(|_| thread::spawn(move || ask(bound, "/").unwrap())).collect();
        for one in asking {
            assert!(one.join().unwrap().ends_with("<p>here"));
        }
        drop(idle);
    }
}
