// The map and the panel explorer: the reader chooses series, year, borders and region.
let shown = null;  // variables, panel, map, specs
const unitName = (unit) => data.units[unit][root.lang];
const axisTitle = (name) => `${shown.variables[name].title[root.lang]}, ${shown.variables[name].unit[root.lang]}`;
const sourceText = (name) => `${axisTitle(name)}. ${shown.variables[name].source[root.lang]}`;
const sentence = (text) => `${text.charAt(0).toLocaleUpperCase(root.lang)}${text.slice(1)}.`;
const seriesNames = (layout) => Object.keys(shown.panel[layout].values)
  .map((name) => [name, shown.variables[name].title[root.lang]]).sort(byText);
function cells(layout, name) {
  const { units, years, values } = shown.panel[layout];
  const basis = (year) => shown.variables[name].breaks.filter((start) => start <= year).length;  // no line joins two
  return values[name].map((value, place) => ({
    unit: units[Math.floor(place / years.length)], year: years[place % years.length], value,
  })).filter((cell) => cell.value !== null).map((cell) => ({ ...cell, basis: basis(cell.year) }));
}

const finest = () => Object.keys(shown.panel).sort((a, b) => b - a)[0];
function fillMap() {
  choices(byId("map-series"), seriesNames(finest()), shown.first.series);
  const years = [...new Set(cells(finest(), byId("map-series").value).map((cell) => String(cell.year)))].sort().reverse();
  choices(byId("map-year"), years.map((year) => [year, year]), years.includes(shown.first.year) ? shown.first.year : years[0]);
}
function mapSpec() {
  const name = byId("map-series").value;
  const year = byId("map-year").value;
  const found = cells(finest(), name).filter((cell) => String(cell.year) === year).sort((a, b) => b.value - a.value);
  const values = new Map(found.map((cell) => [cell.unit, cell.value]));
  byId("map-figures").replaceChildren(...tableOf(`${axisTitle(name)}, ${year}`, [word("unit"), word("value")],
    found.map((cell) => [unitName(cell.unit), numeral(cell.value, 6)])));
  byId("map-source").textContent = sourceText(name);
  byId("map-made").dataset.trail = shown.trails[finest()][name];
  const features = shown.map.features.map((feature) => ({
    ...feature, name: unitName(feature.properties.unit), value: values.get(feature.properties.unit) ?? null,
  }));
  return { ...shown.specs.map, data: { values: features }, title: `${axisTitle(name)}, ${year}` };
}

function fillPanel() {
  choices(byId("panel-layout"), Object.keys(shown.panel).reverse().map((layout) => [layout, word(`layouts.${layout}`)]), shown.first.layout);
  const layout = byId("panel-layout").value;
  choices(byId("panel-series"), seriesNames(layout), shown.first.series);
  const units = shown.panel[layout].units;
  const named = units.map((unit) => [unit, unitName(unit)]).sort(byText);
  choices(byId("panel-unit"), named, units.includes(shown.first.unit) ? shown.first.unit : units[0]);
  choices(byId("panel-other"), [["", word("no_other")], ...named], "");
}
function panelSpec() {
  const [name, layout, chosen, other] = ["series", "layout", "unit", "other"].map((id) => byId(`panel-${id}`).value);
  const values = cells(layout, name).map((cell) => ({ ...cell, name: unitName(cell.unit), chosen: cell.unit === chosen, compared: cell.unit === other }));
  const beside = new Map(values.filter((cell) => cell.compared).map((cell) => [cell.year, numeral(cell.value, 6)]));
  byId("panel-figures").replaceChildren(...tableOf(`${unitName(chosen)}: ${axisTitle(name)}`, [word("year"), word("value"), ...(other ? [unitName(other)] : [])],
    values.filter((cell) => cell.chosen).map((cell) => [cell.year, numeral(cell.value, 6), ...(other ? [beside.get(cell.year) ?? "–"] : [])])));
  const gaps = new Set(values.map((cell) => cell.basis)).size > 1;
  byId("panel-source").textContent = `${gaps ? `${sentence(word("marks.gap"))} ` : ""}${sourceText(name)}`;
  byId("panel-made").dataset.trail = shown.trails[layout][name];
  const layer = shown.specs.panel.layer.filter((each) => beside.size || each.transform?.[0].filter !== "datum.compared");
  const key = [`● ${unitName(chosen)}`, ...(other ? [`○ ${unitName(other)}`] : [])].join("   ");
  return { ...shown.specs.panel, layer, data: { values }, title: { text: axisTitle(name), subtitle: key } };
}

async function explore() {
  shown = await explorer();
  fillMap();
  fillPanel();
  byId("map-series").addEventListener("change", () => { fillMap(); redraw("map-chart"); });
  byId("map-year").addEventListener("change", () => redraw("map-chart"));
  byId("panel-layout").addEventListener("change", () => { fillPanel(); redraw("panel-chart"); });
  for (const id of ["panel-series", "panel-unit", "panel-other"]) byId(id).addEventListener("change", () => redraw("panel-chart"));
  keep("map-chart", mapSpec);
  keep("panel-chart", panelSpec);
}
watch(byId("explore"), explore);
