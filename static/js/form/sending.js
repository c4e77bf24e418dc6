/** What the scripts of a slot send, and what they say about it. */

import { token } from "./session.js";

export const words = () => document.querySelector("[data-upload-words]").dataset;

/** Post a form and tell how far it is; status 0 means that no answer came. */
export function request(url, body, key, progress = () => {}) {
  return new Promise((resolve) => {
    const call = new XMLHttpRequest();
    call.open("POST", url);
    call.setRequestHeader("X-CSRFToken", token());
    call.setRequestHeader("X-Write-Key", key);
    call.setRequestHeader("Accept", "application/json");
    call.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    call.addEventListener("loadend", () => resolve({ status: call.status, content: parsed(call.responseText) }));
    call.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
