import { cropperOver } from "./cropping.js";
import { draw, jpeg, pictureIn } from "./shrink.js";

const LARGEST_SIDE = 2000;
const OPTIONS = { autoCropArea: 0.9, dragMode: "move", movable: true, zoomOnWheel: true };

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
  const cropper = await cropperOver(picture, { ...OPTIONS, aspectRatio: width / height });
  const cut = await decided(dialog, cropper, width, height);
  cropper.destroy();
  dialog.close();
  URL.revokeObjectURL(address);
  return cut && new File([cut], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
}

function decided(dialog, cropper, width, height) {
  return new Promise((resolve) => {
    const end = (result) => {
      dialog.removeEventListener("click", act);
      dialog.removeEventListener("cancel", cancel);
      resolve(result);
    };
    const cancel = () => end(null);
    const act = async (event) => {
      const wanted = event.target.dataset.cropDo;
      if (wanted === "in") cropper.zoom(0.15);
      if (wanted === "out") cropper.zoom(-0.15);
      if (wanted === "turn") cropper.rotate(90);
      if (wanted === "cancel") end(null);
      if (wanted === "use") {
        const options = { width, height, fillColor: "#fff", imageSmoothingQuality: "high" };
        end(await jpeg(cropper.getCroppedCanvas(options), 0.92));
      }
    };
    dialog.addEventListener("click", act);
    dialog.addEventListener("cancel", cancel);
  });
}
