// The engine: every reading of a statement at every year, and the verdict, by the rules of lib.claims.
const SLACK = 1e-9;
const PARTIAL = 1e4; // more than any two years lie apart
const TRUE_VERDICTS = ["matches", "close", "holds", "borne out", "borne out but small"];
const within = (value, [low, high]) => value >= low - SLACK && value <= high + SLACK;
const isTrue = (outcome) => TRUE_VERDICTS.includes(outcome.verdict);
const stance = (outcome) => (outcome.verdict === "undecided" ? 0 : isTrue(outcome) ? 1 : -1);
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
  return part.questions.reduce((readings, { name, answers }) => readings.flatMap((reading) => answers.map((answer, place) => ({
    answers: [...reading.answers, [name, answer]], departures: reading.departures + (place > 0),
    keys: { ...reading.keys, ...questions[name].answers[answer].set },
  }))), [{ answers: [], departures: 0, keys: part.keys }])
    .map((reading) => ({ ...reading, keys: { ...reading.keys, ...part.fixed } })).sort((a, b) => a.departures - b.departures);
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
      outcomes.set(year, { ...found, reading, year, period: yearsRead(settings, year).join("-"), layout, verdict, settings });
    }
  }
  return [...outcomes.values()].sort((a, b) => a.year - b.year);
}
const yearsRead = ({ start, end, lag }, year) => (start !== null ? [start, end] : lag === null ? [year] : [year - lag, year]);

// A coefficient of a model in every year it was estimated for on its own, judged by its interval.
function associations(reading, part, { judging, estimates }) {
  const { model, variant, term, estimator, method } = reading.keys;
  const name = variant === undefined || variant === "none" ? model : `${model}:${variant}`;
  const { effect, matters, direction } = part.asserted;
  const factor = judging.factors[effect] ?? 1;
  const smallest = judging.effects[matters];
  return (estimates[[name, term, estimator, method].join("|")] ?? [])
    .filter(([first, last]) => first !== last || (last >= judging.first && last <= judging.last))
    .map(([first, last, layout, value, arm, partial]) => {
      const interval = [factor * (value - arm), factor * (value + arm)];
      const [low, high] = direction === "positive" ? interval : [-interval[1], -interval[0]];
      const verdict = low > 0 ? (high >= smallest ? "borne out" : "borne out but small")
        : -smallest < low && high < smallest ? "no association of a size that matters" : high < 0 ? "contradicted" : "undecided";
      const period = first === last ? String(last) : `${first}-${last}`;
      return { value, verdict, year: last, period, layout, reading, interval, smallest, partial, effect: factor * value, settings: reading.keys };
    });
}

