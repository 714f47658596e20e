// Workings: how the value of an outcome comes about, row by row, as tables and a line of arithmetic.
const figureText = (value) => (Number.isFinite(value) ? numeral(value, 8) : "–");
const seriesTitle = (names) => names.map((name) => shownSeries[name]?.title[root.lang] ?? name).join(" + ");
let shownSeries = {};  // titles of variables

function workings(outcome, part, known) {
  if (part.kind === "arithmetic") return sumWorkings(outcome, known);
  if (part.kind === "association") return intervalWorkings(outcome, part);
  const { settings, layout, year } = outcome;
  const view = new View(known.panels[layout], known.groups[layout]);
  const rows = yearsRead(settings, year).map((each) => view.panel.years.indexOf(each));
  if (part.kind === "rank" || part.kind === "count") return placeWorkings(view, settings, part, rows, outcome);
  const quantities = [settings.quantity, ...(part.kind === "ratio" || part.kind === "order" ? [settings.other] : [])];
  const whole = part.kind === "share" ? [wholeOf(view, settings, rows[0])] : [];
  const blocks = quantities.flatMap((quantity) => rows.map((row) => quantityBlock(view, quantity, row)));
  const joined = quantities.map((quantity) => rows.map((row) => termText(view, quantity, row)));
  const changed = joined.map((terms) => terms.toReversed().join(settings.start === null ? " − " : " ÷ "));
  const formula = whole.length ? `100 × ${changed[0]} ÷ ${whole[0].total}` : changed.map((each) => (changed.length > 1 && / [−÷]/.test(each) ? `(${each})` : each)).join(" ÷ ");
  return { blocks: [...blocks, ...whole.map((each) => each.block)], formula: `${formula} = ${figureText(outcome.value)}` };
}
const summed = (view, names, columns, row) => added(columns.map((column) => view.figure(names, column, row)));

// One quantity in one year: the units that it is put together from, and what they add up to.
function quantityBlock(view, quantity, row) {
  const columns = view.members(quantity)[row];
  const also = [quantity.per, quantity.times, quantity.weight && quantity.aggregate === "total" && columns.length > 1 ? [quantity.weight] : []].filter((names) => names.length);
  const series = [quantity.variables, ...also];
  const total = quantity.aggregate === "total" && columns.length > 1 && !quantity.weight
    ? [[word("workings.total"), ...series.map((names) => figureText(summed(view, names, columns, row)))]] : [];
  return {
    title: String(view.panel.years[row]), heads: series.map(seriesTitle),
    lines: columns.map((column) => [unitName(view.panel.units[column]), ...series.map((names) => figureText(view.figure(names, column, row)))]), total,
  };
}
function termText(view, quantity, row) {
  const columns = view.members(quantity)[row];
  const { variables, per, weight, aggregate, scale } = quantity;
  const times = scale === 1 ? "" : `${figureText(scale)} × `;
  if (aggregate !== "total") return `${word(`workings.${aggregate}`)} (${figureText(view.value(quantity)[row])})`;
  if (weight && columns.length > 1) return `${word("workings.weighted")} (${figureText(view.value(quantity)[row])})`;
  const [top, bottom] = [variables, per].map((names) => figureText(summed(view, names, columns, row)));
  return per.length ? `${times}${top} ÷ ${bottom}` : `${times}${top}`;
}
function wholeOf(view, settings, row) {
  const names = settings.wholeVariables.length ? settings.wholeVariables : settings.quantity.variables;
  const total = figureText(summed(view, names, view.mask(settings.whole)[row], row));
  return { total, block: { title: word("workings.whole"), heads: [seriesTitle(names)], lines: [[word("workings.whole"), total]], total: [] } };
}
// Units in the order of their values, with their places, or with whether they lie below the benchmark.
function placeWorkings(view, settings, part, rows, outcome) {
  const row = rows.at(-1);
  const values = view.change(view.quotients(settings.quantity), settings)[row];
  const sign = part.asserted.direction === "highest" ? -1 : 1;
  const group = part.kind === "rank" ? view.columns(settings.quantity.group) : [];
  const ranked = view.columns(settings.among).filter((column) => Number.isFinite(values[column])).sort((a, b) => sign * (values[a] - values[b]) || a - b);
  const place = (column) => 1 + ranked.filter((other) => sign * values[other] < sign * values[column]).length;
  const total = part.kind === "count" && settings.benchmark !== "none"
    ? [[word(`workings.benchmark_${settings.benchmark}`), figureText(settings.benchmark === "mean" ? mean(ranked.map((column) => values[column])) : view.total(settings.quantity, view.rows.map(() => ranked))[row]), ""]] : [];
  return {
    blocks: [{
      title: outcome.period, heads: [seriesTitle(settings.quantity.variables), word("workings.place")], total,
      lines: ranked.map((column) => [`${unitName(view.panel.units[column])}${group.includes(column) ? " ●" : ""}`, figureText(values[column]), String(place(column))]),
    }],
    formula: `${word(part.kind === "rank" ? "workings.among_first" : "workings.below")} ${figureText(outcome.value)}`,
  };
}
function sumWorkings({ implied, stated, terms }, known) {
  const range = (ends) => [...new Set(ends.map((end) => (Number.isFinite(end) ? figureText(end) : "∞")))].join("–");
  const lines = terms.map(([term, ends]) => [printedName(String(term), known), range(ends)]);
  return {
    blocks: [{ first: "claim", title: word("workings.stated_numbers"), heads: [word("asserted")], lines, total: [[word("workings.implied"), range(implied)]] }],
    formula: `${word("workings.implied")} ${range(implied)}; ${word("workings.stated")} ${range(stated)}`,
  };
}
function printedName(term, { claims }) {
  const [claim, name] = term.split(".");
  const part = claims[claim]?.parts[name];
  return part ? `${claim}: ${title(part.title)}` : term;
}
function intervalWorkings({ effect, interval, smallest }, part) {
  const unit = word(`claims.effects.${part.asserted.effect}`, { value: numeral(effect, 3) });
  const told = word("claims.interval", { effect: unit, low: numeral(interval[0], 3), high: numeral(interval[1], 3) });
  return { blocks: [], formula: `${told}; ${word("workings.matters", { smallest: numeral(smallest, 3) })}` };
}
function workingsElement({ blocks, formula }) {
  return [element("p", formula, { class: "formula" }), ...blocks.map(({ first = "unit", title, heads, lines, total }) => element("div", element("table", [
    element("caption", title), element("thead", element("tr", [word(first), ...heads].map((head, place) => element("th", head, { scope: "col", ...(place ? { class: "number" } : {}) })))),
    element("tbody", lines.map(lineElement)), element("tfoot", total.map(lineElement)),
  ]), { class: "scroll", tabindex: "0", role: "region", "aria-label": title }))];
}
const lineElement = ([first, ...others]) => element("tr", [element("th", first, { scope: "row" }), ...others.map((each) => element("td", each, { class: "number" }))]);
