// Load in Rehearse: a curve comes, and the page says what the command line says, over time.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { Load, loaded } from "./pages/load.js";
import { Rehearsal } from "./pages/rehearsal.js";
import { ShareDialog } from "./pages/share.js";
import { launch, visit } from "./page.js";
import { lowerThanAFinger, sideways, violations, watchFrames } from "./measures.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Has a person look at what a load does to the lab. */
function under(run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.thing("etcd-0").waitFor();
    const rehearsal = new Rehearsal(editor);
    const load = new Load(rehearsal);
    await run({ page, editor, rehearsal, load });
  }, options);
}

/** The words of a point: "5:00, 12.5 requests a second" as seconds and requests. */
async function points(load) {
  const names = await load.points.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  return names.map((name) => {
    const [, clock, rate] = /: ([\d:]+), ([\d.]+) requests/.exec(name);
    return [clock.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0), Number(rate)];
  });
}

test("a curve is chosen by its name and set, and the sentence is the command line's", () =>
  under(async ({ editor, load }) => {
    const design = await editor.design();
    await load.enter();
    await load.says(loaded(design).sentence);
    await load.curve.selectOption("ramp");
    await load.says(loaded(design, ["--curve", "ramp"]).sentence);
    await load.curve.selectOption("day");
    await load.says(loaded(design, ["--curve", "day"]).sentence);
    await load.curve.selectOption("flash");
    const flags = [];
    for (const [name, flag, value] of [
      ["Highest point", "--peak", "300"],
      ["CPU of a request", "--cpu", "72.5"],
      ["Wait of a request", "--wait", "120"],
      ["Start of a replica", "--start", "45"],
      ["Image pull", "--pull", "90"],
      ["Patience", "--patience", "8"],
    ]) {
      await load.setting(name).fill(value);
      await load.setting(name).press("Enter");
      flags.push(flag, value);
      await load.says(loaded(design, flags).sentence);
    }
    await load.setting("Patience").fill("soon");
    await load.setting("Patience").press("Enter");
    await load.panel.getByRole("alert").getByText('Patience: wanted is a whole number from 1 to 3600 s, not "soon".').waitFor();
    await load.says(loaded(design, flags).sentence);
    await load.panel.getByRole("button", { name: "Patience: reset to 30" }).click();
    await load.says(loaded(design, flags.slice(0, -2)).sentence);
    assert.equal(await load.panel.getByRole("alert").count(), 0);
    // Rehearsing a load is no step and no line of the design.
    assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
    assert.equal(await editor.design(), design);
  }));

