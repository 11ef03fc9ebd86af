// The keys of the bar and what they send; a sticky Ctrl changes the next one.

const CSI = "\x1b[";

/**
 * In the order of the bar. `key` is sent as it is, `ctrl` where Ctrl makes something else of it; an `action` is asked
 * of the dashboard, because the same key would go to the agent while one types there; `size` concerns this page only.
 */
export const KEYS = [
  { name: "back", label: "back", action: "back", hint: "Leave what is open" },
  { name: "esc", label: "esc", key: `${CSI}27u`, hint: "Escape" }, // as one sequence: a lone ESC must be waited for
  { name: "tab", label: "tab", key: "\t", hint: "Tab" },
  { name: "backtab", label: "⇧tab", key: `${CSI}Z`, hint: "Shift and Tab" },
  { name: "ctrl", label: "ctrl", sticky: true, hint: "Control, for the next key" },
  { name: "up", label: "↑", key: `${CSI}A`, ctrl: `${CSI}1;5A`, hint: "Up" },
  { name: "down", label: "↓", key: `${CSI}B`, ctrl: `${CSI}1;5B`, hint: "Down" },
  { name: "left", label: "←", key: `${CSI}D`, ctrl: `${CSI}1;5D`, hint: "Left" },
  { name: "right", label: "→", key: `${CSI}C`, ctrl: `${CSI}1;5C`, hint: "Right" },
  { name: "enter", label: "⏎", key: "\r", ctrl: `${CSI}13;5u`, hint: "Enter" },
  { name: "interrupt", label: "^C", key: "\x03", hint: "Interrupt" },
  { name: "yes", label: "y", key: "y" },
  { name: "no", label: "n", key: "n" },
  ...["1", "2", "3", "4", "5"].map((digit) => ({ name: digit, label: digit, key: digit })),
  { name: "pageup", label: "pg↑", key: `${CSI}5~`, ctrl: `${CSI}5;5~`, hint: "A page up" },
  { name: "pagedown", label: "pg↓", key: `${CSI}6~`, ctrl: `${CSI}6;5~`, hint: "A page down" },
  { name: "palette", label: "more", action: "palette", hint: "All commands" },
  { name: "smaller", label: "A−", size: -1, hint: "Smaller text" },
  { name: "larger", label: "A+", size: 1, hint: "Larger text" },
];

/** What typing `text` sends while Ctrl is held: control codes as terminals have them since 1978. */
export function withCtrl(text) {
  if (!/^[@-_a-z? ]$/.test(text)) return text;
  if (text === "?") return "\x7f";
  if (text === " ") return "\0";
  return String.fromCharCode(text.toUpperCase().charCodeAt(0) & 31);
}

/** What a key of the bar sends. */
export function encode(key, ctrl) {
  if (!ctrl) return key.key;
  return key.ctrl ?? withCtrl(key.key);
}
