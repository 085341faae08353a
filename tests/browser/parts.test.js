// The parts of the page that are fetched when they are opened.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { Files } from "./pages/files.js";
import { choosePreset, exported, generated, launch, open, visit, wanted } from "./page.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** What each part draws, and how a person comes to it. */
const PARTS = [
  {
    part: "outline",
    open: (editor) => editor.page.getByRole("button", { name: "Outline" }).first().click(),
    drawn: (editor) => editor.page.getByRole("tree", { name: "Outline" }).getByRole("treeitem", { name: "percona-0" }).first(),
  },
  {
    part: "commands",
    open: (editor) => editor.page.getByRole("button", { name: "Commands" }).click(),
    drawn: (editor) => editor.page.getByRole("dialog", { name: "Commands" }).getByRole("option", { name: /^Undo/ }),
    close: (editor) => editor.page.keyboard.press("Escape"),
  },
  {
    part: "files",
    open: (editor) => editor.tab("Files").click(),
    drawn: (editor) => editor.page.getByRole("tree", { name: "Files of the bundle" }),
  },
  {
    part: "text",
    open: (editor) => editor.tab("design.yaml").click(),
    drawn: (editor) => editor.text,
  },
  {
    part: "designs",
    open: (editor) => editor.page.getByRole("heading", { name: /^Presswright:/ }).getByRole("button").click(),
    drawn: (editor) => editor.page.getByRole("dialog", { name: "Designs" }).getByRole("heading", { name: "Begin a new one" }),
    close: (editor) => editor.page.keyboard.press("Escape"),
  },
  {
    part: "sharing",
    open: (editor) => editor.page.getByRole("button", { name: "Share", exact: true }).click(),
    drawn: (editor) => editor.page.getByRole("dialog", { name: "Share" }).getByRole("textbox", { name: "Link to the design" }),
    close: (editor) => editor.page.keyboard.press("Escape"),
  },
  {
    part: "overwrite",
    open: async (editor) => {
      const files = new Files(editor.page);
      await files.choose("ours.yaml");
      await editor.page.keyboard.press("Control+s");
      await editor.page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
      await files.write("ours.yaml", "theirs");
      await editor.page.keyboard.press("Control+s");
    },
    drawn: (editor) => editor.page.getByRole("dialog", { name: "Changed on disk" }).getByRole("button", { name: "Overwrite it with this one" }),
    close: (editor) => editor.page.keyboard.press("Escape"),
  },
  {
    part: "rehearse",
    open: (editor) => editor.page.getByRole("button", { name: "Rehearse", exact: true }).click(),
    drawn: (editor) => editor.page.getByRole("region", { name: "What becomes of the site", exact: true }),
    close: (editor) => editor.page.getByRole("button", { name: "Design", exact: true }).click(),
  },
  {
    part: "load",
    open: async (editor) => {
      await editor.page.getByRole("button", { name: "Rehearse", exact: true }).click();
      await editor.page.getByRole("tablist", { name: "What is rehearsed" }).getByRole("tab", { name: "Load" }).click();
    },
    drawn: (editor) => editor.page.getByRole("region", { name: "What becomes of the site under the load" }),
    close: (editor) => editor.page.getByRole("button", { name: "Design", exact: true }).click(),
  },
  {
    part: "rule-page",
    open: async (editor) => {
      await editor.tab("Problems").click();
      await editor.page.getByRole("button", { name: "Why" }).first().click();
    },
    drawn: (editor) => editor.page.getByRole("tabpanel").getByRole("heading", { name: /Why is this bad/ }),
  },
];

/** The course comes with Rehearse, and is asked for by itself. */
const LEARN = {
  part: "rehearse",
  open: (editor) => editor.page.getByRole("group", { name: "Mode" }).getByRole("button", { name: "Learn" }).click(),
  drawn: (editor) => editor.page.getByRole("complementary", { name: "Learn" }).getByRole("button", { name: /^1\. The cluster/ }),
  close: (editor) => editor.page.getByRole("group", { name: "Mode" }).getByRole("button", { name: "Design" }).click(),
};

const partFile = (part) => new RegExp(`/part-${part}-[0-9a-f]{16}\\.wasm$`);

test("a part comes when it is opened, once, and not before", () =>
  visit(browser, async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    // What the page before the reload may still have asked for does not count.
    page.on("framenavigated", () => asked.splice(0));
    const times = (part) => asked.filter((path) => partFile(part).test(path)).length;
    await page.reload();
    const editor = new EditorPage(page);
    await editor.ready();
    assert.ok(asked.some((path) => /designer-[0-9a-f]+_bg\.wasm$/.test(path)), asked.join());
    assert.equal(times("bridge"), 1, "what starts the worker comes by itself");
    assert.equal(times("saving"), 1, "what saves comes by itself");
    assert.equal(times("inspector"), 1, "the settings come by themselves");
    assert.equal(times("dock"), 1, "the problems come by themselves");
    for (const { part, open, drawn, close } of PARTS) {
      assert.equal(times(part), 0, `${part} was fetched before it was opened`);
      await open(editor);
      await drawn(editor).waitFor();
      assert.equal(times(part), 1, part);
      await close?.(editor);
    }
    for (const { part, open, drawn } of PARTS.slice(2, 4)) {
      await open(editor);
      await drawn(editor).waitFor();
      assert.equal(times(part), 1, `${part}, opened again`);
    }
  }));

