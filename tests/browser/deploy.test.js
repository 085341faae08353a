// Deploy in Rehearse: the bundle comes up on a clock that is played, stopped and set, and the page says what the
// command line says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { Deploy, deployed } from "./pages/deploy.js";
import { EditorPage } from "./pages/editor.js";
import { Rehearsal } from "./pages/rehearsal.js";
import { ShareDialog } from "./pages/share.js";
import { launch, visit } from "./page.js";
import { lowerThanAFinger, sideways, violations, watchFrames } from "./measures.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Has a person look at how the lab comes up. */
function starting(run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.thing("etcd-0").waitFor();
    const rehearsal = new Rehearsal(editor);
    await run({ page, editor, rehearsal, deploy: new Deploy(rehearsal) });
  }, options);
}

/** The article's shape: the image's own discovery, and no probes. */
const ARTICLE = readFileSync(new URL("../fixtures/image-discovery.yaml", import.meta.url), "utf8");

/** Milliseconds as they are shown: 4:52.9. */
const clock = (at) => `${Math.floor(at / 60_000)}:${String(Math.floor(at / 1000) % 60).padStart(2, "0")}.${Math.floor(at / 100) % 10}`;

/** A line of the command line as the log has it: who, what and why, without spaces beside one another. */
const words = (text) => text.replace(/\s+/g, " ").trim();

test("what happens is the command line's, line by line, and another seed is another history", () =>
  starting(async ({ editor, deploy }) => {
    const design = await editor.design();
    await deploy.enter();
    for (const seed of [1, 7]) {
      if (seed > 1) await deploy.setSeed(seed);
      const told = deployed(design, ["--seed", String(seed)]);
      await deploy.says(told.sentence);
      const rows = await deploy.log.locator(".moment").evaluateAll((all) => all.flatMap((row) => {
        const when = row.querySelector(".when").textContent;
        return [...row.querySelectorAll(".told-then > span")].map((line) => `${when} ${line.textContent}`);
      }));
      // A step of deploy.sh is a heading there.
      const expected = told.lines
        .filter((line) => /^ +\d+:\d\d\.\d {2}/.test(line))
        .map((line) => words(line.replace("  == ", "  deploy.sh ")));
      assert.deepEqual(rows.map(words), expected);
      const steps = await deploy.log.getByRole("heading", { level: 3 }).allTextContents();
      // Of steps that begin in one moment the last is its heading.
      const begun = told.events.filter(({ kind }) => kind === "step");
      const last = begun.filter(({ at }, index) => begun[index + 1]?.at !== at);
      assert.deepEqual(steps, last.map((event) => event.words));
    }
    await deploy.seed.fill("soon");
    await deploy.seed.press("Enter");
    await deploy.panel.getByRole("alert").getByText("Seed: wanted is a whole number from 0 on.").waitFor();
    // It is no step and no line of the design.
    assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
    assert.equal(await editor.design(), design);
  }));

