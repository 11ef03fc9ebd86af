// The terminal on the page: xterm.js, drawn by the graphics card where that works.

import { Terminal } from "./vendor/xterm.mjs";
import { FitAddon } from "./vendor/addon-fit.mjs";
import { UnicodeGraphemesAddon } from "./vendor/addon-unicode-graphemes.mjs";
import { WebglAddon } from "./vendor/addon-webgl.mjs";

export const SMALLEST = 8;
export const LARGEST = 28;
const USUAL = 14; // about 46 columns on a phone 390 pixels wide
const KEY = "plangate.size";
const FONTS = "ui-monospace, 'SF Mono', Menlo, 'Roboto Mono', 'DejaVu Sans Mono', 'Noto Sans Mono', monospace";

/** Made in `element`; `resized` hears of new columns and rows, `typed` of what is typed directly. */
export class Screen {
  #fit = new FitAddon();
  #resized;

  constructor(element, { resized, typed }) {
    this.element = element;
    this.#resized = resized;
    this.term = new Terminal({
      allowProposedApi: true, // grapheme clusters
      cursorBlink: false,
      fontFamily: FONTS,
      fontSize: stored(),
      lineHeight: 1.15, // lines of a frame still meet: the card draws them
      scrollback: 0, // the dashboard scrolls by itself
      theme: { background: "#10141b" },
    });
    this.term.loadAddon(this.#fit);
    this.term.loadAddon(new UnicodeGraphemesAddon());
    this.term.open(element);
    this.#accelerate();
    this.term.onData(typed);
    const input = this.term.textarea;
    for (const [name, value] of [["autocomplete", "off"], ["autocorrect", "off"], ["spellcheck", "false"]]) {
      input.setAttribute(name, value);
    }
    this.#fit.fit();
  }

  get size() {
    return { cols: this.term.cols, rows: this.term.rows };
  }

  get fontSize() {
    return this.term.options.fontSize;
  }

  /** What is on the screen, as text. */
  get text() {
    const buffer = this.term.buffer.active;
    const row = (number) => buffer.getLine(buffer.viewportY + number)?.translateToString(true) ?? "";
    return Array.from({ length: this.term.rows }, (_, number) => row(number)).join("\n");
  }

  /** The rectangle of the grid, in CSS pixels. */
  get box() {
    return this.element.querySelector(".xterm-screen").getBoundingClientRect();
  }

  /** Take the room there is now. */
  fit() {
    const { cols, rows } = this.size;
    this.#fit.fit();
    if (cols !== this.term.cols || rows !== this.term.rows) this.#resized(this.size);
  }

  /** Larger or smaller text, kept for the next time. */
  resizeText(size) {
    const chosen = Math.max(SMALLEST, Math.min(LARGEST, Math.round(size)));
    if (chosen === this.fontSize) return;
    this.term.options.fontSize = chosen;
    try {
      localStorage.setItem(KEY, String(chosen));
    } catch {
      // a private window forgets it
    }
    this.fit();
  }

  /** The colour around the grid is the dashboard's. */
  paint(background, foreground) {
    this.term.options.theme = { background, foreground };
  }

  #accelerate() {
    try {
      const webgl = new WebglAddon();
      webgl.onContextLoss(() => webgl.dispose()); // what draws then is the DOM
      this.term.loadAddon(webgl);
      this.renderer = "webgl";
    } catch {
      this.renderer = "dom";
    }
  }
}

function stored() {
  try {
    const size = Number(localStorage.getItem(KEY));
    return size >= SMALLEST && size <= LARGEST ? size : USUAL;
  } catch {
    return USUAL;
  }
}
