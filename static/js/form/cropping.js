/** The cropper, which is fetched with its styles only when somebody wants to cut a picture. */

import { words } from "./sending.js";

let fetched;

/** Return a cropper over an <img> that is shown. */
export async function cropperOver(picture, options) {
  fetched ??= Promise.all([import("../../vendor/cropperjs/cropper.esm.js"), styles(words().cropperStyles)]);
  const [{ default: Cropper }] = await fetched;
  return new Promise((resolve) => {
    const cropper = new Cropper(picture, { viewMode: 1, checkOrientation: false, ...options, ready: () => resolve(cropper) });
  });
}

function styles(address) {
  return new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    document.head.append(link);
  });
}