test("it is played to its end, stopped, stepped and set, and the drawing stands at that moment", () =>
  starting(async ({ page, editor, deploy }) => {
    const design = await editor.design();
    const told = deployed(design);
    await deploy.enter();
    await editor.thing("percona-0, not made yet").waitFor();
    await editor.canvas.getByRole("button", { name: /^Service mysql, .* not founded yet, 0 of 3 ready$/ }).waitFor();
    assert.ok((await page.locator(".board .thing.coming").count()) > 10);
    // Played and stopped: the clock stands.
    await deploy.play.click();
    await deploy.current.filter({ hasNotText: /^0:00/ }).waitFor();
    await deploy.pause.click();
    const stood = await deploy.clock.textContent();
    await page.waitForTimeout(400);
    assert.equal(await deploy.clock.textContent(), stood);
    // To a moment of the log.
    await deploy.go("makes an empty database");
    await editor.thing("percona-0, on node-2, makes an empty database").waitFor();
    await editor.thing("percona-1, on node-1, waits for percona-0: member 0 is elected for epoch 1").waitFor();
    await deploy.waits.getByText("percona-1 waits for percona-0").waitFor();
    await deploy.waits.getByText("deploy.sh waits for statefulset/percona").waitFor();
    assert.ok((await page.locator(".board .starting .waits").count()) > 0);
    assert.equal(await deploy.current.count(), 1);
    assert.match(await deploy.now.textContent(), /^At 2:06\.8\. .*percona-0: makes an empty database\.$/);
    // By steps, there and back.
    const here = await deploy.current.textContent();
    await deploy.next.click();
    await deploy.current.filter({ hasNotText: "makes an empty database" }).waitFor();
    await deploy.previous.click();
    await deploy.current.filter({ hasText: "makes an empty database" }).waitFor();
    assert.equal(await deploy.current.textContent(), here);
    // By the scrubber, which says where it is.
    await deploy.time.focus();
    await page.keyboard.press("ArrowRight");
    assert.match(await deploy.time.getAttribute("aria-valuetext"), /^2 min 8 s: .*percona-0: makes an empty database/);
    await page.keyboard.press("Home");
    await editor.thing("percona-0, not made yet").waitFor();
    assert.match(await deploy.time.getAttribute("aria-valuetext"), /^0 s: deploy\.sh: what is needed\.$/);
    await page.keyboard.press("End");
    await editor.thing("percona-0, on node-2, ready").waitFor();
    await editor.canvas.getByRole("button", { name: /^Service mysql, .* Primary, 3 of 3 ready$/ }).waitFor();
    assert.equal(await page.locator(".board .thing.coming").count(), 0);
    await deploy.panel.getByText("Nothing waits.").waitFor();
    // From the end it is played from the beginning, to the end.
    await deploy.speed.selectOption("60×");
    await deploy.play.click();
    await deploy.pause.waitFor();
    await editor.said.filter({ hasText: told.sentence }).waitFor();
    await deploy.play.waitFor();
    assert.equal(await deploy.clock.textContent(), clock(told.end));
    // Pods stand where this start has placed them.
    const places = told.events.filter(({ kind }) => kind === "placed");
    for (const { thing, words: where } of places.filter((event) => /percona|haproxy/.test(event.thing))) {
      await editor.thing(`${thing.replace("pod/", "")}, on ${where.replace("goes to ", "")}, ready`).waitFor();
    }
  }));

test("a machine breaks midway, the log changes from there on, and it is mended", () =>
  starting(async ({ page, editor, deploy }) => {
    const design = await editor.design();
    await deploy.enter();
    const whole = await deploy.told.textContent();
    await deploy.go("tells etcd that it is there");
    const earlier = await deploy.log.locator("[aria-current]").textContent();
    await deploy.breakIt("node-1 down");
    const [, at] = /^At (\d+:\d\d)/.exec(await deploy.now.filter({ hasText: "node-1: down" }).textContent());
    const seconds = at.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    const down = deployed(design, ["--break", `${seconds}s:kill node-1`]);
    await deploy.says(down.sentence);
    assert.notEqual(down.sentence, whole);
    await deploy.current.filter({ hasText: /node-1 down \(asked for\)/ }).waitFor();
    await editor.thing("Machine node-1, .*, down").waitFor();
    await editor.thing("etcd-0, on node-1, away with node-1: its machine has no power").waitFor();
    assert.ok((await page.locator(".board .thing.failed").count()) >= 2);
    // What was before is as it was.
    await deploy.moment(earlier).first().waitFor();
    await deploy.breaks.getByText("node-1 down").waitFor();
    // Its end is typed; what cannot be is told why.
    const until = deploy.breaks.getByRole("textbox", { name: "node-1 down: is mended at" });
    await until.fill("0:05");
    await until.press("Enter");
    await deploy.panel.getByRole("alert").getByText("It is mended after it breaks, so that time has to be the later one.").waitFor();
    assert.equal(await until.inputValue(), "");
    await until.fill("4:00");
    await until.press("Enter");
    const mended = deployed(design, ["--break", `${seconds}s-4m:kill node-1`]);
    await deploy.says(mended.sentence);
    await deploy.moment("over: down (asked for)").waitFor();
    assert.equal(await deploy.panel.getByRole("alert").count(), 0);
    // By the drawing: a press breaks it then, and one more takes that back.
    await deploy.go("over: down (asked for)");
    await editor.thing("percona-0").click();
    await deploy.breaks.getByText("percona-0 crashed").waitFor();
    await deploy.current.filter({ hasText: "percona-0 crashed (asked for)" }).waitFor();
    await editor.thing("percona-0").click();
    await deploy.breaks.getByText("percona-0 crashed").waitFor({ state: "detached" });
    await deploy.says(mended.sentence);
    // Among a thing's settings stand all of its faults.
    await deploy.rehearsal.faults.getByRole("checkbox", { name: "Its volume lost" }).check();
    await deploy.breaks.getByText("the volume of data-percona-0 lost").waitFor();
    for (const words of ["node-1 down", "the volume of data-percona-0 lost"]) {
      await deploy.breaks.getByRole("button", { name: `Take it away: ${words}` }).click();
    }
    await deploy.says(whole);
    await deploy.breaks.getByText("Nothing.").waitFor();
    // What fails at rest is another list.
    await deploy.tab("Failure").click();
    await deploy.rehearsal.sentence(/^Nothing has failed/);
  }, { reducedMotion: "reduce" }));