test("a curve is drawn by the mouse, by keys and in a table", () =>
  under(async ({ page, editor, load }) => {
    const design = await editor.design();
    await load.enter();
    await load.curve.selectOption("ramp");
    assert.equal((await points(load)).length, 4);
    // A press beside the points makes one.
    const field = await load.sheet.locator(".field").boundingBox();
    await page.mouse.click(field.x + field.width * 0.15, field.y + field.height * 0.4);
    await load.points.nth(4).waitFor();
    assert.equal(await load.curve.inputValue(), "by hand");
    let drawn = await points(load);
    assert.ok(drawn[1][0] > 0 && drawn[1][0] < 3600 && drawn[1][1] > 0, JSON.stringify(drawn));
    await load.says(loaded(design, [], drawn).sentence);
    // It is dragged to the right and down.
    const from = await editor.middleOf(load.point(2));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 20, from.y + 30, { steps: 4 });
    await page.mouse.up();
    const dragged = await points(load);
    assert.ok(dragged[1][0] > drawn[1][0] && dragged[1][1] < drawn[1][1], JSON.stringify([drawn, dragged]));
    await load.says(loaded(design, [], dragged).sentence);
    // By keys: up and to the right, to the next one, one more, and away with it.
    await load.point(2).focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Shift+ArrowRight");
    drawn = await points(load);
    assert.ok(drawn[1][0] > dragged[1][0] && drawn[1][1] > dragged[1][1], JSON.stringify([dragged, drawn]));
    await load.says(loaded(design, [], drawn).sentence);
    await page.keyboard.press("PageDown");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    assert.match(await focused(), /^Point 3 of 5/);
    await page.keyboard.press("Insert");
    await load.points.nth(5).waitFor();
    await page.waitForFunction(() => /^Point 4 of 6/.test(document.activeElement?.getAttribute("aria-label") ?? ""));
    await page.keyboard.press("Delete");
    await load.points.nth(5).waitFor({ state: "detached" });
    assert.deepEqual(await points(load), drawn);
    assert.equal(await editor.design(), design, "a key of the curve went to the drawing");
    await editor.tab("Rehearse").click();
    // In the table, with what cannot be read told what, where and how to mend it.
    await load.sheet.getByText("Points as a table").click();
    const time = load.sheet.getByRole("textbox", { name: "Time of point 2" });
    await time.fill("soon");
    await time.press("Enter");
    await load.sheet.getByRole("alert").getByText('Time of point 2: "soon" is no time; write seconds, as 90, or a time, as 1:30 or 1:05:30.').waitFor();
    assert.equal(await time.getAttribute("aria-invalid"), "true");
    await time.fill("10:00");
    await time.press("Enter");
    await load.sheet.getByRole("textbox", { name: "Requests a second of point 2" }).fill("123.5");
    await load.sheet.getByRole("textbox", { name: "Requests a second of point 2" }).press("Enter");
    drawn[1] = [600, 123.5];
    await load.says(loaded(design, [], drawn).sentence);
    assert.deepEqual(await points(load), drawn);
    assert.equal(await load.sheet.getByRole("alert").count(), 0);
  }));

test("a time is looked at by keys and by the pointer, and the drawing stands at it", () =>
  under(async ({ page, editor, load }) => {
    const design = await editor.design();
    await load.enter();
    await load.setting("Highest point").fill("400");
    await load.setting("Highest point").press("Enter");
    const told = loaded(design, ["--peak", "400"]);
    await load.says(told.sentence);
    assert.equal(await editor.thing("wordpress").count(), 3);
    await load.time.focus();
    for (let times = 0; times < 3; times += 1) await page.keyboard.press("PageUp");
    const at = Number(await load.time.inputValue());
    const moment = told.moments.find((one) => one.at === at);
    assert.ok(at > 330 && moment.replicas === 5, `${at}: ${JSON.stringify(moment)}`);
    const words = await load.time.getAttribute("aria-valuetext");
    for (const part of [`Replicas wanted: ${moment.replicas}`, `Ready: ${moment.ready}`, `CPU of a pod: ${moment.utilization} %, target 50 %`]) {
      assert.ok(words.includes(part), words);
      await load.values.getByText(part.split(": ")[1], { exact: true }).first().waitFor();
    }
    await editor.thing("wordpress").nth(4).waitFor();
    await editor.canvas.getByRole("button", { name: new RegExp(`^Service wordpress, .* ${moment.ready} of 5 ready$`) }).waitFor();
    await page.keyboard.press("Home");
    await editor.thing("wordpress").nth(3).waitFor({ state: "detached" });
    const replicas = load.plot("Replicas of WordPress").locator(".field");
    await replicas.evaluate((one) => one.scrollIntoView({ block: "end" }));
    const field = await replicas.boundingBox();
    await page.mouse.click(field.x + field.width / 2, field.y + field.height - 10);
    await editor.thing("wordpress").nth(4).waitFor();
    assert.ok(Math.abs(Number(await load.time.inputValue()) - 1800) < 60);
    // A press on the drawing lets nothing fail here.
    await load.rehearsal.machine("node-2");
    await editor.settings.getByRole("heading", { name: "node-2" }).waitFor();
    assert.equal(await load.rehearsal.faults.count(), 0);
    assert.equal(await load.rehearsal.card.count(), 0);
    await load.tab("Failure").click();
    await load.rehearsal.sentence(/^Nothing has failed/);
    await editor.thing("wordpress").nth(3).waitFor({ state: "detached" });
    await load.tab("Load").click();
    await load.says(told.sentence);
  }));

