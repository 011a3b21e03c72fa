/* The conversation. Screens follow each other, keys do what the buttons do, and words are kept while they are typed.

The page works without this, by its own buttons. A screen asks every second and a bit whether something changed, and
nothing while nobody looks at it; what changed is fetched and put in its place. Whoever is typing is never interrupted:
they read that the conversation went on, and go along when they want. */

import { deliver } from "./sending.js";
import { drop, keep, kept, nameOf, read } from "./unsaved.js";

const ASK_EVERY = 1_200; // ms: with the answer that is under two seconds
const ASK_LATER = 10_000; // ms: while the server is away
const TYPING_PAUSE = 900; // ms after the last key before words are kept
const KEYS_OFF = "lob-keys-off";

const { person } = document.body.dataset;
const talk = () => document.querySelector("[data-talk]");
const form = () => document.querySelector("form[data-lead]");
const isTyping = (target) => target.matches("textarea, input:not([type=radio], [type=checkbox]), select");

function announce(text) {
  document.getElementById("announce").textContent = text;
}

// ---------- what is said about it ----------

function showChoice() {
  const place = form();
  const words = place?.querySelector("[data-agree-words]");
  const chosen = place?.querySelector(".say :checked");
  if (!words || !chosen) return;
  const isLevel = /^\d+$/.test(chosen.value);
  const name = isLevel ? chosen.value : `‘${chosen.closest(".say").querySelector(".t").textContent}’`;
  words.textContent = place.dataset.agree.replace("{choice}", name);
}

function begin() {
  const place = form();
  for (const shown of document.querySelectorAll("[data-follows], [data-keys]")) shown.hidden = false;
  const on = document.querySelector("[data-keys-on]");
  if (on) on.checked = !localStorage.getItem(KEYS_OFF);
  dirty = false;
  if (place) {
    bringChoiceBack(place);
    bringBack(place);
  }
  showChoice();
}

// ---------- following ----------

let dirty = false; // something on this screen is not agreed, or not kept
let timer;
let asking;

const isSettled = () => !form()?.querySelector("[data-conflict]") && !document.querySelector("[data-errors]");

async function look() {
  clearTimeout(timer);
  const place = talk();
  if (!place || document.hidden) return;
  let wait = ASK_EVERY;
  try {
    asking = new AbortController();
    const response = await fetch(place.dataset.follow, { redirect: "manual", signal: asking.signal });
    if (response.type === "opaqueredirect" || response.status === 404) return; // signed out, or gone
    const { stamp, done } = await response.json();
    if (talk() === place && stamp !== place.dataset.stamp) {
      if (dirty || !isSettled()) document.querySelector("[data-moved-note]")?.removeAttribute("hidden");
      else await follow(place);
    }
    if (done) return;
  } catch {
    wait = ASK_LATER;
  }
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

async function follow(place) {
  const response = await fetch(place.dataset.here, { redirect: "manual" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (dirty || talk() !== place) return;
  if (page.querySelector("[data-talk]")?.className !== place.className) {
    location.assign(place.dataset.here); // from the agenda to an indicator, or to the end: another page
    return;
  }
  const open = [...document.querySelectorAll("main details[open]")].map((details) => details.className);
  const id = document.activeElement?.id;
  place.replaceWith(page.querySelector("[data-talk]"));
  document.title = page.title;
  const heading = document.querySelector("h1").textContent;
  const isSame = place.querySelector("h1").textContent === heading;
  if (isSame) {
    for (const name of open.filter(Boolean)) {
      const details = document.querySelector(`main details.${name.split(" ")[0]}`);
      if (details) details.open = true;
    }
    if (id) document.getElementById(id)?.focus();
  }
  announce(isSame ? place.dataset.moved : `${place.dataset.moved} ${heading}`);
  begin();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else look();
});

// ---------- a choice that is not agreed yet ----------

/* Who goes to make an action of it comes back to what they had chosen, as long as nobody agreed otherwise meanwhile. */

const nameOfChoice = (place) => `lob.draft/${person}/${place.dataset.score}/${place.elements.indicator.value}`;
const agreed = (place) => [...place.querySelectorAll(".say input")].find((radio) => radio.defaultChecked)?.value;

function keepChoice(place, value) {
  sessionStorage.setItem(nameOfChoice(place), JSON.stringify({ value, agreed: agreed(place) }));
}

function bringChoiceBack(place) {
  const last = JSON.parse(sessionStorage.getItem(nameOfChoice(place)) ?? "null");
  const radio = [...place.querySelectorAll(".say input")].find((one) => one.value === last?.value);
  if (!radio || last.agreed !== agreed(place)) return;
  radio.checked = true;
  dirty = hasNewChoice(place);
}

// ---------- words ----------

/* Kept in this browser first, and sent from there: a page that is closed or a line that is cut loses none. */

let later;
let passing; // a form that goes out as it is

const nameOfWords = (place) => nameOf(person, place.dataset.score, place.elements.indicator.value);
const versionOf = (place) => place.elements[`${place.elements.indicator.value}-version`];
const hasNewChoice = (place) =>
  [...place.querySelectorAll(".say input")].some((radio) => radio.checked !== radio.defaultChecked);

function keepWords(place) {
  const start = place.elements.indicator.value.length + 1;
  const fields = {};
  for (const field of place.querySelectorAll("textarea")) fields[field.name.slice(start)] = field.value;
  keep(nameOfWords(place), { url: place.action, version: versionOf(place).value, fields });
}

function bringBack(place) {
  const last = read(nameOfWords(place)).at(-1);
  if (!last) return;
  for (const [name, value] of Object.entries(last.fields)) {
    const field = place.elements[`${place.elements.indicator.value}-${name}`];
    if (!field) continue;
    field.value = value;
    if (value && field.closest("details")) field.closest("details").open = true;
  }
  send();
}

function say(place, answer) {
  const words = { failed: place.dataset.failed, "signed-out": place.dataset.signIn, "someone-else": place.dataset.signIn };
  const state = document.querySelector("[data-words-state]");
  if (answer.state === "saved") state.textContent = `${place.dataset.saved} ${answer.saved_at}`;
  else if (words[answer.state]) state.textContent = words[answer.state];
  else if (answer.message) state.textContent = answer.message;
}

async function send() {
  clearTimeout(later);
  later = undefined;
  const place = form();
  if (!place) return { state: "nothing" };
  const answer = await deliver(nameOfWords(place));
  if (form() !== place) return answer;
  say(place, answer);
  if (answer.state === "saved") {
    versionOf(place).value = answer.version;
    talk().dataset.stamp = answer.stamp;
    dirty = hasNewChoice(place) || Boolean(later);
  } else if (answer.state === "failed") {
    later ??= setTimeout(send, ASK_LATER);
  }
  return answer;
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("form[data-lead] textarea")) return;
  dirty = true;
  keepWords(form());
  clearTimeout(later);
  later = setTimeout(send, TYPING_PAUSE);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-lead] textarea")) send();
  if (event.target.matches(".say input")) {
    dirty = true;
    keepChoice(form(), event.target.value);
    showChoice();
  }
  if (event.target.matches("[data-keys-on]")) {
    if (event.target.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  }
});

