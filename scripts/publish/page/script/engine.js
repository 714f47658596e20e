// The engine: every reading of a statement at every year, and the verdict, by the rules of lib.claims.
const SLACK = 1e-9;
const TRUE_VERDICTS = ["matches", "close", "holds", "borne out", "borne out but small"];
const within = (value, [low, high]) => value >= low - SLACK && value <= high + SLACK;
const isTrue = (outcome) => TRUE_VERDICTS.includes(outcome.verdict);
const isNumber = (asserted) => typeof asserted.value === "number" && !asserted.direction;
const half = (asserted) => (asserted.exact || typeof asserted.decimals !== "number" ? 0 : 0.5 * 10 ** -asserted.decimals);

// The values of which a stated number is literally true, and those that its hedge lets pass as close.
function bounds(asserted, { hedges }) {
  const { below, above, open } = hedges[asserted.hedge ?? "none"];
  const { value } = asserted;
  const literal = [value - half(asserted), open ? Infinity : value + half(asserted)];
  const reach = (side) => Math.abs(value) * Math.min(side, asserted.tolerance ?? side);
  return { literal, accepted: [Math.min(value - reach(below), literal[0]), Math.max(value + reach(above), literal[1])] };
}
function numberVerdict(value, asserted, judging) {
  const { literal, accepted } = bounds(asserted, judging);
  return within(value, literal) ? "matches" : within(value, accepted) ? "close" : "differs";
}

// Every reading of a part, its questions' answers combined, the one with the fewest departures first.
function readingsOf(part, questions) {
  const asked = part.questions.map(({ name, first }) => {
    const answers = Object.keys(questions[name].answers);
    return [name, first ? [first, ...answers.filter((answer) => answer !== first)] : answers];
  });
  return asked.reduce((readings, [name, answers]) => readings.flatMap((reading) => answers.map((answer, place) => ({
    answers: [...reading.answers, [name, answer]], departures: reading.departures + (place > 0),
    keys: { ...reading.keys, ...questions[name].answers[answer].set },
  }))), [{ answers: [], departures: 0, keys: part.keys }]).sort((a, b) => a.departures - b.departures);
}
function openYears(settings, kind, judging, years, breaks) {
  const stated = settings.end ?? settings.year;
  if (stated) return years.filter((year) => year === stated);
  const { quantity, other } = settings;
  const read = [...quantity.variables, ...quantity.per, ...quantity.times, ...settings.wholeVariables,
    ...(quantity.aggregate === "total" && kind !== "rank" ? [quantity.weight] : []),
    ...(other ? [...other.variables, ...other.per, ...(other.aggregate === "total" ? [other.weight] : [])] : [])];
  const starts = settings.lag === null ? [] : read.flatMap((name) => breaks[name] ?? []);
  return years.filter((year) => year >= judging.first && year <= judging.last
    && starts.every((start) => year < start || year - settings.lag >= start));
}
// What one reading gives at each open year, in the first layout that has the figures of the year.
function outcomesOf(reading, part, known) {
  const { judging, panels, groups, breaks } = known;
  const settings = settingsOf(reading.keys);
  const layouts = settings.layout ? [settings.layout] : judging.layouts;
  const outcomes = new Map();
  for (const layout of layouts.filter((each) => each in panels)) {
    const view = new View(panels[layout], groups[layout]);
    const computed = MEASURES[part.kind](view, settings, part.asserted, judging) ?? [];
    for (const year of openYears(settings, part.kind, judging, panels[layout].years, breaks)) {
      const found = computed[panels[layout].years.indexOf(year)];
      if (outcomes.has(year) || !Number.isFinite(found?.value)) continue;
      const verdict = found.holds === undefined ? numberVerdict(found.value, part.asserted, judging) : found.holds ? "holds" : "fails";
      outcomes.set(year, { ...found, reading, year, period: period(settings, year), layout, verdict, settings });
    }
  }
  return [...outcomes.values()].sort((a, b) => a.year - b.year);
}
const period = ({ start, end, lag }, year) => (start !== null ? `${start}-${end}` : lag === null ? String(year) : `${year - lag}-${year}`);

