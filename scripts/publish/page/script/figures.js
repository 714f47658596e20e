// Drawings of the figures, each unpacked when the reader comes near it; their letters travel once.
const letters = carried("letters");
async function showFigure(image) {
  if (image.dataset.drawn) return;
  image.dataset.drawn = root.lang;
  const bare = await unpack(byId(`figure-${image.dataset.figure}-${root.lang}`).textContent);
  const rules = await letters();
  const svg = bare.replace('<style type="text/css">', (start) => start + rules);
  image.src = address(svg, "image/svg+xml");
}
// What a print would show is unpacked when there is time.
const idle = window.requestIdleCallback ?? setTimeout;
const showAllFigures = () => Promise.all(all("img[data-figure]").map(showFigure));
for (const image of all("img[data-figure]")) watch(image, () => showFigure(image));
idle(showAllFigures);
