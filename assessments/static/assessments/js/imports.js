/* How far a file is: ask each second, and show the page anew once there is something else on it. */

const PAUSE = 1000; // ms
const work = document.querySelector("[data-work]");

if (work) {
  const bar = work.querySelector("progress");
  const text = work.querySelector("[data-work-text]");

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
      }
    } catch {
      // no connection at the moment: ask again
    }
    setTimeout(ask, PAUSE);
  };

  setTimeout(ask, PAUSE);
}
