// How a person comes to the page: by a link to something in it, or with a browser that cannot run it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { launch, visit, wanted } from "./page.js";

const address = wanted("PRESSWRIGHT_PAGE");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Follows a link to the page, anew. */
async function follow(page, fragment) {
  await page.goto("about:blank");
  await page.goto(`${address}${fragment}`);
}

describe("a link", () => {
  test("to a preset begins a design from it, and leaves what was open and the address", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      // What saves is here.
      await editor.ready();
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await editor.thing("wordpress").nth(3).waitFor();
      await follow(page, "#preset=cloud");
      await page.getByRole("heading", { name: "Presswright: shop" }).or(page.getByRole("heading", { name: "cloud" })).first().waitFor();
      assert.equal(await page.evaluate(() => location.hash), "");
      assert.match(await editor.design(), /load-balancer/);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /^Designs|shop|cloud/ }).first().click();
      await page.getByRole("dialog", { name: "Designs" }).getByText("blog").first().waitFor();
    }));

  test("to a rule opens its page, whatever the design", () =>
    visit(browser, async (page) => {
      await follow(page, "#rule=pw-e04");
      const dialog = page.getByRole("dialog", { name: "Rule" });
      await dialog.getByRole("heading", { name: /^PW-E04: / }).waitFor();
      await dialog.getByRole("heading", { name: /Why is this bad/ }).waitFor();
      assert.equal(await page.evaluate(() => location.hash), "");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      // From within the page too.
      await page.evaluate(() => { location.hash = "#rule=PW-S04"; });
      await dialog.getByRole("heading", { name: /^PW-S04: / }).waitFor();
    }));

  for (const fragment of ["#preset=none-such", "#rule=PW-Z99", "#preset=", "#rule=../secret"]) {
    test(`${fragment} is said and changes nothing`, () =>
      visit(browser, async (page) => {
        await follow(page, fragment);
        await page.getByText(/^The link was not opened: there is no (preset|rule) of that (name|code)\. Nothing was changed\.$/).first().waitFor();
        await page.getByRole("heading", { name: "blog" }).first().waitFor();
      }));
  }
});

describe("a browser", () => {
  for (const [what, lacks] of Object.entries({
    "without WebAssembly": () => { delete globalThis.WebAssembly; },
    "whose WebAssembly is too old": () => { WebAssembly.validate = () => false; },
  })) {
    test(`${what} is told so, and what to do`, async () => {
      const context = await browser.newContext();
      await context.addInitScript(lacks);
      const page = await context.newPage();
      await page.goto(address);
      await page.getByRole("heading", { name: "Presswright cannot run in this browser" }).waitFor();
      await page.getByRole("link", { name: "the command line" }).waitFor();
      await context.close();
    });
  }

  test("without scripts reads what the page needs", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address);
    const words = page.locator("noscript").filter({ visible: true });
    await words.waitFor();
    assert.equal(await words.innerText(), "Presswright runs in the browser and needs JavaScript and WebAssembly.");
    await context.close();
  });

  test("that has WebAssembly is told nothing of it", () =>
    visit(browser, async (page) => {
      await new EditorPage(page).ready();
      assert.ok(await page.locator("#missing").isHidden());
    }));
});

test("who shows the link has a title, words and a picture", () =>
  visit(browser, async (page) => {
    const read = (property) => page.locator(`meta[property="og:${property}"]`).getAttribute("content");
    assert.equal(await read("title"), "Presswright");
    assert.match(await read("description"), /WordPress/);
    const size = await page.evaluate(async () => {
      const image = new Image();
      image.src = "preview.png";
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
    assert.deepEqual(size, [1200, 630]);
    const robots = await page.evaluate(async () => (await fetch("robots.txt")).text());
    assert.match(robots, /^User-agent: \*\nAllow: \/\n/);
  }));
