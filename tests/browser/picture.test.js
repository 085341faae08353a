// The drawing as a picture that opens again, and pictures of strangers.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { EditorPage } from "./pages/editor.js";
import { ShareDialog } from "./pages/share.js";
import { launch, visit, wanted } from "./page.js";

const OURS = "presswright: 1\nname: pictured # by hand\nmachines:\n  - {name: node-1, cpu: 2, memory: 4Gi}\n";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const isOpen = (page, name) => page.getByRole("heading", { name: `Presswright: ${name}`, exact: true }).waitFor();
const command = (input) =>
  execFileSync(wanted("PRESSWRIGHT_COMMAND"), ["open", "-"], { input, encoding: "utf8" });

async function downloaded(page, button) {
  const coming = page.waitForEvent("download");
  await button.click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Size and the colour of the upper left corner, as the browser draws it. */
const seen = (page, type, bytes) =>
  page.evaluate(
    async ({ type, text }) => {
      const image = new Image();
      image.src = `data:${type};base64,${text}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.naturalWidth, image.naturalHeight);
      const colours = new Set();
      for (let at = 0; at < data.length; at += 4) colours.add(data.slice(at, at + 3).join());
      return { width: image.naturalWidth, height: image.naturalHeight, corner: Array.from(data.slice(0, 3)), colours: colours.size };
    },
    { type, text: bytes.toString("base64") },
  );

describe("a picture", () => {
  test("as SVG and PNG, light and dark, opens again as the same design", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const share = new ShareDialog(page);
      await editor.ready();
      await editor.openFile("mine.yaml", Buffer.from(OURS));
      await isOpen(page, "pictured");
      await share.open();
      const { dialog } = share;
      const corner = { Light: [241, 243, 246], Dark: [21, 26, 33] };
      const sizes = [];
      for (const colours of ["Light", "Dark"]) {
        await dialog.getByRole("radio", { name: colours }).check();
        await dialog.getByRole("radio", { name: "PNG" }).check();
        const png = await downloaded(page, share.downloadPicture);
        assert.equal(png.name, "pictured.png");
        const drawn = await seen(page, "image/png", png.bytes);
        assert.deepEqual(drawn.corner, corner[colours]);
        assert.ok(drawn.colours > 20, "nothing is drawn");
        assert.equal(command(png.bytes), OURS);
        await dialog.getByRole("radio", { name: "SVG" }).check();
        const svg = await downloaded(page, share.downloadPicture);
        assert.equal(svg.name, "pictured.svg");
        const vector = await seen(page, "image/svg+xml", svg.bytes);
        assert.deepEqual(vector.corner, corner[colours]);
        assert.equal(command(svg.bytes), OURS);
        sizes.push([drawn.width, vector.width * 2, drawn.height, vector.height * 2]);
        for (const { name, bytes } of [png, svg]) {
          await page.keyboard.press("Escape");
          await editor.preset("small");
          await isOpen(page, "small");
          await editor.openFile(name, bytes);
          await isOpen(page, "pictured");
          assert.equal(await editor.design(), OURS);
          await share.open();
          await dialog.getByRole("radio", { name: colours }).check();
          await dialog.getByRole("radio", { name: "SVG" }).check();
        }
      }
      for (const [width, twice, height, twiceHigh] of sizes) assert.deepEqual([width, height], [twice, twiceHigh]);
    }));

  test("of the selection shows that alone, and without the design opens nothing", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const share = new ShareDialog(page);
      await editor.ready();
      await share.open();
      assert.ok(await share.dialog.getByRole("radio", { name: "Selection" }).isDisabled(), "nothing is selected");
      await page.keyboard.press("Escape");
      await editor.thing("etcd-0").click();
      await share.open();
      await share.dialog.getByRole("radio", { name: "SVG" }).check();
      const all = await downloaded(page, share.downloadPicture);
      await share.dialog.getByRole("radio", { name: "Selection" }).check();
      await share.dialog.getByRole("checkbox", { name: "With the design in it" }).uncheck();
      const part = await downloaded(page, share.downloadPicture);
      const [whole, some] = [await seen(page, "image/svg+xml", all.bytes), await seen(page, "image/svg+xml", part.bytes)];
      assert.ok(some.width < whole.width / 3 && some.height < whole.height / 3, JSON.stringify([whole, some]));
      assert.match(part.bytes.toString(), />etcd-0</);
      assert.doesNotMatch(part.bytes.toString(), /<metadata/);
      await page.keyboard.press("Escape");
      await editor.openFile("part.svg", part.bytes);
      await page.getByRole("alert").getByText(/part.svg was not opened: there is no design in it/).waitFor();
    }));

  test("of several things that are selected holds them all", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const share = new ShareDialog(page);
      await editor.ready();
      await editor.thing("etcd-0").click();
      await editor.thing("percona-2").click({ modifiers: ["Control"] });
      await editor.thing("haproxy-0").click({ modifiers: ["Control"] });
      await share.open();
      await share.dialog.getByRole("radio", { name: "Selection" }).check();
      await share.dialog.getByRole("radio", { name: "SVG" }).check();
      const svg = await downloaded(page, share.downloadPicture);
      for (const name of ["etcd-0", "percona-2", "haproxy-0"]) assert.match(svg.bytes.toString(), new RegExp(`>${name}<`));
      const [, x, y, width, height] = /viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"/.exec(svg.bytes.toString()).map(Number);
      const places = [...svg.bytes.toString().matchAll(/<text x="(-?\d+)" y="(-?\d+)"[^>]*>(?:etcd-0|percona-2|haproxy-0)</g)];
      assert.equal(places.length, 3);
      for (const [, left, top] of places) assert.ok(left > x && left < x + width && top > y && top < y + height, `${left} ${top}`);
      await share.dialog.getByRole("radio", { name: "PNG" }).check();
      const png = await downloaded(page, share.downloadPicture);
      const drawn = await seen(page, "image/png", png.bytes);
      assert.deepEqual([drawn.width, drawn.height], [2 * width, 2 * height]);
    }));

  test("is copied as PNG, with the design", () =>
    visit(
      browser,
      async (page) => {
        const share = new ShareDialog(page);
        await new EditorPage(page).ready();
        await share.open();
        await share.dialog.getByRole("button", { name: "Copy picture" }).click();
        await page.getByRole("status").getByText("The picture is copied.").waitFor();
        const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
        assert.deepEqual(types, ["image/png"]);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    ));
});

describe("a hostile picture is said and changes nothing", () => {
  const chunk = (kind, data) => {
    const sealed = Buffer.concat([Buffer.from(kind), data]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(data.length, 0);
    around.writeUInt32BE(crc32(sealed), 4);
    return Buffer.concat([around.subarray(0, 4), sealed, around.subarray(4)]);
  };
  const png = (...texts) =>
    Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
      ...texts.map((text) => chunk("tEXt", Buffer.from(`Presswright\0${text}`))),
      chunk("IDAT", deflateSync(Buffer.from([0, 128]))),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  const bomb = `1.${deflateSync(Buffer.alloc(100 << 20)).subarray(2, -4).toString("base64url")}`;
  const svg = (word) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><metadata id="presswright-design">${word}</metadata></svg>`);
  const cases = [
    ["bomb.png", png(bomb), /larger than 1 MiB/],
    ["bomb.svg", svg(bomb), /larger than 1 MiB/],
    ["later.svg", svg("2.AAAA"), /of format 2/],
    ["script.svg", svg("<script>alert(1)</script>"), /does not hold a design/],
    ["two.png", png("1.AA", "1.AA"), /more than one design/],
    ["cut.png", png("1.AA").subarray(0, 50), /cut short/],
    ["plain.png", png(), /there is no design in it/],
    ["page.html", Buffer.from("<html><body>1</body></html>"), /no SVG and no PNG/],
  ];
  for (const [name, bytes, said] of cases) {
    test(name, () =>
      visit(browser, async (page) => {
        const editor = new EditorPage(page);
        await editor.ready();
        const before = await editor.design();
        await editor.openFile(name, bytes);
        await page.getByRole("alert").filter({ hasText: said }).filter({ hasText: "Nothing was changed." }).waitFor();
        assert.equal(await editor.design(), before);
        assert.ok(await editor.undo.isDisabled());
      }));
  }
});
