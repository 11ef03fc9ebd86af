import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST, LONGEST, delay } from "../../tui/plangate/web/page/backoff.js";

test("waits grow and stay within bounds", () => {
  const middle = () => 0.5;
  assert.deepEqual([0, 1, 2, 3, 4, 5, 99].map((tries) => delay(tries, middle)), [FIRST, 500, 1000, 2000, 4000, LONGEST, LONGEST]);
});

test("two pages do not come back in step", () => {
  for (const tries of [0, 3, 20]) {
    assert.ok(delay(tries, () => 0) < delay(tries, () => 0.999) || tries === 20);
    assert.ok(delay(tries, () => 0.999) <= LONGEST);
    assert.ok(delay(tries, () => 0) >= FIRST * 0.7);
  }
});