// Arithmetic on stated numbers: whether all of them can be true at once, given how they were rounded.
function arithmetic(reading, part, known) {
  const { operation, terms, equals, rounding, shares_of: sharesOf, may_be_missing: may } = reading.keys;
  const stated = (term) => (typeof term === "string" ? known.stated(term) : { value: term, exact: true });
  const printed = (term) => printedRange(stated(term), rounding);
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
  return [{ value, verdict: agrees ? "matches" : filled ? "depends" : "inconsistent", year: null, layout: "", period: "", reading, implied, stated: allowed, terms: terms.map((term, place) => [term, parts[place]]), settings: reading.keys }];
}
function printedRange(asserted, rounding) {
  const { value } = asserted;
  return rounding === "cut off" ? [value, value + 2 * half(asserted)] : [value - half(asserted), value + half(asserted)];
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

const fromNatural = ({ year, partial }, part, judging) => Math.abs((year ?? Infinity) - (part.natural ?? judging.natural)) + (partial ? PARTIAL : 0);
const departed = (outcome, chosen) => outcome.reading.answers.filter(([name, answer]) => !chosen.reading.answers.some((kept) => kept[0] === name && kept[1] === answer));
// All outcomes of a part, the one the rule chooses, and the verdict; see lib.claims.verdicts.
function judgePart(part, known) {
  const compute = { arithmetic, association: associations }[part.kind] ?? outcomesOf;
  const outcomes = !part.testable ? [] : readingsOf(part, known.questions).flatMap((reading) => compute(reading, part, known));
  return { outcomes, ...verdictOf(outcomes, part, known.judging) };
}
function verdictOf(outcomes, part, judging) {
  if (!outcomes.length) return { verdict: "not testable", chosen: null };
  const first = outcomes.reduce((least, each) => (each.reading.departures < least.reading.departures ? each : least)).reading;
  const along = outcomes.filter((each) => each.reading === first);
  const chosen = along.reduce((least, each) => (fromNatural(each, part, judging) < fromNatural(least, part, judging) ? each : least));
  if (part.kind === "association") return { chosen, verdict: contradict(outcomes, chosen) ? "depends" : chosen.verdict };
  const others = outcomes.filter((each) => isTrue(each) !== isTrue(chosen) && !excluded(each, chosen, part));
  const asNear = along.filter((each) => fromNatural(each, part, judging) === fromNatural(chosen, part, judging));
  const denied = mostlyUntrue(outcomes, chosen, part) || !asNear.every(isTrue);
  const depends = others.length > 0 && (!isTrue(chosen) || denied);
  return { chosen, verdict: depends ? "depends" : chosen.verdict };
}
// Whether readings of one question speak against each other and their intervals, in effects that matter, do not meet.
function contradict(outcomes, chosen) {
  const scaled = ({ interval, smallest }) => interval.map((end) => end / smallest);
  const meet = ([low, high], [from, to]) => low <= to + SLACK && from <= high + SLACK;
  return (stance(chosen) ? [chosen] : outcomes).some((ours) => outcomes.some((theirs) =>
    stance(ours) * stance(theirs) < 0 && !meet(scaled(ours), scaled(theirs))));
}
function mostlyUntrue(outcomes, chosen, part) {
  const general = chosen.verdict === "holds" && !part.natural;
  const compared = outcomes.filter((each) => (general || each.year === chosen.year) && !excluded(each, chosen, part));
  return 2 * compared.filter(isTrue).length < compared.length;
}
// Whether the statement's own words exclude an answer of an outcome's reading.
function excluded(outcome, chosen, part) {
  const settled = part.questions.filter((each) => each.settled).map((each) => each.name);
  return departed(outcome, chosen).some(([name]) => settled.includes(name));
}

// What part of the numbers that might have been printed, from half to twice a value, some outcome makes as true.
function severity(value, outcomes, asserted, verdict, judging) {
  const unit = half(asserted) ? 2 * half(asserted) : 1;
  const [first, last] = [value / 2, value * 2].sort((a, b) => a - b).map((end) => halfEven(end / unit));
  const { below, above, open } = judging.hedges[asserted.hedge ?? "none"];
  const side = (reach) => (verdict === "matches" ? 0 : Math.min(reach, asserted.tolerance ?? reach));
  const reach = (printed, each) => Math.max(side(each) * Math.abs(printed), half(asserted));
  const low = (step) => step * unit - reach(step * unit, below) - SLACK;
  const high = (step) => (open ? Infinity : step * unit + reach(step * unit, above) + SLACK);
  // Both ends rise with the number, so that those a value allows follow one another.
  const spans = outcomes.map((each) => [
    firstStep(first, last + 1, (step) => high(step) >= each.value), firstStep(first, last + 1, (step) => low(step) > each.value),
  ]).sort((a, b) => a[0] - b[0]);
  let [accepted, reached] = [0, first];
  for (const [from, to] of spans.filter(([start, end]) => end > start)) {
    accepted += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return { numbers: last - first + 1, share: accepted / (last - first + 1) };
}
function firstStep(from, to, test) {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle; else low = middle + 1;
  }
  return low;
}
function halfEven(value) {
  const low = Math.floor(value);
  return value - low < 0.5 || (value - low === 0.5 && low % 2 === 0) ? low : low + 1;
}
// How cheap the verdict on a number is: as first read, under some reading of its year, under any of any year.
function severities({ chosen, verdict, outcomes }, part, judging) {
  if (!isNumber(part.asserted) || part.kind === "arithmetic" || !["matches", "close", "depends"].includes(verdict)) return null;
  const under = (some) => severity(chosen.value, some, part.asserted, verdict, judging);
  return [[chosen], outcomes.filter(({ year }) => year === chosen.year), outcomes].map(under);
}

// What a reader's choices make of a part; also for whoever writes to the page in the browser's console.
function judge(known, claim, part, choices = {}) {
  const read = readAnew(known.claims[claim].parts[part], choices, known.questions);
  const judged = judgePart(read, known);
  return { ...judged, part: read, severities: severities(judged, read, known.judging) };
}
globalThis.judge = async (...asked) => judge(await known(), ...asked);

// A part as a reader has it: other answers first, another year or borders, other regions, another number or hedge.
function readAnew(part, { answers = {}, keys = {}, asserted = {}, year = null }, questions) {
  const open = part.questions.filter(({ name }) => !Object.keys(keys).some((key) => Object.values(questions[name].answers).every(({ set }) => key in set)));
  return {
    ...part, natural: year ?? part.natural, asserted: { ...part.asserted, ...asserted }, fixed: keys,
    questions: open.map((each) => ({ ...each, answers: [...new Set([answers[each.name] ?? each.answers[0], ...each.answers])] })),
  };
}
