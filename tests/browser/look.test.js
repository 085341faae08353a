// What can be said of the look by a program: contrast, names and roles by axe-core in both themes
// and every panel, and no sideways scroll on the narrowest phone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { launch, visit, wanted } from "./page.js";
import { violations } from "./measures.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const colorScheme of ["light", "dark"]) {
  describe(colorScheme, () => {
    test("axe-core finds nothing, panel by panel", () => visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      assert.deepEqual(await violations(page), [], "as it opens");
      await editor.thing("percona-0").click();
      await page.getByRole("button", { name: "Outline" }).first().click();
      assert.deepEqual(await violations(page), [], "with a selection and the outline");
      await editor.tab("Files").click();
      assert.deepEqual(await violations(page), [], "files");
      await editor.tab("design.yaml").click();
      await editor.text.click();
      assert.deepEqual(await violations(page), [], "the text");
      await page.keyboard.press("F8");
      await page.getByRole("tooltip").or(page.locator(".cm-tooltip")).first().waitFor();
      assert.deepEqual(await violations(page), [], "a finding in the text");
      await page.keyboard.press("Control+f");
      await page.getByRole("textbox", { name: "Find" }).waitFor();
      assert.deepEqual(await violations(page), [], "searching the text");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+End");
      await page.keyboard.press("Control+Space");
      await page.locator(".cm-tooltip-autocomplete").getByRole("option").first().waitFor();
      assert.deepEqual(await violations(page), [], "completing the text");
      await page.keyboard.press("Escape");
      await editor.write("presswright: 1\nname: No\n");
      await page.getByText("This text cannot be read").waitFor();
      assert.deepEqual(await violations(page), [], "an unreadable text");
      await page.getByRole("button", { name: "Discard it" }).click();
      await editor.preset("article-2017");
      await editor.tab("Problems").click();
      assert.deepEqual(await violations(page), [], "many problems");
      await page.getByRole("tabpanel").getByRole("button", { name: "Why", exact: true }).first().click();
      await page.getByRole("tabpanel").getByRole("heading", { name: /Why is this bad/ }).waitFor();
      assert.deepEqual(await violations(page), [], "a rule's page");
      await editor.settings.getByRole("button", { name: "Why" }).or(editor.settings.getByRole("button", { name: /: rule PW-/ })).first().click();
      await editor.settings.getByRole("heading", { name: /Why is this bad/ }).waitFor();
      assert.deepEqual(await violations(page), [], "a rule's page in the settings");
    }, { colorScheme, reducedMotion: "reduce" }));

    test("nothing scrolls sideways at 360 px", () => visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.thing("etcd-0").waitFor();
      const sideways = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(await sideways(), 0, "as it opens");
      const name = page.getByRole("heading", { name: "Presswright: blog" }).getByRole("button");
      assert.equal(await name.evaluate((element) => element.scrollWidth - element.clientWidth), 0, "the name is cut off");
      assert.deepEqual(await violations(page), []);
      const bar = page.getByRole("navigation", { name: "Panels" });
      for (const panel of ["Outline", "Settings", "Files", /problem/]) {
        const button = bar.getByRole("button", { name: panel });
        await button.click();
        if (panel === "Files") {
          await editor.tab("design.yaml").click();
          await editor.text.waitFor();
          assert.equal(await sideways(), 0, "with the text");
          assert.deepEqual(await violations(page), [], "with the text");
          await editor.tab("Files").click();
        }
        assert.equal(await sideways(), 0, `with ${panel}`);
        assert.deepEqual(await violations(page), [], `with ${panel}`);
        await button.click();
      }
    }, { colorScheme, viewport: { width: 360, height: 740 }, reducedMotion: "reduce" }));
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`high contrast, ${colorScheme}: every colour is the person's own, and axe-core finds nothing`, () => visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    await editor.thing("percona-0").first().click();
    await page.locator(".link.claim").first().waitFor();
    const colours = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement("i"));
      const system = ["Canvas", "CanvasText", "Highlight", "HighlightText"].map((name) => {
        probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
        return getComputedStyle(probe).color;
      });
      probe.remove();
      const strange = new Set();
      for (const shape of document.querySelectorAll(".board :is(rect, path, circle, text), .board .icon *")) {
        const { fill, stroke, display } = getComputedStyle(shape);
        if (display === "none") continue;
        for (const colour of [fill, stroke]) {
          if (!["none", "rgba(0, 0, 0, 0)", ...system].includes(colour)) strange.add(`${shape.getAttribute("class")} ${colour}`);
        }
      }
      return [...strange];
    });
    assert.deepEqual(colours, []);
    assert.deepEqual(await violations(page), []);
  }, { colorScheme, forcedColors: "active", reducedMotion: "reduce" }));

  test(`more contrast, ${colorScheme}: words of tiers have 7 : 1, and axe-core finds nothing`, () => visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    assert.deepEqual(await violations(page), []);
    const ratios = await page.evaluate(() => {
      const rgb = (colour) => {
        const context = new OffscreenCanvas(1, 1).getContext("2d");
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
      };
      const light = (colour) => {
        const [r, g, b] = rgb(colour).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      return [...document.querySelectorAll(".board .rail")].map((rail) => {
        const [one, other] = [
          getComputedStyle(rail.querySelector("text")).fill,
          getComputedStyle(rail.querySelector(".plate")).fill,
        ].map(light).sort((a, b) => b - a);
        return (one + 0.05) / (other + 0.05);
      });
    });
    assert.equal(ratios.length, 3);
    assert.ok(ratios.every((ratio) => ratio >= 7), ratios.join());
  }, { colorScheme, contrast: "more", reducedMotion: "reduce" }));
}

for (const width of [360, 768, 1280]) {
  test(`at 200 % text size and ${width} px nothing scrolls sideways, and axe-core finds nothing`, async () => {
    // What a person sets in the browser's settings, where the page's own zoom stays at 100 %.
    const large = await launch(["--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"]);
    try {
      await visit(large, async (page) => {
        const editor = new EditorPage(page);
        await editor.thing("etcd-0").waitFor();
        const size = await page.evaluate(() => getComputedStyle(document.body).fontSize);
        assert.equal(size, "26px", "words do not follow the size that the reader chose");
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(sideways, 0);
        assert.deepEqual(await violations(page), []);
        for (const name of ["Export", "Share"]) {
          const box = await page.getByRole("button", { name, exact: true }).boundingBox();
          assert.ok(box.x >= 0 && box.x + box.width <= width, `${name} is out of sight`);
        }
      }, { viewport: { width, height: 740 }, reducedMotion: "reduce" });
    } finally {
      await large.close();
    }
  });
}

test("the theme follows the system until one is chosen", () => visit(browser, async (page) => {
  await new EditorPage(page).ready();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.getByRole("button", { name: "Light theme" }).click();
  const light = await background();
  assert.notEqual(light, dark);
  await page.reload();
  await new EditorPage(page).ready();
  assert.equal(await background(), light, "the choice was forgotten");
}, { colorScheme: "dark" }));

test("storage that is denied is said, and the page works", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    for (const storage of ["localStorage", "sessionStorage", "indexedDB"]) Object.defineProperty(window, storage, {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  const page = await context.newPage();
  await page.goto(wanted("PRESSWRIGHT_PAGE"));
  await page.getByRole("alert").getByText(/does not let the page save/).waitFor();
  await new EditorPage(page).ready();
  await context.close();
});
