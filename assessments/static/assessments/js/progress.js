/* How far the form is, counted on the page, and how long it will take still. */

const USUAL = 15; // seconds for one indicator, for somebody whose pace is not known yet
const QUICKEST = 3; // seconds: who is quicker than that is not reading, and will not stay so
const SLOWEST = 60; // seconds: longer is a cup of coffee
const PACES = "lob.paces"; // of this tab; the last twelve
const form = document.querySelector("form[data-score]");
const words = form.dataset;
const chosen = new Set();
let last = Date.now();

const isChosen = (fieldset) => Boolean(fieldset.querySelector(".opt :checked"));

for (const fieldset of form.querySelectorAll("[data-indicator]")) if (isChosen(fieldset)) chosen.add(fieldset.id);

function paces() {
  try {
    return JSON.parse(sessionStorage.getItem(PACES) ?? "[]");
  } catch {
    return [];
  }
}

/* The first choice for an indicator tells how long it took. */
export function tookTime(code) {
  const seconds = (Date.now() - last) / 1000;
  last = Date.now();
  if (chosen.has(code)) return;
  chosen.add(code);
  try {
    sessionStorage.setItem(PACES, JSON.stringify([...paces(), seconds].slice(-12)));
  } catch {
    // Nothing is kept here: the usual pace will do.
  }
}

function minutesLeft(open) {
  const known = paces().map((pace) => Math.min(Math.max(pace, QUICKEST), SLOWEST));
  const pace = [...known, USUAL, USUAL, USUAL].reduce((sum, one) => sum + one, 0) / (known.length + 3);
  return Math.ceil((open * pace) / 60);
}

function paint(rects, count) {
  rects.forEach((rect, i) => {
    rect.setAttribute("fill", i < count ? "#15222B" : "#FFFFFF");
    rect.setAttribute("stroke", i < count ? "#15222B" : "#7A868C");
  });
}

function setNumber(place, number) {
  place.textContent = place.textContent.replace(/\d+/, number);
}

/* What others answer elsewhere shows when the page is opened again. */
export function showProgress() {
  const fieldsets = [...form.querySelectorAll("[data-indicator]")];
  const here = fieldsets.filter(isChosen).length;
  const answered = Number(words.answeredElsewhere) + here;
  for (const place of document.querySelectorAll("[data-progress] b, [data-progress-short] b")) setNumber(place, answered);
  const current = document.querySelector(".clist [aria-current]");
  setNumber(current.querySelector(".vh"), here);
  paint(current.querySelectorAll("rect"), here);
  const first = Number(words.first);
  const boxes = [...document.querySelectorAll(".ticks rect[height='14']")];
  paint(boxes.slice(first, first + fieldsets.length), here);
  const open = Number(words.total) - answered;
  const minutes = minutesLeft(open);
  for (const place of document.querySelectorAll("[data-left]")) {
    place.textContent = !open ? "" : minutes === 1 ? words.minute : words.minutes.replace("0", minutes);
  }
}
