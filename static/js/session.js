/** Warns before the session ends for want of clicks; typing counts as being there. Reads `data-session` of the bar. */

const WARNED_BEFORE = 120;

async function ask(address, method) {
  const headers = method === "POST" ? JSON.parse(document.body.dataset.hxHeaders) : {};
  const answer = await fetch(address, { method, headers });
  return answer.ok ? (await answer.json()).seconds : 0;
}

export function watchSession() {
  const bar = document.querySelector("[data-session]");
  if (!bar) return;
  let typed = false;

  async function look(method) {
    const seconds = await ask(bar.dataset.session, method).catch(() => 0);
    bar.hidden = seconds === 0 || seconds > WARNED_BEFORE;
    if (seconds > 0) later(seconds);
  }

  function later(seconds) {
    setTimeout(again, Math.max(5, seconds - WARNED_BEFORE) * 1000);
  }

  function again() {
    const method = typed ? "POST" : "GET";
    typed = false;
    look(method);
  }

  document.addEventListener("input", () => {
    typed = true;
  });
  bar.querySelector("button").addEventListener("click", () => look("POST"));
  later(Number(bar.dataset.seconds));
}