// Arithmetic on stated numbers: whether all of them can be true at once, given how they were rounded.
function arithmetic(reading, part, known) {
  const { operation, terms, equals, rounding, shares_of: sharesOf, may_be_missing: may } = reading.keys;
  const stated = (term) => (typeof term === "string" ? known.stated(term) : { value: term, exact: true });
  const printed = (term) => {
    const asserted = stated(term);
    if (!half(asserted)) return [asserted.value, asserted.value];
    return rounding === "cut off" ? [asserted.value, asserted.value + 2 * half(asserted)] : [asserted.value - half(asserted), asserted.value + half(asserted)];
  };
  const [parts, targets, values] = [terms.map(printed), equals.map(printed), terms.map((term) => stated(term).value)];
  const allowed = [Math.min(...targets.map((each) => each[0])), Math.max(...targets.map((each) => each[1]))];
  const summed = operation.startsWith("sum");
  const scale = operation === "percent" ? 100 : 1;
  const quotient = () => [scale * parts[0][0] / parts[1][1], parts[1][0] > 0 ? scale * parts[0][1] / parts[1][0] : Infinity];
  const implied = summed ? [0, 1].map((end) => added(parts.map((each) => each[end]))) : quotient();
  const value = summed ? added(values) : scale * values[0] / values[1];
  const missing = [allowed[0] - implied[1], allowed[1] - implied[0]];
  const meets = implied[0] <= allowed[1] + SLACK && allowed[0] <= implied[1] + SLACK;
  const agrees = operation === "ratio_above" ? implied[1] > targets[0][0] : operation === "sum_of_examples" ? missing[1] >= -SLACK : meets;
  const filled = summed && (may ?? []).some((group) => {
    const held = heldBy(group, sharesOf, part, known);
    return held >= missing[0] && held <= missing[1];
  });
  return [{ value, verdict: agrees ? "matches" : filled ? "depends" : "inconsistent", year: null, layout: "", period: "", reading, implied, stated: allowed, settings: reading.keys }];
}
function heldBy(group, variable, part, { judging, panels, groups }) {
  const year = part.natural ?? judging.natural;
  for (const layout of judging.layouts.filter((each) => panels[each]?.years.includes(year))) {
    const keys = { variable, group };
    const share = MEASURES.share(new View(panels[layout], groups[layout]), settingsOf(keys))?.[panels[layout].years.indexOf(year)].value;
    if (Number.isFinite(share)) return share;
  }
  return NaN;
}

const fromNatural = ({ year }, part, judging) => Math.abs((year ?? Infinity) - (part.natural ?? judging.natural));
const departed = (outcome, chosen) => outcome.reading.answers.filter(([name, answer]) => !chosen.reading.answers.some((kept) => kept[0] === name && kept[1] === answer));
// All outcomes of a part, the one the rule chooses, and the verdict; see lib.claims.verdicts.
function judgePart(part, known) {
  const compute = part.kind === "arithmetic" ? arithmetic : outcomesOf;
  const outcomes = readingsOf(part, known.questions).flatMap((reading) => compute(reading, part, known));
  return { outcomes, ...verdictOf(outcomes, part, known.judging) };
}
function verdictOf(outcomes, part, judging) {
  if (!outcomes.length) return { verdict: "not testable", chosen: null };
  const first = outcomes.reduce((least, each) => (each.reading.departures < least.reading.departures ? each : least)).reading;
  const along = outcomes.filter((each) => each.reading === first);
  const chosen = along.reduce((least, each) => (fromNatural(each, part, judging) < fromNatural(least, part, judging) ? each : least));
  const others = outcomes.filter((each) => isTrue(each) !== isTrue(chosen));
  const depends = others.length > 0 && (!isTrue(chosen) || mostlyUntrue(outcomes, chosen, part));
  return { chosen, verdict: depends ? "depends" : chosen.verdict };
}
function mostlyUntrue(outcomes, chosen, part) {
  const general = chosen.verdict === "holds" && !part.natural;
  const settled = part.questions.filter((each) => each.first).map((each) => each.name);
  const compared = outcomes.filter((each) => (general || each.year === chosen.year)
    && !departed(each, chosen).some(([name]) => settled.includes(name)));
  return 2 * compared.filter(isTrue).length < compared.length;
}

// How many other printed numbers, from half to twice a value, would have got the same verdict or a better one.
function severity(value, outcomes, asserted, verdict, judging) {
  if (!isNumber(asserted) || !["matches", "close", "depends"].includes(verdict)) return null;
  const unit = half(asserted) ? 2 * half(asserted) : 1;
  const [first, last] = [value / 2, value * 2].sort((a, b) => a - b).map((end) => halfEven(end / unit));
  const { below, above, open } = judging.hedges[asserted.hedge ?? "none"];
  const side = (reach) => (verdict === "matches" ? 0 : Math.min(reach, asserted.tolerance ?? reach));
  let accepted = 0;
  for (let step = first; step <= last; step += 1) {
    const printed = step * unit;
    const reach = (each) => Math.max(side(each) * Math.abs(printed), half(asserted));
    const range = [printed - reach(below), open ? Infinity : printed + reach(above)];
    accepted += outcomes.some((each) => within(each.value, range));
  }
  return { numbers: last - first + 1, share: accepted / (last - first + 1) };
}
function halfEven(value) {
  const low = Math.floor(value);
  return value - low < 0.5 || (value - low === 0.5 && low % 2 === 0) ? low : low + 1;
}
