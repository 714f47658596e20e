// Judge it yourself: a reader's answers to what a statement leaves open, and what the figures then say.
const DIRECTIONS = {
  order: ["below", "above", "comparable", "apart"], sign: ["below", "above"], rank: ["lowest", "highest", "not_lowest"], association: ["positive", "negative"],
};
const chosenKeys = ["group", "other_group"];
const field = (text, control) => element("label", [text, control]);
const option = ([value, text], chosen) => new Option(text, value, value === chosen, value === chosen);
const selection = (name, pairs, chosen) => {
  const select = element("select", [], { name });
  select.append(...pairs.map((pair) => option(pair, chosen)));
  return select;
};
const quantityText = (value, unit, digits = 4) => {
  const text = numeral(value, Math.max(digits, Math.ceil(Math.log10(Math.abs(value) + 1))));
  if (unit === "percent") return root.lang === "en" ? `${text}%` : `${text}\u00a0%`;
  const key = `measures.${unit.replaceAll(" ", "_")}`;
  const form = `${key}_${new Intl.PluralRules(numbers()).select(value)}`;
  return key in data.words && unit !== "coefficient" ? `${text}\u00a0${word(form in data.words ? form : key)}` : text;
};
const directionText = (name) => word(`claims.${name}`).replace(/\{[^}]*\}/, "").trim();
const title = (texts) => texts[root.lang];

