/** Another picture without losing what was typed; or none: the machine proves by some work that somebody is at it.

Without scripts a button of the form brings another picture. */

const BATCH = 2000;

async function another(box) {
  const headers = JSON.parse(document.body.dataset.hxHeaders);
  const answer = await fetch(box.dataset.captcha, { method: "POST", headers }).catch(() => null);
  if (!answer?.ok) return;
  const { key, url } = await answer.json();
  box.querySelector("img").src = url;
  partOf(box, "key").value = key;
  partOf(box, "work").value = "";
  say(box, "");
  const typed = typedOf(box);
  typed.required = true;
  typed.value = "";
  typed.focus();
}

const partOf = (box, name) => box.querySelector(`input[name$="_${name}"]`);
const typedOf = (box) => box.parentElement.querySelector("input:not([hidden])");

function say(box, what) {
  const words = box.querySelector("[role=status]");
  words.textContent = words.dataset[what] ?? "";
}

/** Look for a number whose digest, together with the picture's key, begins with so many zero bits. */
async function find(key, bits) {
  for (let first = 0; first < 2 ** (bits + 5); first += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_one, ahead) => first + ahead);
    const found = await Promise.all(numbers.map((number) => fits(`${key}:${number}`, bits)));
    if (found.includes(true)) return String(first + found.indexOf(true));
  }
  return "";
}

async function fits(words, bits) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words));
  return new DataView(digest).getUint32(0) >>> (32 - bits) === 0;
}

async function prove(box, button) {
  button.disabled = true;
  say(box, "working");
  const key = partOf(box, "key").value;
  const number = await find(key, Number(box.dataset.work)).catch(() => "");
  button.disabled = false;
  if (partOf(box, "key").value !== key) return;
  partOf(box, "work").value = number;
  typedOf(box).required = !number;
  say(box, number ? "done" : "failed");
}

for (const box of document.querySelectorAll("[data-captcha]")) {
  const [next, instead] = box.querySelectorAll("button");
  next.hidden = false;
  next.addEventListener("click", () => another(box));
  instead.hidden = !window.crypto?.subtle;
  instead.addEventListener("click", () => prove(box, instead));
}
