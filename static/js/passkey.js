/** Passkeys: asks the browser for one, and sends what it answers with the form around the button. */

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const decodeIds = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function forCreating({ publicKey }) {
  const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  const excludeCredentials = decodeIds(publicKey.excludeCredentials);
  return { publicKey: { ...publicKey, user, challenge: bytes(publicKey.challenge), excludeCredentials } };
}

function forGetting({ publicKey }) {
  const allowCredentials = decodeIds(publicKey.allowCredentials);
  return { publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials } };
}

/** What the server reads; browsers have `toJSON` for it only lately. */
function asJson(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  });
}

async function optionsFor(form) {
  const address = form.dataset.optionsUrl;
  if (!address) return JSON.parse(form.querySelector("script").textContent);
  const answer = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await answer.json()).request_options;
}

async function askAndSend(form) {
  const options = await optionsFor(form);
  const creates = form.dataset.passkey === "create";
  const credential = creates
    ? await navigator.credentials.create(forCreating(options))
    : await navigator.credentials.get(forGetting(options));
  form.elements.credential.value = asJson(credential);
  form.submit();
}

function explain(form) {
  const words = form.querySelector("[role=alert]");
  words.textContent = form.dataset.failed;
  words.hidden = false;
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      askAndSend(form).catch(() => explain(form));
    });
  });
}
