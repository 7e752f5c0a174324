/** How a filter of Search compares. */
export type Compare = (values: readonly unknown[], wanted: string) => boolean;

/** Search's operators; a property that has several values, in a list, holds where one of them does. */
export const OPERATORS: Readonly<Record<string, Compare>> = {
  Equals: (values, wanted) => values.some((value) => compare(value, wanted) === 0),
  NotEquals: (values, wanted) => !values.some((value) => compare(value, wanted) === 0),
  GreaterThan: ordered((order) => order > 0),
  GreaterThanOrEqualTo: ordered((order) => order >= 0),
  LessThan: ordered((order) => order < 0),
  LessThanOrEqualTo: ordered((order) => order <= 0),
  Contains: (values, wanted) => values.some((value) => typeof value === "string" && value.includes(wanted)),
  Exists: (values) => values.length > 0,
  NotExists: (values) => values.length === 0,
  In: (values, wanted) =>
    wanted.split(",").some((one) => values.some((value) => compare(value, one.trim()) === 0)),
};

/** Operators that take no value. */
export const WITHOUT_VALUE: readonly string[] = ["Exists", "NotExists"];

function ordered(holds: (order: number) => boolean): Compare {
  return (values, wanted) =>
    values.some((value) => {
      const order = compare(value, wanted);
      return order !== undefined && holds(order);
    });
}

/** Below, at or above 0; undefined where the two cannot be compared. Numbers in text (hyperparameters) compare as numbers. */
function compare(value: unknown, wanted: string): number | undefined {
  if (value instanceof Date) return difference(value.getTime(), timeOf(wanted));
  if (typeof value === "boolean") return value === (wanted.toLowerCase() === "true") ? 0 : undefined;
  if (typeof value === "number") return difference(value, numberOf(wanted));
  if (typeof value !== "string") return undefined;
  const [left, right] = [numberOf(value), numberOf(wanted)];
  if (left === undefined || right === undefined) return value < wanted ? -1 : value > wanted ? 1 : 0;
  // As AWS documents it: beside a whole number a decimal counts as a whole one.
  return difference(Number.isInteger(right) && !wanted.includes(".") ? Math.trunc(left) : left, right);
}

const difference = (left: number, right: number | undefined): number | undefined =>
  right === undefined ? undefined : Math.sign(left - right);

function numberOf(text: string): number | undefined {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** A time without a zone is UTC. */
function timeOf(text: string): number | undefined {
  const millis = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes("T") ? text : `${text}Z`);
  return Number.isNaN(millis) ? undefined : millis;
}