test("what holds the site back is said where it bites", () =>
  under(async ({ editor, load }) => {
    const design = await editor.design();
    await load.enter();
    await load.setting("Highest point").fill("400");
    await load.setting("Highest point").press("Enter");
    await load.says(loaded(design, ["--peak", "400"]).sentence);
    await load.held.getByText("maxReplicas 5: the load asks for more").waitFor();
    const processors = load.held.getByRole("listitem").filter({ hasText: "Processors" });
    await processors.getByText(/^ ?\d+:\d\d to \d+:\d\d/).or(processors).first().waitFor();
    assert.match(await processors.textContent(), /5:\d\d to \d\d:\d\d/);
    assert.ok((await processors.locator(".bite").count()) > 0);
    const shown = async (name, value) => {
      await load.setting(name).fill(value);
      await load.setting(name).press("Enter");
    };
    await shown("CPU of a request", "0.5");
    await shown("Wait of a request", "2000");
    await load.held.getByText("Database connections").waitFor();
    const { held_back: back } = loaded(design, ["--peak", "400", "--cpu", "0.5", "--wait", "2000"]).summary;
    assert.ok(back.every(({ by }) => by === "connections"), JSON.stringify(back));
    assert.equal(await load.held.getByText("Processors").count(), 0);
  }));

test("a table behind each plot has its values", () =>
  under(async ({ editor, load }) => {
    const design = await editor.design();
    await load.enter();
    await load.setting("Highest point").fill("400");
    await load.setting("Highest point").press("Enter");
    const told = loaded(design, ["--peak", "400"]);
    await load.says(told.sentence);
    const clock = (text) => text.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
    const [heads, ...rows] = await load.table("Replicas of WordPress");
    assert.deepEqual(heads, ["Time", "Wanted", "Ready", "Pending"]);
    assert.ok(rows.length > 20);
    for (const [time, ...cells] of rows) {
      const moment = told.moments.find((one) => one.at === clock(time));
      assert.deepEqual(cells.map(Number), [moment.replicas, moment.ready, moment.pending], time);
    }
    const [, ...requests] = await load.table("Requests a second");
    const refused = requests.map(([, , , gone]) => Number(gone.replace(",", "")));
    assert.ok(Math.max(...refused) > 0);
    assert.equal((await load.table("Visitors who wait"))[0][1], "Wait");
    assert.equal((await load.table("CPU of a pod"))[0][1], "CPU");
  }));

test("a change of the design shows its effect beside what was, and what is kept stays", () =>
  under(async ({ page, editor, load }) => {
    const design = await editor.design();
    await load.enter();
    await load.setting("Highest point").fill("400");
    await load.setting("Highest point").press("Enter");
    const was = loaded(design, ["--peak", "400"]).sentence;
    await load.says(was);
    const first = await load.lines("Replicas of WordPress");
    assert.deepEqual(first.before, []);
    const text = await editor.design();
    await editor.write(text.replace("max: 5", "max: 8"));
    await load.before.getByText("Before the change:").waitFor();
    await editor.tab("Rehearse").click();
    const eight = await load.sentence(/At most 8 replicas/);
    assert.equal(eight, loaded(await changed(editor), ["--peak", "400"]).sentence);
    assert.ok((await load.before.textContent()).includes(was));
    const second = await load.lines("Replicas of WordPress");
    assert.deepEqual(second.before.length, first.now.length);
    assert.notDeepEqual(second.now, first.now);
    await load.plot("Replicas of WordPress").getByText("before, each dashed").waitFor();
    const dashes = await load.plot("Replicas of WordPress").locator("path.was").first().evaluate((path) => getComputedStyle(path).strokeDasharray);
    assert.notEqual(dashes, "none");
    await load.plot("Replicas of WordPress").getByText("most: 5, before").waitFor();
    await load.plot("Replicas of WordPress").getByText("most: 8", { exact: true }).waitFor();
    // What is kept stays beside whatever comes.
    await load.panel.getByRole("button", { name: "Keep to compare" }).click();
    await load.before.getByText("Kept:").waitFor();
    await load.setting("CPU of a request").fill("30");
    await load.setting("CPU of a request").press("Enter");
    await load.says(loaded(await changed(editor), ["--peak", "400", "--cpu", "30"]).sentence);
    assert.ok((await load.before.textContent()).includes(eight));
    await load.panel.getByRole("button", { name: "Stop comparing" }).click();
    await load.before.waitFor({ state: "detached" });
    assert.deepEqual((await load.lines("Replicas of WordPress")).before, []);
    await editor.undo.click();
    await load.says(loaded(design, ["--peak", "400", "--cpu", "30"]).sentence);
  }));

