// The specification curve: every way to estimate a question, filtered by the choices made in it.
let curveKnown = null;  // spec, curves
const curve = () => curveKnown.curves[byId("curve-question").value];
const answerText = (choice, place) => curve().choices[choice].answers[place][root.lang];
const chosenAnswers = () => new Map(all("#curve-choices select").filter((select) => select.value)
  .map((select) => [select.dataset.choice, Number(select.value)]));

function fillCurve(kept = chosenAnswers()) {
  const questions = Object.entries(curveKnown.curves).map(([name, each]) => [name, each.title[root.lang]]);
  choices(byId("curve-question"), questions, questions[0][0]);
  const asked = Object.entries(curve().choices).filter(([, each]) => each.answers.length > 1);
  byId("curve-choices").replaceChildren(...asked.map(([choice, each]) => {
    const options = each.answers.map((_, place) => new Option(answerText(choice, place), place, false, kept.get(choice) === place));
    return element("label", [word(`choices.${choice}`),
      element("select", [new Option(word("all_of_them"), ""), ...options], { "data-choice": choice })]);
  }));
}
function specifications() {
  const { choices: asked, effect, low, high, p } = curve();
  const chosen = [...chosenAnswers()];
  return effect.map((_, place) => place)
    .filter((place) => chosen.every(([choice, answer]) => asked[choice].taken[place] === answer))
    .sort((a, b) => effect[a] - effect[b])
    .map((place, rank) => ({
      ...Object.fromEntries(Object.entries(asked).map(([choice, each]) => [choice, answerText(choice, each.taken[place])])),
      rank: rank + 1, effect: effect[place], low: low[place], high: high[place], p: p[place],
      clear: word(p[place] < 0.05 ? "curve_clear" : "curve_unclear"),
    }));
}
function tellCurve(found) {
  const share = (test) => numeral(100 * found.filter(test).length / found.length, 3);
  byId("curve-summary").textContent = found.length ? word("curve_summary", {
    all: numeral(found.length, 6), median: numeral(found[Math.floor(found.length / 2)].effect, 2),
    positive: share((each) => each.effect > 0), clear: share((each) => each.p < 0.05),
  }) : word("curve_none");
}
function curveSpec() {
  const values = specifications();
  tellCurve(values);
  byId("curve-source").textContent = `${word("curve_effect")}. ${curve().source[root.lang]}`;
  const spec = structuredClone(curveKnown.spec);
  const [range, points] = spec.layer;
  spec.encoding.x.axis.title = word("curve_rank");
  range.encoding.y.axis.title = word("curve_effect");
  points.encoding.color.scale.domain = [word("curve_clear"), word("curve_unclear")];
  points.encoding.tooltip = [
    ...Object.keys(curve().choices).map((choice) => ({ field: choice, type: "nominal", title: word(`choices.${choice}`) })),
    { field: "effect", type: "quantitative", format: ".3f", title: word("curve_effect") },
    { field: "p", type: "quantitative", format: ".3f", title: "p" },
  ];
  return { ...spec, data: { values } };
}
if (byId("curve")) watch(byId("curve"), async () => {
  curveKnown = await curves();
  fillCurve();
  byId("curve-question").addEventListener("change", () => { fillCurve(new Map()); redraw("curve-chart"); });
  byId("curve-choices").addEventListener("change", () => redraw("curve-chart"));
  keep("curve-chart", curveSpec);
});
