/* Typing in a paper form goes on by itself: a sign says what it means and moves on. The form works without this.

It leaves the page only for a server that is there and knows who typed; else all that was typed would be gone. */

import { newToken } from "./sending.js";

const form = document.querySelector("form[data-paper]");

if (form) {
  const signs = JSON.parse(document.getElementById("paper-signs").textContent);
  const boxes = [...form.querySelectorAll("[data-sign]")];
  const counted = form.querySelector("[data-counted]");

  const read = (box) => box.value.trim().toLowerCase();

  const tell = (box) => {
    box.parentElement.querySelector("[data-means]").textContent = signs[read(box)] ?? "";
  };

  const count = () => {
    const typed = boxes.filter((box) => read(box) in signs).length;
    counted.textContent = form.dataset.count.replace("{n}", typed).replace("{t}", boxes.length);
  };

  const go = (box, step) => {
    const next = boxes[boxes.indexOf(box) + step] ?? (step > 0 ? form.querySelector("button.btn") : null);
    next?.focus();
    next?.select?.();
  };

  for (const box of boxes) {
    box.addEventListener("focus", () => box.select());
    box.addEventListener("input", (event) => {
      tell(box);
      count();
      if (read(box) in signs && !event.isComposing) go(box, 1);
    });
    box.addEventListener("keydown", (event) => {
      const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key] ?? (event.key === "Backspace" && !box.value ? -1 : 0);
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      go(box, step);
    });
  }

  const { person } = document.body.dataset;
  const unsent = form.querySelector("[data-unsent]");
  let looking = false;
  let passing = false;

  async function goOut(submitter) {
    unsent.hidden = true;
    const away = await newToken(location.href, person, (token) => {
      form.elements.csrfmiddlewaretoken.value = token;
    }).catch(() => "no-answer");
    looking = false;
    if (away) {
      unsent.querySelector("[data-why]").textContent = away === "no-answer" ? form.dataset.noAnswer : form.dataset.signIn;
      unsent.hidden = false;
      unsent.scrollIntoView({ block: "nearest" });
      return;
    }
    passing = true;
    form.requestSubmit(submitter);
    passing = false;
  }

  document.addEventListener(
    "submit",
    (event) => {
      if (event.target !== form || passing) return;
      event.preventDefault();
      event.stopPropagation();
      if (!looking) goOut(event.submitter);
      looking = true;
    },
    { capture: true },
  );

  document.querySelector("[data-flow]").hidden = false;
  count();
}
