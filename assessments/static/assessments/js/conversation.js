/* The conversation. Screens follow each other, keys do what the buttons do, and words are kept while they are typed.

The page works without this, by its own buttons. A screen asks every second and a bit whether something changed, and
nothing while nobody looks at it; what changed is fetched and put in its place. Whoever is typing is never interrupted:
they read that the conversation went on, and go along when they want. */

const ASK_EVERY = 1_200; // ms: with the answer that is under two seconds
const ASK_LATER = 10_000; // ms: while the server is away
const TYPING_PAUSE = 900; // ms after the last key before words are kept
const KEYS_OFF = "lob-keys-off";

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
  showChoice();
  dirty = false;
  if (!place) return;
  // A browser that comes back to a page puts back what was typed: that is not kept yet.
  const fields = [...place.querySelectorAll("textarea")];
  if (fields.some((field) => field.value !== field.defaultValue)) keepSoon();
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
  document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
  document.title = page.title;
  const isSame = place.querySelector("[name=indicator]")?.value === form()?.elements.indicator.value;
  if (isSame) {
    for (const name of open.filter(Boolean)) document.querySelector(`main details.${name.split(" ")[0]}`).open = true;
    if (id) document.getElementById(id)?.focus();
  }
  announce(place.dataset.moved);
  begin();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else look();
});

// ---------- words ----------

let keeping;
let later;

function contents(place) {
  const data = new FormData(place);
  data.set("do", "words");
  return data;
}

async function keep() {
  clearTimeout(later);
  later = undefined;
  const place = form();
  const state = document.querySelector("[data-words-state]");
  if (!place || keeping) {
    if (place) keepSoon();
    return;
  }
  const sent = new Map([...place.querySelectorAll("textarea")].map((field) => [field, field.value]));
  try {
    keeping = fetch(place.action, {
      method: "POST",
      body: contents(place),
      headers: { "X-Requested-With": "fetch" },
      redirect: "manual",
      keepalive: true,
    });
    const response = await keeping;
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const result = isJson ? await response.json() : {};
    if (result.state !== "saved") throw new Error(result.state);
    if (form() !== place) return;
    place.querySelector(`[name="${place.elements.indicator.value}-version"]`).value = result.version;
    talk().dataset.stamp = result.stamp;
    for (const [field, value] of sent) field.defaultValue = value;
    if ([...sent].every(([field, value]) => field.value === value)) dirty = hasNewChoice(place);
    if (result.saved_at) state.textContent = `${place.dataset.saved} ${result.saved_at}`;
  } catch {
    state.textContent = place.dataset.failed;
  } finally {
    keeping = undefined;
  }
}

const hasNewChoice = (place) =>
  [...place.querySelectorAll(".say input")].some((radio) => radio.checked !== radio.defaultChecked);

function keepSoon() {
  dirty = true;
  clearTimeout(later);
  later = setTimeout(keep, TYPING_PAUSE);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("form[data-lead] textarea")) keepSoon();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-lead] textarea")) keep();
  if (event.target.matches(".say input")) {
    dirty = true;
    showChoice();
  }
  if (event.target.matches("[data-keys-on]")) {
    if (event.target.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  }
});

// The page that is sent holds the words too: what is on its way first tells which version stands.
document.addEventListener(
  "submit",
  (event) => {
    clearTimeout(later);
    later = undefined;
    if (event.target !== form() || !keeping) return;
    event.preventDefault();
    event.stopPropagation();
    const { target, submitter } = event;
    keeping.catch(() => {}).then(() => setTimeout(() => target.requestSubmit(submitter)));
  },
  { capture: true },
);

window.addEventListener("pagehide", () => {
  if (later) keep();
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

const toggle = (selector) => {
  const details = document.querySelector(selector);
  if (details) details.open = !details.open;
};

const KEYS = {
  w: () => choose('.say input[value="weet-niet"]'),
  n: () => choose('.say input[value="nvt"]'),
  l: () => press('[name="do"][value="later"]'),
  o: () => toggle("[data-remarks]"),
  t: () => form()?.querySelector("textarea").focus(),
  "?": () => toggle("[data-keys]"),
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
