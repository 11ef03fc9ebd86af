// What lies over the terminal: the state of the connection, lines that wait, passing words.

import { makeButton, onPress } from "./press.js";

const PATIENCE = 400; // milliseconds in which a connection may be made without a word about it
const READING = 6000;
const SLOW = 150; // milliseconds to and fro from which on it is said

/** `elements` are {overlay, toast, latency, outbox}. */
export class Notices {
  #elements;
  #late = 0;
  #toast = 0;
  #count = 0;

  constructor(elements) {
    this.#elements = elements;
  }

  /** The connection as the link tells it; `again` is what its button does. */
  connection(state, detail, again) {
    clearTimeout(this.#late);
    clearInterval(this.#count);
    const overlay = this.#elements.overlay;
    document.body.dataset.link = state;
    if (state === "open") {
      overlay.hidden = true;
    } else if (state === "ended") {
      const act = detail.pair ? () => location.assign("pair.html") : detail.reload ? () => location.reload() : again;
      const label = detail.pair ? "Pair again" : detail.reload ? "Load again" : detail.again;
      this.#say(detail.title, detail.words, label, act);
    } else if (state === "waiting" && detail.tries > 1) {
      this.#countDown(performance.now() + detail.wait, again);
    } else if (overlay.hidden) {
      this.#late = setTimeout(() => this.#say("Connecting…", "", "", null), PATIENCE);
    }
  }

  /** Milliseconds to the dashboard and back; said when they can be felt. */
  latency(milliseconds) {
    const element = this.#elements.latency;
    element.hidden = milliseconds < SLOW;
    element.textContent = `${Math.round(milliseconds)} ms`;
  }

  /** Passing words. */
  tell(words) {
    const toast = this.#elements.toast;
    clearTimeout(this.#toast);
    toast.textContent = words;
    toast.hidden = false;
    this.#toast = setTimeout(() => (toast.hidden = true), READING);
  }

  /** Lines that have not arrived; `act` are {again(line), back(line)}. */
  outbox(lines, connected, act) {
    const outbox = this.#elements.outbox;
    const shown = lines.filter((line) => line.why || !connected);
    outbox.hidden = shown.length === 0;
    outbox.replaceChildren(...shown.map((line) => waiting(line, act)));
  }

  #countDown(until, again) {
    const show = () => {
      const seconds = Math.ceil((until - performance.now()) / 1000);
      const when = seconds > 1 ? `Trying again in ${seconds} s` : "Trying again";
      this.#say("Connection lost", when, "Try now", again);
    };
    show();
    this.#count = setInterval(show, 500);
  }

  #say(title, words, label, act) {
    const overlay = this.#elements.overlay;
    overlay.querySelector("h2").textContent = title;
    overlay.querySelector("p").textContent = words;
    const old = overlay.querySelector("button");
    if (old.textContent !== label || old.act !== act) {
      const button = makeButton(label, { kind: "primary" });
      button.act = act;
      button.tabIndex = 0;
      button.hidden = !label;
      if (act) onPress(button, act);
      old.replaceWith(button);
    }
    overlay.hidden = false;
  }
}

function waiting(line, act) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  words.textContent = line.text;
  const why = document.createElement("small");
  why.textContent = line.why ?? `to ${line.name || "the session"}, as soon as the connection is back`;
  item.append(words, why);
  if (line.why) {
    const again = makeButton("Send again");
    onPress(again, () => act.again(line));
    const back = makeButton("Edit");
    onPress(back, () => act.back(line));
    item.append(again, back);
  } else if (!line.sent) {
    const back = makeButton("Take back");
    onPress(back, () => act.back(line));
    item.append(back);
  }
  return item;
}
