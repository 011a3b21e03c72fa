/* The list of actions: dragging to another column, and keys, do what the buttons of an action do.

What needs no words is sent from here, and the list comes back as the server has it: nothing moves before it is saved.
What ends an action asks for words on a page of its own, after dragging too. Without this the buttons do all of it. */

import { newToken } from "./sending.js";

const PATIENCE = 15_000; // ms until no answer counts as none
const { person } = document.body.dataset;
const list = () => document.querySelector("[data-acts]");
const columnOf = (act) => act.closest("[data-status]");

function announce(text) {
  document.getElementById("announce").textContent = text;
}

function begin() {
  for (const act of document.querySelectorAll("[data-act]")) act.draggable = true;
  const hint = document.querySelector("[data-acts-keys]");
  if (hint && document.querySelector("[data-act]")) hint.hidden = false;
}

// ---------- saving ----------

function tell(act, text) {
  act.querySelector("[data-problem]")?.remove();
  if (!text) return;
  const line = document.createElement("p");
  line.className = "field-error";
  line.dataset.problem = "";
  line.setAttribute("role", "alert");
  line.textContent = text;
  act.append(line);
}

const titlesIn = (status) => [...document.querySelectorAll(`[data-status="${status}"] .act h3 a`)];

/* Put a fresh page in the place of this one. The action keeps the focus, wherever it went; where the list is too short to
show it there, what stands in its place now has it. */
function show(page, id) {
  const { status } = columnOf(document.getElementById(id)).dataset;
  const row = titlesIn(status).findIndex((title) => title.closest(".act").id === id);
  const fresh = page.querySelector("main");
  fresh.querySelector("#unsaved")?.replaceWith(document.getElementById("unsaved")); // another script looks after it
  document.querySelector("main").replaceChildren(...fresh.childNodes);
  document.title = page.title;
  begin();
  const moved = document.getElementById(id)?.querySelector("h3 a");
  const place = moved ?? titlesIn(status).slice(0, row + 1).at(-1) ?? document.querySelector("main h2");
  if (!place.matches("a")) place.tabIndex = -1;
  place.focus();
  announce([...document.querySelectorAll("main .notes .note")].map((note) => note.textContent.trim()).join(" "));
}

const post = (form, status) => {
  const body = new FormData(form);
  body.set("status", status);
  return fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
};

/* Who signed in again in another tab has another token. */
async function renewed(form, status) {
  const away = await newToken(location.href, person, (token) => {
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  });
  return away ? undefined : post(form, status);
}

let busy = false;

async function send(form, button) {
  const act = form.closest(".act");
  busy = true;
  tell(act, "");
  try {
    let response = await post(form, button.value);
    if (response.status === 403) response = await renewed(form, button.value);
    const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
    if (!response || page.body.dataset.person !== person) tell(act, list().dataset.signIn);
    else if (response.status >= 500) tell(act, list().dataset.failed);
    else if (response.ok && response.redirected) show(page, act.id);
    else {
      passing = form; // somebody else was before: the page that shows both is the answer to the same form
      form.requestSubmit(button);
    }
  } catch {
    tell(act, list().dataset.failed);
  } finally {
    busy = false;
  }
}

let passing;

document.addEventListener(
  "submit",
  (event) => {
    const { target, submitter } = event;
    if (!target.matches(".act-moves") || target === passing || !submitter) return;
    event.preventDefault();
    event.stopPropagation();
    if (!busy) send(target, submitter);
  },
  { capture: true },
);

window.addEventListener("pageshow", () => {
  passing = undefined;
});

function move(act, status) {
  act.querySelector(`[data-to="${status}"]`)?.click();
}

// ---------- keys ----------

document.addEventListener("keydown", (event) => {
  const { key, shiftKey, altKey, ctrlKey, metaKey, target } = event;
  const act = target.closest?.("[data-act]");
  if (!act || !shiftKey || altKey || ctrlKey || metaKey || !["ArrowLeft", "ArrowRight"].includes(key)) return;
  const columns = [...document.querySelectorAll("[data-status]")].map((one) => one.dataset.status);
  const order = columns.length > 1 ? columns : list().dataset.order.split(" ");
  const there = order[order.indexOf(columnOf(act).dataset.status) + (key === "ArrowRight" ? 1 : -1)];
  event.preventDefault();
  if (there) move(act, there);
});

// ---------- dragging ----------

let lifted;

document.addEventListener("dragstart", (event) => {
  const act = event.target.closest?.("[data-act]");
  if (!act) return;
  lifted = act;
  act.classList.add("act-lifted");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", act.querySelector("h3").textContent.trim());
});

function over(event) {
  const column = event.target.closest?.("[data-status]");
  return lifted && column && column !== columnOf(lifted) ? column : undefined;
}

function mark(column) {
  for (const one of document.querySelectorAll("[data-status]")) one.classList.toggle("acts-over", one === column);
}

document.addEventListener("dragover", (event) => {
  const column = over(event);
  mark(column);
  if (!column) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
});

document.addEventListener("drop", (event) => {
  const column = over(event);
  if (!column) return;
  event.preventDefault();
  move(lifted, column.dataset.status);
});

document.addEventListener("dragend", () => {
  lifted?.classList.remove("act-lifted");
  lifted = undefined;
  mark();
});

begin();
