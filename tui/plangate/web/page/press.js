// Buttons beside a text field: pressing one leaves the keyboard where it is.

/** Call `act` on a press of `button`; a finger that has scrolled the bar in between does not count. */
export function onPress(button, act) {
  let start = null;
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    start = { x: event.clientX, y: event.clientY };
  });
  button.addEventListener("pointercancel", () => (start = null));
  button.addEventListener("pointerup", (event) => {
    const still = start && Math.hypot(event.clientX - start.x, event.clientY - start.y) < 12;
    start = null;
    if (still && !button.disabled) act();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act();
    }
  });
}

/** A button with a label. */
export function makeButton(label, { hint = "", kind = "" } = {}) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.textContent = label;
  if (hint) button.setAttribute("aria-label", hint);
  if (kind) button.className = kind;
  return button;
}
