/**
 * Saved phrases: one bar, below the box of the decision's form that was written in last. A phrase is put in where the box is
 * empty, and on a line of its own otherwise; it can be edited there like all else. Where another case takes the place of one,
 * so does its bar.
 */
let current = null;

export function offerPhrases(root) {
  const template = root.querySelector("template[data-phrase-bar]");
  if (!template || current?.template === template) return;
  const bar = template.content.firstElementChild.cloneNode(true);
  const place = { template, box: null, bar, words: template.dataset };
  bar.addEventListener("click", (event) => act(place, event.target));
  current = place;
}

export function showPhrasesBesideFocus() {
  document.addEventListener("focusin", (event) => current?.template.isConnected && moveTo(current, event.target));
}

function moveTo(place, box) {
  const isOurs = box.matches?.("textarea") && box.form?.querySelector("[data-remark-list]");
  if (!isOurs || place.box === box) return;
  place.box = box;
  box.after(place.bar);
  place.bar.querySelector("details").open = false;
  say(place, "");
}

function act(place, target) {
  const phrase = target.closest("[data-phrase]");
  const saving = target.closest("[data-save-phrase]");
  if (phrase) put(place, phrase.textContent);
  if (saving) save(place, saving);
}

function put(place, text) {
  const { box } = place;
  const whole = box.value.trim() ? `${box.value.trimEnd()}\n${text}` : text;
  if (box.maxLength > 0 && whole.length > box.maxLength) return say(place, place.words.tooLong);
  box.value = whole;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  place.bar.querySelector("details").open = false;
  box.focus();
  return box.setSelectionRange(whole.length, whole.length);
}

async function save(place, button) {
  const text = place.box.value.trim();
  if (!text) return say(place, place.words.empty);
  const body = new FormData();
  body.append("text", text);
  body.append("whose", button.dataset.whose);
  body.append("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value);
  const answer = await ask(button.dataset.savePhrase, body);
  if (answer?.text) add(place.bar, answer.text);
  return say(place, answer?.words ?? answer?.reason ?? place.words.failed);
}

/** What the server says; null where nobody answers, or a sign-in page does. */
async function ask(address, body) {
  try {
    const response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    return await response.json();
  } catch {
    return null;
  }
}

function add(bar, text) {
  const list = bar.querySelector("[data-phrases]");
  bar.querySelector("[data-no-phrases]").hidden = true;
  if ([...list.querySelectorAll("[data-phrase]")].some((one) => one.textContent === text)) return;
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.phrase = "";
  button.textContent = text;
  const item = document.createElement("li");
  item.append(button);
  list.append(item);
}

function say(place, words) {
  place.bar.querySelector("[data-phrase-words]").textContent = words;
}
