/* What the page of a form says about saving: in its bar, beside an answer, and aloud. */

const form = document.querySelector("form[data-score]");
const icons = document.querySelector("template[data-icons]").content;

function icon(name) {
  return icons.querySelector(`[data-icon="${name}"] svg`).cloneNode(true);
}

export function show(state, text) {
  const drawing = { saved: "check", saving: "busy", failed: "error" }[state];
  for (const place of document.querySelectorAll("[data-save-state]")) {
    const span = document.createElement("span");
    span.textContent = text;
    place.className = `saved saved-${state}`;
    place.replaceChildren(icon(drawing), span);
  }
}

export function announce(text) {
  document.getElementById("announce").textContent = text;
}

/* A line beside an answer that is not saved; aloud, and with a button to try again, where asked. */
export function problemLine(kind, text, { aloud, retry }) {
  const line = document.createElement("p");
  line.className = "field-error";
  line.dataset.problem = kind;
  if (aloud) line.setAttribute("role", "alert");
  const said = document.createElement("span");
  said.textContent = text;
  line.append(icon("error"), said);
  if (retry) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = form.dataset.retry;
    button.addEventListener("click", () => retry());
    line.append(button);
  }
  return line;
}
