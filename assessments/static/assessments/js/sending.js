/* Sending what is kept: one write of an indicator at a time, also where several tabs of one person are open.

What comes back has a state: saved, replaced, conflict, invalid or refused, as the server says; someone-else or signed-out
where the person it was kept for is not there now; gone where there is no such form for them; failed where nobody knows. */

import { confirm, markSent, placeOf, read, takeBack } from "./unsaved.js";

const PATIENCE = 15_000; // ms until no answer counts as none
const UNKNOWN = "failed"; // the one state after which a write may have arrived
const channel = "BroadcastChannel" in window ? new BroadcastChannel("lob.saved") : undefined;
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/* Hear what another tab saved. */
export function onSavedElsewhere(hear) {
  channel?.addEventListener("message", (event) => hear(event.data));
}

/* Whether a person is still who is signed in, at a server that is there. Signing in again, in another tab, gives forms
another token: `take` gets it. Without an answer it throws. */
export async function newToken(url, person, take) {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  if (response.status >= 500) throw new Error(response.statusText);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const there = page.body.dataset.person ?? "";
  if (there !== person) return there ? "someone-else" : "signed-out";
  const found = page.querySelector("[name=csrfmiddlewaretoken]");
  if (found) take(found.value);
  return "";
}

async function once({ person, code }, { url, fields, version, key, settle }) {
  const body = new FormData();
  const say = { csrfmiddlewaretoken: token, indicator: code, person, ...(key && { key }) };
  const own = { ...fields, version: version ?? 0, ...(settle && { resolve: settle }) };
  for (const [name, value] of Object.entries(say)) body.set(name, value);
  for (const [name, value] of Object.entries(own)) body.set(`${code}-${name}`, value);
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { "X-Requested-With": "fetch" },
    redirect: "manual",
    keepalive: true,
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.headers.get("Content-Type")?.startsWith("application/json")) return response.json();
  if (response.type === "opaqueredirect" || response.status === 401) return { state: "signed-out" };
  return { state: { 403: "token", 404: "gone" }[response.status] ?? UNKNOWN };
}

/* Ask the server for one thing. Where the token of the page is of another session, once more with a new one. */
export async function ask(name, question) {
  const place = placeOf(name);
  try {
    const answer = await once(place, question);
    if (answer.state !== "token") return answer;
    const away = await newToken(question.url, place.person, (found) => {
      token = found;
    });
    if (away) return { state: away };
    const second = await once(place, question);
    return second.state === "token" ? { state: "signed-out" } : second;
  } catch {
    return { state: UNKNOWN };
  }
}

async function sendAll(name) {
  let answer = { state: "nothing" };
  for (;;) {
    const [first] = read(name);
    if (!first) return answer;
    markSent(name, first.key);
    answer = await ask(name, first);
    if (answer.state === "saved") {
      confirm(name, first.key, answer.version);
      channel?.postMessage({ ...placeOf(name), fields: first.fields, version: answer.version, saved_at: answer.saved_at });
    } else if (answer.state === UNKNOWN || !takeBack(name, first.key)) {
      return answer;
    }
  }
}

/* Send what is kept under a name, until nothing is left or something is in the way; returns the last answer. */
export function deliver(name) {
  return navigator.locks ? navigator.locks.request(name, () => sendAll(name)) : sendAll(name);
}
