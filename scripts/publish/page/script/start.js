// Start; then, when there is time, unpack what a print would show.
const idle = window.requestIdleCallback ?? setTimeout;
async function prepareAll() {
  await Promise.all(all("img[data-figure]").map(showFigure));
  return dossiers();
}
function printDossiers(ready) {
  const shown = [...new Set(shownRows().map((row) => row.dataset.claim))];
  byId("printed").replaceChildren(...shown.map((claim) => ready.get(claim).cloneNode(true)));
  label(byId("printed"));
}
addEventListener("afterprint", () => byId("printed").replaceChildren());
byId("print").addEventListener("click", async () => {
  await prepareAll();
  await Promise.all(all("img[data-figure]").map((image) => image.decode()));
  print();
});

const wanted = recall("language");
speak(data.languages.includes(wanted) ? wanted : data.languages[0]);
await makeTable();
asked();
idle(async () => {
  const ready = await prepareAll();
  addEventListener("beforeprint", () => { if (!document.querySelector("dialog[open]")) printDossiers(ready); });
});
