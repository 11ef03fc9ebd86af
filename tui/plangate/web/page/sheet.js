// What needs a finger of the person's own, because browsers do not let a page do it by itself.

import { makeButton } from "./press.js";

/** Offer a link of an agent or of the dashboard; other schemes than the web's are only shown. */
export function offerLink(address) {
  let url = null;
  try {
    url = new URL(address, location.href);
  } catch {
    // shown as it is
  }
  if (!url || !["http:", "https:"].includes(url.protocol)) return open("Not a web address", address, []);
  const link = document.createElement("a");
  link.href = url.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.className = "primary";
  link.textContent = "Open";
  return open("Open this link?", url.href, [link]);
}

/** Copy text that was selected in the dashboard; without a secure context that takes a press. */
export async function offerCopy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return;
  } catch {
    // not allowed here without asking
  }
  const copy = makeButton("Copy", { kind: "primary" });
  copy.addEventListener("click", () => {
    const field = document.createElement("textarea");
    field.value = text;
    copy.parentElement.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  });
  open("Copy this?", text, [copy]);
}

function open(title, words, choices) {
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  heading.textContent = title;
  const text = document.createElement("p");
  text.textContent = words;
  const row = document.createElement("div");
  row.className = "row";
  row.append(makeButton("Cancel"), ...choices);
  for (const choice of row.children) choice.addEventListener("click", () => dialog.close());
  dialog.append(heading, text, row);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
