/* By keyboard, while a choice has the focus: a digit chooses and goes on, arrows up and down move between sentences.

Arrows left and right, Tab and Space do what they do on every page. Nothing here listens elsewhere than on the choices
themselves, so that no key of a screen reader or of speech is taken. */

const BY_KEYS = "lob.by-keys"; // of this tab: whoever goes on by keyboard need not look for the first choice
const OTHERS = { 0: "weet-niet", "-": "nvt" };

function remember(byKeys) {
  try {
    if (byKeys) sessionStorage.setItem(BY_KEYS, "1");
    else sessionStorage.removeItem(BY_KEYS);
  } catch {
    // Then one tabs.
  }
}

function wasByKeys() {
  try {
    return sessionStorage.getItem(BY_KEYS) === "1";
  } catch {
    return false;
  }
}

export function listenToKeys(form, { clear }) {
  const fieldsets = () => [...form.querySelectorAll("[data-indicator]")];
  const onward = form.querySelector("button[name=go][value=next]");

  function moveTo(place) {
    const choice = place.querySelector?.("input[type=radio]:checked") ?? place.querySelector?.("input[type=radio]") ?? place;
    choice.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
  }

  function beside(fieldset, step) {
    const all = fieldsets();
    return all[all.indexOf(fieldset) + step] ?? (step > 0 ? onward : undefined);
  }

  function choose(fieldset, value) {
    const radio = [...fieldset.querySelectorAll("input[type=radio]")].find((one) => one.value === value);
    if (!radio) return false;
    if (!radio.checked) {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
    moveTo(beside(fieldset, 1));
    return true;
  }

  function press(fieldset, key) {
    switch (key) {
      case "ArrowDown":
      case "ArrowUp": {
        const place = beside(fieldset, key === "ArrowDown" ? 1 : -1);
        if (place) moveTo(place);
        return true;
      }
      case "Delete":
      case "Backspace":
        clear(fieldset.dataset.indicator);
        return true;
      case "?":
        document.getElementById("toetsen").showPopover();
        return true;
    }
    return choose(fieldset, OTHERS[key] ?? key);
  }

  form.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.type !== "radio") return;
    if (press(event.target.closest("[data-indicator]"), event.key)) event.preventDefault();
  });

  onward.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp") {
      event.preventDefault();
      moveTo(fieldsets().at(-1));
    }
    if (event.key === "Enter" || event.key === " ") remember(true);
  });

  document.addEventListener("pointerdown", () => remember(false));

  if (wasByKeys() && !location.hash) {
    moveTo(fieldsets().find((one) => !one.querySelector(".opt :checked")) ?? fieldsets()[0]);
  }
}
