import { cropperOver } from "./cropping.js";
import { faultsOf } from "./measure.js";
import { words } from "./sending.js";
import { draw, jpeg, pictureIn } from "./shrink.js";

const LARGEST_SIDE = 3000;

/** Whether pictures are looked at before they are sent: where a finger points, they come from a camera. */
export const looksFirst = () => matchMedia("(pointer: coarse)").matches;

/** What may be wrong with a picture, in words; nothing for what this browser cannot read. */
export async function adviceOn(file) {
  if (!file.type.startsWith("image/")) return [];
  try {
    return inWords(faultsOf(await draw(file, LARGEST_SIDE)));
  } catch {
    return [];
  }
}

const inWords = (faults) => faults.map((fault) => document.querySelector("[data-look]").dataset[fault]);

/**
 * Let the person look at a picture, turn it and cut it. Comes to { file } as they want it, null if they do not want it,
 * `rest` true if the others are to be sent unseen.
 */
export async function look(file, number, count) {
  let canvas;
  try {
    canvas = await draw(file, LARGEST_SIDE);
  } catch {
    return { file, rest: false }; // not a picture this browser can read: the server says what it is
  }
  return new Look(document.querySelector("[data-look]"), file, canvas).ask(number, count);
}

class Look {
  constructor(dialog, file, canvas) {
    Object.assign(this, { dialog, file, canvas, isChanged: false });
    this.picture = pictureIn(dialog.querySelector("[data-look-picture]"));
  }

  async ask(number, count) {
    const place = this.dialog.querySelector("[data-look-place]");
    place.textContent = count > 1 ? place.dataset.words.replace("{number}", number).replace("{count}", count) : "";
    this.part("rest").hidden = number >= count;
    await this.show();
    this.dialog.showModal();
    const answer = await this.decided();
    this.dialog.close();
    this.cropper?.destroy();
    URL.revokeObjectURL(this.address);
    return answer;
  }

  part(name) {
    return this.dialog.querySelector(`[data-look-do="${name}"]`);
  }

  async show() {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(await jpeg(this.canvas, 0.9));
    this.picture.src = this.address;
    await this.picture.decode();
    const advice = inWords(faultsOf(this.canvas));
    const list = this.dialog.querySelector("[data-look-advice]");
    list.replaceChildren(...advice.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    list.hidden = !advice.length;
  }

  /** What is pressed while the press before is still being done is done after it: a picture that turns cannot be cut yet. */
  decided() {
    return new Promise((resolve) => {
      const over = new AbortController();
      const end = (answer) => {
        over.abort();
        resolve(answer);
      };
      let last = Promise.resolve();
      const press = (event) => {
        const wanted = event.target.closest("[data-look-do]")?.dataset.lookDo;
        if (wanted) last = last.catch(() => {}).then(() => over.signal.aborted || this.act(wanted, end));
      };
      this.dialog.addEventListener("click", press, { signal: over.signal });
      this.dialog.addEventListener("cancel", () => end({ file: null, rest: false }), { signal: over.signal });
    });
  }

  async act(wanted, end) {
    if (wanted === "turn") await this.turn();
    if (wanted === "cut") await this.cut();
    if (wanted === "cut-done") await this.cutDone();
    if (wanted === "drop") end({ file: null, rest: false });
    if (wanted === "use" || wanted === "rest") {
      if (this.cropper) await this.cutDone();
      end({ file: await this.result(), rest: wanted === "rest" });
    }
  }

  async turn() {
    if (this.cropper) await this.cutDone();
    const { width, height } = this.canvas;
    const turned = Object.assign(document.createElement("canvas"), { width: height, height: width });
    const context = turned.getContext("2d");
    context.translate(height, 0);
    context.rotate(Math.PI / 2);
    context.drawImage(this.canvas, 0, 0);
    await this.change(turned);
  }

  async cut() {
    if (this.cropper) return;
    this.cropper = await cropperOver(this.picture, { autoCropArea: 0.95, zoomable: false });
    this.part("cut").hidden = true;
    this.part("cut-done").hidden = false;
    this.part("cut-done").focus();
  }

  async cutDone() {
    const cut = this.cropper.getCroppedCanvas({ fillColor: "#fff", imageSmoothingQuality: "high" });
    this.cropper.destroy();
    this.cropper = null;
    this.part("cut").hidden = false;
    this.part("cut-done").hidden = true;
    await this.change(cut);
  }

  async change(canvas) {
    this.canvas = canvas;
    this.isChanged = true;
    await this.show();
  }

  /** The file itself as long as nothing was changed. */
  async result() {
    if (!this.isChanged) return this.file;
    const name = `${this.file.name.replace(/\.[^.]*$/, "")}.jpg`;
    return new File([await jpeg(this.canvas, 0.92)], name, { type: "image/jpeg" });
  }
}

/** A button that opens the camera, beside the box to choose files; only where a finger points. */
export function addCamera(drop, input, take) {
  const label = document.createElement("label");
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/jpeg,image/png" });
  camera.setAttribute("capture", "environment");
  camera.setAttribute("aria-describedby", input.getAttribute("aria-describedby") ?? "");
  camera.className = "visually-hidden";
  camera.dataset.camera = "";
  label.className = "btn btn-primary camera";
  label.append(words().wordsCamera, camera);
  camera.addEventListener("change", () => {
    const files = [...camera.files];
    camera.value = "";
    take(files);
  });
  drop.prepend(label);
}
