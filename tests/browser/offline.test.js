// The page without a connection, and how a newer version of it takes the place of an older one.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { copyOf, Host, renew } from "./pages/host.js";
import { generated, launch, wanted } from "./page.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A host of its own with the built page, and a profile that knows nothing yet. */
async function hosted(run, options = {}) {
  const copy = copyOf(wanted("PRESSWRIGHT_DIST"));
  const host = new Host(copy.folder);
  await host.start();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "allow", ...options });
  const complaints = [];
  context.on("weberror", (error) => complaints.push(String(error.error())));
  try {
    await run({ host, context, folder: copy.folder });
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
    await host.stop();
    copy.remove();
  }
}

async function visit(context, host) {
  const page = await context.newPage();
  await page.goto(host.address);
  const editor = new EditorPage(page);
  await editor.ready();
  return { page, editor };
}

/** Waits until the page is kept whole, and served from there. */
const kept = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated", undefined, { timeout: 60_000 });

/** What is kept, by version. */
const versions = (page) => page.evaluate(async () => (await caches.keys()).map((name) => name.split(" ").pop()).sort());

const versionOf = (page) => page.evaluate(() => document.documentElement.dataset.version);

const notice = (page) => page.locator("#newer");

/** Looks for a newer version, as the browser does by itself once a day and at each visit. */
const look = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update().then(() => "", String));

/** Opens the page of PW-S04 and gives its heading. */
async function ruleTitle(page, editor) {
  await editor.tab("Problems").click();
  const finding = page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: "PW-S04" }).first();
  const button = finding.getByRole("button", { name: "Why", exact: true });
  if (await button.getAttribute("aria-expanded") === "true") await button.click();
  await button.click();
  const why = page.getByRole("region", { name: "Why it matters" });
  await why.getByRole("heading", { name: /Why is this bad/ }).waitFor();
  return why.getByRole("heading", { level: 3 }).textContent();
}

describe("after the first visit", () => {
  test("without a connection and without the server the page opens, draws and exports the same", () =>
    hosted(async ({ host, context }) => {
      const first = await visit(context, host);
      await kept(first.page);
      const version = await versionOf(first.page);
      assert.match(version, /^[0-9a-f]{16}$/);
      assert.deepEqual(await versions(first.page), [version]);
      await first.editor.preset("small");
      await first.page.getByRole("heading", { name: "small" }).first().waitFor();

      await context.setOffline(true);
      await host.stop();
      host.asked.length = 0;
      await first.page.reload();
      await first.page.getByRole("heading", { name: "small" }).first().waitFor();
      const { page, editor } = await visit(context, host);
      await editor.preset("lab");
      await editor.ready();
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await editor.thing("wordpress").nth(3).waitFor();
      assert.match(await ruleTitle(page, editor), /^PW-S04: /);
      const text = await editor.design();
      const { bytes } = await editor.download();
      assert.ok(bytes.equals(generated(text)), "the zip is not the command line's");
      await page.getByRole("button", { name: "Learn", exact: true }).click();
      await page.getByRole("complementary", { name: "Learn" }).getByRole("heading", { name: "Learn" }).waitFor();
      assert.deepEqual(host.asked, []);
      await context.setOffline(false);
      await host.start();
    }));

  test("a part that was never opened is there in the very visit", () =>
    hosted(async ({ host, context }) => {
      const { page, editor } = await visit(context, host);
      await kept(page);
      await host.stop();
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog", { name: "Commands" }).getByRole("option").first().waitFor();
      await page.keyboard.press("Escape");
      assert.match(await ruleTitle(page, editor), /^PW-S04: /);
      await host.start();
    }));

  test("it delays nothing: the page is there before anything is kept", () =>
    hosted(async ({ host, context }) => {
      const { page } = await visit(context, host);
      await kept(page);
      const order = host.asked.indexOf("sw.js");
      for (const early of ["worker.js", "worker_bg.wasm"]) {
        assert.ok(host.asked.indexOf(early) < order, `${early} was asked for after sw.js`);
      }
    }));
});

