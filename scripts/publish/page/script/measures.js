// Measures: what each kind of statement computes from a panel, as lib.claims.measures does; NaN is what is not known.
const divide = (top, bottom) => (bottom === 0 ? NaN : top / bottom);
const added = (values) => (values.length ? values.reduce((sum, each) => sum + each, 0) : NaN);
const mean = (values) => added(values) / Math.max(values.length, 1);
const spread = (values) => Math.sqrt(mean(values.map((each) => (each - mean(values)) ** 2)));
const COMBINED = { mean, highest: (all) => Math.max(...all), lowest: (all) => Math.min(...all), spread };
const names = (value) => (value === undefined || value === null ? [] : [value].flat());

// The settings of a reading from the keys of its part and its answers, as lib.claims.settings reads them.
function settingsOf(keys) {
  const quantity = {
    variables: names(keys.variable), per: names(keys.per), weight: keys.weight ?? "", times: names(keys.times),
    group: keys.group ?? "", select: keys.select ?? null, aggregate: keys.aggregate ?? "total", scale: keys.scale ?? 1,
  };
  const other = keys.other_group === undefined ? null : {
    variables: keys.other_variable ? names(keys.other_variable) : quantity.variables,
    per: keys.other_per ? names(keys.other_per) : quantity.per, times: [], select: null, scale: quantity.scale,
    weight: keys.other_weight ?? quantity.weight, group: keys.other_group, aggregate: keys.other_aggregate ?? quantity.aggregate,
  };
  return {
    ...keys, quantity, other, wholeVariables: names(keys.whole_variable), start: keys.from ?? null, end: keys.to ?? null,
    lag: keys.lag ?? null, year: keys.year ?? null, benchmark: keys.benchmark ?? "total",
  };
}

// One layout's panel with the named sets that it can show; `columns` are places of units, by row, a year each.
class View {
  constructor(panel, groups) {
    Object.assign(this, { panel, groups, rows: panel.years.map((_, row) => row), every: panel.units.map((_, column) => column) });
  }
  figure(variables, column, row) {
    return added(variables.map((name) => this.panel.values[name]?.[column * this.panel.years.length + row] ?? NaN));
  }
  columns(group) {
    const units = Array.isArray(group) ? group : group ? this.groups[group] : this.panel.units;
    const columns = units?.map((unit) => this.panel.units.indexOf(unit));
    return columns && !columns.includes(-1) ? columns.sort((a, b) => a - b) : null;
  }
  mask(group) {
    const columns = this.columns(group);
    return columns && this.rows.map(() => columns);
  }
  members({ select, group }) { return select ? this.leaders(select) : this.mask(group); }
  leaders({ by, per, take = 0, among }) {
    const within = this.columns(among);
    if (!within) return null;
    const by_ = { variables: [by], per: names(per), times: [], weight: "", scale: 1 };
    const whole = this.total(by_, this.rows.map(() => within));
    return this.rows.map((row) => {
      const values = this.every.map((column) => this.quotient(by_, column, row));
      if (!within.every((column) => Number.isFinite(values[column]))) return [];
      if (!take) return within.filter((column) => values[column] < whole[row]);
      const ranked = values.map((value, column) => (within.includes(column) ? value : -Infinity));
      return [...this.every].sort((a, b) => (ranked[b] > ranked[a]) - (ranked[b] < ranked[a]) || a - b).slice(0, take).sort((a, b) => a - b);
    });
  }
  quotient({ variables, per, times, scale }, column, row) {
    const top = this.figure(variables, column, row);
    const value = per.length ? divide(top, this.figure(per, column, row)) : top;
    return (times.length ? value * this.figure(times, column, row) : value) * scale;
  }
  quotients(quantity) { return this.rows.map((row) => this.every.map((column) => this.quotient(quantity, column, row))); }
  total({ variables, per, weight, scale }, mask) {
    const weighted = weight && mask.some((columns) => columns.length > 1);
    return mask.map((columns, row) => {
      const sum = (named) => added(columns.map((column) => this.figure(named, column, row)));
      const products = columns.map((column) => this.figure(variables, column, row) * this.figure([weight], column, row));
      if (weighted) return scale * divide(added(products), sum([weight]));
      return scale * (per.length ? divide(sum(variables), sum(per)) : sum(variables));
    });
  }
  value(quantity) {
    const mask = this.members(quantity);
    if (!mask) return null;
    if (quantity.aggregate === "total") return this.total(quantity, mask);
    return mask.map((columns, row) => COMBINED[quantity.aggregate](columns.map((column) => this.quotient(quantity, column, row))));
  }
  // The change of a quantity by year: of the highest and the lowest unit, the highest and the lowest change.
  changed(quantity, settings) {
    if (!quantity || !["highest", "lowest"].includes(quantity.aggregate)) return quantity && this.change(this.value(quantity), settings);
    const [mask, changes] = [this.members(quantity), this.change(this.quotients(quantity), settings)];
    return mask && mask.map((columns, row) => COMBINED[quantity.aggregate](columns.map((column) => changes[row][column])));
  }
  // The change of values by year: between two years their quotient, with a lag the difference, else the values.
  change(values, { start, end, lag }) {
    if (!values || (start === null && lag === null)) return values;
    const { years } = this.panel;
    const both = (work, a, b) => (Array.isArray(a) ? a.map((each, place) => work(each, b[place])) : work(a, b));
    const unknown = (value) => both(() => NaN, value, value);
    return values.map((value, row) => {
      const before = years.indexOf(start === null ? years[row] - lag : start);
      if (before < 0 || (start !== null && years[row] !== end)) return unknown(value);
      return both(start === null ? (now, then) => now - then : divide, value, values[before]);
    });
  }
}

