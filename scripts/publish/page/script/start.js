// Start; then, when there is time, make ready what a print would show.
function printDossiers(ready) {
  const shown = [...new Set(shownRows().map((row) => row.dataset.claim))];
  byId("printed").replaceChildren(...shown.map((claim) => ready.get(claim).cloneNode(true)));
  label(byId("printed"));
}
addEventListener("afterprint", () => byId("printed").replaceChildren());
byId("print").addEventListener("click", async () => {
  await Promise.all([showAllFigures(), dossiers()]);
  await Promise.all(all("img[data-figure]").map((image) => image.decode()));
  print();
});

const wanted = recall("language");
speak(data.languages.includes(wanted) ? wanted : data.languages[0]);
await makeTable();
asked();
idle(async () => {
  const ready = await dossiers();
  addEventListener("beforeprint", () => { if (!document.querySelector("dialog[open]")) printDossiers(ready); });
  root.dataset.printable = "";
});
