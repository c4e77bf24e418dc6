/** Whether a picture of a document looks readable, by simple measures: its size, its light, how sharp its edges are. */

const SIDE = 640; // so large it is looked at
const SHORT = 700; // pixels of the shorter side below which print cannot be read
const DARK = 70; // mean light, of 255
const SOFT = 45; // variance of the Laplacian below which no edge is sharp

/** Return what may be wrong: any of "small", "dark", "blurred". Nothing for what cannot be looked at. */
export function faultsOf(canvas, width = canvas.width, height = canvas.height) {
  const { light, sharpness } = look(canvas);
  return [
    Math.min(width, height) < SHORT && "small",
    light < DARK && "dark",
    light >= DARK && sharpness < SOFT && "blurred",
  ].filter(Boolean);
}

function look(canvas) {
  const scale = Math.min(1, SIDE / Math.max(canvas.width, canvas.height));
  const [width, height] = [Math.max(3, Math.round(canvas.width * scale)), Math.max(3, Math.round(canvas.height * scale))];
  const small = Object.assign(document.createElement("canvas"), { width, height });
  const context = small.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0, width, height);
  const grey = greyOf(context.getImageData(0, 0, width, height).data);
  return { light: mean(grey), sharpness: variance(edges(grey, width, height)) };
}

function greyOf(data) {
  const grey = new Float32Array(data.length / 4);
  for (let n = 0; n < grey.length; n++) grey[n] = 0.299 * data[4 * n] + 0.587 * data[4 * n + 1] + 0.114 * data[4 * n + 2];
  return grey;
}

/** The Laplacian: large where light changes suddenly, as at the edge of a letter. */
function edges(grey, width, height) {
  const found = new Float32Array((width - 2) * (height - 2));
  let at = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const n = y * width + x;
      found[at++] = grey[n - 1] + grey[n + 1] + grey[n - width] + grey[n + width] - 4 * grey[n];
    }
  }
  return found;
}

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / (values.length || 1);

function variance(values) {
  const middle = mean(values);
  return values.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (values.length || 1);
}
