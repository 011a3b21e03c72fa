/* On every page: what this person filled in earlier and was not saved is sent now, and signing out leaves nothing of it.

A form marked data-forgets is one by which somebody leaves this device. */

import { tellOtherTabs } from "./drafts.js";
import { deliver } from "./sending.js";
import { drop, forget, forgetOld, kept, nameOf, placeOf, read } from "./unsaved.js";

const LONG_ENOUGH = 8_000; // ms that leaving waits for what is on its way
const AGAIN = 30_000; // ms
const { person } = document.body.dataset;
const notice = document.getElementById("unsaved");
const score = document.querySelector("form[data-score]");

// What is on this page its own script looks after.
function elsewhere() {
  const here = [...(score?.querySelectorAll("[data-indicator]") ?? [])].map((one) =>
    nameOf(person, score.dataset.score, one.dataset.indicator),
  );
  return kept(person).filter((name) => !here.includes(name));
}

function line(text, ...more) {
  const item = document.createElement("p");
  item.append(text, ...more);
  return item;
}

function link(name) {
  const [{ url }] = read(name);
  const anchor = document.createElement("a");
  anchor.href = `${url}#${placeOf(name).code}`;
  anchor.textContent = placeOf(name).code;
  return anchor;
}

function button(text, act) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "link";
  one.textContent = text;
  one.addEventListener("click", act);
  return one;
}

function values(name) {
  const { choice, ...texts } = read(name).at(-1).fields;
  return [placeOf(name).code, choice, ...Object.values(texts)].filter(Boolean).join(" · ");
}

function tell(arrived, waiting, lost) {
  const words = notice.dataset;
  const lines = [];
  if (arrived) lines.push(line(words.arrived));
  if (waiting.length) lines.push(line(`${words.waiting} `, ...waiting.flatMap((name) => [link(name), " "])));
  if (lost.length) {
    const names = lost.map(({ name }) => name);
    lines.push(line(`${words.lost} ${lost[0].reason}`), ...names.map((name) => line(values(name))));
    lines.push(line(button(words.drop, () => (names.forEach(drop), sendElsewhere()))));
  }
  notice.querySelector("[data-lines]").replaceChildren(...lines);
  notice.hidden = !lines.length;
}

let alarm = 0;

async function sendElsewhere() {
  clearTimeout(alarm);
  let arrived = false;
  const waiting = [];
  const lost = [];
  for (const name of elsewhere()) {
    const answer = await deliver(name);
    if (!read(name).length) arrived = true;
    else if (["refused", "gone"].includes(answer.state)) lost.push({ name, reason: answer.message ?? "" });
    else waiting.push(name);
    if (answer.state === "failed") {
      alarm = setTimeout(sendElsewhere, AGAIN);
      waiting.push(...elsewhere().filter((one) => !waiting.includes(one) && one > name));
      break; // nobody answers: the others wait too
    }
  }
  tell(arrived, waiting, lost);
}

forgetOld();
if (notice && person) {
  if (elsewhere().length) sendElsewhere();
  window.addEventListener("online", sendElsewhere);
}

// ---------- leaving this device ----------

const asked = document.getElementById("forgets");
const agreed = new WeakSet();

function forgetAll() {
  forget(person);
  tellOtherTabs();
}

function go(form, submitter) {
  forgetAll();
  agreed.add(form);
  form.requestSubmit(submitter);
}

async function leave(form, submitter) {
  const all = Promise.all(kept(person).map((name) => deliver(name)));
  await Promise.race([all, new Promise((done) => setTimeout(done, LONG_ENOUGH))]);
  const left = kept(person);
  if (!left.length) {
    go(form, submitter);
    return;
  }
  asked.querySelector("[data-codes]").textContent = left.map((name) => placeOf(name).code).join(", ");
  asked.querySelector("[data-leave]").onclick = () => {
    asked.close();
    go(form, submitter);
  };
  asked.showModal();
}

document.addEventListener(
  "submit",
  (event) => {
    const { target, submitter } = event;
    if (!person || !("forgets" in target.dataset) || agreed.has(target)) return;
    if (!kept(person).length) {
      forgetAll();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(target, submitter);
  },
  { capture: true },
);
