import type { Range } from "./range.ts";

/** What keeps ranges from being searched, a sentence each that names the range; empty where nothing does. */
export function rangeFaults(ranges: readonly Range[]): readonly string[] {
  const seen = new Set<string>();
  const twice = ranges.filter(({ name }) => seen.size === seen.add(name).size);
  return [
    ...twice.map(({ name }) => `${name}: has more than one range; keep one of them`),
    ...ranges.flatMap((range) => faultsOf(range).map((fault) => `${range.name}: ${fault}`)),
  ];
}

function faultsOf(range: Range): readonly string[] {
  if (range.type === "Categorical") return categoricalFaults(range.values);
  const { min, max } = range;
  if (!Number.isFinite(min) || !Number.isFinite(max)) return ["its ends must be finite numbers"];
  if (min > max) return [`its minimum ${min} is above its maximum ${max}; swap them`];
  if (range.type === "Integer" && !(Number.isSafeInteger(min) && Number.isSafeInteger(max))) {
    return [
      `an integer range ends in whole numbers, not ${min} and ${max}; make it continuous or round them`,
    ];
  }
  return scalingFaults(range);
}

function categoricalFaults(values: readonly string[]): readonly string[] {
  if (values.length === 0) return ["has no values; name at least one"];
  const doubled = values.find((value, index) => values.indexOf(value) !== index);
  return doubled === undefined ? [] : [`names the value ${JSON.stringify(doubled)} twice; remove one`];
}

/** The bounds of each scaling, as the API's reference of ContinuousParameterRange has them. */
function scalingFaults({
  type,
  min,
  max,
  scaling,
}: Exclude<Range, { type: "Categorical" }>): readonly string[] {
  if (scaling === "Logarithmic" && min <= 0) {
    return [
      `Logarithmic scaling works only for values greater than 0, and its minimum is ${min}; use Linear`,
    ];
  }
  const reverse = (scaling as string | undefined) === "ReverseLogarithmic";
  if (reverse && type === "Integer") {
    return ["ReverseLogarithmic scaling is for continuous ranges; use Linear or Logarithmic"];
  }
  if (reverse && (min < 0 || max >= 1)) {
    return [
      `ReverseLogarithmic scaling works only within 0 <= x < 1, and its ends are ${min} and ${max}; use Linear`,
    ];
  }
  return [];
}
