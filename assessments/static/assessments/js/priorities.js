/* Choosing priorities: how many are chosen, and moving one without a new page. Both pages work without this. */

const announce = (text) => {
  document.getElementById("announce").textContent = text;
};

const choosing = document.querySelector("[data-priorities]");

if (choosing) {
  const count = choosing.querySelector("[data-count]");
  const tell = () => {
    const n = choosing.querySelectorAll('input[name="code"]:checked').length;
    const over = n > Number(count.dataset.most);
    count.textContent = (over ? count.dataset.over : count.dataset.words).replace("{n}", n);
  };
  choosing.addEventListener("change", tell);
  tell();
}

const ordering = document.querySelector("[data-order]");

if (ordering) {
  const list = ordering.querySelector("ol");

  // The numbers, which buttons can do something, and the order that is sent.
  const settle = () => {
    const rows = [...list.children];
    const last = rows.length - 1;
    for (const [place, row] of rows.entries()) {
      row.querySelector(".prio-n").textContent = place + 1;
      row.querySelector('[name="up"]').disabled = place === 0;
      row.querySelector('[name="down"]').disabled = place === last;
    }
    const sent = ordering.querySelectorAll('input[name="code"]');
    for (const [place, row] of rows.entries()) sent[place].value = row.dataset.code;
    // So that loading the page again keeps the order.
    const asked = new URLSearchParams(new FormData(ordering));
    asked.delete("csrfmiddlewaretoken");
    history.replaceState(null, "", `?${asked}`);
    return rows;
  };

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    if (button.name === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    const rows = settle();
    // At the end of the list the button is spent: its neighbour takes over.
    (button.disabled ? row.querySelector("button:not(:disabled)") : button).focus();
    const words = { "{code}": row.dataset.code, "{n}": rows.indexOf(row) + 1, "{total}": rows.length };
    announce(ordering.dataset.words.replace(/\{\w+\}/g, (name) => words[name]));
  });
}
