// The bar of keys that a phone's keyboard does not have.

import { KEYS, encode } from "./keys.js";
import { makeButton, onPress } from "./press.js";

/** Fills `element`. `act` are {send(bytes), ask(action), enlarge(by)}. */
export class KeyBar {
  #ctrl = false;
  #ctrlButton = null;

  constructor(element, act) {
    for (const key of KEYS) {
      const button = makeButton(key.label, { hint: key.hint });
      button.dataset.key = key.name;
      if (key.sticky) {
        this.#ctrlButton = button;
        button.setAttribute("aria-pressed", "false");
      }
      onPress(button, () => {
        navigator.vibrate?.(4);
        if (key.sticky) this.#hold(!this.#ctrl);
        else if (key.size) act.enlarge(key.size);
        else if (key.action) act.ask(key.action);
        else act.send(encode(key, this.#release()));
      });
      element.append(button);
    }
  }

  /** Whether Ctrl is held; it is no longer after this. */
  takeCtrl() {
    return this.#release();
  }

  #release() {
    const held = this.#ctrl;
    this.#hold(false);
    return held;
  }

  #hold(held) {
    this.#ctrl = held;
    this.#ctrlButton.setAttribute("aria-pressed", String(held));
  }
}
