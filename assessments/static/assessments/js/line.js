/* Without a connection a form that is sent ends on a page of the browser itself, and what was chosen in it can be gone. So it
stays, and says so. What a browser takes for out of reach may be a server on the same machine: that is tried first. */

const notice = document.getElementById("no-line");
const passing = new WeakSet();

async function tryAnyway(form, submitter) {
  try {
    await fetch(notice.dataset.probe, { method: "HEAD", cache: "no-store" });
  } catch {
    (submitter?.closest(".form-actions, .actions") ?? submitter ?? form.lastElementChild).before(notice);
    notice.hidden = false;
    return;
  }
  notice.hidden = true;
  passing.add(form);
  form.requestSubmit(submitter);
}

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (event.defaultPrevented || navigator.onLine || target.method !== "post" || passing.delete(target)) return;
  event.preventDefault();
  tryAnyway(target, submitter);
});

window.addEventListener("online", () => {
  notice.hidden = true;
});
