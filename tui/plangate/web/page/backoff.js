// How long to wait before the next attempt to connect: doubling, bounded, and never in step with others.

export const FIRST = 250;
export const LONGEST = 8000;

/** Milliseconds before attempt number `tries` (from 0); `random` is in [0, 1) and spreads it by ±30 %. */
export function delay(tries, random = Math.random) {
  const whole = Math.min(LONGEST, FIRST * 2 ** Math.min(tries, 10));
  return Math.min(LONGEST, Math.round(whole * (0.7 + random() * 0.6)));
}
