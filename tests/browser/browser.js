// A browser, the built page below a sub-path, and what must hold in every test: no request to
// elsewhere, no error on the console.

import assert from "node:assert/strict";
import { createReadStream, existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
export const project = join(here, "../..");
const dist = process.env.PRESSWRIGHT_DIST ?? join(project, "dist");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const PROGRAMS = [
  process.env.PRESSWRIGHT_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".md": "text/markdown; charset=utf-8",
};

/** Serves the built page below /some/where/ and nothing else. */
export async function serve() {
  assert.ok(existsSync(join(dist, "index.html")), "build the page first: cargo xtask dist");
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://page").pathname);
    const below = path.startsWith("/some/where/") ? path.slice("/some/where".length) : null;
    const file = below && join(dist, normalize(below.endsWith("/") ? `${below}index.html` : below));
    const found = file && (await stat(file).catch(() => null))?.isFile();
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${server.address().port}/some/where/`;
  return { address, close: () => new Promise((done) => server.close(done)) };
}

export function launch() {
  const executablePath = PROGRAMS.find((program) => program && existsSync(program));
  assert.ok(executablePath, "there is no Chromium; name one in PRESSWRIGHT_CHROMIUM");
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A fresh profile with the page open in it. `finish` fails on anything that no test may cause. */
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  const wrong = [];
  const origin = new URL(address).origin;
  context.on("request", (request) => {
    const url = new URL(request.url());
    const own = url.origin === origin && url.pathname.startsWith("/some/where/");
    if (!own && !["blob:", "data:"].includes(url.protocol)) {
      wrong.push(`request to ${request.url()}`);
    }
  });
  context.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} for ${response.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`uncaught: ${error.message}`));
  await page.goto(address);
  return {
    page,
    async finish() {
      await context.close();
      assert.deepEqual(wrong, []);
    },
  };
}
