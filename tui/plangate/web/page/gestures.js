// Fingers as intentions: tap, press, drag, fling, pinch. No DOM and no clock; times are milliseconds.

export const SLACK = 9; // CSS pixels a finger may tremble before it drags
export const PRESS_AFTER = 500;
const SLOWEST_FLING = 0.25; // CSS pixels a millisecond
const MEMORY = 100; // milliseconds of movement that a fling's speed is taken from

/**
 * Follows up to two fingers. Every method returns what is meant so far:
 * {kind: "tap" | "press", x, y}, {kind: "drag" | "fling", ...}, {kind: "pinch", factor} or null.
 */
export class Gestures {
  #fingers = new Map();
  #start = null;
  #moved = false;
  #trail = [];
  #spread = 0;
  #pinched = false; // what the last finger of a pinch still does means nothing

  /** A finger touches the glass. */
  down(id, x, y, now) {
    this.#fingers.set(id, { x, y });
    if (this.#fingers.size === 1) {
      this.#start = { x, y, now };
      this.#moved = false;
      this.#pinched = false;
      this.#trail = [{ y, now }];
    } else if (this.#fingers.size === 2) {
      this.#moved = true;
      this.#pinched = true;
      this.#spread = this.#distance();
    }
    return null;
  }

  /** A finger has moved. */
  move(id, x, y, now) {
    const finger = this.#fingers.get(id);
    if (!finger) return null;
    const dy = finger.y - y;
    const dx = finger.x - x;
    if (this.#fingers.size === 2) {
      Object.assign(finger, { x, y });
      return this.#spread > 0 ? { kind: "pinch", factor: this.#distance() / this.#spread } : null;
    }
    if (this.#pinched) return null;
    if (!this.#moved && Math.hypot(x - this.#start.x, y - this.#start.y) <= SLACK) return null;
    this.#moved = true;
    Object.assign(finger, { x, y });
    this.#trail.push({ y, now });
    while (this.#trail[0].now < now - MEMORY) this.#trail.shift();
    return { kind: "drag", dx, dy, x: this.#start.x, y: this.#start.y };
  }

  /** A finger leaves. */
  up(id, now) {
    const known = this.#fingers.delete(id);
    if (!known || this.#pinched || this.#fingers.size > 0) return null;
    const { x, y } = this.#start;
    if (!this.#moved) return { kind: "tap", x, y };
    const speed = this.#speed(now);
    return Math.abs(speed) >= SLOWEST_FLING ? { kind: "fling", speed, x, y } : null;
  }

  /** Time passes with the finger where it was; after `PRESS_AFTER` this is a press and no tap any more. */
  held(now) {
    if (this.#moved || this.#fingers.size !== 1 || now - this.#start.now < PRESS_AFTER) return null;
    this.#moved = true;
    return { kind: "press", x: this.#start.x, y: this.#start.y };
  }

  /** The browser took the touch away. */
  cancel() {
    this.#fingers.clear();
    this.#moved = true;
    return null;
  }

  #distance() {
    const [a, b] = [...this.#fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  }

  #speed(now) {
    const first = this.#trail[0];
    const last = this.#trail[this.#trail.length - 1];
    if (now - last.now > MEMORY || last.now === first.now) return 0;
    return (first.y - last.y) / (last.now - first.now);
  }
}

/** A fling that runs out: speed falls to 1/e every `decay` milliseconds. */
export class Momentum {
  constructor(speed, now, decay = 325) {
    this.speed = speed;
    this.now = now;
    this.decay = decay;
  }

  /** Pixels moved until `now`; null once it stands still. */
  step(now) {
    const passed = Math.max(0, now - this.now);
    this.now = now;
    const before = this.speed;
    this.speed *= Math.exp(-passed / this.decay);
    if (Math.abs(this.speed) < 0.02) return null;
    return (before - this.speed) * this.decay;
  }
}

/** Turns pixels into whole wheel steps and keeps the rest. */
export class Steps {
  #rest = 0;

  /** Steps for `pixels` more, of `size` pixels each; positive is down. */
  take(pixels, size) {
    if (Math.sign(pixels) !== Math.sign(this.#rest)) this.#rest = 0;
    this.#rest += pixels;
    const steps = Math.trunc(this.#rest / size) || 0; // never -0
    this.#rest -= steps * size;
    return steps;
  }

  /** Forget the rest: a new drag begins. */
  reset() {
    this.#rest = 0;
  }
}

/** The mouse as a terminal hears it (SGR, mode 1006); column and row count from 1. */
export function mouse(button, column, row, { release = false } = {}) {
  return `\x1b[<${button};${column};${row}${release ? "m" : "M"}`;
}

/** The cell under a point, within the grid. */
export function cellAt(x, y, box, columns, rows) {
  const within = (value, size, count) => Math.max(1, Math.min(count, 1 + Math.floor(value / (size / count))));
  return [within(x - box.left, box.width, columns), within(y - box.top, box.height, rows)];
}
