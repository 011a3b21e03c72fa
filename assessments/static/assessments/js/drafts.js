/* What is typed in a form marked data-draft and not sent: kept in this tab, also when the session ends meanwhile, and back
when the form is opened again. Signing out forgets it (see leaving.js), in the other tabs of this browser too.

Once sent it is kept until a page comes that is not the form, or one that says what was done: then it arrived. */

const { person } = document.body.dataset;
const START = "lob.draft/";
const PREFIX = `${START}${person}/`;
const ours = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !["submit", "button"].includes(field.type);
const fieldsOf = (form) => [...form.elements].filter(ours);
const nameOf = (form) => PREFIX + form.getAttribute("action");
const form = person ? document.querySelector("form[data-draft]") : null;

function read(name) {
  return JSON.parse(sessionStorage.getItem(name) ?? "null");
}

function write(name, sent) {
  const values = fieldsOf(form)
    .filter((field) => field.checked !== false || !["checkbox", "radio"].includes(field.type))
    .map((field) => [field.name, field.value]);
  try {
    sessionStorage.setItem(name, JSON.stringify({ values, sent }));
  } catch {
    // Blocked or full: the page asks before it is left.
  }
}

/* What the page itself says in hidden fields stays, but for the version that the words were based on. */
function bringBack({ values }) {
  for (const field of fieldsOf(form)) {
    const held = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = held.includes(field.value);
    else if (held.length && (field.type !== "hidden" || field.name === "version")) field.value = held[0];
    if (field.checked && field.closest("details")) field.closest("details").open = true;
  }
}

function begin() {
  const name = nameOf(form);
  if (read(name)?.sent && document.querySelector("[data-done]")) sessionStorage.removeItem(name);
  const draft = read(name);
  const notice = document.getElementById("draft");
  // What the server shows again, with what is wrong with it or with an example in it, is newer.
  if (draft && !document.querySelector("[data-errors]") && !form.hasAttribute("data-begun")) {
    bringBack(draft);
    notice.hidden = false;
    notice.querySelector("[data-drop]").addEventListener("click", () => {
      sessionStorage.removeItem(name);
      form.reset();
      notice.hidden = true;
      form.querySelector("textarea, input:not([type=hidden])")?.focus();
    });
  }
  form.addEventListener("input", () => write(name, false));
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.name) sessionStorage.removeItem(name); // the form comes back with what was typed
    else write(name, true);
  });
}

// Whoever signs out in another tab reaches what is kept in this one by no other way.
const tabs = new BroadcastChannel("lob.leaving");
tabs.addEventListener("message", ({ data }) => {
  const theirs = Object.keys(sessionStorage).filter((name) => name.startsWith(`${START}${data}/`));
  for (const name of theirs) sessionStorage.removeItem(name);
});

export function tellOtherTabs() {
  tabs.postMessage(person);
}

if (person) {
  const here = form ? nameOf(form) : "";
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(PREFIX) && name !== here && read(name)?.sent) sessionStorage.removeItem(name);
  }
  if (form) begin();
}