/** The design as it is now, with the panel as it was. */
async function changed(editor) {
  const design = await editor.design();
  await editor.tab("Rehearse").click();
  return design;
}

test("all of it by keyboard, and said", () =>
  under(async ({ page, editor, load }) => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("2");
    await load.rehearsal.sentence(/^Nothing has failed/);
    await load.tab("Failure").focus();
    await page.keyboard.press("ArrowRight");
    const sentence = await load.sentence(/requests come/);
    await editor.said.filter({ hasText: `Load. ${sentence}` }).waitFor();
    assert.equal(await load.tab("Load").getAttribute("aria-selected"), "true");
    await load.setting("Highest point").focus();
    await page.keyboard.press("ArrowUp");
    await load.panel.getByRole("textbox", { name: "Highest point" }).and(page.locator(":focus")).waitFor();
    assert.equal(await load.setting("Highest point").inputValue(), "41");
    const next = await load.told.textContent();
    assert.notEqual(next, sentence);
    await editor.said.filter({ hasText: next }).waitFor();
    await load.tab("Load").focus();
    await page.keyboard.press("ArrowLeft");
    await load.rehearsal.sentence(/^Nothing has failed/);
    await load.rehearsal.leave();
    await load.rehearsal.enter();
    await load.tab("Load").click();
    await load.says(sentence);
    // From Load the way out is as short, and nothing of it is left.
    await load.rehearsal.mode("Design").click();
    await load.card.waitFor({ state: "detached" });
    await load.choice.waitFor({ state: "detached" });
    await editor.thing("wordpress").first().click();
    await editor.settings.getByRole("heading", { name: /^wordpress/ }).waitFor();
  }));

test("an error leaves no cluster to come to, and mending brings it back", () =>
  under(async ({ editor, load }) => {
    await load.enter();
    const sentence = await load.told.textContent();
    await editor.drag("etcd-0", "node-2");
    await load.sentence(/^The design has an error: there is no cluster of it/);
    assert.equal(await load.panel.getByRole("figure").count(), 0);
    await editor.undo.click();
    await load.says(sentence);
  }, { reducedMotion: "reduce" }));

test("a link carries the load, and whoever opens it looks at the same", () =>
  under(async ({ page, editor, load }) => {
    await load.rehearsal.enter();
    await load.rehearsal.machine("node-1");
    await load.rehearsal.sentence(/^node-1 down/);
    await load.open();
    await load.curve.selectOption("ramp");
    await load.setting("CPU of a request").fill("90");
    await load.setting("CPU of a request").press("Enter");
    const share = new ShareDialog(page);
    const carried = async (flags) => {
      await share.open();
      await share.dialog.getByText("What fails in the rehearsal and its load go along.").waitFor();
      const link = await share.link.inputValue();
      assert.match(link, flags);
      await page.keyboard.press("Escape");
      return link;
    };
    await carried(/&kill=node-1&load=ramp&cpu=90$/);
    await load.point(2).focus();
    await page.keyboard.press("ArrowUp");
    const [, second] = await points(load);
    const sentence = await load.told.textContent();
    const link = await carried(new RegExp(`&kill=node-1&load=0:0,3600:${second[1]},5400:40,9000:0&cpu=90$`));
    await visit(browser, async (other) => {
      await other.goto(link);
      const theirs = new Load(new Rehearsal(new EditorPage(other)));
      await theirs.says(sentence);
      assert.equal(await theirs.curve.inputValue(), "by hand");
      assert.equal(await theirs.setting("CPU of a request").inputValue(), "90");
      await theirs.tab("Failure").click();
      await theirs.rehearsal.sentence(/^node-1 down/);
    });
    // A load that means nothing is refused, with the reason; the design of the link is open all the same.
    const word = link.slice(0, link.indexOf("&"));
    for (const [flags, reason] of [
      ["&load=night", 'there is no curve "night", but day, flash, ramp'],
      ["&load=flash&cpu=%3Cimg%20src=x%3E", "CPU of a request: wanted is a number from 0.1 to 60000 ms"],
      ["&load=9:1,3:1", "the points of a curve come one after the other"],
    ]) {
      await visit(browser, async (other) => {
        await other.goto(`${word}${flags}`);
        await other.getByRole("alert").filter({ hasText: `The load of the link was refused: ${reason}` }).waitFor();
        const theirs = new Load(new Rehearsal(new EditorPage(other)));
        await theirs.sentence(/requests come/);
        assert.equal(await theirs.curve.inputValue(), "flash");
        assert.equal(await theirs.setting("CPU of a request").inputValue(), "60");
      });
    }
  }));

