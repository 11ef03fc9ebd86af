// Joins the parts of the page: terminal, keys, composer, connection.

import { Answers, wear } from "./answers.js";
import { Composer } from "./composer.js";
import { KeyBar } from "./keybar.js";
import { withCtrl } from "./keys.js";
import { Lines, randomId } from "./lines.js";
import { Link } from "./link.js";
import { Notices } from "./notices.js";
import { keptKey, tokenOf } from "./pairing.js";
import { onPress } from "./press.js";
import { offerCopy, offerLink } from "./sheet.js";
import { Screen } from "./terminal.js";
import { followFingers } from "./touch.js";
import { followViewport } from "./viewport.js";

const $ = (id) => document.getElementById(id);
const lines = new Lines(localStorage);
let target = null; // where lines go at present: {to, name}

const screen = new Screen($("terminal"), {
  resized: ({ cols, rows }) => link.send("resize", { width: cols, height: rows }),
  typed: (data) => link.send("stdin", keys.takeCtrl() ? withCtrl(data) : data),
});
const notices = new Notices({
  overlay: $("overlay"),
  toast: $("toast"),
  latency: $("latency"),
  outbox: $("outbox"),
});
const answers = new Answers(
  { strip: $("strip"), question: $("question"), answers: $("answers"), holder: $("holder") },
  (to, text) => ask(to, text),
);
const keys = new KeyBar($("keys"), {
  send: (bytes) => link.send("stdin", bytes),
  ask: (action) => ask(`a/${action}`, ""),
  enlarge: (by) => screen.resizeText(screen.fontSize + by),
});
const composer = new Composer($("composer"), (text) => submit(text));
const link = new Link(
  {
    socket: () => new WebSocket(new URL("ws", location.href.replace(/^http/, "ws"))),
    now: () => performance.now(),
    after: (milliseconds, act) => setTimeout(act, milliseconds),
    cancel: (timer) => clearTimeout(timer),
    random: Math.random,
  },
  {
    greeting: () => ({ ...screen.size, key: keptKey() }),
    output: (bytes, painted) => screen.term.write(bytes, painted),
    message: (kind, args) => hears[kind]?.(...args),
    state: connection,
    latency: (milliseconds) => notices.latency(milliseconds),
  },
);

const hears = {
  received(id) {
    lines.received(id);
    showLines();
  },
  refused(id, words, hint) {
    if (!lines.refused(id, words)) answers.enable();
    notices.tell([words, hint].filter(Boolean).join(" "));
    showLines();
  },
  state(state) {
    target = state.compose ?? null;
    composer.target(target?.name ?? "", { why: state.why, secret: target?.secret });
    answers.show(state);
    if (state.theme) wear(state.theme, screen);
    document.title = state.title;
    document.body.dataset.view = state.view;
  },
  open_url: ({ url }) => offerLink(url),
};

/** Something for the dashboard that is not kept: it makes sense only now. */
function ask(to, text) {
  link.send("focus");
  if (!link.send("line", `${to}/${randomId()}`, text, false)) notices.tell("Not connected just now.");
}

/** A line from the composer: kept until it has arrived. */
function submit(text) {
  if (!target) return false;
  if (target.secret) return link.send("line", `${target.to}/${randomId()}`, text, true);
  const line = lines.add(target.to, text, { name: target.name });
  if (!line) {
    notices.tell("Too long, or too many lines wait already.");
    return false;
  }
  dispatch(line);
  showLines();
  return true;
}

function dispatch(line) {
  if (link.send("line", line.id, line.text, line.submit)) lines.sent(line.id);
}

function showLines() {
  notices.outbox(lines.all, link.ready, {
    again(line) {
      const renewed = lines.again(line.id);
      if (renewed) dispatch(renewed);
      showLines();
    },
    back(line) {
      lines.received(line.id);
      composer.restore(line.text);
      showLines();
    },
  });
}

function connection(state, detail) {
  notices.connection(state, detail, () => link.connect());
  if (state === "open") {
    document.body.dataset.role = detail.role;
    if (!detail.resumed) screen.term.reset();
    const { cols, rows } = screen.size;
    link.send("resize", { width: cols, height: rows }); // it may have changed since the greeting
    link.send("focus"); // the dashboard drops pastes while it believes that nobody looks
    for (const line of lines.waiting) dispatch(line);
  }
  if (state === "waiting" && detail.tries === 2) pairWhenUnknown();
  showLines();
}

/** A front that does not know this browser refuses its socket, and browsers do not tell why. */
async function pairWhenUnknown() {
  const known = await fetch("me").catch(() => null);
  if (known?.status === 401) location.replace("pair.html");
}

onPress($("direct"), () => {
  const direct = document.activeElement !== screen.term.textarea;
  if (direct) screen.term.focus();
  else screen.term.blur();
});
for (const name of ["focus", "blur"]) {
  screen.term.textarea.addEventListener(name, () =>
    $("direct").setAttribute("aria-pressed", String(document.activeElement === screen.term.textarea)),
  );
}
screen.term.parser.registerOscHandler(52, (data) => {
  const encoded = data.slice(data.indexOf(";") + 1);
  if (encoded !== "?") {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    offerCopy(new TextDecoder().decode(bytes));
  }
  return true;
});

followFingers(screen, (bytes) => link.send("stdin", bytes));
followViewport(() => screen.fit());
new ResizeObserver(() => screen.fit()).observe($("terminal"));
document.addEventListener("visibilitychange", () => document.hidden || link.wake());
window.addEventListener("online", () => link.wake());
window.addEventListener("offline", () => link.lose());
window.addEventListener("pageshow", () => link.wake());
window.plangate = { screen, link, lines }; // for looking at it from a browser's console, and for tests
composer.target("", { why: "Connecting…" });
if (tokenOf(location.hash) || !keptKey()) location.replace(`pair.html${location.hash}`);
else link.connect();
