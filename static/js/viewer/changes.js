/** Go from one change to the next. Without this the links of the bar lead to the first and the last one. */

const PLACES = ".submission :is(dd.is-changed, .submitted-slot.is-changed, .cell[id], .is-place)";

let current = null;

function goTo(step) {
  const places = [...document.querySelectorAll(PLACES)];
  const here = places.indexOf(current);
  const next = here < 0 ? (step > 0 ? 0 : places.length - 1) : (here + step + places.length) % places.length;
  current = places[next];
  if (!current) return;
  current.scrollIntoView({ block: "center" });
  current.focus({ preventScroll: true });
  say(next + 1, places.length);
}

function say(number, count) {
  const words = document.getElementById("viewer-frame")?.dataset.change;
  const place = document.querySelector("[data-change-at]");
  if (words && place) place.textContent = words.replace("{}", number).replace("{}", count);
}

export function goThroughChanges() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-change]");
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.dataset.change));
  });
}
