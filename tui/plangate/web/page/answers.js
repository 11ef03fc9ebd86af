// What the dashboard tells of itself: the question on the screen as buttons, who may type, its colours.

import { makeButton, onPress } from "./press.js";

/** `elements` are {strip, question, answers, holder}; `answer(to, text)` sends what was pressed. */
export class Answers {
  #elements;
  #answer;
  #shown = "";

  constructor(elements, answer) {
    this.#elements = elements;
    this.#answer = answer;
  }

  /** Show the state as the dashboard sent it. */
  show(state) {
    const { strip, holder } = this.#elements;
    const held = state.holder && !state.mine;
    holder.hidden = !held;
    holder.textContent = held ? `${state.holder} is typing here` : "";
    const shown = JSON.stringify([state.question, state.answers]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#ask(state.question, state.answers);
    }
    strip.hidden = !state.question && !state.answers.length && !held;
  }

  #ask(question, offered) {
    const { question: words, answers } = this.#elements;
    words.textContent = question;
    words.hidden = !question;
    answers.replaceChildren();
    for (const { label, to, text, kind } of offered) {
      const button = makeButton(label, { kind });
      onPress(button, () => {
        navigator.vibrate?.(8);
        for (const each of answers.children) each.disabled = true; // one answer to one question
        this.#answer(to, text);
      });
      answers.append(button);
    }
  }

  /** The answer was not taken: it may be given again. */
  enable() {
    for (const each of this.#elements.answers.children) each.disabled = false;
  }
}

/** Give the page the dashboard's colours, so that both are one. */
export function wear(theme, screen) {
  const root = document.documentElement;
  root.style.colorScheme = theme.dark ? "dark" : "light";
  for (const [name, value] of Object.entries(theme.colors)) root.style.setProperty(`--${name}`, value);
  document.querySelector("meta[name=theme-color]:not([media])")?.setAttribute("content", theme.colors.background);
  screen.paint(theme.colors.background, theme.colors.foreground);
}
