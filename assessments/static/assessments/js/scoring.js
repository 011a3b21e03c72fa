/* Filling in: every answer is saved at once by one small request. The page works without this, by its own buttons.

What is chosen or typed is kept in this browser first, and sent from there (see unsaved.js and sending.js): a page that
is closed, a server that is away or a session that is over loses nothing. Each write names the version it was based on:
what was changed elsewhere is never overwritten, it is shown. */

import { listenToKeys } from "./keys.js";
import { showProgress, tookTime } from "./progress.js";
import { announce, problemLine, show } from "./saying.js";
import { ask, deliver, onSavedElsewhere } from "./sending.js";
import { drop, isLasting, keep, kept, nameOf, read, rebase } from "./unsaved.js";

const TYPING_PAUSE = 900; // ms after the last key before words are sent
const SHOW_BUSY_AFTER = 400; // ms: a quick save need not flicker
const TRY_AGAIN_AFTER = [2_000, 5_000, 10_000, 30_000, 60_000]; // ms
const form = document.querySelector("form[data-score]");
const words = form.dataset;
const { person } = document.body.dataset;
const answers = new Map();
const AWAY = ["failed", "signed-out", "someone-else"]; // problems after which what is kept can still arrive

const fieldsetOf = (code) => document.getElementById(code);
const versionOf = (code) => fieldsetOf(code).querySelector(`input[name="${code}-version"]`);

function focusChoice(code) {
  const radios = [...fieldsetOf(code).querySelectorAll("input[type=radio]")];
  (radios.find((radio) => radio.checked) ?? radios[0]).focus();
}

// ---------- what is said ----------

let savedAt = "";

function showState() {
  const all = [...answers.values()];
  const stuck = all.find((answer) => answer.problem);
  if (stuck) show("failed", stuck.problem === "conflict" ? words.unsettled : words.unsaved);
  else if (!all.some((answer) => answer.busy || answer.timer) && savedAt) show("saved", `${words.saved} ${savedAt}`.trim());
}

function clearProblem(answer) {
  answer.problem = "";
  fieldsetOf(answer.code).querySelector("[data-problem]")?.remove();
  fieldsetOf(answer.code).querySelector("[data-conflict]")?.remove();
}

/* Where nothing can be sent one answer says why, aloud; the others say in silence that they are not saved. */
function showProblem(answer, kind, why) {
  const others = [...answers.values()].filter((other) => other !== answer);
  const silent = AWAY.includes(kind) && others.some((other) => other.problem === kind);
  const text = silent ? words.unsaved : why;
  const before = fieldsetOf(answer.code).querySelector("[data-problem]");
  if (before && before.dataset.problem === kind && (before.getAttribute("role") || before.textContent.includes(text))) return;
  clearProblem(answer);
  answer.problem = kind;
  const line = problemLine(kind, text, { aloud: !silent, retry: AWAY.includes(kind) && !silent && tryAgain });
  fieldsetOf(answer.code).querySelector(".pick").after(line);
}

// ---------- saving ----------

function contents(code) {
  const fieldset = fieldsetOf(code);
  const fields = { choice: fieldset.querySelector("input[type=radio]:checked")?.value ?? "" };
  for (const field of fieldset.querySelectorAll("textarea")) fields[field.name.slice(code.length + 1)] = field.value;
  return fields;
}

/* Note what stands, as far as this page knows: leaving a field that says the same is nothing to send. */
function noteStanding(answer) {
  answer.stands = JSON.stringify(contents(answer.code));
}

function fill(code, fields) {
  const fieldset = fieldsetOf(code);
  for (const radio of fieldset.querySelectorAll("input[type=radio]")) radio.checked = radio.value === fields.choice;
  for (const field of fieldset.querySelectorAll("textarea")) {
    field.value = fields[field.name.slice(code.length + 1)] ?? field.value;
    if (field.value) field.closest("details").open = true;
  }
}

