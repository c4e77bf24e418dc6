/**
 * Tells the server now and then that the case is open, and shows who else has it open. Only while the page is in sight;
 * it does not count as being there for the session (`X-Not-Here`), and an answer that does not come is none.
 */

export function watchPresence() {
  const place = document.querySelector("[data-presence]");
  if (!place) return;
  setInterval(ask, Number(place.dataset.every) * 1000);
}

async function ask() {
  const place = document.querySelector("[data-presence]");
  if (!place || document.hidden) return;
  const answer = await fetch(place.dataset.presence, { headers: { "X-Not-Here": "1" }, redirect: "error" }).catch(() => null);
  const names = answer?.ok ? (await answer.json()).names : [];
  show(document.querySelector(`[data-presence="${place.dataset.presence}"]`), names);
}

function show(place, names) {
  if (!place) return;
  const words = place.querySelector("[data-names]");
  const text = names.join(document.documentElement.lang.startsWith("zh") ? "、" : ", ");
  if (words.textContent !== text) words.textContent = text;
  place.firstElementChild.hidden = names.length === 0;
}
