const LIMIT = 1024 * 1024;
const LONGEST_SIDE = 3000;

/** Return a picture as a JPEG within the limit; anything else, and what this browser cannot read, as it is. */
export async function shrink(file) {
  if (!file.type.startsWith("image/") || (file.size <= LIMIT && file.type === "image/jpeg")) return file;
  try {
    const canvas = await draw(file, LONGEST_SIDE);
    return await compress(canvas, file.name);
  } catch {
    return file; // the server looks at it again, and says what is wrong with it
  }
}

/** Return the picture upright on a white canvas, its longer side at most `side`. */
export async function draw(file, side) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

async function compress(canvas, name) {
  let blob;
  for (const quality of [0.9, 0.8, 0.7, 0.55, 0.4]) {
    blob = await jpeg(canvas, quality);
    if (blob.size <= LIMIT) break;
  }
  return new File([blob], `${name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
}

export function jpeg(canvas, quality) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", quality);
  });
}

/** Return the picture that a place shows; it is made when there is one to show. */
export function pictureIn(place) {
  return place.querySelector("img") ?? place.appendChild(Object.assign(document.createElement("img"), { alt: place.dataset.alt }));
}
