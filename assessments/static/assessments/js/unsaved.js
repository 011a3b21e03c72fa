/* What somebody chose or wrote that the server has not confirmed: kept in this browser until it has.

It is kept per person, form and indicator. Another person at the same computer never sees it, and it goes at sign-out.
Of one indicator at most two writes are kept: one that may have arrived, and what came after it. Each has a key, by which
the server knows it when it comes again. */

const PREFIX = "lob.unsaved/";
const LONGEST = 30 * 24 * 60 * 60 * 1000; // ms: after that nobody comes back for it
const fleeting = new Map(); // what the browser does not want to keep is there as long as the page is

export const nameOf = (person, form, code) => `${PREFIX}${person}/${form}/${code}`;

export function placeOf(name) {
  const [person, form, code] = name.slice(PREFIX.length).split("/");
  return { person, form, code };
}

export function read(name) {
  try {
    return JSON.parse(fleeting.get(name) ?? localStorage.getItem(name) ?? "[]");
  } catch {
    return [];
  }
}

function write(name, writes) {
  const text = JSON.stringify(writes);
  fleeting.delete(name);
  try {
    if (writes.length) localStorage.setItem(name, text);
    else localStorage.removeItem(name);
  } catch {
    if (writes.length) fleeting.set(name, text);
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/* Keep what is meant now, based on a version. What never left this browser is replaced; what may have arrived stays
before it, and its version is known when that is. */
export function keep(name, { url, version, fields }) {
  const writes = read(name);
  const last = writes.at(-1);
  if (last && !last.sent) Object.assign(last, { fields, at: Date.now() });
  else writes.push({ key: newKey(), url, version: last ? null : version, fields, sent: false, at: Date.now() });
  write(name, writes);
}

/* Say that a write goes out now: from here on it may have arrived. */
export function markSent(name, key) {
  write(name, read(name).map((one) => (one.key === key ? { ...one, sent: true } : one)));
}

/* It arrived: what comes after it is based on the version that came of it. */
export function confirm(name, key, version) {
  const [next] = read(name).filter((one) => one.key !== key);
  write(name, next ? [{ ...next, version: next.version ?? version }] : []);
}

/* It was not written: what was meant last takes its place. Says whether something was meant after it. */
export function takeBack(name, key) {
  const [first, next] = read(name);
  if (first?.key === key) write(name, [{ ...first, ...next, version: first.version, sent: false }]);
  return Boolean(next);
}

/* Somebody has seen what stands at a version, and means it all the same. */
export function rebase(name, version) {
  write(name, read(name).slice(-1).map((one) => ({ ...one, version, sent: false })));
}

export function drop(name) {
  write(name, []);
}

/* The names of all that is kept for a person; of one form where it is given. */
export function kept(person, form = "") {
  const start = `${PREFIX}${person}/${form}`;
  const names = [...fleeting.keys()];
  try {
    names.push(...Object.keys(localStorage));
  } catch {
    // Blocked: there is nothing but what this page has.
  }
  return person ? names.filter((name) => name.startsWith(start)).sort() : [];
}

export const isLasting = () => !fleeting.size;

/* Forget all of a person: at sign-out, or when somebody else goes on at this device. */
export function forget(person) {
  for (const name of kept(person)) drop(name);
  sessionStorage.clear();
}

export function forgetOld() {
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
      if (!(Date.now() - read(name).at(-1)?.at < LONGEST)) drop(name);
    }
  } catch {
    // Blocked.
  }
}
