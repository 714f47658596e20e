// What the page does once open: language, filters, dossiers, and the charts, which are drawn when they come into view.

const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const byId = (id) => document.getElementById(id);

// Large parts travel as gzip in base64 and are unpacked when first needed.
async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
const once = (make) => { let made; return () => (made ??= make()); };
const address = (text, type) => URL.createObjectURL(new Blob([text], { type }));

const charting = once(async () => {
  await import(address(await unpack(byId("vega-bundle").textContent), "text/javascript"));
  return window.vegaEmbed;
});
const tabulating = once(async () => import(address(await unpack(byId("table-bundle").textContent), "text/javascript")));

// Language -----------------------------------------------------------------------------------------------------
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window: not kept */ } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const word = (key) => data.words[key][root.lang];

function speak(language) {
  root.lang = language;
  remember("language", language);
  document.title = word("title");
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  for (const option of document.querySelectorAll("option[data-word]")) option.textContent = word(option.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) {
    if (element.tagName === "TD") element.dataset.shown = word(element.dataset.label);
    else element.setAttribute("aria-label", word(element.dataset.label));
  }
  for (const image of document.querySelectorAll("img[data-figure]")) {
    image.alt = data.figures[image.dataset.figure].alt[language];
    image.removeAttribute("src");
    watch(image, () => showFigure(image));
  }
  fillChoices();
  redraw();
}

// Work that waits until its element is near the screen --------------------------------------------------------
const waiting = new Map();
const observer = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((seen) => seen.isIntersecting)) {
    observer.unobserve(entry.target);
    waiting.get(entry.target)?.();
    waiting.delete(entry.target);
  }
}, { rootMargin: "400px" });
function watch(element, action) {
  waiting.set(element, action);
  observer.unobserve(element);
  observer.observe(element);
}

async function showFigure(image) {
  const svg = await unpack(data.figures[image.dataset.figure].packed[root.lang]);
  image.src = address(svg, "image/svg+xml");
}
window.addEventListener("beforeprint", () => {
  for (const image of document.querySelectorAll("img[data-figure]:not([src])")) showFigure(image);
});

// The verdict board --------------------------------------------------------------------------------------------
let table = null;
async function board() {
  const { default: DataTable } = await tabulating();
  DataTable.ext.search.push((settings, _cells, index) => {
    if (settings.nTable.id !== "claims") return true;
    const row = settings.aoData[index].nTr;
    return (!byId("theme").value || row.dataset.theme === byId("theme").value)
      && (!byId("verdict").value || row.dataset.verdict === byId("verdict").value);
  });
  table = new DataTable("#claims", {
    paging: false, info: false, autoWidth: false, order: [], layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
  });
  const count = () => {
    byId("shown").textContent = word("shown").replace("{shown}", table.rows({ search: "applied" }).count())
      .replace("{all}", table.rows().count());
  };
  table.on("draw", count);
  byId("search").addEventListener("input", () => table.search(byId("search").value).draw());
  for (const id of ["theme", "verdict"]) byId(id).addEventListener("change", () => table.draw());
  count();
}

// Dossiers -----------------------------------------------------------------------------------------------------
const dialog = byId("dossier");
function openDossier(claim) {
  dialog.replaceChildren(byId(`dossier-${claim}`).content.cloneNode(true));
  dialog.showModal();
  dialog.scrollTop = 0;
}
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dossier]");
  if (opener) openDossier(opener.dataset.dossier);
  if (event.target.closest("dialog .close") || event.target === dialog) dialog.close();
  const language = event.target.closest("button[data-language]");
  if (language) speak(language.dataset.language);
});

// Charts -------------------------------------------------------------------------------------------------------
const dark = matchMedia("(prefers-color-scheme: dark)");
async function draw(id, spec) {
  const embed = await charting();
  await embed(`#${id}`, { ...spec, width: "container", background: null }, { actions: false, renderer: "svg",
    theme: dark.matches ? "dark" : undefined, ast: false });
}
const redraws = new Map();
function keep(id, make) {
  redraws.set(id, async () => draw(id, make()));
  watch(byId(id), redraws.get(id));
}
function redraw() { for (const [id, action] of redraws) watch(byId(id), action); }
dark.addEventListener("change", redraw);

function choices(select, pairs, chosen) {
  const kept = pairs.some(([value]) => value === select.value) ? select.value : chosen;
  select.replaceChildren(...pairs.map(([value, text]) => new Option(text, value, false, value === kept)));
}
const seriesNames = (layout) => Object.keys(data.panel[layout].values)
  .map((name) => [name, data.variables[name].title[root.lang]])
  .sort((a, b) => a[1].localeCompare(b[1], root.lang));
function cells(layout, name) {
  const { units, years, values } = data.panel[layout];
  return values[name].map((value, place) => ({
    unit: units[Math.floor(place / years.length)], year: years[place % years.length], value,
  })).filter((cell) => cell.value !== null);
}
const unitName = (unit) => data.units[unit][root.lang];
const axisTitle = (name) => `${data.variables[name].title[root.lang]}, ${data.variables[name].unit[root.lang]}`;

