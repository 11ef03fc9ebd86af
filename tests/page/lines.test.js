import assert from "node:assert/strict";
import { test } from "node:test";
import { LONGEST, Lines, MOST, randomId } from "../../tui/plangate/web/page/lines.js";

class Storage {
  items = new Map();
  getItem(key) {
    return this.items.get(key) ?? null;
  }
  setItem(key, value) {
    this.items.set(key, value);
  }
}

test("a line is kept until it was received, over reloads", () => {
  const storage = new Storage();
  const line = new Lines(storage).add("s/abc", "when it finishes, go on", { name: "scraper" });
  assert.match(line.id, /^s\/abc\/[0-9a-f]{16}$/);
  const later = new Lines(storage);
  assert.deepEqual(later.waiting, [line]);
  assert.equal(later.received(line.id), true);
  assert.equal(later.received(line.id), false);
  assert.deepEqual(new Lines(storage).all, []);
});

test("lines wait in the order in which they were written", () => {
  const lines = new Lines(new Storage());
  for (const text of ["one", "two", "three"]) lines.add("s/a", text);
  assert.deepEqual(lines.waiting.map((line) => line.text), ["one", "two", "three"]);
});

test("a refused line is not sent again by itself; when the person sends it again, it has another name", () => {
  const lines = new Lines(new Storage());
  const { id } = lines.add("s/a", "hello");
  lines.sent(id);
  lines.refused(id, "Ada is typing there");
  assert.deepEqual(lines.waiting, []);
  assert.equal(lines.all[0].why, "Ada is typing there");
  const renewed = lines.again(id);
  assert.match(renewed.id, /^s\/a\//);
  assert.notEqual(renewed.id, id);
  assert.deepEqual(lines.waiting, [renewed]);
  assert.equal(lines.all.length, 1);
  assert.equal(lines.again(id), null);
  assert.equal(lines.refused("unknown", "x"), null);
});

test("no more is taken than can be kept and sent", () => {
  const lines = new Lines(new Storage());
  assert.equal(lines.add("s/a", "x".repeat(LONGEST + 1)), null);
  for (let count = 0; count < MOST; count += 1) assert.ok(lines.add("s/a", "x"));
  assert.equal(lines.add("s/a", "x"), null);
});

test("a full or broken storage costs only the memory over a reload", () => {
  const full = new Lines({
    getItem: () => "no JSON",
    setItem: () => {
      throw new Error("quota");
    },
  });
  assert.ok(full.add("s/a", "x"));
  assert.equal(full.waiting.length, 1);
  assert.deepEqual(new Lines({ getItem: () => '[1, null, {"id": 5}]', setItem() {} }).all, []);
});

test("ids are never the same", () => {
  assert.equal(new Set(Array.from({ length: 500 }, randomId)).size, 500);
});
