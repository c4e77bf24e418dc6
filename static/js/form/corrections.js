/** Marks remarks whose place has been changed, counts those that are left and leads to the next of them. */
export function showCorrections(answer) {
  const found = answer?.corrections;
  if (!found) return;
  for (const place of document.querySelectorAll("[data-remark], [data-correction]")) {
    const isDone = found.done.includes(place.dataset.remark ?? place.dataset.correction);
    place.classList.toggle(place.dataset.remark ? "is-dealt-with" : "is-done", isDone);
    place.querySelector("[data-dealt-with]").hidden = !isDone;
  }
  const bar = document.querySelector("[data-corrections]");
  if (!bar) return;
  const said = found.left ? bar.dataset.wordsLeft.replace("{left}", found.left) : bar.dataset.wordsAll;
  const words = bar.querySelector("[data-corrections-words]");
  if (words.textContent !== said) words.textContent = said;
  const next = bar.querySelector("[data-corrections-next]");
  next.hidden = !found.left;
  if (found.next) next.href = found.next;
}
