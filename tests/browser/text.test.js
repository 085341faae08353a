// design.yaml in the text editor: what is typed, what is found at its place, what is offered, and how
// it goes together with the drawing.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { copied, EditorPage } from "./pages/editor.js";
import { launch, open, visit } from "./page.js";

const SCRIPT = /\/text-editor-[0-9a-f]{16}\.js$/;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

function withText(run) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    await editor.tab("design.yaml").click();
    await editor.text.waitFor();
    await run(editor, page);
  });
}

/** Presses a key a number of times. */
async function press(page, key, times) {
  for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
}

/** The text of the design that is shown, to the byte. */
const saved = (page) => page.evaluate(() => presswrightDesigns.latest);

const FRAME = `presswright: 1
name: mine # and nobody's else
machines:
  - {name: master, role: control-plane, address: 192.168.56.10} # under the desk
  - {name: node-1, address: 192.168.56.11}
percona:
  replicas: 3 # odd
`;

describe("the text editor", () => {
  test("is fetched when the text is first opened, once, and brings no <style>", () =>
    visit(browser, async (page) => {
      const asked = [];
      page.on("request", (request) => SCRIPT.test(request.url()) && asked.push(request.url()));
      await page.reload();
      const editor = new EditorPage(page);
      await editor.ready();
      const styles = await page.locator("style").count();
      assert.equal(asked.length, 0, "before it was opened");
      for (let time = 0; time < 2; time += 1) {
        await editor.tab("design.yaml").click();
        await editor.text.waitFor();
        await editor.tab("Problems").click();
      }
      assert.equal(asked.length, 1);
      assert.equal(await page.locator("style").count(), styles, "a strict policy would refuse a <style>");
    }));

  test("shows typing on the drawing, and a change on the drawing leaves comments and cursor", () =>
    withText(async (editor, page) => {
      await editor.write(FRAME);
      await editor.thing("percona-2").waitFor();
      // Behind "mine".
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("ArrowDown");
      await press(page, "ArrowRight", "name: mine".length);
      await page.keyboard.type("r");
      await page.getByRole("heading", { name: "miner" }).first().waitFor();
      await page.getByRole("button", { name: "Fewer replicas of Percona" }).click();
      await editor.text.focus();
      await page.keyboard.type("s");
      await page.getByRole("heading", { name: "miners" }).first().waitFor();
      const expected = FRAME.replace("mine ", "miners ").replace("replicas: 3", "replicas: 2");
      assert.equal(await saved(page), expected);
    }));

  test("leaves the drawing while half a document is typed, and undo takes it back", () =>
    withText(async (editor, page) => {
      await editor.write(FRAME);
      await page.keyboard.press("Control+End");
      await page.keyboard.type("  volume: ten");
      await page.getByText("This text cannot be read. The drawing stays as it was.").waitFor();
      await page.getByRole("button", { name: "Line 8, column 11" }).waitFor();
      assert.equal(await editor.thing("percona-2").count(), 1);
      assert.doesNotMatch(await saved(page), /ten/);
      await page.keyboard.press("Control+z");
      await page.getByText("This text cannot be read.").waitFor({ state: "detached" });
      assert.equal(await editor.design(), FRAME);
      await page.keyboard.press("Control+y");
      assert.equal(await editor.design(), `${FRAME}  volume: ten`);
    }));

  test("has one history with the drawing", () =>
    withText(async (editor, page) => {
      await editor.write(FRAME);
      await page.getByRole("button", { name: "Fewer replicas of Percona" }).click();
      await editor.text.focus();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("  volume: 5Gi # enough");
      const typed = `${FRAME.replace("replicas: 3", "replicas: 2")}  volume: 5Gi # enough`;
      assert.equal(await editor.design(), typed);
      await press(page, "Control+z", 1);
      await assert.doesNotReject(page.waitForFunction(() => !presswrightDesigns.latest.includes("enough")));
      await press(page, "Control+z", 1);
      await editor.thing("percona-2").waitFor();
      assert.equal(await saved(page), FRAME);
      await press(page, "Control+y", 2);
      assert.equal(await editor.design(), typed);
    }));

  test("keeps how the lines of a file end", () =>
    withText(async (editor, page) => {
      const text = FRAME.replaceAll("\n", "\r\n").replace("odd\r\n", "odd\n");
      await editor.openFile("design.yaml", Buffer.from(text));
      await page.getByRole("heading", { name: "mine" }).first().waitFor();
      await editor.text.press("Control+Home");
      await press(page, "ArrowDown", 2);
      await page.keyboard.type("namespace: site\n");
      await page.waitForFunction(() => presswrightDesigns.latest.includes("site\r\n"));
      assert.equal(await saved(page), text.replace("machines:", "namespace: site\r\nmachines:"));
    }));
});

