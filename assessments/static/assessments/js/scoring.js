/* Scoring: every answer is saved at once by one small request. The page works without this, by its own buttons.

Per indicator one request is on its way at a time; what was chosen meanwhile goes next, so that the latest wins.
Each request names the version it was based on: a colleague's answer is never overwritten, it is shown. What could not
be saved keeps standing in the form, says so beside the answer, and holds the reader back from leaving. */

const TYPING_PAUSE = 900; // ms after the last key before words are saved
const SHOW_BUSY_AFTER = 400; // ms: a quick save need not flicker
const form = document.querySelector("form[data-score]");
const words = form.dataset;
const icons = document.querySelector("template[data-icons]").content;
const elsewhere = Number(words.answeredElsewhere);
const answers = new Map();

const fieldsetOf = (code) => document.getElementById(code);

function focusChoice(code) {
  const radios = [...fieldsetOf(code).querySelectorAll("input[type=radio]")];
  (radios.find((radio) => radio.checked) ?? radios[0]).focus();
}

// ---------- what is said ----------

function icon(name) {
  return icons.querySelector(`[data-icon="${name}"] svg`).cloneNode(true);
}

function show(state, text) {
  const drawing = { saved: "check", saving: "busy", failed: "error" }[state];
  for (const place of document.querySelectorAll("[data-save-state]")) {
    const span = document.createElement("span");
    span.textContent = text;
    place.className = `saved saved-${state}`;
    place.replaceChildren(icon(drawing), span);
  }
}

function announce(text) {
  document.getElementById("announce").textContent = text;
}

function showState() {
  const all = [...answers.values()];
  const stuck = all.find((answer) => answer.problem);
  if (stuck) show("failed", stuck.problem === "conflict" ? words.unsettled : words.failed);
  else if (!all.some((answer) => answer.dirty || answer.busy) && savedAt) show("saved", `${words.saved} ${savedAt}`);
}

let savedAt = "";

function clearProblem(answer) {
  answer.problem = "";
  fieldsetOf(answer.code).querySelector("[data-problem]")?.remove();
  fieldsetOf(answer.code).querySelector("[data-conflict]")?.remove();
}

function showProblem(answer, kind, text) {
  clearProblem(answer);
  answer.problem = kind;
  const line = document.createElement("p");
  line.className = "field-error";
  line.dataset.problem = "";
  line.setAttribute("role", "alert");
  const said = document.createElement("span");
  said.textContent = text;
  line.append(icon("error"), said);
  if (kind === "failed") {
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "link";
    retry.textContent = words.retry;
    retry.addEventListener("click", () => again(answer));
    line.append(retry);
  }
  fieldsetOf(answer.code).querySelector(".pick").after(line);
  showState();
}

function paint(rects, count) {
  rects.forEach((rect, i) => {
    rect.setAttribute("fill", i < count ? "#15222B" : "#FFFFFF");
    rect.setAttribute("stroke", i < count ? "#15222B" : "#7A868C");
  });
}

// Counted on the page: what others answer elsewhere shows when the page is opened again.
function showProgress() {
  const here = form.querySelectorAll("[data-indicator] .opt :checked").length;
  const answered = elsewhere + here;
  for (const place of document.querySelectorAll("[data-progress] b, [data-progress-short] b")) {
    place.textContent = place.textContent.replace(/\d+/, answered);
  }
  const current = document.querySelector(".clist [aria-current]");
  const hidden = current.querySelector(".vh");
  hidden.textContent = hidden.textContent.replace(/\d+/, here);
  paint(current.querySelectorAll("rect"), here);
  const first = Number(words.first);
  const boxes = [...document.querySelectorAll(".ticks rect[height='14']")];
  paint(boxes.slice(first, first + form.querySelectorAll("[data-indicator]").length), here);
}

// ---------- saving ----------

function contents(code, settle) {
  const fieldset = fieldsetOf(code);
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("indicator", code);
  data.set(`${code}-choice`, fieldset.querySelector("input[type=radio]:checked")?.value ?? "");
  for (const field of fieldset.querySelectorAll("textarea, input[type=hidden]")) data.set(field.name, field.value);
  if (settle) data.set(`${code}-resolve`, settle);
  return data;
}

