// What pairing is about, without the DOM.

const KEY = "plangate.key";

/** The token that a scanned address holds after its #, which browsers send to nobody; empty when there is none. */
export function tokenOf(hash) {
  return new URLSearchParams(hash.slice(1)).get("pair") ?? "";
}

/** Keep what this browser proves itself with beside its cookie, so that a stolen cookie alone opens nothing. */
export function keepKey(key, storage = localStorage) {
  storage.setItem(KEY, key);
}

/** The key that was kept; null when this browser is not paired. */
export function keptKey(storage = localStorage) {
  return storage.getItem(KEY);
}

/** What people would call the device that sends this user agent. */
export function deviceName(agent) {
  const device = [
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android.*Mobile/, "Android phone"],
    [/Android/, "Android tablet"],
    [/CrOS/, "Chromebook"],
    [/Macintosh/, "Mac"],
    [/Windows/, "Windows PC"],
    [/Linux/, "Linux PC"],
  ].find(([pattern]) => pattern.test(agent));
  return device ? device[1] : "Browser";
}

/** What to tell of a refusal; the server's own words where it has some. */
export function told(status, body) {
  try {
    const { error, hint } = JSON.parse(body);
    if (error) return [error, hint].filter(Boolean).join(". ");
  } catch {
    // no words of the server's
  }
  if (status === 429) return "Too many tries. Wait a minute.";
  if (status === 403 || status === 401) return "That code is wrong, used or over. Get a new one: plangate pair";
  return `It did not work (${status}).`;
}
