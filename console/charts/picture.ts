/** Twice the size, so that it is sharp where it is shown. */
const SCALE = 2;
const EDGE = 20;
const HEAD = 34;

/** What a stylesheet may say about a mark; in a picture it stands on the mark itself. */
const LOOKS = [
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor'],
] as const;

/** The drawing as it looks now, light or dark, without the page around it. */
const standalone = (drawing: SVGSVGElement): string => {
  const copy = drawing.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return '';
  const marks = [...drawing.querySelectorAll('*')];
  for (const [index, mark] of [...copy.querySelectorAll('*')].entries()) {
    const original = marks[index];
    if (!original) continue;
    const look = getComputedStyle(original);
    for (const name of LOOKS) mark.setAttribute(name, look.getPropertyValue(name));
    mark.removeAttribute('class');
  }
  copy.removeAttribute('class');
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
};

/** A chart as a picture with its name above, made in the browser. Nothing if the browser cannot draw. */
export const pictureOf = async (drawing: SVGSVGElement, name: string): Promise<Blob | null> => {
  const { width, height } = drawing.viewBox.baseVal;
  const image = new Image(width * SCALE, height * SCALE);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(drawing))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const page = getComputedStyle(document.body);
  canvas.width = (width + 2 * EDGE) * SCALE;
  canvas.height = (height + HEAD + 2 * EDGE) * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = page.backgroundColor;
  pen.fillRect(0, 0, width + 2 * EDGE, height + HEAD + 2 * EDGE);
  pen.fillStyle = page.color;
  pen.font = `600 15px ${page.fontFamily}`;
  pen.fillText(name, EDGE, EDGE + 14, width);
  pen.drawImage(image, EDGE, EDGE + HEAD, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
};
