// What is seen before the program is here: the document's own first picture, and how the page takes its place.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { launch, wanted } from "./page.js";

const address = wanted("PRESSWRIGHT_PAGE");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const SIZES = { "a desktop": [1280, 800], "a tablet": [768, 1024], "a phone": [360, 740] };

/** What the first picture has of the page; what is not shown at that size has no box. */
const PLACES = [".bar", ".shelf", ".canvas-area", ".inspector", ".dock", ".phone-bar"];

/** The page with its program held back until it is released, or for ever where it is `lost`. */
async function held([width, height], options = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  await context.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shift += value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const page = await context.newPage();
  let release;
  const released = new Promise((done) => { release = done; });
  await page.route(/\/designer-[^/]*\.wasm$/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(address, { waitUntil: "commit" });
  await page.locator("#coming .canvas-area p").waitFor();
  return { page, release, close: () => context.close() };
}

async function boxes(page) {
  const found = {};
  for (const place of PLACES) {
    const element = page.locator(place).first();
    found[place] = await element.count() ? await element.boundingBox() : null;
  }
  return found;
}

for (const [device, size] of Object.entries(SIZES)) {
  describe(`on ${device}`, () => {
    test("the document by itself shows the window, says what it is, and that it is busy", async () => {
      const { page, close } = await held(size);
      await page.getByRole("heading", { name: "Presswright", exact: true }).waitFor();
      await page.getByText("Lay out a highly available WordPress on Kubernetes, have it checked, export the bundle.").waitFor();
      await page.getByText("It is being fetched.").waitFor();
      assert.equal(await page.locator("#coming").getAttribute("aria-busy"), "true");
      assert.equal(await page.locator("#coming :is(a, input, select, textarea, [tabindex], button:not(:disabled))").count(), 0, "something in it can be pressed");
      await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(sideways, 0);
      await close();
    });

    test("the page takes its place, and nothing moves", async () => {
      const { page, release, close } = await held(size);
      const before = await boxes(page);
      assert.ok(before[".canvas-area"].height > size[1] / 3, JSON.stringify(before));
      release();
      const editor = new EditorPage(page);
      await editor.thing("NFS export").first().waitFor();
      assert.equal(await page.locator("#coming").count(), 0, "both are there");
      assert.deepEqual(await boxes(page), before);
      assert.equal(await page.getByRole("main").count(), 1);
      // What comes afterwards fills its places.
      await page.waitForTimeout(1000);
      const shift = await page.evaluate(() => globalThis.shift);
      assert.ok(shift < 0.01, `things jumped by ${shift}`);
      await close();
    });
  });
}

test("of many frames none shows half a page", async () => {
  const { page, release, close } = await held(SIZES["a desktop"]);
  await page.evaluate(() => {
    globalThis.frames = [];
    const look = () => {
      const picture = document.getElementById("coming") !== null;
      const things = document.querySelectorAll(".board .thing").length;
      globalThis.frames.push(`${picture ? "picture" : "page"} ${things}`);
      if (globalThis.frames.length < 600) requestAnimationFrame(look);
    };
    look();
  });
  release();
  await new EditorPage(page).ready();
  const frames = [...new Set(await page.evaluate(() => globalThis.frames))];
  assert.equal(frames[0], "picture 0");
  assert.equal(frames.length, 2, frames.join(", "));
  assert.match(frames[1], /^page [1-9]\d$/);
  await close();
});

test("a program that cannot be fetched is said where it would have been", async () => {
  for (const file of [/\/designer-[^/]*\.js$/, /\/designer-[^/]*\.wasm$/]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route(file, (route) => route.abort());
    await page.goto(address);
    await page.getByText("It could not be fetched. With a connection, reload the page.").waitFor();
    await page.unroute(file);
    await page.reload();
    await new EditorPage(page).ready();
    await context.close();
  }
});

test("the first paint asks for no other file", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  // Nothing but the document ever comes.
  await page.route((url) => url.href !== address, () => {});
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  const [{ height }, background] = await Promise.all([
    page.locator(".canvas-area").boundingBox(),
    page.locator(".bar").evaluate((bar) => getComputedStyle(bar).backgroundColor),
  ]);
  assert.ok(height > 200);
  assert.notEqual(background, "rgba(0, 0, 0, 0)", "it has no styles");
  await context.close();
});

test("of a design that is kept nothing else is seen first", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(() => {
    globalThis.names = new Set();
    const look = () => {
      const name = document.querySelector(".bar h1")?.textContent.trim();
      if (name) globalThis.names.add(name);
      requestAnimationFrame(look);
    };
    look();
  });
  const page = await context.newPage();
  await page.goto(address);
  const editor = new EditorPage(page);
  await editor.ready();
  await editor.preset("small");
  await page.getByRole("heading", { name: "Presswright: small" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Presswright: small" }).waitFor();
  assert.deepEqual(await page.evaluate(() => [...globalThis.names]), ["Presswright", "Presswright: small"]);
  await context.close();
});
