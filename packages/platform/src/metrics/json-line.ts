import { metricValue } from "./metric-value.ts";

/** A value that a line of JSON tells, with the program's own count where it has one. */
export interface LineMetric {
  readonly name: string;
  readonly value: number;
  readonly step?: number;
}

/** A line with more members is something else. */
const MOST_MEMBERS = 100;
/** SageMaker's bound on a metric's name. */
const LONGEST_NAME = 255;
/** What counts, in the order in which it is believed, and what tells the time: neither is a metric. */
const COUNTERS = ["step", "global_step", "epoch"];
const NO_METRIC = new Set([...COUNTERS, "timestamp"]);
/** As Python's JSON writes what JSON has no word for. */
const NO_NUMBER = /(?<=[:,[]\s*)(?:-?Infinity|NaN)(?=\s*[,}\]])/g;
/** A dictionary of texts and numbers as Python prints it, without anything that would have to be unescaped. */
const PRINTED = /^\{(?:'[^'"\\]+': (?:'[^'"\\]*'|[-+.\w]+)(?:, )?)+\}$/;
const PRINTED_NO_NUMBER = /(?<=: )(?:-?inf|nan|None)(?=[,}])/g;

/** Whether a line may be one: all that has to be known of most lines. */
export const mayBeJson = (line: string): boolean => lastPart(line).startsWith("{");

/**
 * The metrics of a line that is one JSON object: `{"metric": "loss", "value": 0.3, "step": 10}`, or numbers by name beside a step or
 * an epoch, `{"loss": 0.3, "step": 10}`, which may be written as Python prints a dictionary. None for any other line.
 */
export function jsonMetrics(line: string): readonly LineMetric[] {
  const members = objectOf(lastPart(line).trimEnd());
  if (members === undefined) return [];
  const entries = Object.entries(members);
  if (entries.length > MOST_MEMBERS) return [];
  const step = stepOf(members);
  if (typeof members["metric"] === "string" && "value" in members)
    return metric(members["metric"], members["value"], step);
  if (!COUNTERS.some((name) => numberOf(members[name]) !== undefined)) return [];
  const named = entries.filter(([name]) => !NO_METRIC.has(name));
  if (!named.every(([, value]) => value === null || numberOf(value) !== undefined)) return [];
  return named.flatMap(([name, value]) => metric(name, value, step));
}

/** After what a progress bar has written over. */
const lastPart = (line: string): string => line.slice(line.trimEnd().lastIndexOf("\r") + 1).trimStart();

function metric(name: string, given: unknown, step: number | undefined): readonly LineMetric[] {
  const value = numberOf(given);
  if (value === undefined || name === "" || name.length > LONGEST_NAME) return [];
  return [{ name, value, ...(step === undefined ? {} : { step }) }];
}

function stepOf(members: Readonly<Record<string, unknown>>): number | undefined {
  return COUNTERS.map((name) => numberOf(members[name])).find(
    (count) => count !== undefined && Number.isSafeInteger(count) && count >= 0,
  );
}

/** Numbers may be written as text: what formats them for people makes text of them. */
function numberOf(value: unknown): number | undefined {
  return typeof value === "number" || typeof value === "string" ? metricValue(String(value)) : undefined;
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const json = PRINTED.test(text)
    ? text.replaceAll("'", '"').replace(PRINTED_NO_NUMBER, "null")
    : text.replace(NO_NUMBER, "null");
  try {
    return JSON.parse(json) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
