/* How far something is that a worker does: ask each second, and show the page anew once there is something else on it.

A quarter further is said aloud, not each step. Whoever waited for a file gets it by itself, once. */

const PAUSE = 1000; // ms
const work = document.querySelector("[data-work]");
const file = document.querySelector("[data-take]");
const WAITED = "lob.waited"; // of this tab: the page that was waited at

if (work) {
  const bar = work.querySelector("progress");
  const text = work.querySelector("[data-work-text]");
  let quarter = 0;

  const say = (now) => {
    const reached = Math.floor((4 * now.done) / now.total);
    if (reached > quarter) document.getElementById("announce").textContent = now.text;
    quarter = Math.max(quarter, reached);
  };

  const ask = async () => {
    try {
      const answer = await fetch(work.dataset.work, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) return location.reload();
      const now = await answer.json();
      const saved = now.state === "klaar" && work.dataset.state !== "klaar";
      if (!now.busy || saved) return location.reload();
      text.textContent = now.text;
      if (now.total) {
        bar.max = now.total;
        bar.value = now.done;
        say(now);
      }
    } catch {
      // no connection at the moment: ask again
    }
    setTimeout(ask, PAUSE);
  };

  setTimeout(ask, PAUSE);
}

try {
  if (work) sessionStorage.setItem(WAITED, location.pathname);
  else if (file && sessionStorage.getItem(WAITED) === location.pathname) {
    sessionStorage.removeItem(WAITED);
    addEventListener("load", () => file.click());
  }
} catch {
  // Nothing is kept here: the button is there.
}
