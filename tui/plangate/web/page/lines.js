// Lines that were sent and are not yet known to have arrived; kept where a reload or a crash leaves them.

const KEY = "plangate.lines";
export const MOST = 50;
export const LONGEST = 60000; // characters: the front refuses messages above 64 KiB

/** `storage` is localStorage or anything with getItem and setItem; without room lines live in memory only. */
export class Lines {
  #storage;
  #kept;

  constructor(storage) {
    this.#storage = storage;
    this.#kept = read(storage);
  }

  /**
   * All that wait, the oldest first: {id, text, submit, name, sent, why}. One that was `sent` may have arrived;
   * `why` is set once it was refused.
   */
  get all() {
    return this.#kept;
  }

  /** Those that are to be sent again, as nobody has refused them. */
  get waiting() {
    return this.#kept.filter((line) => !line.why);
  }

  /** Keep a line until it has arrived. Its id says for whom it is, and is never used again. */
  add(to, text, { submit = true, name = "", nonce = randomId() } = {}) {
    if (this.#kept.length >= MOST || text.length > LONGEST) return null;
    const line = { id: `${to}/${nonce}`, text, submit, name };
    this.#keep([...this.#kept, line]);
    return line;
  }

  /** It was handed to the connection; from now on only an answer says what became of it. */
  sent(id) {
    this.#keep(this.#kept.map((each) => (each.id === id ? { ...each, sent: true } : each)));
  }

  /** It has reached its session, or nobody wants it any more: forget it. Returns whether it was known. */
  received(id) {
    const rest = this.#kept.filter((line) => line.id !== id);
    const known = rest.length < this.#kept.length;
    if (known) this.#keep(rest);
    return known;
  }

  /** It was not taken, and why; it stays until the person decides. */
  refused(id, why) {
    const line = this.#kept.find((each) => each.id === id);
    if (line) this.#keep(this.#kept.map((each) => (each === line ? { ...line, why } : each)));
    return line ?? null;
  }

  /** Send a refused one anew. Its name is another one: nobody knows what the refused one's may still stand for. */
  again(id) {
    const line = this.#kept.find((each) => each.id === id);
    if (!line) return null;
    const to = id.slice(0, id.lastIndexOf("/"));
    this.#keep(this.#kept.filter((each) => each !== line));
    return this.add(to, line.text, { submit: line.submit, name: line.name });
  }

  #keep(lines) {
    this.#kept = lines;
    try {
      this.#storage.setItem(KEY, JSON.stringify(lines));
    } catch {
      // no room, or a private window: memory must do
    }
  }
}

/** 64 random bits; `randomUUID` is missing outside of secure contexts. */
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(storage) {
  try {
    const found = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((line) => typeof line?.id === "string" && typeof line.text === "string") : [];
  } catch {
    return [];
  }
}
