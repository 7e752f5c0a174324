import type { Unreadable } from "../timing.ts";

/** One of the five fields. */
export interface FieldRule {
  /** Its name in sentences. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** One more than `max`, where it means the same as `min`. */
  readonly again?: number;
  /** Names that stand for numbers from `min` on. */
  readonly names?: readonly string[];
  /** Whole terms that are passed on to the calendar as they are. */
  readonly special?: RegExp;
}

export interface CronField {
  /** Its numbers, ascending; empty where it has special terms only. */
  readonly values: readonly number[];
  /** Terms such as L and 5#2, with numbers for names. */
  readonly special: readonly string[];
  /** The field restricts nothing: a term of it is `*`, `?` or a `*` with step 1. */
  readonly isStar: boolean;
  /** Its text begins with a star, which is what makes Vixie's cron take a minute or an hour for "wild". */
  readonly isWild: boolean;
}

const TERM = /^(\*|\?|([0-9a-z]+)(?:-([0-9a-z]+))?)(?:\/(\d{1,4}))?$/;
const MAX_TERMS = 60;

/** Reads one field: lists of `*`, `a`, `a-b`, each with a step if wanted; `a/n` means from a to the end, as in Kubernetes and Airflow. */
export function readField(text: string, rule: FieldRule): CronField | Unreadable {
  const terms = text.split(",", MAX_TERMS + 1);
  if (terms.length > MAX_TERMS) return { problem: `the ${rule.name} has more than ${MAX_TERMS} terms` };
  const values = new Set<number>();
  const special: string[] = [];
  let isStar = false;
  for (const term of terms) {
    const read = readTerm(term, rule);
    if ("problem" in read) return read;
    if ("special" in read) special.push(read.special);
    else {
      for (let value = read.first; value <= read.last; value += read.step) values.add(value);
      isStar ||= read.isStar;
    }
  }
  return { values: [...values].sort((a, b) => a - b), special, isStar, isWild: /^[*?]/.test(text) };
}

type Term = { first: number; last: number; step: number; isStar: boolean } | { special: string } | Unreadable;

function readTerm(term: string, rule: FieldRule): Term {
  const numbered = withNumbers(term.toLowerCase(), rule);
  if (rule.special?.test(numbered) === true) return { special: numbered.toUpperCase() };
  const [, whole, from = "", to, by] = TERM.exec(term.toLowerCase()) ?? [];
  if (whole === undefined) return { problem: `"${term}" is no ${rule.name}: ${expected(rule)}` };
  const step = Number(by ?? 1);
  if (step === 0) return { problem: `the step of "${term}" is 0, and must be 1 or more` };
  if (whole === "*" || whole === "?") return { first: rule.min, last: rule.max, step, isStar: step === 1 };
  const first = numberOf(from, rule);
  const end = lastOf(first, numberOf(to ?? from, rule), rule);
  if (first === undefined || end === undefined)
    return { problem: `"${term}" is no ${rule.name}: ${expected(rule)}` };
  const last = to === undefined && by !== undefined ? rule.max : end;
  if (last < first)
    return {
      problem: `"${term}" runs backwards: write the ${rule.name} as two ranges, with a comma between`,
    };
  return { first, last, step, isStar: false };
}

const expected = ({ min, max, again, names }: FieldRule): string =>
  `it is a number from ${min} to ${again ?? max}${names === undefined ? "" : ` or a name such as ${names[1]?.toUpperCase()}`}`;

/** A range may end on Sunday by its name: FRI-SUN. */
const lastOf = (first: number | undefined, end: number | undefined, { min, again }: FieldRule) =>
  end === min && first !== undefined && first > min ? (again ?? end) : end;

function numberOf(text: string, { min, max, names, again }: FieldRule): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  const number = named >= 0 ? named + min : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= (again ?? max) ? number : undefined;
}

/** The day's name at the head of a term such as FRI#2 as its number. */
function withNumbers(term: string, { names = [], min }: FieldRule): string {
  const index = names.indexOf(term.slice(0, 3));
  return index < 0 ? term : `${index + min}${term.slice(3)}`;
}
