// The verdict board: its table is searched, filtered and sorted; tiles and marks follow it.
const rows = all("#claims tbody tr");
let table = null;

async function makeTable() {
  const { default: DataTable } = await tabulating();
  DataTable.ext.search.push((settings, _cells, index) => {
    if (settings.nTable.id !== "claims") return true;
    const row = settings.aoData[index].nTr.dataset;
    return (!byId("theme").value || row.theme === byId("theme").value)
      && (!byId("verdict").value || row.verdict === byId("verdict").value);
  });
  table = new DataTable("#claims", {
    paging: false, info: false, autoWidth: false, order: [],
    columnDefs: [{ targets: "unsorted", orderable: false }],
    language: { aria: { orderable: "", orderableReverse: "", orderableRemove: "" } },
    layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
  });
  table.on("draw", tellShown);
  const drawn = () => table.search(byId("search").value).draw();
  for (const [id, event] of [["search", "input"], ["theme", "change"], ["verdict", "change"]]) {
    byId(id).value = state.get(id) ?? "";
    byId(id).addEventListener(event, () => { note(id, byId(id).value); drawn(); });
  }
  drawn();
}
function shownRows() {
  return table ? table.rows({ search: "applied" }).nodes().toArray() : rows;
}
function tellShown() {
  const shown = shownRows();
  const claims = new Set(shown.map((row) => row.dataset.claim));
  byId("shown").textContent = word("shown", { shown: shown.length, all: rows.length });
  for (const chip of all(".chip")) chip.classList.toggle("aside", !claims.has(chip.dataset.dossier));
  for (const tile of all(".tile")) tile.setAttribute("aria-pressed", String(byId("verdict").value === tile.dataset.verdict));
}
function mark(row, verdict) {
  row.dataset.verdict = verdict;
  row.querySelector(".judgement").replaceChildren(byId("verdict-marks").content.querySelector(`[data-mark="${verdict}"]`).cloneNode(true));
  const chip = document.querySelector(`.mark[data-key="${row.dataset.key}"]`);
  chip.className = `mark ${verdict.replaceAll(" ", "-")}`;
}
function countTiles() {
  for (const tile of all(".tile")) {
    tile.querySelector("b").textContent = rows.filter((row) => row.dataset.verdict === tile.dataset.verdict).length;
  }
}
for (const tile of all(".tile")) {
  tile.addEventListener("click", () => {
    byId("verdict").value = byId("verdict").value === tile.dataset.verdict ? "" : tile.dataset.verdict;
    byId("verdict").dispatchEvent(new Event("change"));
  });
}
