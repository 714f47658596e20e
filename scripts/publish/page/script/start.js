// Start; then, when there is time, make ready what a print would show.
function printDossiers(ready) {
  const shown = [...new Set(shownRows().map((row) => row.dataset.claim))];
  byId("printed").replaceChildren(...shown.map((claim) => ready.get(claim).cloneNode(true)));
}
// What was chosen when the page was printed: the date of the figures, and the filters.
function printState() {
  const told = ["theme", "verdict"].map((id) => `${word(id)}: ${byId(id).selectedOptions[0].textContent}`);
  const date = byId("as-of-date") && `${word("as_of")}: ${byId("as-of-date").textContent}`;
  byId("printed-state").textContent = [date, ...told, byId("search").value && `${word("search")}: ${byId("search").value}`, location.hash].filter(Boolean).join("; ");
}
addEventListener("beforeprint", printState);
addEventListener("afterprint", () => byId("printed").replaceChildren());
byId("print").addEventListener("click", async () => {
  await Promise.all([showAllFigures(), dossiers()]);
  await Promise.all(all("img[data-figure]").map((image) => image.decode()));
  print();
});

await makeTable();
if (state.get("open")) await openDossier(state.get("open")); else if (state.get("at") && byId(state.get("at"))) go(state.get("at"));
root.dataset.ready = "";
idle(async () => {
  const ready = await dossiers();
  addEventListener("beforeprint", () => { if (!document.querySelector("dialog[open]")) printDossiers(ready); });
  root.dataset.printable = "";
});