function pair(view, settings) {
  const [values, others] = [view.changed(settings.quantity, settings), view.changed(settings.other, settings)];
  return values && others && view.rows.map((row) => [values[row], others[row]]);
}
const MEASURES = {
  share(view, settings) {
    const [mask, whole] = [view.members(settings.quantity), view.mask(settings.whole)];
    if (!mask || !whole) return null;
    const { variables } = settings.quantity;
    const of = settings.wholeVariables.length ? settings.wholeVariables : variables;
    const sum = (columns, named, row) => added(columns.map((column) => view.figure(named, column, row)));
    return view.rows.map((row) => ({ value: 100 * divide(sum(mask[row], variables, row), sum(whole[row], of, row)) }));
  },
  level(view, settings) { return view.changed(settings.quantity, settings)?.map((value) => ({ value })); },
  growth(view, settings) { return MEASURES.level(view, settings); },
  ratio(view, settings) { return pair(view, settings)?.map(([value, other]) => ({ value: divide(value, other) })); },
  order(view, settings, { direction }, { comparable_within: within }) {
    return pair(view, settings)?.map(([value, other]) => {
      const times = divide(value, other);
      const holds = {
        below: value < other, above: value > other, comparable: times >= 1 / within && times <= within, apart: times < 1 / within || times > within,
      }[direction];
      return { value: times, holds };
    });
  },
  sign(view, settings, { direction }) {
    const threshold = settings.threshold || 0;
    return MEASURES.level(view, settings)?.map(({ value }) => ({ value, holds: direction === "below" ? value < threshold : value > threshold }));
  },
  count(view, settings) {
    const columns = view.columns(settings.among);
    if (!columns) return null;
    const total = view.total(settings.quantity, view.rows.map(() => columns));
    return view.rows.map((row) => {
      const values = columns.map((column) => view.quotient(settings.quantity, column, row));
      const known = Number.isFinite(added(values));
      const benchmark = { total: total[row], mean: mean(values), none: known ? Infinity : NaN }[settings.benchmark];
      if (!known || Number.isNaN(benchmark)) return { value: NaN };
      const number = values.filter((value) => value < benchmark).length;
      return { value: settings.result === "percent" ? 100 * number / columns.length : number };
    });
  },
  rank(view, settings, { direction }) {
    const [group, among] = [view.columns(settings.quantity.group), view.columns(settings.among)];
    const values = view.change(view.quotients(settings.quantity), settings);
    if (!group || !among) return null;
    return values.map((row) => {
      const known = (column) => Number.isFinite(row[column]);
      const ranked = settings.coverage === "available" ? among.filter(known) : among;
      const complete = ranked.every(known) && group.every((column) => ranked.includes(column));
      const order = (column) => (direction === "highest" ? -row[column] : row[column]);
      const place = (column) => 1 + ranked.filter((other) => order(other) < order(column)).length;
      const first = settings.within ?? (settings.within_share === undefined ? group.length : Math.ceil(settings.within_share * ranked.length));
      const number = group.filter((column) => place(column) <= first).length;
      const units = view.panel.units;
      const places = group.map((column) => [units[column], place(column)]).sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
      return { value: complete ? number : NaN, holds: number === (direction === "not_lowest" ? 0 : group.length), places };
    });
  },
};