function keepNow(answer) {
  keep(answer.name, { url: form.action, version: versionOf(answer.code).value, fields: contents(answer.code) });
}

function settle(answer, result) {
  const { code } = answer;
  switch (result.state) {
    case "saved": {
      const settled = fieldsetOf(code).querySelector("[data-conflict]");
      clearProblem(answer);
      versionOf(code).value = result.version;
      if (settled) focusChoice(code);
      savedAt = result.saved_at || savedAt;
      break;
    }
    case "conflict":
      clearProblem(answer);
      answer.problem = "conflict";
      fieldsetOf(code).insertAdjacentHTML("beforeend", result.html);
      fieldsetOf(code).querySelector("[data-conflict]").focus();
      break;
    case "invalid":
      showProblem(answer, "invalid", Object.values(result.errors).join(" "));
      break;
    case "refused":
      showProblem(answer, "refused", `${words.refused} ${result.message}`);
      break;
    case "gone":
      showProblem(answer, "refused", `${words.refused} ${words.gone}`);
      break;
    case "signed-out":
      showProblem(answer, result.state, words.signIn);
      break;
    case "someone-else":
      showProblem(answer, result.state, words.someoneElse);
      break;
    case "failed":
      showProblem(answer, "failed", navigator.onLine ? words.failed : words.offline);
      later();
  }
  showProgress();
}

async function run(answer) {
  const slow = setTimeout(() => show("saving", words.saving), SHOW_BUSY_AFTER);
  do {
    settle(answer, await deliver(answer.name));
  } while (!answer.problem && read(answer.name).length);
  if (!answer.problem) noteStanding(answer);
  clearTimeout(slow);
}

function save(answer) {
  clearTimeout(answer.timer);
  answer.timer = 0;
  answer.busy ??= run(answer).finally(() => {
    answer.busy = undefined;
    showState();
    if (!answer.problem && savedAt) announce(`${words.saved} ${savedAt}`.trim());
  });
  return answer.busy;
}

/* What stands is chosen over one's own answer: that is shown in its place, and one's own is let go. */
async function letStand(answer, settlement) {
  await answer.busy;
  const { code, name } = answer;
  const result = await ask(name, { url: form.action, version: versionOf(code).value, fields: contents(code), settle: settlement });
  if (result.state !== "replaced") {
    if (result.state !== "conflict") announce(words.failed);
    return;
  }
  drop(name);
  answer.problem = "";
  fieldsetOf(code).outerHTML = result.html;
  noteStanding(answer);
  focusChoice(code);
  savedAt = result.saved_at || savedAt;
  showProgress();
  showState();
}

let tries = 0;
let alarm = 0;

function later() {
  clearTimeout(alarm);
  alarm = setTimeout(tryAgain, TRY_AGAIN_AFTER[Math.min(tries, TRY_AGAIN_AFTER.length - 1)]);
  tries += 1;
}

async function tryAgain() {
  clearTimeout(alarm);
  for (const answer of answers.values()) {
    if (!AWAY.includes(answer.problem)) continue;
    await answer.busy; // a try that began before: what it meets may be over by now
    if (AWAY.includes(answer.problem)) await save(answer);
  }
  if (![...answers.values()].some((answer) => answer.problem === "failed")) tries = 0;
}

function flush() {
  return Promise.all([...answers.values()].filter((a) => a.timer || a.busy).map((a) => (a.timer ? save(a) : a.busy)));
}

const pending = () => [...answers.values()].some((answer) => answer.timer || answer.busy);
const stuck = () => [...answers.values()].some((answer) => answer.problem);

// ---------- what people do ----------

for (const fieldset of form.querySelectorAll("[data-indicator]")) {
  const code = fieldset.dataset.indicator;
  const problem = fieldset.querySelector("[data-conflict]") ? "conflict" : "";
  answers.set(code, { code, name: nameOf(person, words.score, code), timer: 0, busy: undefined, problem });
}

const answerOf = (target) => answers.get(target.closest("[data-indicator]")?.dataset.indicator);

