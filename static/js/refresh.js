/**
 * Parts of a page that go out of date: fetched anew when their time is over, and put in their places. Once what was
 * waited for has come, the page has other parts, and is loaded as a whole.
 */

const PARTS = "[data-refresh-after]";

function later() {
  const first = document.querySelector(PARTS);
  if (first) setTimeout(refresh, (Number(first.dataset.refreshAfter) + 1) * 1000);
}

async function refresh() {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll(PARTS);
    const present = document.querySelectorAll(PARTS);
    if (fresh.length !== present.length) return location.reload();
    present.forEach((part, index) => part.replaceWith(fresh[index]));
  }
  later();
}

later();
