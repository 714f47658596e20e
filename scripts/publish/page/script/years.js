// Readings by year: a dot for each outcome, the chosen one ringed, a line and a band for what is asserted.
const SVG = "http://www.w3.org/2000/svg";
function drawn(tag, attributes, content = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(content);
  return made;
}
const WIDE = 640;
const HIGH = 220;
const EDGE = { left: 64, right: 22, top: 12, bottom: 26 };
function yearsChart({ outcomes, chosen, part }, { judging }) {
  if (outcomes.length < 2 || chosen.year === null) return [];
  const band = isNumber(part.asserted) ? bounds(part.asserted, judging).accepted.filter(Number.isFinite) : [];
  const years = outcomes.map(({ year }) => year);
  const values = [...outcomes.map(({ value }) => value), ...band];
  const [from, to] = [Math.min(...years), Math.max(...years)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (year) => EDGE.left + (WIDE - EDGE.left - EDGE.right) * (to > from ? (year - from) / (to - from) : 0.5);
  const y = (value) => HIGH - EDGE.bottom - (HIGH - EDGE.bottom - EDGE.top) * (high > low ? (value - low) / (high - low) : 0.5);
  const svg = drawn("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "years", role: "img", "aria-label": `${word("by_year")}: ${outcomes.length}; ${word("true_in", { true: outcomes.filter(isTrue).length, all: outcomes.length })}` });
  if (band.length) {
    const [bottom, top] = [band[0], band[1] ?? high];
    svg.append(drawn("rect", { class: "band", x: EDGE.left, width: WIDE - EDGE.left - EDGE.right, y: y(top), height: Math.max(1, y(bottom) - y(top)) }));
    svg.append(drawn("line", { class: "stated", x1: EDGE.left, x2: WIDE - EDGE.right, y1: y(part.asserted.value), y2: y(part.asserted.value) }));
  }
  for (const value of [low, (low + high) / 2, high]) svg.append(drawn("text", { x: EDGE.left - 8, y: y(value) + 4, "text-anchor": "end" }, numeral(value, 4)));
  for (const year of new Set(years)) if ((to - year) % Math.ceil((to - from + 1) / 10) === 0) svg.append(drawn("text", { x: x(year), y: HIGH - 6, "text-anchor": "middle" }, String(year)));
  for (const each of outcomes) svg.append(drawn("circle", { class: isTrue(each) ? "true" : "untrue", cx: x(each.year), cy: y(each.value), r: 4 }));
  svg.append(drawn("circle", { class: "chosen", cx: x(chosen.year), cy: y(chosen.value), r: 8 }));
  return [element("h4", word("by_year")), svg, element("p", word("by_year_key"), { class: "hint" })];
}
