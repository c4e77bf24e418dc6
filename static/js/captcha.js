/** Another picture without losing what was typed. Without scripts a button of the form does it. */

async function another(box) {
  const headers = JSON.parse(document.body.dataset.hxHeaders);
  const answer = await fetch(box.dataset.captcha, { method: "POST", headers }).catch(() => null);
  if (!answer?.ok) return;
  const { key, url } = await answer.json();
  box.querySelector("img").src = url;
  box.querySelector("input").value = key;
  const typed = box.parentElement.querySelector("input:not([type=hidden])");
  typed.value = "";
  typed.focus();
}

for (const box of document.querySelectorAll("[data-captcha]")) {
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => another(box));
}