test("with the image's own discovery the race is seen: two clusters in one seed, one in another", () =>
  starting(async ({ page, editor, deploy }) => {
    await editor.openFile("design.yaml", Buffer.from(ARTICLE));
    await page.getByRole("heading", { name: "Presswright: article" }).waitFor();
    const found = Array.from({ length: 30 }, (_, seed) => deployed(ARTICLE, ["--seed", String(seed)]));
    const two = found.find(({ sentence }) => /^Two clusters/.test(sentence));
    const one = found.find(({ sentence }) => /^Deployed after/.test(sentence));
    await deploy.enter();
    await deploy.setSeed(two.seed);
    await deploy.says(two.sentence);
    await deploy.go("two clusters: one of");
    assert.equal(await deploy.moment("finds nobody in etcd: it takes itself for the first").count(), 2);
    await editor.canvas.getByRole("button", { name: /^Service \S+, .* two clusters, \d of 3 ready$/ }).waitFor();
    for (const cluster of [1, 2]) await editor.thing(`percona-\\d, on \\S+, cluster ${cluster}, `).first().waitFor();
    await deploy.setSeed(one.seed);
    await deploy.says(one.sentence);
    assert.equal(await deploy.moment("two clusters").count(), 0);
  }));

test("a change of the design shows its effect beside what was", () =>
  starting(async ({ editor, deploy }) => {
    const design = await editor.design();
    await deploy.enter();
    const was = await deploy.told.textContent();
    await editor.write(design.replace("min: 3", "min: 1"));
    await deploy.before.getByText("Before the change:").waitFor();
    assert.ok((await deploy.before.textContent()).includes(was));
    const changed = await editor.design();
    await editor.tab("Rehearse").click();
    await deploy.says(deployed(changed).sentence);
    await editor.undo.click();
    await deploy.says(was);
    // Two members on one machine are an error: there is no cluster to start.
    await editor.drag("etcd-0", "node-2");
    await deploy.sentence(/^The design has an error: there is no cluster of it/);
    assert.equal(await deploy.time.count(), 0);
    await editor.undo.click();
    await deploy.says(was);
  }, { reducedMotion: "reduce" }));

