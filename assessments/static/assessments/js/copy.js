/* Buttons that copy a text of the page: its lines, with an empty line between. Where a browser refuses, the text is
   selected, to copy by hand. */

function said(button, words) {
  button.parentElement.querySelector("[data-copy-said]").textContent = words;
  document.getElementById("announce").textContent = words;
}

function select(text) {
  const range = document.createRange();
  range.selectNodeContents(text);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const lines = [...text.querySelectorAll("[data-line]")].map((line) => line.textContent.trim());
    said(button, "");
    try {
      await navigator.clipboard.writeText(lines.join("\n\n"));
      said(button, button.dataset.copied);
    } catch {
      select(text);
      said(button, button.dataset.selected);
    }
  });
}
