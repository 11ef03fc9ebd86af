import assert from "node:assert/strict";
import { test } from "node:test";
import { Gestures, Momentum, PRESS_AFTER, SLACK, Steps, cellAt, mouse } from "../../tui/plangate/web/page/gestures.js";

test("a short touch is a tap where it began, also with a trembling finger", () => {
  const fingers = new Gestures();
  fingers.down(1, 50, 60, 0);
  assert.equal(fingers.move(1, 50 + SLACK - 1, 60, 20), null);
  assert.deepEqual(fingers.up(1, 90), { kind: "tap", x: 50, y: 60 });
});

test("a long one is a press, and then no tap", () => {
  const fingers = new Gestures();
  fingers.down(1, 50, 60, 0);
  assert.equal(fingers.held(PRESS_AFTER - 1), null);
  assert.deepEqual(fingers.held(PRESS_AFTER), { kind: "press", x: 50, y: 60 });
  assert.equal(fingers.held(PRESS_AFTER + 1), null);
  assert.equal(fingers.up(1, 900), null);
});

test("a drag tells every pixel, and neither taps nor presses", () => {
  const fingers = new Gestures();
  fingers.down(1, 100, 300, 0);
  let moved = 0;
  for (let y = 290; y >= 200; y -= 10) moved += fingers.move(1, 100, y, 300 - y)?.dy ?? 0;
  assert.equal(moved, 100);
  assert.equal(fingers.held(2000), null);
  assert.equal(fingers.up(1, 2000), null);
});

test("a finger that leaves in motion flings, in the direction it moved", () => {
  for (const direction of [1, -1]) {
    const fingers = new Gestures();
    fingers.down(1, 100, 300, 0);
    for (let step = 1; step <= 6; step += 1) fingers.move(1, 100, 300 - direction * step * 20, step * 16);
    const fling = fingers.up(1, 100);
    assert.equal(fling.kind, "fling");
    assert.ok(Math.abs(fling.speed - direction * 1.25) < 0.01, String(fling.speed));
  }
});

test("a finger that rested before it left does not fling", () => {
  const fingers = new Gestures();
  fingers.down(1, 100, 300, 0);
  fingers.move(1, 100, 200, 50);
  assert.equal(fingers.up(1, 500), null);
});

test("two fingers pinch, and what follows is no tap", () => {
  const fingers = new Gestures();
  fingers.down(1, 100, 100, 0);
  fingers.down(2, 200, 100, 10);
  assert.deepEqual(fingers.move(2, 300, 100, 20), { kind: "pinch", factor: 2 });
  assert.equal(fingers.up(1, 30), null);
  assert.equal(fingers.move(2, 350, 200, 35), null);
  assert.equal(fingers.up(2, 40), null);
});

test("a touch that the browser takes away means nothing", () => {
  const fingers = new Gestures();
  fingers.down(1, 1, 1, 0);
  fingers.cancel();
  assert.equal(fingers.held(1000), null);
  assert.equal(fingers.up(1, 1001), null);
  fingers.down(1, 5, 5, 2000);
  assert.deepEqual(fingers.up(1, 2010), { kind: "tap", x: 5, y: 5 });
});

test("a fling runs out, and covers the same way however often it is drawn", () => {
  const way = (frame) => {
    const momentum = new Momentum(2, 0);
    let sum = 0;
    for (let now = frame; now < 10000; now += frame) {
      const pixels = momentum.step(now);
      if (pixels === null) return sum;
      sum += pixels;
    }
    assert.fail("it never stands still");
  };
  assert.ok(Math.abs(way(16) - way(4)) < 8);
  assert.ok(way(16) > 500 && way(16) < 700, String(way(16)));
});

test("wheel steps are whole, and nothing of a slow drag is lost", () => {
  const steps = new Steps();
  let sum = 0;
  for (let pixel = 0; pixel < 100; pixel += 1) sum += steps.take(1, 24);
  assert.equal(sum, 4);
  assert.equal(steps.take(-1, 24), 0);
  assert.equal(steps.take(-23, 24), -1);
});

test("cells count from 1 and lie within the grid", () => {
  const box = { left: 10, top: 20, width: 490, height: 310 };
  assert.deepEqual(cellAt(10, 20, box, 49, 31), [1, 1]);
  assert.deepEqual(cellAt(499.9, 329.9, box, 49, 31), [49, 31]);
  assert.deepEqual(cellAt(25, 35, box, 49, 31), [2, 2]);
  assert.deepEqual(cellAt(-5, 9999, box, 49, 31), [1, 31]);
});

test("mouse events are SGR", () => {
  assert.equal(mouse(0, 3, 4), "\x1b[<0;3;4M");
  assert.equal(mouse(2, 3, 4, { release: true }), "\x1b[<2;3;4m");
});