describe("what is wrong in the text", () => {
  test("a mistake is mended at its place by keyboard", () =>
    withText(async (editor, page) => {
      await editor.write(FRAME.replace("replicas: 3", "replicsa: 5"));
      await page.getByText("This text cannot be read").waitFor();
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("F8");
      const tooltip = page.locator(".cm-tooltip");
      await tooltip.getByText("`replicsa` is not a key here").waitFor();
      await tooltip.getByText("did you mean `replicas`?").waitFor();
      await page.keyboard.press("Control+.");
      await editor.thing("percona-4").waitFor();
      assert.equal(await editor.design(), FRAME.replace("replicas: 3", "replicas: 5"));
    }));

  test("a rule's finding is found, explained and mended where it stands", () =>
    withText(async (editor, page) => {
      await page.getByRole("textbox", { name: "design.yaml" }).press("Control+Home");
      const fix = page.locator(".cm-tooltip").getByRole("button", { name: /Use local volumes/ });
      for (let step = 0; step < 12 && !(await fix.isVisible()); step += 1) {
        await page.keyboard.press("F8");
        await page.waitForTimeout(100);
      }
      await page.locator(".cm-tooltip").getByRole("button", { name: /Why/ }).first().click();
      const why = page.getByRole("complementary", { name: "Why it matters" });
      await why.getByRole("heading", { name: /Why is this bad/ }).waitFor();
      await page.keyboard.press("Escape");
      await why.waitFor({ state: "detached" });
      await page.waitForFunction(() => document.activeElement.classList.contains("cm-content"));
      await page.keyboard.press("Control+i");
      await why.getByRole("heading", { name: /Why is this bad/ }).waitFor();
      await why.getByRole("button", { name: "Close the rule's page" }).press("Enter");
      await why.waitFor({ state: "detached" });
      await page.keyboard.press("Shift+F8");
      await page.keyboard.press("F8");
      await fix.click();
      assert.match(await editor.design(), /storage: local/);
      await page.keyboard.press("Control+Shift+m");
      await page.getByRole("tab", { name: /^Problems/, selected: true }).waitFor();
      assert.equal(await page.getByText("PW-S04").count(), 0);
    }));
});

describe("completion", () => {
  test("writes a part by keyboard, from keys to values", () =>
    withText(async (editor, page) => {
      await editor.write(FRAME);
      await page.keyboard.press("Control+End");
      const offer = (name) => page.getByRole("option", { name });
      await page.keyboard.type("  sto");
      await offer(/^storage/).waitFor();
      // CodeMirror takes no key for an answer to what has just come up.
      await page.waitForTimeout(150);
      await page.keyboard.press("Enter");
      await offer(/^local/).waitFor();
      await page.locator(".cm-completionInfo").waitFor();
      await page.keyboard.type("lo");
      await page.waitForTimeout(150);
      await page.keyboard.press("Enter");
      assert.equal(await editor.design(), `${FRAME}  storage: local`);
      await page.keyboard.press("Control+End");
      await page.keyboard.type("\n");
      await page.keyboard.press("Home");
      await page.keyboard.type("nfs: {machine: ");
      await offer(/^master/).waitFor();
      await offer(/^node-1/).waitFor();
    }));

  test("never stands between a person and a new line", () =>
    withText(async (editor, page) => {
      await editor.write(FRAME);
      await page.keyboard.press("Control+End");
      await page.keyboard.type("  discovery: etcd");
      await page.waitForTimeout(300);
      await page.keyboard.press("Enter");
      await page.keyboard.type("volume: 5Gi");
      await page.keyboard.press("Escape");
      assert.equal(await editor.design(), `${FRAME}  discovery: etcd\n  volume: 5Gi`);
    }));
});

describe("text and drawing", () => {
  test("the lines of what is selected are marked, and the cursor's line says what it is", () =>
    withText(async (editor, page) => {
      await editor.write(FRAME);
      await editor.thing("Machine node-1").click({ position: { x: 60, y: 20 } });
      const marked = page.locator(".cm-own");
      await marked.first().waitFor();
      assert.deepEqual(await marked.allTextContents(), ["  - {name: node-1, address: 192.168.56.11}"]);
      await editor.text.press("Control+End");
      await page.keyboard.press("ArrowUp");
      await page.getByText("Percona · percona.replicas").waitFor();
    }));

  test("Tab indents, and Esc then Tab leaves", () =>
    withText(async (editor, page) => {
      await editor.write(FRAME);
      const inText = () => editor.text.evaluate((element) => element.contains(document.activeElement));
      await page.keyboard.press("Control+End");
      await page.keyboard.press("Tab");
      assert.ok(await inText());
      assert.equal(await copied(editor.text), `${FRAME}  `);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Tab");
      assert.ok(!(await inText()), "the text holds the focus");
      const described = await editor.text.evaluate((element) =>
        document.getElementById(element.getAttribute("aria-describedby")).textContent);
      assert.match(described, /Esc then Tab leaves/);
    }));
});

test("a text editor that cannot be fetched leaves a plain field, and comes when it is tried again", async () => {
  const { page, complaints, strangers } = await open(browser);
  const editor = new EditorPage(page);
  await editor.ready();
  const file = (url) => SCRIPT.test(url.pathname);
  await page.route(file, (route) => route.abort());
  await editor.tab("design.yaml").click();
  const alert = page.getByRole("alert").filter({ hasText: "this is a plain field. Nothing is lost." });
  await alert.waitFor();
  const text = await editor.text.inputValue();
  await editor.text.fill(text.replace("replicas: 3", "replicas: 5"));
  await editor.thing("percona-4").waitFor();
  await editor.text.fill("presswright: 1\nname: No\n");
  await page.getByText("This text cannot be read. The drawing stays as it was.").waitFor();
  // Answered, but by something else.
  await page.unroute(file);
  await page.route(file, (route) => route.fulfill({ status: 404, contentType: "text/html", body: "gone" }));
  await alert.getByRole("button", { name: "Try again" }).click();
  await alert.waitFor();
  await page.unroute(file);
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.locator(".cm-editor").waitFor();
  assert.equal(await alert.count(), 0);
  assert.equal(await editor.design(), "presswright: 1\nname: No\n", "what was typed is lost");
  const others = complaints.filter((text) => !/Failed to load resource|Refused to execute script/.test(text));
  assert.deepEqual(others, []);
  assert.deepEqual(strangers, []);
  await page.context().close();
});
