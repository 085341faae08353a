// The files of the bundle: the tree, the reader, the tie to the drawing, and what differs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { copied, EditorPage } from "./pages/editor.js";
import { launch, visit } from "./page.js";
import { violations } from "./measures.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

class FilesPanel {
  constructor(page) {
    this.page = page;
    this.tree = page.getByRole("tree", { name: "Files of the bundle" });
    this.text = page.getByRole("textbox", { name: "Text of the file" });
    this.compare = page.getByLabel("Compare with");
    this.differences = page.getByRole("region", { name: "Differences" });
  }

  row(beginning) {
    return this.tree.getByRole("treeitem", { name: new RegExp(`^${beginning}`) });
  }

  /** Waits until the row that begins so has the focus. */
  focusOn(beginning) {
    return this.page.waitForFunction(
      (name) => document.activeElement.getAttribute("role") === "treeitem" && document.activeElement.textContent.startsWith(name),
      beginning,
    );
  }

  /** Waits until the file whose row begins so is shown. */
  async chosen(beginning) {
    await this.row(beginning).and(this.page.locator('[aria-selected="true"]')).waitFor();
  }

  /** The number of the line that the cursor is on. */
  async line() {
    return Number(await this.page.locator(".reading .cm-activeLineGutter").first().textContent());
  }

  /** What the text says in the lines that are marked, as far as they are in sight. */
  marked() {
    return this.page.locator(".reading .cm-own").allTextContents();
  }
}

function withFiles(run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    await editor.tab("Files").click();
    const files = new FilesPanel(page);
    await files.text.waitFor();
    await run(files, editor, page);
  }, options);
}

