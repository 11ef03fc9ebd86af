import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceName, keepKey, keptKey, told, tokenOf } from "../../tui/plangate/web/page/pairing.js";

test("a device has the name people use", () => {
  assert.equal(deviceName("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"), "iPhone");
  assert.equal(deviceName("Mozilla/5.0 (Linux; Android 15; Pixel 7) AppleWebKit Chrome Mobile Safari"), "Android phone");
  assert.equal(deviceName("Mozilla/5.0 (X11; Linux x86_64)"), "Linux PC");
  assert.equal(deviceName(""), "Browser");
});

test("a refusal is told in the server's words, else in ours", () => {
  assert.equal(told(403, '{"error": "the code is over", "hint": "Get a new one"}'), "the code is over. Get a new one");
  assert.match(told(403, "<html>"), /plangate pair/);
  assert.match(told(429, ""), /Wait/);
  assert.match(told(500, ""), /500/);
});

test("the token is what follows the # of a scanned address", () => {
  assert.equal(tokenOf("#pair=abc-_1"), "abc-_1");
  for (const other of ["", "#", "#other=1"]) assert.equal(tokenOf(other), "");
});

test("the browser's own key is kept", () => {
  const items = {};
  const storage = { setItem: (name, value) => (items[name] = value), getItem: (name) => items[name] ?? null };
  assert.equal(keptKey(storage), null);
  keepKey("k", storage);
  assert.equal(keptKey(storage), "k");
});
