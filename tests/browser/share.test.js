// A design as a link: made, sent, opened, and what strangers may put into one.

import jsqr from "jsqr";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { violations } from "./measures.js";
import { DesignsDialog } from "./pages/designs.js";
import { EditorPage } from "./pages/editor.js";
import { ShareDialog } from "./pages/share.js";
import { launch, open, visit, wanted } from "./page.js";

const OURS = "presswright: 1\nname: shared # for Ana\nwordpress: {replicas: 3}\n";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const isOpen = (page, name) => page.getByRole("heading", { name: `Presswright: ${name}`, exact: true }).waitFor();
const word = (text) => `1.${deflateRawSync(text).toString("base64url")}`;
const command = (...words) => execFileSync(wanted("PRESSWRIGHT_COMMAND"), words, { encoding: "utf8" });
const fragment = (page) => page.evaluate(() => location.hash);

/** Numbers that cannot be compressed. */
function noise(count) {
  let state = 1;
  const digits = Array.from({ length: count }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state >>> 4) % 36).toString(36);
  });
  return digits.join("");
}

describe("a link", () => {
  test("is copied, and opens in another tab as a design of its own, with its comments", () =>
    visit(
      browser,
      async (page) => {
        const editor = new EditorPage(page);
        const share = new ShareDialog(page);
        await editor.ready();
        await editor.openFile("mine.yaml", Buffer.from(OURS));
        await isOpen(page, "shared");
        await share.open();
        const link = await share.link.inputValue();
        assert.ok(link.startsWith(`${wanted("PRESSWRIGHT_PAGE")}#1.`), link);
        await share.dialog.getByRole("button", { name: "Copy link" }).click();
        await share.dialog.getByRole("button", { name: "Copied" }).waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
        await share.dialog.getByText(`${link.length} of 8,000 characters`).waitFor();
        assert.equal(command("open", link), OURS, "the command line reads something else");
        await page.keyboard.press("Escape");
        await page.waitForFunction(() => document.activeElement?.textContent?.includes("Share"));

        const two = await page.context().newPage();
        await two.goto(link);
        await isOpen(two, "shared");
        await two.waitForFunction(() => location.hash === "");
        assert.equal(await new EditorPage(two).design(), OURS);
        const designs = new DesignsDialog(two);
        await designs.open();
        assert.deepEqual((await designs.names()).sort(), ["shared", "shared"], "the first is gone");
        await two.reload();
        await isOpen(two, "shared");
        await designs.open();
        assert.equal((await designs.names()).length, 2, "a reload opened the link again");
        // The first tab is not behind: what it shows is as it was.
        assert.equal(await page.getByRole("alert").count(), 0);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    ));

  test("of the command line opens in a page that is open, and what was there stays", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await editor.thing("wordpress").nth(3).waitFor();
      const link = command("new", "cloud");
      const address = execFileSync(wanted("PRESSWRIGHT_COMMAND"), ["share", "-", "--page", page.url()], { input: link, encoding: "utf8" });
      await page.evaluate((hash) => (location.hash = hash), new URL(address.trim()).hash);
      await isOpen(page, "cloud");
      await editor.said.getByText("Opened the design of the link").waitFor();
      assert.equal(await fragment(page), "");
      const designs = new DesignsDialog(page);
      await designs.open();
      await designs.of("blog").click();
      await isOpen(page, "blog");
      assert.equal(await editor.thing("wordpress").count(), 4);
    }));

  test("opens where nothing can be stored", async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      Object.defineProperty(window, "indexedDB", {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    });
    const page = await context.newPage();
    await page.goto(`${wanted("PRESSWRIGHT_PAGE")}#${word(OURS)}`);
    await isOpen(page, "shared");
    await page.getByRole("alert").getByText(/does not let the page save/).waitFor();
    assert.equal(await new EditorPage(page).design(), OURS);
    await context.close();
  });

  test("as a QR code holds the same", () =>
    visit(browser, async (page) => {
      const share = new ShareDialog(page);
      await new EditorPage(page).ready();
      await share.open();
      const code = share.dialog.getByRole("img", { name: "QR code of the link" });
      const shot = await code.screenshot();
      const { data, width, height } = await page.evaluate(async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
        return { data: Array.from(data), width, height };
      }, `data:image/png;base64,${shot.toString("base64")}`);
      const found = jsqr(Uint8ClampedArray.from(data), width, height);
      assert.equal(found?.data, await share.link.inputValue());
    }, { deviceScaleFactor: 2 }));

  test("that would be too long is refused politely, with the file instead", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const share = new ShareDialog(page);
      await editor.ready();
      const long = `${OURS}# ${noise(20_000)}\n`;
      await editor.openFile("long.yaml", Buffer.from(long));
      await isOpen(page, "shared");
      await share.open();
      await share.dialog.getByText(/Above 8,000 not every program keeps a link whole, so send the file instead/).waitFor();
      assert.equal(await share.link.count(), 0);
      const coming = page.waitForEvent("download");
      await page.waitForFunction(() => document.activeElement?.textContent === "Download design.yaml");
      await page.keyboard.press("Enter");
      assert.equal(await readFile(await (await coming).path(), "utf8"), long);
    }));

  test("that some chat tools cut says so, and one that is too long for a QR code", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const share = new ShareDialog(page);
      await editor.ready();
      await editor.openFile("long.yaml", Buffer.from(`${OURS}# ${noise(5_000)}\n`));
      await isOpen(page, "shared");
      await share.open();
      await share.dialog.getByText(/Above 2,000 characters some chat tools cut it/).waitFor();
      await share.dialog.getByText("too long for a QR code").waitFor();
    }));

  test("is marked where the browser does not let the page copy", () =>
    visit(browser, async (page) => {
      const share = new ShareDialog(page);
      await new EditorPage(page).ready();
      await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
      await share.open();
      await share.dialog.getByRole("button", { name: "Copy link" }).click();
      await page.getByRole("alert").getByText(/is marked: copy it/).waitFor();
      const marked = await share.link.evaluate((field) => field.selectionEnd - field.selectionStart);
      assert.equal(marked, (await share.link.inputValue()).length);
    }));
});

