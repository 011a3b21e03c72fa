/* Site-wide comfort. Every page works without it. */

// The first thing wrong is the first thing read.
document.querySelector("[data-errors]")?.focus();

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

document.addEventListener("submit", () => {
  dirty = false;
});

window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