test("a finger draws and looks, and everything is large enough for it", () =>
  under(async ({ page, load }) => {
    await load.rehearsal.mode("Rehearse").tap();
    await load.rehearsal.sentence(/^Nothing has failed/);
    await load.rehearsal.card.getByRole("button", { name: "Details" }).tap();
    await load.tab("Load").tap();
    await load.sentence(/requests come/);
    const field = load.sheet.locator(".field");
    await field.scrollIntoViewIfNeeded();
    const box = await field.boundingBox();
    const before = await load.points.count();
    await page.touchscreen.tap(box.x + box.width * 0.7, box.y + box.height * 0.5);
    await load.points.nth(before).waitFor();
    assert.deepEqual(await lowerThanAFinger(page, ".load button:not(.link), .load input, .load select, .load summary, .what-of button"), []);
    assert.deepEqual(await sideways(page), []);
  }, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" }));

test("a day on a hundred machines is computed while the page answers", () =>
  under(async ({ page, editor, load }) => {
    const design = await editor.openMany("wordpress: {autoscaling: {min: 3, max: 100}}");
    await load.enter();
    await load.curve.selectOption("by hand");
    await load.sheet.getByText("Points as a table").click();
    const longest = await watchFrames(page);
    const count = await load.points.count();
    const last = load.sheet.getByRole("textbox", { name: `Time of point ${count}` });
    await last.fill("86400");
    await last.press("Enter");
    const rate = load.sheet.getByRole("textbox", { name: `Requests a second of point ${count}` });
    await rate.fill("900");
    await rate.press("Enter");
    const drawn = await points(load);
    assert.deepEqual(drawn.at(-1), [86_400, 900]);
    await load.says(loaded(design, [], drawn).sentence);
    const stood = await longest();
    assert.ok(stood < 1000, `the page stood still for ${stood} ms`);
  }));

for (const colorScheme of ["light", "dark"]) {
  describe(colorScheme, () => {
    for (const width of [360, 768, 1280]) {
      test(`at ${width} px nothing scrolls sideways, and axe-core finds nothing`, () =>
        under(async ({ page, load }) => {
          await load.enter();
          await load.setting("Highest point").fill("400");
          await load.setting("Highest point").press("Enter");
          await load.held.getByText("Processors").waitFor();
          await load.panel.getByRole("button", { name: "Keep to compare" }).click();
          await load.setting("CPU of a request").fill("80");
          await load.setting("CPU of a request").press("Enter");
          await load.before.getByText("Kept:").waitFor({ state: "attached" });
          await load.sheet.getByText("Points as a table").click();
          await load.table("Requests a second");
          assert.deepEqual(await sideways(page, ".dock .panel, .load, .load > section"), []);
          assert.deepEqual(await violations(page), []);
        }, { colorScheme, viewport: { width, height: 800 }, reducedMotion: "reduce" }));
    }
  });
}