// The form of one part; `tell` is called with what its answers make of the part, at first and after each change.
function judgeForm(known, claim, name, tell) {
  const part = known.claims[claim].parts[name];
  const form = element("form", [], { class: "controls judging", "aria-label": word("judge.yourself") });
  const settings = settingsOf({ ...part.keys, ...Object.assign({}, ...part.questions.map(({ name: asked, answers }) => known.questions[asked].answers[answers[0]].set)) });
  const measured = !["arithmetic", "association"].includes(part.kind);
  for (const { name: asked, answers } of part.questions) {
    const pairs = answers.map((answer) => [answer, title(known.questions[asked].answers[answer].title)]);
    form.append(field(title(known.questions[asked].asks), selection(`answer ${asked}`, pairs, answers[0])));
  }
  const rule = ["", word("judge.by_rule")];
  if (!settings.year && !settings.end && part.kind !== "arithmetic") {
    const years = Array.from({ length: known.judging.last - known.judging.first + 1 }, (_, place) => String(known.judging.first + place));
    form.append(field(word("year"), selection("year", [rule, ...years.map((year) => [year, year])], "")));
  }
  if (measured) form.append(field(word("layout"), selection("layout", [rule, ...known.judging.layouts.map((each) => [each, word(`layouts.${each}`)])], "")));
  if (isNumber(part.asserted)) {
    const { value, decimals = 0, hedge = "none" } = part.asserted;
    const unit = word(`measures.${part.asserted.unit.replaceAll(" ", "_")}`);
    form.append(
      field(`${word("asserted")}, ${unit}`, element("input", [], { name: "value", type: "number", step: "any", required: "", value: value.toFixed(part.asserted.exact ? 0 : decimals) })),
      field(word("judge.hedge"), selection("hedge", Object.keys(known.judging.hedges).map((each) => [each, word(`judge.hedges.${each}`)]), hedge)),
      field(word("judge.tolerance"), element("input", [], { name: "tolerance", type: "number", min: "0", step: "any", placeholder: word("judge.by_hedge"), value: part.asserted.tolerance === undefined ? "" : String(100 * part.asserted.tolerance) })),
    );
  } else if (DIRECTIONS[part.kind]) {
    form.append(field(word("asserted"), selection("direction", DIRECTIONS[part.kind].map((each) => [each, directionText(each)]), part.asserted.direction)));
  }
  if (part.kind === "sign") form.append(field(word("judge.threshold"), element("input", [], { name: "threshold", type: "number", step: "any", value: String(settings.threshold ?? 0) })));
  const regions = measured && part.kind !== "count" ? chosenKeys.filter((key) => key === "group" || settings.other) : [];
  form.append(...regions.map((key) => element("details", [element("summary", word(`judge.${key}`)), element("div", [], { class: "units", "data-key": key })], { class: "regions" })));
  form.append(element("button", word("judge.reset"), { type: "reset" }));
  const retell = () => tell(judge(known, claim, name, choicesOf(form, part)), form);
  takeNoted(form, name);
  form.addEventListener("input", () => noteOwn(form, name));
  form.addEventListener("reset", () => setTimeout(() => noteOwn(form, name)));
  form.addEventListener("input", retell);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => { for (const units of all(".units", form)) delete units.dataset.own; setTimeout(retell); });
  form.addEventListener("input", ({ target }) => { const units = target.closest(".units"); if (units) units.dataset.own = ""; if (target.name === "layout") for (const each of all(".units", form)) delete each.dataset.own; }, { capture: true });
  return { form, retell };
}
// A reader's own reading in the address: every control of the form that was changed.
const initially = (control) => (control.tagName === "SELECT" ? control.options[[...control.options].findIndex((each) => each.defaultSelected)]?.value ?? control.options[0].value : control.defaultValue);
function noteOwn(form, name) {
  for (const control of all("[name]", form)) note(`own.${name}.${control.name}`, control.value === initially(control) ? "" : control.value);
  for (const units of all(".units", form)) note(`own.${name}.${units.dataset.key}`, "own" in units.dataset ? all("input:checked", units).map((box) => box.value).join(" ") : "");
}
function takeNoted(form, name) {
  for (const control of all("[name]", form)) control.value = state.get(`own.${name}.${control.name}`) ?? control.value;
  for (const units of all(".units", form)) {
    const noted = state.get(`own.${name}.${units.dataset.key}`);
    if (noted) Object.assign(units.dataset, { own: "", noted });
  }
}
// What a form asks for, as `judge` takes it: only what departs from the part itself.
function choicesOf(form, part) {
  const value = (name) => form.elements[name]?.value ?? "";
  const answers = Object.fromEntries(all("[name^='answer ']", form).map((select) => [select.name.slice(7), select.value]));
  const keys = value("layout") ? { layout: value("layout") } : {};
  for (const units of all(".units[data-own]", form)) {
    keys[units.dataset.key] = units.dataset.noted?.split(" ") ?? all("input:checked", units).map((box) => box.value);
    if (units.dataset.key === "group") keys.select = null;
  }
  if (value("threshold") !== "" && Number(value("threshold")) !== (part.keys.threshold ?? 0)) keys.threshold = Number(value("threshold"));
  const asserted = {};
  if (value("value") !== "") {
    asserted.value = Number(value("value"));
    if (!part.asserted.exact) asserted.decimals = value("value").split(".")[1]?.length ?? 0;
    asserted.hedge = value("hedge");
    asserted.tolerance = value("tolerance") === "" ? undefined : Number(value("tolerance")) / 100;
  }
  if (value("direction")) asserted.direction = value("direction");
  return { answers, keys, asserted, ...(value("year") ? { year: Number(value("year")) } : {}) };
}
// The regions of the outcome told, as boxes to tick; a reader's own choice stays as it is.
function fillUnits(form, outcome, known) {
  for (const units of all(".units:is(:not([data-own]), [data-noted])", form)) {
    delete units.dataset.noted;
    const { settings, layout, year } = outcome;
    const view = new View(known.panels[layout], known.groups[layout]);
    const quantity = units.dataset.key === "group" ? settings.quantity : settings.other;
    const columns = view.members(quantity)[view.panel.years.indexOf(year)];
    const boxes = view.panel.units.map((unit, column) => [unit, columns.includes(column)]).sort((a, b) => byText([0, unitName(a[0])], [0, unitName(b[0])]));
    units.replaceChildren(...boxes.map(([unit, ticked]) => {
      const box = element("input", [], { type: "checkbox", value: unit });
      box.checked = ticked;
      return element("label", [box, " ", unitName(unit)]);
    }));
  }
}
// What a reader's choices give, in words, with the arithmetic.
function judgedElement({ verdict, chosen, outcomes, part, severities: cheap }, known) {
  if (!chosen) return [element("p", [verdictMark("not testable"), " ", word("judge.nothing")])];
  const truth = outcomes.filter(isTrue).length;
  const shown = part.kind === "arithmetic" ? "" : part.kind === "association" ? "" : quantityText(chosen.value, part.asserted.unit);
  const facts = [
    [word("verdict"), verdictMark(verdict)],
    ...(shown ? [[word("computed"), shown]] : []),
    ...(chosen.verdict === verdict ? [] : [[word("judge.alone"), verdictMark(chosen.verdict)]]),
    ...(chosen.period ? [[word("year"), chosen.period.replace("-", "–")], [word("layout"), word(`layouts.${chosen.layout}`)]] : []),
    [word("robust"), word("true_in", { true: truth, all: outcomes.length })],
    ...(cheap ? [[word("judge.severity"), word("judge.severity_numbers", { numbers: numeral(cheap[0].numbers, 9), first: percentText(cheap[0].share), same: percentText(cheap[1].share), any: percentText(cheap[2].share) })]] : []),
  ];
  return [element("dl", facts.flatMap(([term, told]) => [element("dt", term), element("dd", told)])), ...workingsElement(workings(chosen, part, known)), ...yearsChart({ outcomes, chosen, part }, known)];
}
const percentText = (share) => quantityText(100 * share, "percent", share < 0.1 ? 2 : 3);
const verdictMark = (verdict) => byId("verdict-marks").content.querySelector(`[data-mark="${verdict}"] .verdict`).cloneNode(true);

async function judging(claim, name) {
  const [everything, { variables }] = await Promise.all([known(), explorer()]);
  shownSeries = variables;
  const told = element("div", [], { class: "judged", role: "status" });
  const { form, retell } = judgeForm(everything, claim, name, (judged, own) => {
    told.replaceChildren(...judgedElement(judged, everything));
    if (judged.chosen?.settings?.quantity) fillUnits(own, judged.chosen, everything);
  });
  retell();
  return element("details", [element("summary", word("judge.yourself")), element("p", word("judge.lead"), { class: "hint" }), form, told], { class: "judge" });
}
async function addJudging(dossier) {
  const { claims } = await known();
  const parts = all("section[data-part]", dossier).filter((section) => claims[dossier.dataset.claim].parts[section.dataset.part].testable);
  const forms = await Promise.all(parts.map((section) => judging(dossier.dataset.claim, section.dataset.part)));
  parts.forEach((section, place) => section.querySelector("dl").after(forms[place]));
  if (forms.length) forms[0].open = true;
}