function changed(answer) {
  const isKnown = JSON.stringify(contents(answer.code)) === answer.stands;
  if (isKnown && !answer.problem && !read(answer.name).length) return;
  keepNow(answer);
  showProgress();
  save(answer);
}

form.addEventListener("change", (event) => {
  const answer = answerOf(event.target);
  if (!answer) return;
  if (event.target.type === "radio") tookTime(answer.code);
  changed(answer);
});

form.addEventListener("input", (event) => {
  if (event.target.localName !== "textarea") return;
  const answer = answerOf(event.target);
  keepNow(answer);
  clearTimeout(answer.timer);
  answer.timer = setTimeout(() => save(answer), TYPING_PAUSE);
});

function clear(answer) {
  for (const radio of fieldsetOf(answer.code).querySelectorAll("input[type=radio]")) radio.checked = false;
  focusChoice(answer.code);
  changed(answer);
}

// What was kept when this page was here before, and what somebody on a slow line did before this script was there.
const isChanged = (field) =>
  field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
const known = new Set(kept(person, words.score));
for (const answer of answers.values()) {
  const fields = [...fieldsetOf(answer.code).querySelectorAll("input[type=radio], textarea")];
  if (fields.some(isChanged)) changed(answer);
  else if (known.has(answer.name)) {
    fill(answer.code, read(answer.name).at(-1).fields);
    save(answer);
  } else noteStanding(answer);
}
showProgress();

// Other tabs of the same person: what they save stands here too, what they keep is meant here too.
onSavedElsewhere(({ code, form: there, person: who, fields, version, saved_at }) => {
  const answer = answers.get(code);
  if (!answer || there !== words.score || who !== person || read(answer.name).length) return;
  clearProblem(answer);
  fill(code, fields);
  noteStanding(answer);
  versionOf(code).value = version;
  savedAt = saved_at || savedAt;
  showProgress();
  showState();
});

window.addEventListener("storage", ({ key, newValue }) => {
  const answer = [...answers.values()].find(({ name }) => name === key);
  const writes = newValue && answer ? read(answer.name) : [];
  if (writes.length) fill(answer.code, writes.at(-1).fields);
});

// ---------- leaving ----------

// Whatever leaves the page waits for what is on its way; where that fails one stays and reads why.
async function whenSaved(leave) {
  await flush();
  if (stuck()) document.querySelector("[data-problem], [data-conflict]")?.scrollIntoView({ block: "center" });
  else leave();
}

form.addEventListener("submit", (event) => {
  const { submitter } = event;
  event.preventDefault();
  const answer = submitter && answerOf(submitter);
  if (submitter?.name === "go") whenSaved(() => location.assign(submitter.dataset.to));
  else if (!answer) flush();
  else if (submitter.name.endsWith("-clear")) clear(answer);
  else if (submitter.value.startsWith("mine:")) {
    keepNow(answer);
    rebase(answer.name, Number(submitter.value.slice(5)));
    save(answer);
  } else letStand(answer, submitter.value);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.target || link.hash || !pending()) return;
  event.preventDefault();
  whenSaved(() => location.assign(link.href));
});

// Other forms, such as the choice of language: first of all listeners, so that none counts it as sent.
document.addEventListener(
  "submit",
  (event) => {
    const { target, submitter } = event;
    if (target === form || "forgets" in target.dataset || !pending()) return;
    event.preventDefault();
    event.stopPropagation();
    whenSaved(() => target.requestSubmit(submitter));
  },
  { capture: true },
);

window.addEventListener("online", tryAgain);
document.addEventListener("visibilitychange", () => (document.hidden ? flush() : tryAgain()));
window.addEventListener("pagehide", flush);

// What is kept here comes back. That it is not saved somebody may want to know before they go.
window.addEventListener("beforeunload", (event) => {
  flush();
  if (stuck() || !isLasting()) event.preventDefault();
});

listenToKeys(form, { clear: (code) => clear(answers.get(code)) });
