// The documentation's site, beside the page: every link in it leads somewhere, it is searched, and it asks
// no other host.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { after, before, test } from "node:test";
import { launch, open, wanted } from "./page.js";

const DIST = wanted("PRESSWRIGHT_DIST");
const DOCS = join(DIST, "docs");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

function htmlBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return htmlBelow(path);
    return entry.name.endsWith(".html") ? [path] : [];
  });
}

const text = new Map();
const read = (file) => {
  if (!text.has(file)) text.set(file, readFileSync(file, "utf8"));
  return text.get(file);
};

test("every link leads to a file, and to a place in it", () => {
  const pages = htmlBelow(DOCS);
  assert.ok(pages.length > 120, `${pages.length} pages: rules or decisions are missing`);
  const dead = [];
  let links = 0;
  for (const page of pages) {
    // Its addresses are of the root, wherever it is shown.
    if (page.endsWith("/404.html")) continue;
    for (const [, address] of read(page).matchAll(/\s(?:href|src)="([^"]+)"/g)) {
      if (/^(?:[a-z]+:|\/\/)/.test(address)) continue;
      links += 1;
      const [path, fragment] = address.replaceAll("&amp;", "&").split("#");
      let file = path ? resolve(dirname(page), decodeURIComponent(path.split("?")[0])) : page;
      if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
      const place = fragment && decodeURIComponent(fragment);
      if (!existsSync(file)) dead.push(`${relative(DOCS, page)}: ${address}`);
      else if (place && file.endsWith(".html") && !read(file).includes(`id="${place}"`)) dead.push(`${relative(DOCS, page)}: ${address}: no such place`);
    }
  }
  assert.ok(links > 1000, `${links} links: nothing was read`);
  assert.deepEqual([...new Set(dead)], []);
});

test("it is reached from the page, searched and read, with no other host and nothing refused", async () => {
  const { page, complaints, strangers } = await open(browser);
  await page.keyboard.press("?");
  const link = page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByRole("link", { name: "Documentation" });
  const opened = page.context().waitForEvent("page");
  await link.click();
  const docs = await opened;
  docs.on("request", (request) => {
    if (!request.url().startsWith(wanted("PRESSWRIGHT_PAGE")) && !/^(data|blob):/.test(request.url())) strangers.push(request.url());
  });
  docs.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  docs.on("pageerror", (error) => complaints.push(String(error)));
  await docs.reload();
  await docs.getByRole("heading", { name: "Presswright", level: 1 }).first().waitFor();
  await docs.keyboard.press("/");
  await docs.locator("#mdbook-searchbar").pressSequentially("autoscaler");
  await docs.locator("#mdbook-searchresults a").first().waitFor();
  await docs.goto(`${wanted("PRESSWRIGHT_PAGE")}docs/rules/PW-S04.html`);
  await docs.getByRole("heading", { name: /^PW-S04: / }).first().waitFor();
  await docs.goto(`${wanted("PRESSWRIGHT_PAGE")}docs/settings.html`);
  await docs.getByRole("heading", { name: "wordpress", exact: true }).first().waitFor();
  assert.deepEqual(complaints, []);
  assert.deepEqual(strangers, []);
  await page.context().close();
});
