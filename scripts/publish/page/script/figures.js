// Drawings of the figures, each unpacked when the reader comes near it; their letters travel once.
const letters = carried("letters");
async function showFigure(image) {
  const drawn = `${image.dataset.figure} ${root.lang}`;
  if (image.dataset.drawn === drawn) return;
  image.dataset.drawn = drawn;
  const bare = await unpack(byId(`figure-${image.dataset.figure}-${root.lang}`).textContent);
  const rules = await letters();
  const svg = bare.replace('<style type="text/css">', (start) => start + rules);
  if (image.dataset.drawn !== drawn) return;
  URL.revokeObjectURL(image.src);
  image.src = address(svg, "image/svg+xml");
}
function tellFigures() {
  for (const image of all("img[data-figure]")) {
    image.alt = data.alts[image.dataset.figure][root.lang];
    delete image.dataset.drawn;
    watch(image, () => showFigure(image));
  }
  idle(showAllFigures);
}
// What a print would show is unpacked when there is time.
const idle = window.requestIdleCallback ?? setTimeout;
const showAllFigures = () => Promise.all(all("img[data-figure]").map(showFigure));
speaking.push(tellFigures);