// A step waits until its words have arrived. In a conflict the page itself shows both values.
async function stepOn(place, submitter) {
  const answer = await send();
  if (kept(person, place.dataset.score).includes(nameOfWords(place))) {
    if (!["conflict", "invalid", "refused"].includes(answer.state)) return;
    drop(nameOfWords(place));
  }
  passing = place;
  place.requestSubmit(submitter);
}

document.addEventListener(
  "submit",
  (event) => {
    const { target, submitter } = event;
    if (target !== form()) return;
    sessionStorage.removeItem(nameOfChoice(target));
    if (target === passing || !read(nameOfWords(target)).length) return;
    event.preventDefault();
    event.stopPropagation();
    stepOn(target, submitter);
  },
  { capture: true },
);

window.addEventListener("online", send);
window.addEventListener("pagehide", () => {
  if (later) send();
});
window.addEventListener("pageshow", () => {
  passing = undefined;
});

// ---------- keys ----------

const press = (selector) => form()?.querySelector(selector)?.click();

// The focus stays where it is, so that arrows keep leading to another indicator; what is chosen is said.
function choose(selector) {
  const radio = form()?.querySelector(selector);
  if (!radio) return;
  radio.click();
  if (document.activeElement.matches(".say input")) radio.focus({ preventScroll: true });
  announce(radio.closest(".say").querySelector(".t").textContent);
}

function toggle(selector) {
  const details = document.querySelector(selector);
  if (!details) return undefined;
  details.open = !details.open;
  return details;
}

// The focus stays, so that Enter still agrees; what came to light is said.
function toggleRemarks() {
  const details = toggle("[data-remarks]");
  if (details) announce(details.open ? [...details.querySelectorAll("li, p")].map((one) => one.textContent).join(" ") : "");
}

const KEYS = {
  0: () => choose('.say input[value="weet-niet"]'),
  "-": () => choose('.say input[value="nvt"]'),
  l: () => press('[name="do"][value="later"]'),
  o: toggleRemarks,
  t: () => form()?.querySelector("textarea").focus(),
  "?": () => toggle("[data-keys]")?.querySelector("summary").focus(),
};

function onKey(event) {
  const { key, target } = event;
  if (event.altKey || event.metaKey || !form()) return false;
  if (key === "Enter" && event.ctrlKey) return press(".talk-agree") ?? true;
  if (event.ctrlKey) return false;
  if (isTyping(target)) {
    if (key === "Escape") target.blur();
    return key === "Escape";
  }
  if (key === "Enter" && !target.closest("a, button, summary, [type=checkbox]")) return press(".talk-agree") ?? true;
  if (key === "PageDown" || (key === "ArrowRight" && !target.matches(".say input:focus-visible"))) {
    return press('[data-go="after"]') ?? true;
  }
  if (key === "PageUp" || (key === "ArrowLeft" && !target.matches(".say input:focus-visible"))) {
    return press('[data-go="before"]') ?? true;
  }
  if (!document.querySelector("[data-keys-on]")?.checked) return false;
  if (/^[1-9]$/.test(key)) return choose(`.say input[data-number="${key}"]`) ?? true;
  return KEYS[key.toLowerCase()] ? (KEYS[key.toLowerCase()]() ?? true) : false;
}

document.addEventListener("keydown", (event) => {
  if (onKey(event) !== false) event.preventDefault();
});

begin();
timer = setTimeout(look, ASK_EVERY);
