// The slider over dates: every verdict with the figures that were known then.
const newest = [];  // what the board says with the newest figures
function keepNewest() {
  for (const row of rows) {
    const home = row.querySelector("[data-computed]");
    newest.push({ row, verdict: row.dataset.verdict, computed: home.firstElementChild, home });
  }
}
function knownOn(key, place) {
  return data.vintages.parts[key]?.findLast((change) => change.date <= place);
}
function asOf() {
  const slider = byId("as-of");
  const place = Number(slider.value);
  const last = place === data.vintages.dates.length - 1;
  let flipped = 0;
  let unknown = 0;
  for (const { row, verdict, computed, home } of newest) {
    const timeless = "timeless" in row.dataset;  // rests on no dated figures
    const then = last || timeless ? { verdict } : knownOn(row.dataset.key, place);
    const shown = then?.verdict ?? "no vintage";
    mark(row, shown);
    home.replaceChildren(last || timeless ? computed ?? "–" : then ? then.computed[root.lang] : "–");
    row.classList.toggle("flipped", Boolean(then) && shown !== verdict);
    if (then && shown !== verdict) {
      flipped += 1;
      row.querySelector(".judgement").append(now(verdict));
    }
    if (!then) unknown += 1;
  }
  const date = data.vintages.days[root.lang][place];
  note("date", last ? "" : data.vintages.dates[place]);
  byId("as-of-date").textContent = last ? `${date} (${word("latest")})` : date;
  slider.setAttribute("aria-valuetext", date);
  byId("as-of-note").textContent = last ? word("vintages_now") : word("vintages_then", { flipped, unknown });
  countTiles();
  table?.rows().invalidate("dom").draw();
}
function now(verdict) {
  const today = document.createElement("span");
  today.className = "now";
  today.append(word("now"), ": ", byId("verdict-marks").content.querySelector(`[data-mark="${verdict}"]`).textContent);
  return today;
}
if (data.vintages) {
  keepNewest();
  byId("as-of").addEventListener("input", asOf);
  const asked = data.vintages.dates.indexOf(state.get("date"));
  if (asked >= 0) byId("as-of").value = asked;
  asOf();
}
