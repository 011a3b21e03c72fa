/* Site-wide comfort. Every page works without it. */

import "./drafts.js";
import "./leaving.js";
import "./line.js";

// The first thing wrong is the first thing read.
document.querySelector("[data-errors]")?.focus();

// A message that stood on the page from the start is not read out by itself: put it there once more.
for (const text of document.querySelectorAll(".notes > * > span")) {
  setTimeout(() => text.replaceWith(text.cloneNode(true)), 500);
}

// An open menu closes with Escape or a click beside it.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A form marked data-guard asks before its unsent words are left behind.
let dirty = false;

document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-guard]")) dirty = true;
});

// A second click, while the answer to the first is under way, does not send a form again.
const PATIENCE = 10_000; // ms: after that it may have been lost
const sent = new Map();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  dirty = false;
  if (event.timeStamp - (sent.get(event.target) ?? -PATIENCE) < PATIENCE) event.preventDefault();
  else sent.set(event.target, event.timeStamp);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) sent.clear();
});

window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
