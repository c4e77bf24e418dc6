import { cropperOver } from "./cropping.js";
import { draw, jpeg, pictureIn } from "./shrink.js";

const LARGEST_SIDE = 2000;
const OPTIONS = { autoCropArea: 0.9, dragMode: "move", movable: true, zoomOnWheel: true };

/** How far a press of a button or of an arrow key moves the picture, in pixels of the screen. */
const STEP = 12;
const MOVES = { left: [-STEP, 0], right: [STEP, 0], up: [0, -STEP], down: [0, STEP] };
const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/** Let the person cut a portrait to width × height pixels; null if they change their mind. */
export async function crop(file, width, height) {
  let canvas;
  try {
    canvas = await draw(file, LARGEST_SIDE);
  } catch {
    return file; // not a picture this browser can read: the server says what it is
  }
  const dialog = document.querySelector("[data-crop]");
  const picture = pictureIn(dialog.querySelector("[data-crop-picture]"));
  const address = URL.createObjectURL(await jpeg(canvas, 0.95));
  picture.src = address;
  await picture.decode();
  dialog.showModal();
  const ready = cropperOver(picture, { ...OPTIONS, aspectRatio: width / height });
  const cut = await decided(dialog, ready, { width, height });
  (await ready.catch(() => null))?.destroy();
  dialog.close();
  URL.revokeObjectURL(address);
  return cut && new File([cut], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
}

/** What the person decides. What is pressed while the cropper is still fetched is done when it is there. */
function decided(dialog, ready, size) {
  const over = new AbortController();
  return new Promise((resolve) => {
    const end = (result) => {
      over.abort();
      resolve(result);
    };
    const act = async (wanted) => {
      if (wanted === "cancel") return end(null);
      const cropper = await ready;
      if (wanted === "use") return end(await cutOut(cropper, size));
      adjust(cropper, wanted);
    };
    const listen = (name, handle) => dialog.addEventListener(name, (event) => handle(event), { signal: over.signal });
    const press = (event, wanted) => {
      if (!wanted) return;
      event.preventDefault();
      act(wanted);
    };
    listen("click", (event) => press(event, event.target.closest("[data-crop-do]")?.dataset.cropDo));
    listen("keydown", (event) => press(event, ARROWS[event.key]));
    listen("cancel", (event) => press(event, "cancel"));
  });
}

function adjust(cropper, wanted) {
  if (wanted === "in") cropper.zoom(0.15);
  if (wanted === "out") cropper.zoom(-0.15);
  if (wanted === "turn") cropper.rotate(90);
  if (MOVES[wanted]) cropper.move(...MOVES[wanted]);
}

function cutOut(cropper, size) {
  return jpeg(cropper.getCroppedCanvas({ ...size, fillColor: "#fff", imageSmoothingQuality: "high" }), 0.92);
}
