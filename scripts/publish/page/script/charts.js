// Charts, drawn by Vega-Lite when they come into view, and drawn again in another language or in the dark.
const dark = matchMedia("(prefers-color-scheme: dark)");
function formatLocale() {
  const signs = Object.fromEntries(new Intl.NumberFormat(numbers()).formatToParts(12345.6).map((part) => [part.type, part.value]));
  return { decimal: signs.decimal, thousands: signs.group, grouping: [3], currency: ["", ""] };
}
async function draw(id, spec) {
  await charting();
  const ink = getComputedStyle(root).getPropertyValue("--ink");
  const line = getComputedStyle(root).getPropertyValue("--line");
  await vegaEmbed(`#${id}`, { ...spec, width: "container", background: null, autosize: { type: "fit", contains: "padding" } }, {
    actions: false, renderer: spec.usermeta?.renderer ?? "svg", ast: true,
    formatLocale: formatLocale(),
    config: {
      font: getComputedStyle(document.body).fontFamily,
      axis: { labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
      legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" }, title: { color: ink, subtitleColor: ink, anchor: "start", fontSize: 14, fontWeight: 600, subtitleFontSize: 12 },
      view: { stroke: null },
    },
  });
}
const charts = new Map();
const redraw = (id) => charts.get(id)?.();
function keep(id, make) {
  charts.set(id, () => draw(id, make()));
  redraw(id);
}
function redrawAll() { for (const action of charts.values()) action(); }
dark.addEventListener("change", redrawAll);

function choices(select, pairs, first) {
  const kept = pairs.some(([value]) => value === select.value) ? select.value : first;
  select.replaceChildren(...pairs.map(([value, text]) => new Option(text, value, false, value === kept)));
}
const byText = (a, b) => a[1].localeCompare(b[1], [root.lang, "ru"]);
function tableOf(caption, heads, lines) {
  return [element("caption", caption), element("thead", element("tr", heads.map((head) => element("th", head, { scope: "col" })))),
    element("tbody", lines.map(lineElement))];
}