describe("a part that cannot be fetched", () => {
  for (const { part, open: comeTo, drawn } of [...PARTS, LEARN]) {
    test(`${part}${comeTo === LEARN.open ? ", for the course" : ""}: is said, and comes when it is tried again`, async () => {
      const { page, complaints, strangers } = await open(browser);
      const editor = new EditorPage(page);
      await editor.ready();
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await editor.thing("wordpress").nth(3).waitFor();
      const file = (url) => partFile(part).test(url.pathname);
      await page.route(file, (route) => route.abort());
      await comeTo(editor);
      const alert = page.getByRole("alert").filter({ hasText: "could not be fetched. Nothing is lost" });
      await alert.waitFor();
      // Answered, but by something else: a page of the server's, or of a version that is gone.
      await page.unroute(file);
      await page.route(file, (route) => route.fulfill({ status: 404, contentType: "text/html", body: "gone" }));
      await alert.getByRole("button", { name: "Try again" }).click();
      await alert.waitFor();
      assert.equal(await drawn(editor).count(), 0);

      await page.unroute(file);
      await alert.getByRole("button", { name: "Try again" }).click();
      await drawn(editor).waitFor();
      assert.equal(await alert.count(), 0);
      assert.equal(await editor.thing("wordpress").count(), 4, "the change is lost");
      // The browser itself complains of what it could not fetch, and of nothing else.
      const others = complaints.filter((text) => !/Failed to (load resource|fetch)|HTTP status code is not ok/.test(text));
      assert.deepEqual(others, []);
      assert.deepEqual(strangers, []);
      await page.context().close();
    });
  }

  for (const [part, name] of [["inspector", "Settings"], ["dock", "Problems, files and text"]]) {
    test(`${part}: stands where it will be, and comes when it is tried again`, async () => {
      const { page } = await open(browser);
      const file = (url) => partFile(part).test(url.pathname);
      await page.route(file, (route) => route.abort());
      await page.reload();
      const panel = page.locator(`.${part}`);
      const alert = panel.getByRole("alert").filter({ hasText: "could not be fetched. Nothing is lost" });
      await alert.waitFor();
      const before = await panel.boundingBox();
      await page.unroute(file);
      await alert.getByRole("button", { name: "Try again" }).click();
      const role = part === "dock" ? "region" : "complementary";
      await page.getByRole(role, { name }).waitFor();
      assert.deepEqual(await panel.boundingBox(), before);
      await page.context().close();
    });
  }

  test("clipping: a copy says so, and is made when it is tried again", async () => {
    const { page } = await open(browser);
    const editor = new EditorPage(page);
    await editor.ready();
    const file = (url) => partFile("clipping").test(url.pathname);
    await page.route(file, (route) => route.abort());
    await editor.thing("Machine node-3").click({ position: { x: 60, y: 16 } });
    await page.keyboard.press("Control+d");
    await editor.canvas.getByText(/could not be fetched. Nothing is lost/).waitFor();
    assert.equal(await editor.thing("Machine node-4").count(), 0);
    await page.unroute(file);
    await page.keyboard.press("Control+d");
    await editor.thing("Machine node-4").waitFor();
    await page.context().close();
  });

  test("bridge: an export that is asked for before it is here is made once it is", async () => {
    const { page } = await open(browser);
    const editor = new EditorPage(page);
    await editor.ready();
    let release;
    const released = new Promise((done) => { release = done; });
    await page.route((url) => partFile("bridge").test(url.pathname), async (route) => {
      await released;
      await route.continue();
    });
    await page.reload();
    await editor.exportButton.waitFor();
    // Its files are being made: the worker is not here.
    await editor.tab("Files").click();
    await page.getByText(/are being made/).waitFor();
    const bytes = exported(page);
    await page.waitForTimeout(500);
    release();
    assert.ok((await bytes).equals(generated(await editor.design())), "the zip is not the command line's");
    await page.context().close();
  });

  test("bridge: the export says so and is made when it is tried again", async () => {
    const { page } = await open(browser);
    const editor = new EditorPage(page);
    await editor.ready();
    const file = (url) => partFile("bridge").test(url.pathname);
    await page.route(file, (route) => route.abort());
    await page.reload();
    await editor.tab("Files").click();
    await page.getByText(/could not be fetched. Nothing is lost/).waitFor();
    await editor.exportButton.click();
    await page.getByRole("alert").getByText(/makes and opens bundles could not be fetched/).waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();

    await page.unroute(file);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("tree", { name: "Files of the bundle" }).waitFor();
    const bytes = await exported(page);
    assert.ok(bytes.equals(generated(await editor.design())), "the zip is not the command line's");
    await page.context().close();
  });
});

test("parts come from where the page is, not from the root", () =>
  visit(browser, async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await choosePreset(page, "small");
    await page.getByRole("button", { name: "Outline" }).first().click();
    await page.getByRole("tree", { name: "Outline" }).getByRole("treeitem", { name: "percona-0" }).first().waitFor();
    const parts = asked.filter((url) => /\/part-/.test(url));
    assert.ok(parts.length > 0);
    for (const url of parts) assert.ok(url.startsWith(wanted("PRESSWRIGHT_PAGE")), url);
  }));