describe("the tree", () => {
  test("is gone through by the arrows, by letters and by Enter, and stays one stop of Tab", () =>
    withFiles(async (files, editor, page) => {
      await editor.tab("Files").focus();
      await files.compare.focus();
      await page.keyboard.press("Tab");
      await files.focusOn("README.md");
      await page.keyboard.press("Home");
      await files.focusOn("data");
      await page.keyboard.press("ArrowLeft");
      assert.equal(await files.row("data").getAttribute("aria-expanded"), "false");
      assert.equal(await files.row("claims\\.list").count(), 0);
      await page.keyboard.press("m");
      await files.focusOn("machines");
      await page.keyboard.press("m");
      await files.focusOn("manifests");
      await page.keyboard.press("ArrowRight");
      await files.focusOn("00-namespace.yaml");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await files.focusOn("20-etcd.yaml");
      await page.keyboard.press("Enter");
      assert.equal(await files.row("20-etcd").getAttribute("aria-selected"), "true");
      await files.text.getByText("kind: StatefulSet").first().waitFor();
      await files.focusOn("20-etcd.yaml");
      // A letter that looks for a row is no shortcut.
      assert.equal(await editor.tab("Files").getAttribute("aria-selected"), "true");
      // The objects of a manifest stand below it.
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      const level = await page.evaluate(() => document.activeElement.getAttribute("aria-level"));
      assert.equal(level, "3");
      await page.keyboard.press("ArrowLeft");
      await files.focusOn("20-etcd.yaml");
      assert.equal(await files.tree.locator('[tabindex="0"]').count(), 1);
    }));

  test("keeps its focus and what is open while the files are made anew", () =>
    withFiles(async (files, editor, page) => {
      await files.row("manifests").click();
      await files.row("deploy").click();
      await files.row("deploy").focus();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Commands" }).waitFor();
      await page.keyboard.type("more word");
      await page.keyboard.press("Enter");
      await editor.thing("wordpress").nth(3).waitFor();
      await files.focusOn("deploy.sh");
      assert.equal(await files.row("manifests").getAttribute("aria-expanded"), "false");
      assert.equal(await files.row("deploy").getAttribute("aria-selected"), "true");
      // And the panel, when it is opened again.
      await editor.tab("Problems").click();
      await editor.tab("Files").click();
      await files.text.waitFor();
      assert.equal(await files.row("manifests").getAttribute("aria-expanded"), "false");
      assert.match(await copied(files.text), /^#!\/usr\/bin\/env bash|^#!\//);
    }));
});

describe("the reader", () => {
  test("colours each language, numbers the lines, and nothing can be typed", () =>
    withFiles(async (files, editor, page) => {
      // The document brings its own.
      const styles = await page.locator("head style").count();
      for (const [row, token] of [
        ["README", ".tok-heading"],
        ["deploy\\.sh", ".tok-keyword"],
        ["Vagrantfile", ".tok-keyword"],
        ["topology\\.svg", ".tok-typeName"],
        ["20-etcd", ".tok-propertyName"],
      ]) {
        await files.row(row).click();
        await page.locator(`.reading ${token}`).first().waitFor();
      }
      assert.equal(await page.locator(".reading .cm-lineNumbers .cm-gutterElement").nth(1).textContent(), "1");
      const before = await copied(files.text);
      await page.keyboard.type("x");
      await page.keyboard.press("Delete");
      assert.equal(await copied(files.text), before);
      assert.equal(await files.text.getAttribute("aria-readonly"), "true");
      assert.equal(await page.locator("head style").count(), styles);
    }));

  test("searches in the file", () =>
    withFiles(async (files, editor, page) => {
      await files.row("deploy\\.sh").click();
      await page.getByRole("button", { name: "Search", exact: true }).click();
      await page.getByRole("textbox", { name: "Find" }).waitFor();
      await page.keyboard.type("kubectl");
      await page.keyboard.press("Enter");
      await page.locator(".reading .cm-searchMatch-selected").filter({ hasText: "kubectl" }).waitFor();
      await page.keyboard.press("Escape");
      await files.text.press("Control+f");
      await page.getByRole("textbox", { name: "Find" }).waitFor();
    }));

  test("copies a file and downloads one", () =>
    withFiles(async (files, editor, page) => {
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await files.row("Vagrantfile").click();
      await files.chosen("Vagrantfile");
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await editor.said.filter({ hasText: "vagrant/Vagrantfile is copied." }).waitFor();
      const clipboard = await page.evaluate(() => navigator.clipboard.readText());
      const coming = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download", exact: true }).click();
      const download = await coming;
      assert.equal(download.suggestedFilename(), "Vagrantfile");
      const text = await readFile(await download.path(), "utf8");
      assert.match(text, /Vagrant\.configure/);
      assert.equal(clipboard, text);
    }));

  test("is a plain text where the editor cannot be fetched", () =>
    visit(browser, async (page) => {
      await page.route(/\/text-editor-/, (route) => route.fulfill({ status: 200, contentType: "text/javascript", body: "" }));
      const editor = new EditorPage(page);
      await editor.ready();
      await editor.tab("Files").click();
      const files = new FilesPanel(page);
      await files.row("deploy\\.sh").click();
      const text = page.getByRole("region", { name: "Text of the file" });
      await text.getByText("#!/").waitFor();
      assert.deepEqual(await violations(page), []);
    }));
});

describe("files and drawing", () => {
  test("a thing's manifests are shown at their line, by key and from the settings", () =>
    withFiles(async (files, editor, page) => {
      await editor.tab("Problems").click();
      await editor.thing("etcd-1").focus();
      await page.keyboard.press("v");
      await files.text.waitFor();
      await page.waitForFunction(() => document.activeElement.getAttribute("aria-label") === "Text of the file");
      assert.equal(await files.row("20-etcd").getAttribute("aria-selected"), "true");
      await editor.said.filter({ hasText: /manifests\/20-etcd\.yaml, line \d+\./ }).waitFor();
      const number = Number(/line (\d+)/.exec(await editor.said.textContent())[1]);
      assert.equal(await files.line(), number);
      const text = (await copied(files.text)).split("\n");
      assert.equal(text[number - 2], "---");
      const object = text.slice(number - 1, number + 12).join("\n");
      assert.match(object, /kind: StatefulSet/);
      assert.match(object, /name: etcd-1/);

      await editor.thing("percona-0").click();
      await editor.settings.getByRole("button", { name: "Show its manifests" }).click();
      await files.text.getByText("name: percona").first().waitFor();
      assert.equal(await files.row("30-percona").getAttribute("aria-selected"), "true");

      await editor.thing("Machine node-2").click({ position: { x: 30, y: 12 } });
      await editor.settings.getByRole("button", { name: "Show its manifests" }).click();
      await files.text.getByText("node-2").first().waitFor();
      assert.equal(await files.row("cluster\\.yaml").getAttribute("aria-selected"), "true");
    }));

  test("an object is shown on the drawing by a press, by Enter and from the tree", () =>
    withFiles(async (files, editor, page) => {
      const selected = async (name) => {
        await editor.settings.getByRole("heading", { name: new RegExp(`^${name}`) }).waitFor();
      };
      await files.row("20-etcd").click();
      await files.text.getByText("name: etcd-0").first().click();
      await selected("etcd-0");
      await page.getByRole("button", { name: "Show etcd-0 on the drawing" }).waitFor();
      assert.ok((await files.marked()).length > 3, "its lines are not marked");

      await page.keyboard.press("Control+End");
      await page.keyboard.press("Enter");
      await selected("etcd");
      await page.getByText("PodDisruptionBudget etcd").waitFor();

      await files.row("20-etcd").press("ArrowRight");
      await files.row("StatefulSet etcd-2").click();
      await selected("etcd-2");
      await files.text.press("ArrowDown");
      await page.getByRole("button", { name: "Show etcd-2 on the drawing" }).click();
      await page.waitForFunction(() => document.activeElement.id === "on-member-2");

      await files.row("35-haproxy").click();
      await files.row("35-haproxy").press("ArrowRight");
      await files.row("Deployment haproxy").click();
      await selected("Percona");
      assert.ok(await files.text.getByText("kind: Deployment").isVisible());
    }));
});

describe("what differs", () => {
  test("since the last change, in words and lines, and follows undo", () =>
    withFiles(async (files, editor, page) => {
      await files.compare.selectOption("Before the last change");
      await page.getByText("Nothing was changed yet.").waitFor();
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await page.getByText(/^\d+ files differ from before “/).waitFor();
      await files.row("40-wordpress\\.yaml").filter({ hasText: "changed" }).click();
      await files.differences.getByText(/^\d lines? added, \d lines? removed\.$/).waitFor();
      const added = files.differences.getByRole("row").filter({ hasText: "+" });
      await added.filter({ hasText: "added" }).first().waitFor();
      assert.match((await files.row("manifests").textContent()), /\d+ changed/);
      assert.equal(await files.row("20-etcd").filter({ hasText: "changed" }).count(), 0);
      // The whole file is a press away, and the way back too.
      await page.getByRole("button", { name: "Differences" }).click();
      await files.text.waitFor();
      await page.getByRole("button", { name: "Differences" }).click();
      await files.differences.waitFor();

      // A machine more, and the step before that is no longer what is compared.
      await page.getByRole("button", { name: "Machine", exact: true }).or(page.getByRole("button", { name: "Add a machine" })).first().click();
      await page.getByText(/differ from before “Added node-4”/).waitFor();
      await files.row("machines\\.list").filter({ hasText: "changed" }).click();
      await files.differences.getByText("node-4").waitFor();
      assert.equal(await files.row("40-wordpress\\.yaml").filter({ hasText: "changed" }).count(), 0);
      await editor.undo.click();
      await files.row("40-wordpress\\.yaml").filter({ hasText: "changed" }).waitFor();
    }));

  test("since the last export, after a reload too, and each design has its own", () =>
    withFiles(async (files, editor, page) => {
      await files.compare.selectOption("Last export");
      await page.getByText("This design has not been exported from this browser.").waitFor();
      await editor.download();
      await page.getByText(/^No file differs from the export of /).waitFor();
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await page.getByText(/files differ from the export of /).waitFor();
      // A file that is no longer there is in the tree with that word.
      await page.reload();
      await editor.ready();
      await editor.tab("Files").click();
      await files.compare.selectOption("Last export");
      await page.getByText(/files differ from the export of /).waitFor();
      await editor.preset("cloud");
      await page.getByText("This design has not been exported from this browser.").waitFor();
    }));

  test("files that are new or gone say so", () =>
    withFiles(async (files, editor, page) => {
      await files.compare.selectOption("Last export");
      await editor.download();
      await page.getByText(/^No file differs from the export of /).waitFor();
      const design = await editor.design();
      await editor.write(`${design.trimEnd()}\nbackups: {storage: none}\n`);
      await editor.tab("Files").click();
      await files.row("60-backups\\.yaml").filter({ hasText: "removed" }).click();
      await page.getByText("This file is no longer in the bundle. This is what it was.").waitFor();
      assert.match(await copied(files.text), /kind: CronJob/);
    }));
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing in the files, ${colorScheme}`, () =>
    withFiles(async (files, editor, page) => {
      for (const row of ["20-etcd", "README"]) {
        await files.row(row).click();
        assert.deepEqual(await violations(page), [], row);
      }
      await page.getByRole("button", { name: "Search", exact: true }).click();
      await page.getByRole("textbox", { name: "Find" }).waitFor();
      assert.deepEqual(await violations(page), [], "searching");
      await page.keyboard.press("Escape");
      await files.compare.selectOption("Before the last change");
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await files.row("40-wordpress\\.yaml").filter({ hasText: "changed" }).click();
      await files.differences.waitFor();
      assert.deepEqual(await violations(page), [], "differences");
    }, { colorScheme, reducedMotion: "reduce" }));
}