describe("a hostile link is said and changes nothing", () => {
  const zeros = deflateRawSync(Buffer.alloc(200 << 20)).toString("base64url");
  const whole = word(OURS);
  const cases = [
    ["a bomb", `1.${zeros}`, /larger than 1 MiB/],
    ["cut short", whole.slice(0, -9), /cut short on its way/],
    ["changed", `${whole.slice(0, 20)}AAAA${whole.slice(24)}`, /changed on its way|was not opened/],
    ["another sign", `1.%3Cimg%20src=x%20onerror=alert(1)%3E`, /does not belong/],
    ["a later version", `2.${whole.slice(2)}`, /of format 2.*reads format 1/],
    ["no design at all", "top", /does not hold a design/],
    ["bytes", `1.${deflateRawSync(Buffer.from([0xff, 0xfe, 0x00])).toString("base64url")}`, /not text in UTF-8/],
    ["a text that is no design", word("<script>alert(1)</script>"), /The link was not opened/],
    ["a later design", word("presswright: 9\nname: later\n"), /The link was not opened/],
    ["a flood of aliases", word(`a: &a [x]\nb: &b [${"*a,".repeat(1000)}]\nc: [${"*b,".repeat(1000)}]\n`), /The link was not opened/],
  ];
  for (const [name, hash, said] of cases) {
    test(name, () =>
      visit(browser, async (page) => {
        const editor = new EditorPage(page);
        await editor.ready();
        await page.getByRole("button", { name: "More replicas of WordPress" }).click();
        await editor.thing("wordpress").nth(3).waitFor();
        const before = await editor.design();
        // As a link in the page that is open, and as the address that is opened.
        await page.evaluate((hash) => (location.hash = hash), hash);
        const alert = page.getByRole("alert").filter({ hasText: said });
        await alert.filter({ hasText: "Nothing was changed." }).waitFor();
        assert.equal(await fragment(page), "");
        assert.equal(await editor.design(), before);
        const two = await page.context().newPage();
        await two.goto(`${wanted("PRESSWRIGHT_PAGE")}#${hash}`);
        await two.getByRole("alert").filter({ hasText: said }).waitFor();
        const designs = new DesignsDialog(two);
        await designs.open();
        assert.deepEqual(await designs.names(), ["blog"]);
      }));
  }
});

test("a link is not lost where what opens it cannot be fetched", async () => {
  const { page } = await open(browser);
  await new EditorPage(page).ready();
  const part = (url) => /\/part-received-/.test(url.pathname);
  await page.route(part, (route) => route.abort());
  await page.evaluate((hash) => (location.hash = hash), word(OURS));
  await page.getByRole("alert").getByText(/could not be fetched. With a connection/).waitFor();
  await page.unroute(part);
  await page.reload();
  await isOpen(page, "shared");
  await page.context().close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 360, height: 740 }]) {
    test(`axe-core finds nothing in the dialog: ${colorScheme}, ${viewport.width} px`, () =>
      visit(
        browser,
        async (page) => {
          const share = new ShareDialog(page);
          await new EditorPage(page).thing("etcd-0").waitFor();
          await share.open();
          assert.deepEqual(await violations(page), []);
          const wide = await share.dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
          assert.equal(wide, 0, "it scrolls sideways");
        },
        { colorScheme, viewport, reducedMotion: "reduce" },
      ));
  }
}