test("all of it by keyboard, and said once", () =>
  starting(async ({ page, editor, deploy }) => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("2");
    await deploy.rehearsal.sentence(/^Nothing has failed/);
    await deploy.tab("Failure").focus();
    await page.keyboard.press("ArrowLeft");
    const sentence = await deploy.sentence(/with seed 1/);
    await editor.said.filter({ hasText: `Deploy. ${sentence}` }).waitFor();
    assert.equal(await deploy.tab("Deploy").getAttribute("aria-selected"), "true");
    // Space in the panel, where it presses nothing.
    await deploy.log.focus();
    await page.keyboard.press("Space");
    await deploy.pause.waitFor();
    await editor.said.filter({ hasText: "Plays, 10 times as fast." }).waitFor();
    // While it is played it does not speak of each event.
    await deploy.current.filter({ hasNotText: /^0:0[0-5]/ }).waitFor();
    assert.equal(await editor.said.textContent(), "Plays, 10 times as fast.");
    await page.keyboard.press("Space");
    await deploy.play.waitFor();
    assert.equal(await editor.said.textContent(), await deploy.now.textContent());
    // By the keys of the table, also from the drawing, whose focus stays.
    await editor.thing("percona-1").focus();
    const now = await deploy.now.textContent();
    await page.keyboard.press(".");
    await deploy.now.filter({ hasNotText: now }).waitFor();
    assert.equal(await editor.said.textContent(), await deploy.now.textContent());
    await page.waitForFunction(() => /^percona-1/.test(document.activeElement?.getAttribute("aria-label") ?? ""));
    await page.keyboard.press(",");
    await deploy.now.getByText(now, { exact: true }).waitFor();
    await page.waitForFunction(() => /^percona-1/.test(document.activeElement?.getAttribute("aria-label") ?? ""));
    await page.keyboard.press("g");
    await deploy.pause.waitFor();
    await page.keyboard.press("g");
    await deploy.play.waitFor();
    // Through the log, and to a moment of it.
    await deploy.current.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowUp");
    const row = await page.evaluate(() => document.activeElement.textContent);
    assert.match(row, /Done\.$/);
    await page.keyboard.press("Enter");
    await deploy.current.filter({ hasText: "Done." }).waitFor();
    await editor.said.filter({ hasText: /^At \d:\d\d\.\d\. deploy\.sh: Done\.$/ }).waitFor();
    // Something breaks, by keys alone.
    await deploy.go("makes an empty database");
    await editor.thing("Machine node-3").focus();
    await page.keyboard.press("k");
    await deploy.breaks.getByText("node-3 down").waitFor();
    await deploy.current.filter({ hasText: "node-3 down" }).waitFor();
    await page.waitForFunction(() => /^Machine node-3/.test(document.activeElement?.getAttribute("aria-label") ?? ""));
    await editor.said.filter({ hasText: /^(Not d|D)eployed/ }).waitFor();
    await page.keyboard.press("Shift+K");
    await deploy.breaks.getByText("Nothing.").waitFor();
    await deploy.says(sentence);
    // The sheet of shortcuts names them.
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await sheet.getByText("Play the start, or pause").waitFor();
    await page.keyboard.press("Escape");
    await deploy.rehearsal.mode("Design").click();
    await deploy.card.waitFor({ state: "detached" });
    assert.equal(await page.locator(".board :is(.coming, .failed, .ailing, .rehearsed)").count(), 0);
    await page.keyboard.press("g");
    await editor.canvas.getByText("A start is played in Rehearse.").waitFor();
  }));

