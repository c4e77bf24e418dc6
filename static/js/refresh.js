/** Parts of a page that go out of date: fetched anew when their time is over, and put in their places. */

const PARTS = "[data-refresh-after]";

function later() {
  const first = document.querySelector(PARTS);
  if (first) setTimeout(refresh, (Number(first.dataset.refreshAfter) + 1) * 1000);
}

async function refresh() {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll(PARTS);
    document.querySelectorAll(PARTS).forEach((part, index) => part.replaceWith(fresh[index]));
  }
  later();
}

later();
