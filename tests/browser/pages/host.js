// A plain static server that a test can stop, and versions of the built page for it to serve.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".md": "text/markdown; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** As xtask/src/split.rs has it. */
const hash = (content) => createHash("sha256").update(content).digest("hex").slice(0, 16);

/** Serves a folder below a path, as a project's page on GitHub Pages is. */
export class Host {
  constructor(folder, prefix = "/presswright/") {
    Object.assign(this, { folder, prefix, port: 0, missing: new Set(), asked: [], compress: false });
  }

  get address() {
    return `http://127.0.0.1:${this.port}${this.prefix}`;
  }

  async start() {
    this.server = createServer((request, response) => this.answer(request, response));
    await new Promise((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
    this.port = this.server.address().port;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  answer(request, response) {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const name = normalize(path.slice(this.prefix.length)) || ".";
    this.asked.push(name);
    const file = name === "." || name.endsWith("/") ? join(name, "index.html") : name;
    try {
      if (!path.startsWith(this.prefix) || name.startsWith("..") || this.missing.has(file)) throw new Error("not here");
      const content = readFileSync(join(this.folder, file));
      // As Pages does: a browser may keep it for a while without asking.
      const headers = { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "cache-control": "max-age=600" };
      if (this.compress) headers["content-encoding"] = "gzip";
      response.writeHead(200, headers);
      response.end(this.compress ? gzipSync(content) : content);
    } catch {
      response.writeHead(404, { "content-type": "text/html" });
      response.end("not here");
    }
  }
}

/** A copy of the built page. */
export function copyOf(dist) {
  const folder = mkdtempSync(join(tmpdir(), "presswright-page-"));
  cpSync(dist, folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/**
 * Makes another version of a built page: its title and the page of a rule are others, and the service worker
 * says so. Gives the version.
 */
export function renew(folder, title) {
  const worker = join(folder, "sw.js");
  const text = readFileSync(worker, "utf8");
  const [, before, list] = text.match(/^const VERSION="(\w+)";\nconst FILES=(\{.*\});\n/);
  const version = hash(title);
  const files = JSON.parse(list);
  const rule = join(folder, "rules/PW-S04.md");
  writeFileSync(rule, readFileSync(rule, "utf8").replace(/^# .*/, `# PW-S04: ${title}`));
  files["rules/PW-S04.md"] = hash(readFileSync(rule));
  const index = join(folder, "index.html");
  const page = readFileSync(index, "utf8").replace(before, version).replace(/<title>.*?<\/title>/, `<title>${title}</title>`);
  writeFileSync(index, page);
  files["./"] = hash(page);
  writeFileSync(worker, text.replace(before, version).replace(list, () => JSON.stringify(files)));
  return version;
}