test("a link carries the start, and whoever opens it looks at the same moment", () =>
  starting(async ({ page, editor, deploy }) => {
    await editor.ready();
    await deploy.enter();
    await deploy.setSeed(7);
    await deploy.go("makes an empty database");
    await deploy.breakIt("percona-1 crashed");
    await deploy.breaks.getByText("percona-1 crashed").waitFor();
    await deploy.current.filter({ hasText: "percona-1 crashed" }).waitFor();
    const [sentence, now] = [await deploy.told.textContent(), await deploy.now.textContent()];
    const share = new ShareDialog(page);
    await share.open();
    await share.dialog.getByText("The start of the rehearsal goes along.").waitFor();
    const link = await share.link.inputValue();
    assert.match(link, /#[\w.-]+&deploy=7&at=\d+000&break=\d+s:crash=percona-1$/);
    await visit(browser, async (other) => {
      await other.goto(link);
      const theirs = new Deploy(new Rehearsal(new EditorPage(other)));
      await theirs.says(sentence);
      assert.equal(await theirs.now.textContent(), now);
      assert.equal(await theirs.seed.inputValue(), "7");
      await theirs.breaks.getByText("percona-1 crashed").waitFor();
      await theirs.current.filter({ hasText: "percona-1 crashed" }).waitFor();
      await theirs.tab("Failure").click();
      await theirs.rehearsal.sentence(/^Nothing has failed/);
    });
    // A start that means nothing is refused, with the reason; the design of the link is open all the same.
    const word = link.slice(0, link.indexOf("&"));
    for (const [flags, reason] of [
      ["&deploy=soon", "deploy: wanted is a whole number of at most"],
      ["&deploy=1&break=90s:%3Cimg%20src=x%3E", "what breaks is a time and a fault, as 90s:kill=node-1"],
    ]) {
      await visit(browser, async (other) => {
        await other.goto(`${word}${flags}`);
        await other.getByRole("alert").filter({ hasText: `The start of the link was refused: ${reason}` }).waitFor();
        const theirs = new Deploy(new Rehearsal(new EditorPage(other)));
        await theirs.sentence(/with seed 1/);
      });
    }
  }));

test("a finger plays and breaks, and everything is large enough for it", () =>
  starting(async ({ page, deploy }) => {
    await deploy.rehearsal.mode("Rehearse").tap();
    await deploy.rehearsal.sentence(/^Nothing has failed/);
    await deploy.rehearsal.card.getByRole("button", { name: "Details" }).tap();
    await deploy.tab("Deploy").tap();
    await deploy.sentence(/with seed 1/);
    await deploy.moment("makes an empty database").tap();
    await deploy.current.filter({ hasText: "makes an empty database" }).waitFor();
    await deploy.what.selectOption("percona-0 crashed");
    await deploy.panel.getByRole("button", { name: /^Break it at \d/ }).tap();
    await deploy.breaks.getByText("percona-0 crashed").waitFor();
    assert.deepEqual(await lowerThanAFinger(page, ".deploy button, .deploy input, .deploy select, .what-of button, .sentence.start :is(button, select, input)"), []);
    assert.deepEqual(await sideways(page), []);
  }, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" }));

test("a hundred machines come up while the page answers", () =>
  starting(async ({ page, editor, deploy }) => {
    const design = await editor.openMany("wordpress: {autoscaling: {min: 60, max: 100}}");
    await deploy.enter();
    const { sentence } = deployed(design);
    await deploy.says(sentence);
    const longest = await watchFrames(page);
    await deploy.setSeed(2);
    await deploy.says(deployed(design, ["--seed", "2"]).sentence);
    await deploy.play.click();
    await deploy.current.filter({ hasNotText: /^0:0/ }).waitFor({ timeout: 60_000 });
    await deploy.pause.click();
    const stood = await longest();
    assert.ok(stood < 1500, `the page stood still for ${stood} ms`);
  }, { timeout: 180_000 }));

for (const colorScheme of ["light", "dark"]) {
  describe(colorScheme, () => {
    for (const width of [360, 768, 1280]) {
      test(`at ${width} px nothing scrolls sideways, and axe-core finds nothing`, () =>
        starting(async ({ page, deploy }) => {
          await deploy.enter();
          await deploy.go("makes an empty database");
          await deploy.breakIt("node-1 down");
          await deploy.breaks.getByText("node-1 down").waitFor();
          await deploy.current.filter({ hasText: "node-1 down" }).waitFor();
          assert.deepEqual(await sideways(page, ".dock .panel, .deploy, .deploy > section, .sentence"), []);
          assert.deepEqual(await violations(page), []);
        }, { colorScheme, viewport: { width, height: 800 }, reducedMotion: "reduce" }));
    }
  });
}
