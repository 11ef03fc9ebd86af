import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FINAL, Link } from "../../tui/plangate/web/page/link.js";

class Socket {
  readyState = 0;
  sent = [];
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen();
  }
  say(...message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
  paint(count) {
    this.onmessage({ data: new ArrayBuffer(count) });
  }
  drop(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

let sockets, timers, now, told, link;

beforeEach(() => {
  sockets = [];
  timers = [];
  now = 0;
  told = [];
  const world = {
    socket: () => sockets[sockets.push(new Socket()) - 1],
    now: () => now,
    after: (wait, act) => timers[timers.push({ at: now + wait, act }) - 1],
    cancel: (timer) => (timers = timers.filter((each) => each !== timer)),
    random: () => 0.5,
  };
  link = new Link(world, {
    greeting: () => ({ cols: 49, rows: 31 }),
    output: (bytes, painted) => painted(),
    message: (kind, args) => told.push([kind, ...args]),
    state: (state, detail) => told.push([state, detail]),
    latency: (milliseconds) => told.push(["latency", milliseconds]),
  });
});

function pass(milliseconds) {
  const until = now + milliseconds;
  for (;;) {
    const next = timers.filter((each) => each.at <= until).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    now = next.at;
    timers = timers.filter((each) => each !== next);
    next.act();
  }
  now = until;
}

function welcome(instance = "i1", resumed = false) {
  sockets.at(-1).open();
  sockets.at(-1).say("welcome", { instance, resumed, role: "driver" });
}

test("it greets first, and nothing is sent before the welcome", () => {
  link.connect();
  assert.equal(link.send("stdin", "x"), false);
  sockets[0].open();
  assert.deepEqual(sockets[0].sent, [["hello", { cols: 49, rows: 31, resume: null }]]);
  assert.equal(link.send("stdin", "x"), false);
  sockets[0].say("welcome", { instance: "i1", resumed: false });
  assert.equal(link.send("stdin", "x"), true);
});

test("after a drop it comes back into the same place, each time after a longer wait", () => {
  link.connect();
  welcome();
  sockets[0].drop();
  pass(249);
  assert.equal(sockets.length, 1);
  pass(1);
  assert.equal(sockets.length, 2);
  sockets[1].drop();
  pass(499);
  assert.equal(sockets.length, 2);
  pass(1);
  sockets[2].open();
  assert.deepEqual(sockets[2].sent[0], ["hello", { cols: 49, rows: 31, resume: "i1" }]);
});

test("being seen again, or a network that is back, tries at once", () => {
  link.connect();
  welcome();
  for (let count = 0; count < 6; count += 1) {
    sockets.at(-1).drop();
    pass(8000);
  }
  sockets.at(-1).drop();
  const before = sockets.length;
  link.wake();
  assert.equal(sockets.length, before + 1);
  pass(100000);
  assert.equal(sockets.length, before + 1, "the attempt that was planned is off");
});

test("a page that was shown before it ever connected does nothing", () => {
  link.wake();
  assert.equal(sockets.length, 0);
});

test("what an old socket still says is not heard", () => {
  link.connect();
  welcome();
  const old = sockets[0];
  const { onmessage, onclose } = old;
  link.connect();
  told.length = 0;
  onmessage({ data: '["state", {}]' });
  onclose({ code: 1006 });
  assert.deepEqual(told, []);
});

test("codes that end it are not tried again by themselves", () => {
  for (const code of Object.keys(FINAL).map(Number)) {
    link.connect();
    welcome();
    const before = sockets.length;
    sockets.at(-1).drop(code);
    pass(60000);
    link.wake();
    assert.equal(sockets.length, before, String(code));
    assert.equal(told.at(-1)[0], "ended");
  }
});

test("after an end the person gets a new dashboard, after a take-over the same one", () => {
  link.connect();
  welcome("i1");
  sockets.at(-1).drop(4001);
  link.connect();
  sockets.at(-1).open();
  assert.equal(sockets.at(-1).sent[0][1].resume, "i1");
  sockets.at(-1).drop(4000);
  link.connect();
  sockets.at(-1).open();
  assert.equal(sockets.at(-1).sent[0][1].resume, null);
});

test("too much is tried again, later", () => {
  link.connect();
  welcome();
  sockets[0].drop(4429);
  pass(7999);
  assert.equal(sockets.length, 1);
  pass(1);
  assert.equal(sockets.length, 2);
});

test("painted output is acknowledged by its total, from the beginning of each connection", () => {
  link.connect();
  welcome();
  sockets[0].paint(1000);
  sockets[0].paint(500);
  pass(20);
  assert.deepEqual(sockets[0].sent.filter(([kind]) => kind === "ack"), [["ack", 1500]]);
  sockets[0].drop();
  pass(250);
  welcome("i1", true);
  sockets[1].paint(70);
  pass(20);
  assert.deepEqual(sockets[1].sent.filter(([kind]) => kind === "ack"), [["ack", 70]]);
});

test("the way there and back is measured, and a connection that answers nothing is given up", () => {
  link.connect();
  welcome();
  now += 180;
  sockets[0].say("pong", sockets[0].sent.find(([kind]) => kind === "ping")[1]);
  assert.deepEqual(told.filter(([kind]) => kind === "latency"), [["latency", 180]]);
  pass(5000);
  assert.equal(sockets[0].sent.filter(([kind]) => kind === "ping").length, 2);
  pass(20000 + 250);
  assert.equal(sockets.length, 2, "tried anew");
});