describe("a newer version", () => {
  test("is told of, never mixed in, and begins when the person says so, with the design kept", () =>
    hosted(async ({ host, context, folder }) => {
      const { page, editor } = await visit(context, host);
      await kept(page);
      const old = await versionOf(page);
      const oldTitle = await ruleTitle(page, editor);
      const next = renew(folder, "Another Presswright");
      assert.equal(await look(page), "");
      await notice(page).getByText("A new version of Presswright is ready.").waitFor();
      assert.equal(await page.title(), "Presswright", "it reloaded by itself");
      assert.deepEqual(await versions(page), [old, next].sort());

      // What is asked for now is of the page's own version, though the server has the next.
      assert.equal(await ruleTitle(page, editor), oldTitle);
      // Another tab begins with the version that is served, and both are the same.
      const other = await visit(context, host);
      assert.equal(await versionOf(other.page), old);
      assert.equal(await ruleTitle(other.page, other.editor), oldTitle);

      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      const text = await editor.design();
      await notice(page).getByRole("button", { name: "Reload" }).click();
      await page.waitForFunction(() => document.title === "Another Presswright");
      await editor.thing("wordpress").nth(3).waitFor();
      assert.equal(await versionOf(page), next);
      assert.equal(await ruleTitle(page, editor), "PW-S04: Another Presswright");
      assert.equal(await editor.design(), text, "the design is another");

      // The other tab is of the old version, gets nothing but that, and hears of the new one.
      assert.equal(await other.page.title(), "Presswright");
      assert.equal(await ruleTitle(other.page, other.editor), oldTitle);
      await other.page.keyboard.press("Control+k");
      await other.page.getByRole("dialog", { name: "Commands" }).getByRole("option").first().waitFor();
      await other.page.keyboard.press("Escape");
      await notice(other.page).getByText("A new version of Presswright is ready.").waitFor();
      assert.deepEqual(await versions(page), [old, next].sort(), "what the other tab needs is gone");

      // Once no tab is of it, it goes.
      await notice(other.page).getByRole("button", { name: "Reload" }).click();
      await other.page.waitForFunction(() => document.title === "Another Presswright");
      for (let wait = 0; wait < 100 && (await versions(page)).length > 1; wait += 1) await page.waitForTimeout(500);
      assert.deepEqual(await versions(page), [next]);
    }));

  test("that is broken leaves the old one whole", () =>
    hosted(async ({ host, context, folder }) => {
      const { page, editor } = await visit(context, host);
      await kept(page);
      const old = await versionOf(page);
      renew(folder, "Half a Presswright");
      // One that did not change is not even asked for.
      host.missing.add("rules/PW-S04.md");
      assert.equal(await look(page), "");
      const gone = () => page.evaluate(async () => {
        const { installing, waiting } = await navigator.serviceWorker.getRegistration();
        return !installing && !waiting && (await caches.keys()).length === 1;
      });
      for (let wait = 0; wait < 100 && !await gone(); wait += 1) await page.waitForTimeout(100);
      assert.ok(await gone(), "half a version is kept");
      assert.deepEqual(await versions(page), [old]);
      assert.equal(await notice(page).textContent(), "");
      await host.stop();
      await page.reload();
      await editor.ready();
      assert.equal(await versionOf(page), old);
      await host.start();
    }));

  test("asks before what is not saved is lost", () =>
    hosted(async ({ host, context, folder }) => {
      await context.addInitScript(() => {
        try { if (!sessionStorage.getItem("denied")) return; } catch { return; }
        const { transaction } = IDBDatabase.prototype;
        IDBDatabase.prototype.transaction = function (names, mode) {
          if (mode === "readwrite") throw new DOMException("full", "QuotaExceededError");
          return transaction.call(this, names, mode);
        };
      });
      const { page, editor } = await visit(context, host);
      await kept(page);
      await page.evaluate(() => sessionStorage.setItem("denied", "1"));
      await page.reload();
      await editor.ready();
      renew(folder, "A Presswright too soon");
      assert.equal(await look(page), "");
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await page.getByText("You can go on; download the design to keep it.").waitFor();
      await notice(page).getByRole("button", { name: "Reload" }).click();
      await notice(page).getByText("a reload would lose it").waitFor();
      const download = page.waitForEvent("download");
      await notice(page).getByRole("link", { name: "Download the design" }).click();
      const chunks = [];
      for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
      assert.match(Buffer.concat(chunks).toString(), /replicas: 4|min: 4/);
      assert.equal(await page.title(), "Presswright", "it reloaded all the same");
    }));
});

describe("where it is denied", () => {
  for (const [what, deny] of Object.entries({
    "service workers": () => { delete Navigator.prototype.serviceWorker; },
    "making one": () => { if (navigator.serviceWorker) navigator.serviceWorker.register = () => Promise.reject(new DOMException("denied", "SecurityError")); },
    "storage": () => {
      for (const name of ["caches", "indexedDB", "localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
      }
    },
  })) {
    test(`${what}: the page works with a connection`, () =>
      hosted(async ({ host, context }) => {
        await context.addInitScript(deny);
        const { page, editor } = await visit(context, host);
        await page.getByRole("button", { name: "More replicas of WordPress" }).click();
        await editor.thing("wordpress").nth(3).waitFor();
        const { bytes } = await editor.download();
        assert.ok(bytes.length > 10_000);
      }));
  }
});

test("it can be installed: name, icons and addresses are there, below the page's own path", () =>
  hosted(async ({ host, context }) => {
    const { page } = await visit(context, host);
    const session = await context.newCDPSession(page);
    const { url, data, errors } = await session.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    assert.equal(url, `${host.address}manifest.webmanifest`);
    const manifest = JSON.parse(data);
    assert.equal(new URL(manifest.start_url, url).href, host.address);
    for (const icon of manifest.icons) {
      const size = await page.evaluate(async (src) => {
        const image = new Image();
        image.src = src;
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
      }, new URL(icon.src, url).href);
      if (icon.sizes !== "any") assert.equal(size.join("x"), icon.sizes, icon.src);
    }
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito"), []);
  }));