function fillChoices() {
  choices(byId("map-series"), seriesNames("20"), "self_employment_share");
  fillYears();
  choices(byId("panel-layout"), Object.keys(data.panel).map((layout) => [layout, word(`layouts.${layout}`)]), "17");
  fillPanel();
  if (data.curve) choices(byId("curve-term"), data.curve.terms.map((term) => [term, data.variables[term]?.title[root.lang] ?? term]), data.curve.terms[0]);
}
function fillYears() {
  const years = [...new Set(cells("20", byId("map-series").value).map((cell) => String(cell.year)))].sort().reverse();
  choices(byId("map-year"), years.map((year) => [year, year]), years.includes("2022") ? "2022" : years[0]);
}
function fillPanel() {
  const layout = byId("panel-layout").value;
  choices(byId("panel-series"), seriesNames(layout), "self_employment_share");
  choices(byId("panel-unit"), data.panel[layout].units.map((unit) => [unit, unitName(unit)])
    .sort((a, b) => a[1].localeCompare(b[1], root.lang)), data.panel[layout].units[0]);
}

function mapSpec() {
  const name = byId("map-series").value;
  const found = new Map(cells("20", name).filter((cell) => String(cell.year) === byId("map-year").value)
    .map((cell) => [cell.unit, cell.value]));
  const features = data.map.features.map((feature) => ({
    ...feature, name: unitName(feature.properties.unit), value: found.get(feature.properties.unit) ?? null,
  }));
  return { ...data.specs.map, data: { values: features }, title: axisTitle(name),
    usermeta: { embedOptions: { tooltip: true } } };
}
function panelSpec() {
  const name = byId("panel-series").value;
  const chosen = byId("panel-unit").value;
  const values = cells(byId("panel-layout").value, name).map((cell) => ({
    ...cell, name: unitName(cell.unit), chosen: cell.unit === chosen,
  }));
  panelFigures(name, values.filter((cell) => cell.chosen));
  return { ...data.specs.panel, data: { values }, title: axisTitle(name) };
}
function panelFigures(name, rows) {
  const format = new Intl.NumberFormat(root.lang, { maximumSignificantDigits: 6 });
  const line = (cells_, tag) => {
    const row = document.createElement("tr");
    cells_.forEach((text, place) => {
      const cell = document.createElement(place ? tag : "th");
      cell.textContent = text;
      if (!place) cell.scope = "row";
      row.append(cell);
    });
    return row;
  };
  const caption = document.createElement("caption");
  caption.textContent = `${rows[0]?.name ?? ""}: ${axisTitle(name)}`;
  byId("panel-figures").replaceChildren(caption,
    line([word("year"), ...rows.map((row) => row.year)], "th"),
    line([word("value"), ...rows.map((row) => format.format(row.value))], "td"));
}
function curveSpec() {
  const term = byId("curve-term").value;
  return { ...data.specs.curve, data: { values: data.curve.rows.filter((row) => row.term === term) } };
}

// Vintages: verdicts as they would have been on an earlier date --------------------------------------------------
function asOf() {
  const slider = byId("as-of");
  const date = data.vintages.dates[Number(slider.value)] ?? null;
  byId("as-of-date").textContent = date ?? word("latest");
  for (const row of document.querySelectorAll("#claims tbody tr")) {
    const then = date && data.vintages.verdicts[row.dataset.key]?.[date];
    const shown = then?.verdict ?? row.dataset.latest;
    row.dataset.verdict = shown;
    row.querySelector(".judgement").innerHTML = byId("verdict-marks").content.querySelector(`[data-mark="${shown}"]`).innerHTML;
    row.classList.toggle("flipped", shown !== row.dataset.latest);
  }
  table?.draw();
}

// Start --------------------------------------------------------------------------------------------------------
for (const row of document.querySelectorAll("#claims tbody tr")) row.dataset.latest = row.dataset.verdict;
byId("map-series").addEventListener("change", () => { fillYears(); redraws.get("map-chart")(); });
byId("map-year").addEventListener("change", () => redraws.get("map-chart")());
byId("panel-layout").addEventListener("change", () => { fillPanel(); redraws.get("panel-chart")(); });
for (const id of ["panel-series", "panel-unit"]) byId(id).addEventListener("change", () => redraws.get("panel-chart")());
keep("map-chart", mapSpec);
keep("panel-chart", panelSpec);
if (data.curve) {
  keep("curve-chart", curveSpec);
  byId("curve-term").addEventListener("change", () => redraws.get("curve-chart")());
}
if (data.vintages) byId("as-of").addEventListener("input", asOf);
const wanted = recall("language");
speak(data.languages.includes(wanted) ? wanted : data.languages[0]);
if (data.vintages) asOf();
await board();
