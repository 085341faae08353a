// What the benches of the page share: a browser, a server of files, and the time that a page's main
// thread has spent, out of a Chromium trace.
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

export const here = fileURLToPath(new URL(".", import.meta.url));
export const CHROMIUM = process.env.PRESSWRIGHT_CHROMIUM ?? "/usr/bin/chromium";

/** The folder of the built page, or of the one to be measured in its place. */
export function dist() {
  const folder = process.env.PRESSWRIGHT_DIST ?? join(here, "../../dist");
  if (!existsSync(join(folder, "index.html"))) throw new Error(`${folder} holds no page: run \`cargo xtask dist\` first`);
  return folder;
}

export function launch(executablePath) {
  return chromium.launch({
    executablePath,
    args: ["--disable-gpu", "--disable-quic", "--disable-background-networking"],
    chromiumSandbox: process.getuid?.() !== 0,
  });
}

/** Serves the files of a folder on a port of its own. */
export async function serve(root) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    try {
      const file = join(root, path.endsWith("/") ? `${path}index.html` : path);
      const content = await readFile(file);
      response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return Object.assign(server, { address: `http://127.0.0.1:${server.address().port}/` });
}

/** The second frame from now has begun: the first is painted. */
export function painted(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/**
 * The time of all tasks of the page's main thread while something is done with it, in milliseconds:
 * of the clock, and of the processor, which other programs on the machine do not lengthen.
 */
export async function spent(page, run) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"] });
  await run();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const mains = new Set(
    traceEvents
      .filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain")
      .map((event) => `${event.pid}/${event.tid}`),
  );
  const threads = new Map();
  for (const event of traceEvents) {
    const thread = `${event.pid}/${event.tid}`;
    if (event.ph !== "X" || event.name !== "ThreadControllerImpl::RunTask" || !mains.has(thread)) continue;
    const { clock, processor } = threads.get(thread) ?? { clock: 0, processor: 0 };
    threads.set(thread, { clock: clock + event.dur, processor: processor + (event.tdur ?? event.dur) });
  }
  const [most] = [...threads.values()].sort((one, other) => other.clock - one.clock);
  if (!most) throw new Error("the trace has no task of a renderer's main thread");
  return { clock: most.clock / 1000, processor: most.processor / 1000 };
}
