/** A button that has to wait: it counts the seconds down and can be pressed when they are over. The server holds this, too. */

function wait(button) {
  const words = button.textContent;
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  button.disabled = true;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.textContent = left > 0 ? `${left} ${button.dataset.waitWords}` : words;
    if (left <= 0) {
      button.disabled = false;
      clearInterval(timer);
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}

for (const button of document.querySelectorAll("[data-wait]")) {
  if (Number(button.dataset.wait) > 0) wait(button);
}
