// The phone's own text field: dictation, autocorrection and every language's keyboard work in it.

import { onPress } from "./press.js";

const DRAFT = "plangate.draft";

/** `form` holds the field and its buttons; `submit(text)` returns whether the line was taken. */
export class Composer {
  #field;
  #send;
  #submit;
  #composing = false;
  #shift = false;
  #wanted = false;
  #secret = false;

  constructor(form, submit) {
    this.#field = form.querySelector("textarea");
    this.#send = form.querySelector(".send");
    this.#submit = submit;
    this.#field.value = draft();
    form.addEventListener("submit", (event) => event.preventDefault());
    onPress(this.#send, () => this.#want());
    this.#field.addEventListener("input", () => this.#changed());
    this.#field.addEventListener("compositionstart", () => (this.#composing = true));
    this.#field.addEventListener("compositionend", () => this.#composed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("beforeinput", (event) => this.#breaking(event));
    this.#changed();
  }

  /** For whom a line is; without a name nobody would get it, and `why`. What is `secret` is neither shown nor kept. */
  target(name, { why = "", secret = false } = {}) {
    this.#field.placeholder = name ? `Message ${name}` : why;
    this.#field.disabled = !name;
    if (secret !== this.#secret) this.#field.value = ""; // a secret must not end up in a session, nor a draft in a PIN
    this.#secret = secret;
    this.#field.classList.toggle("secret", secret);
    this.#changed();
  }

  /** Put text back, before what is being written. */
  restore(text) {
    this.#field.value = [text, this.#field.value].filter(Boolean).join("\n");
    this.#changed();
    this.#field.focus();
  }

  #key(event) {
    this.#shift = event.shiftKey;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#want();
  }

  /** Android's keyboards name no key; what they want to insert tells that it was Enter. */
  #breaking(event) {
    if (event.inputType !== "insertLineBreak" || this.#shift) return;
    event.preventDefault();
    this.#want();
  }

  /** Send; while a word is still being composed, as soon as it is whole. */
  #want() {
    if (this.#composing) {
      this.#wanted = true;
      this.#field.blur(); // makes the keyboard finish the word
      this.#field.focus();
      return;
    }
    const text = this.#field.value;
    if (this.#field.disabled || !this.#submit(text)) return;
    this.#field.value = "";
    this.#changed();
  }

  #composed() {
    this.#composing = false;
    if (!this.#wanted) return;
    this.#wanted = false;
    setTimeout(() => this.#want()); // the field has its text after this event
  }

  #changed() {
    const field = this.#field;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 132)}px`;
    this.#send.disabled = field.disabled;
    this.#send.classList.toggle("ready", Boolean(field.value));
    if (this.#secret) return;
    try {
      localStorage.setItem(DRAFT, field.value);
    } catch {
      // a private window forgets it
    }
  }
}

function draft() {
  try {
    return localStorage.getItem(DRAFT) ?? "";
  } catch {
    return "";
  }
}