async function send(answer, settle) {
  const response = await fetch(form.action, {
    method: "POST",
    body: contents(answer.code, settle),
    headers: { "X-Requested-With": "fetch" },
    redirect: "manual",
    keepalive: true,
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.type === "opaqueredirect" || ([401, 403].includes(response.status) && !isJson)) {
    answer.signedOut = true;
    return { state: "failed", text: words.signIn };
  }
  return isJson ? response.json() : { state: "failed", text: words.failed };
}

function settle(answer, result) {
  const { code } = answer;
  switch (result.state) {
    case "saved": {
      const settled = fieldsetOf(code).querySelector("[data-conflict]");
      clearProblem(answer);
      fieldsetOf(code).querySelector(`input[name="${code}-version"]`).value = result.version;
      if (settled) focusChoice(code);
      break;
    }
    case "replaced":
      answer.problem = "";
      fieldsetOf(code).outerHTML = result.html;
      focusChoice(code);
      break;
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
    default:
      showProblem(answer, "failed", result.text);
  }
  if (result.state === "saved" || result.state === "replaced") {
    savedAt = result.saved_at || savedAt;
    showProgress();
  }
}

async function run(answer, settlement) {
  const slow = setTimeout(() => show("saving", words.saving), SHOW_BUSY_AFTER);
  let choice = settlement;
  do {
    answer.dirty = false;
    try {
      settle(answer, await send(answer, choice));
    } catch {
      showProblem(answer, "failed", words.failed);
    }
    choice = undefined;
  } while (answer.dirty && !answer.problem);
  clearTimeout(slow);
}

function save(answer, settlement) {
  if (settlement && answer.busy) return answer.busy.then(() => save(answer, settlement));
  clearTimeout(answer.timer);
  answer.timer = 0;
  answer.dirty = true;
  answer.busy ??= run(answer, settlement).finally(() => {
    answer.busy = undefined;
    showState();
    if (!answer.problem && savedAt) announce(`${words.saved} ${savedAt}`);
  });
  return answer.busy;
}

async function again(answer) {
  if (answer.signedOut) await newToken();
  answer.signedOut = false;
  await save(answer);
}

// Signing in again, in another tab, gives the form's token another value.
async function newToken() {
  try {
    const response = await fetch(form.action, { redirect: "manual" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("form[data-score] [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  } catch {
    // Still away; saving says so.
  }
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
  answers.set(code, { code, timer: 0, dirty: false, busy: undefined, problem, signedOut: false });
}

const answerOf = (target) => answers.get(target.closest("[data-indicator]")?.dataset.indicator);

form.addEventListener("change", (event) => {
  const answer = answerOf(event.target);
  if (answer) save(answer);
});

form.addEventListener("input", (event) => {
  if (event.target.localName !== "textarea") return;
  const answer = answerOf(event.target);
  clearTimeout(answer.timer);
  answer.timer = setTimeout(() => save(answer), TYPING_PAUSE);
});

// On a slow line somebody can be quicker than this script.
const isChanged = (field) =>
  field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
for (const answer of answers.values()) {
  const fields = fieldsetOf(answer.code).querySelectorAll("input[type=radio], textarea");
  if ([...fields].some(isChanged)) save(answer);
}

let leaving = false;

form.addEventListener("submit", (event) => {
  const name = event.submitter?.name ?? "";
  if (name === "go") {
    leaving = !stuck(); // the whole page goes along; where it cannot be saved it would be lost
    return;
  }
  event.preventDefault();
  const answer = event.submitter && answerOf(event.submitter);
  if (!answer) {
    flush();
  } else if (name.endsWith("-clear")) {
    const radios = fieldsetOf(answer.code).querySelectorAll("input[type=radio]");
    for (const radio of radios) radio.checked = false;
    focusChoice(answer.code);
    save(answer);
  } else {
    save(answer, event.submitter.value);
  }
});

// Whatever leaves the page waits for what is on its way; where that fails one stays and reads why.
async function whenSaved(leave) {
  await flush();
  if (stuck()) document.querySelector("[data-problem], [data-conflict]")?.scrollIntoView({ block: "center" });
  else leave();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.target || link.hash || !pending()) return;
  event.preventDefault();
  whenSaved(() => location.assign(link.href));
});

// Buttons that leave, and other forms, such as the choice of language: first of all listeners, so that none counts it
// as sent.
document.addEventListener(
  "submit",
  (event) => {
    const { target, submitter } = event;
    if ((target === form && submitter?.name !== "go") || !pending()) return;
    event.preventDefault();
    event.stopPropagation();
    whenSaved(() => target.requestSubmit(submitter));
  },
  { capture: true },
);

window.addEventListener("online", () => {
  for (const answer of answers.values()) if (answer.problem === "failed") again(answer);
});

window.addEventListener("pagehide", flush);

window.addEventListener("beforeunload", (event) => {
  if (leaving) return;
  if (pending()) flush();
  if (pending() || stuck()) event.preventDefault();
});
