import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, encode, withCtrl } from "../../tui/plangate/web/page/keys.js";

const named = (name) => KEYS.find((key) => key.name === name);

test("every key of the bar does exactly one thing", () => {
  for (const key of KEYS) {
    assert.equal([key.key, key.action, key.size, key.sticky].filter((each) => each !== undefined).length, 1, key.name);
    assert.ok(key.label);
  }
  assert.equal(new Set(KEYS.map((key) => key.name)).size, KEYS.length);
});

test("Escape is one sequence, so that nobody waits for what might follow", () => {
  assert.equal(encode(named("esc"), false), "\x1b[27u");
});

test("Ctrl changes the next key", () => {
  assert.equal(encode(named("yes"), true), "\x19");
  assert.equal(encode(named("left"), true), "\x1b[1;5D");
  assert.equal(encode(named("enter"), true), "\x1b[13;5u");
  assert.equal(encode(named("left"), false), "\x1b[D");
  assert.equal(encode(named("tab"), true), "\t");
});

test("Ctrl and a typed character give the control code, anything else stays what it is", () => {
  assert.equal(withCtrl("c"), "\x03");
  assert.equal(withCtrl("C"), "\x03");
  assert.equal(withCtrl("["), "\x1b");
  assert.equal(withCtrl("@"), "\0");
  assert.equal(withCtrl(" "), "\0");
  assert.equal(withCtrl("?"), "\x7f");
  for (const other of ["é", "1", "", "ab", "\x1b[A"]) assert.equal(withCtrl(other), other);
});
