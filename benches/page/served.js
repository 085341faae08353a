// What the benches of the page's start share: a server as a host of static files is one, a free port, and where
// what they need is.

import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as listen } from "node:net";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const ROOT = new URL("../../", import.meta.url);
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript",
  ".md": "text/markdown; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

export const CHROMIUM = process.env.PRESSWRIGHT_CHROMIUM ?? "/usr/bin/chromium";

/** The built page, or another one in its place. */
export const dist = () => process.env.PRESSWRIGHT_DIST ?? new URL("dist", ROOT).pathname;

/** The browser tests have what the benches need. */
export const fromTests = (path) => import(new URL(`tests/browser/node_modules/${path}`, ROOT));

/** A port that was free just now. */
export const freePort = () => new Promise((found) => {
  const server = listen().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});

function below(folder, inner = "") {
  return readdirSync(join(folder, inner), { withFileTypes: true }).flatMap((entry) => {
    const name = inner ? `${inner}/${entry.name}` : entry.name;
    return entry.isDirectory() ? below(folder, name) : [name];
  });
}

/** Serves a folder, all of it in memory and compressed before it begins, as a host has it. */
export async function serve(folder) {
  const files = new Map(below(folder).filter((name) => !name.startsWith("docs/")).map((name) => [
    `/${name === "index.html" ? "" : name}`,
    { type: TYPES[extname(name)] ?? "application/octet-stream", content: gzipSync(readFileSync(join(folder, name)), { level: 9 }) },
  ]));
  const server = createServer((request, response) => {
    const file = files.get(decodeURIComponent(new URL(request.url, "http://host").pathname));
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": file.type,
      "content-encoding": "gzip",
      "content-length": file.content.length,
      "cache-control": "max-age=600",
    });
    response.end(file.content);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    stop: () => { server.closeAllConnections(); server.close(); },
  };
}

export function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
