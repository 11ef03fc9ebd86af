// The connection with the front: opened again whenever it breaks, into the same place.

import { delay } from "./backoff.js";

/** Close codes after which it would be wrong to try again by ourselves, and what to say. */
export const FINAL = {
  4000: { title: "The dashboard has ended", words: "Your sessions go on without it.", again: "Open it again" },
  4001: { title: "Open in another tab", words: "This device shows Plangate elsewhere.", again: "Use it here" },
  4003: { title: "This device was revoked", words: "Pair it again at the machine: plangate pair", pair: true },
  4400: { title: "The page and the server disagree", words: "Load the page again.", reload: true },
};
const TOO_MUCH = 4429; // tried again, but not at once
const PING_EVERY = 5000;
const SILENT_FOR = 20000; // without an answer to a ping the connection is taken for dead
const ACK_AFTER = 16; // milliseconds in which acknowledgements are collected

/**
 * `world` is what the browser gives: {socket(), now(), after(ms, f), cancel(timer), random()}.
 * `heard` are callbacks: {greeting(), output(bytes, painted), message(kind, args), state(name, detail), latency(ms)}.
 */
export class Link {
  instance = null;
  #world;
  #heard;
  #socket = null;
  #ready = false;
  #tries = 0;
  #retry = null;
  #ping = null;
  #pinged = 0;
  #painted = 0;
  #ack = null;
  #final = false;

  constructor(world, heard) {
    this.#world = world;
    this.#heard = heard;
  }

  /** Whether what is sent arrives, as far as we know. */
  get ready() {
    return this.#ready;
  }

  /** Connect now, whatever was planned. */
  connect() {
    this.#leave();
    this.#final = false;
    const socket = this.#world.socket();
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (event) => this.#socket === socket && this.#arrived(socket, event.data);
    socket.onclose = (event) => this.#socket === socket && this.#closed(event.code);
    this.#heard.state("connecting", { tries: this.#tries });
  }

  /** The person or the system says that it is worth trying: the page is seen, the network is back. */
  wake() {
    if (this.#final || !this.#socket) return;
    if (this.#socket.readyState > 1) {
      this.#tries = 0;
      this.connect();
    } else if (this.#ready) {
      this.#sendPing();
    }
  }

  /** The network is known to be gone: do not wait until silence tells. */
  lose() {
    if (this.#socket && !this.#final) this.#closed(0);
  }

  /** Send a message; false when it could not even be tried. */
  send(...message) {
    if (!this.#ready) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #opened(socket) {
    if (this.#socket !== socket) return;
    socket.send(JSON.stringify(["hello", { ...this.#heard.greeting(), resume: this.instance }]));
  }

  #arrived(socket, data) {
    if (typeof data !== "string") {
      this.#heard.output(new Uint8Array(data), () => this.#socket === socket && this.#ackSoon(data.byteLength));
      return;
    }
    const [kind, ...args] = JSON.parse(data);
    if (kind === "welcome") this.#welcomed(args[0]);
    else if (kind === "pong") this.#ponged(Number(args[0]));
    this.#heard.message(kind, args);
  }

  #welcomed(welcome) {
    this.instance = welcome.instance;
    this.#ready = true;
    this.#tries = 0;
    this.#heard.state("open", welcome);
    this.#sendPing();
  }

  #ackSoon(bytes) {
    this.#painted += bytes;
    this.#ack ??= this.#world.after(ACK_AFTER, () => {
      this.#ack = null;
      this.send("ack", this.#painted);
    });
  }

  #sendPing() {
    if (this.#ping !== null) this.#world.cancel(this.#ping);
    this.#pinged = this.#world.now();
    this.send("ping", this.#pinged);
    this.#ping = this.#world.after(SILENT_FOR, () => this.#closed(0)); // closing politely would wait for an answer too
  }

  #ponged(at) {
    this.#heard.latency(this.#world.now() - at);
    if (this.#ping !== null) this.#world.cancel(this.#ping);
    this.#ping = this.#world.after(PING_EVERY, () => this.#sendPing());
  }

  #closed(code) {
    this.#leave();
    const final = FINAL[code];
    if (final) {
      this.#final = true;
      if (code === 4000 || code === 4003) this.instance = null;
      this.#heard.state("ended", { code, ...final });
      return;
    }
    if (code === TOO_MUCH) this.#tries = Math.max(this.#tries, 5);
    const wait = delay(this.#tries++, this.#world.random);
    this.#heard.state("waiting", { wait, tries: this.#tries });
    this.#retry = this.#world.after(wait, () => this.connect());
  }

  #leave() {
    const old = this.#socket;
    for (const timer of [this.#retry, this.#ping, this.#ack]) if (timer !== null) this.#world.cancel(timer);
    this.#retry = this.#ping = this.#ack = null;
    this.#ready = false;
    this.#painted = 0;
    if (old && old.readyState < 2) {
      old.onclose = null; // its end is none of ours any more
      old.close();
    }
  }
}
