// Fingers on the terminal become what a mouse says: xterm.js itself knows no touch.

import { Gestures, Momentum, PRESS_AFTER, Steps, cellAt, mouse } from "./gestures.js";

const LEFT = 0;
const RIGHT = 2;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;
const ROWS_A_STEP = 1.5; // about what a wheel step scrolls, so that text stays under the finger

/** Listens on the terminal of `screen`; `send` takes the bytes. */
export function followFingers(screen, send) {
  const gestures = new Gestures();
  const steps = new Steps();
  let pressing = null;
  let flying = 0;
  let textSize = screen.fontSize;

  const cell = (x, y) => cellAt(x, y, screen.box, screen.size.cols, screen.size.rows);
  const click = (button, { x, y }) => {
    const [column, row] = cell(x, y);
    send(mouse(button, column, row) + mouse(button, column, row, { release: true }));
  };
  const scroll = (pixels, x, y) => {
    const size = (screen.box.height / screen.size.rows) * ROWS_A_STEP;
    const count = steps.take(pixels, size);
    if (count) send(mouse(count > 0 ? WHEEL_DOWN : WHEEL_UP, ...cell(x, y)).repeat(Math.abs(count)));
  };
  const fly = ({ speed, x, y }) => {
    const momentum = new Momentum(speed, performance.now());
    const frame = (now) => {
      const pixels = momentum.step(now);
      if (pixels === null) return;
      scroll(pixels, x, y);
      flying = requestAnimationFrame(frame);
    };
    flying = requestAnimationFrame(frame);
  };
  const act = (meant) => {
    if (meant?.kind === "tap") click(LEFT, meant);
    else if (meant?.kind === "drag") scroll(meant.dy, meant.x, meant.y);
    else if (meant?.kind === "fling") fly(meant);
    else if (meant?.kind === "pinch") screen.resizeText(textSize * meant.factor);
    else if (meant?.kind === "press") {
      navigator.vibrate?.(12);
      click(RIGHT, meant);
    }
  };

  const listen = (name, each) =>
    screen.element.addEventListener(
      name,
      (event) => {
        event.preventDefault(); // no emulated mouse, no scrolling of the page
        event.stopPropagation();
        for (const touch of event.changedTouches) each(touch);
      },
      { capture: true, passive: false },
    );
  listen("touchstart", (touch) => {
    cancelAnimationFrame(flying);
    clearTimeout(pressing);
    steps.reset();
    textSize = screen.fontSize;
    gestures.down(touch.identifier, touch.clientX, touch.clientY, performance.now());
    pressing = setTimeout(() => act(gestures.held(performance.now())), PRESS_AFTER + 5);
  });
  listen("touchmove", (touch) => act(gestures.move(touch.identifier, touch.clientX, touch.clientY, performance.now())));
  listen("touchend", (touch) => {
    clearTimeout(pressing);
    act(gestures.up(touch.identifier, performance.now()));
  });
  listen("touchcancel", () => gestures.cancel());
}
