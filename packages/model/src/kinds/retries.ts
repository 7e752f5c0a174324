import type { FailureClass } from "../run-record.ts";

/** How often which failure is followed by another try: `CLASS=NUMBER`, with commas between, e.g. `user-code=2,out-of-memory=3`. */
export const RETRIES_ANNOTATION = "slipway.dev/retries";
/** By how much memory grows with each try that ran out of it, e.g. `1.5`; later tries keep it, however those before them ended. */
export const MEMORY_GROWTH_ANNOTATION = "slipway.dev/memory-growth";

/** What the machinery loses is none of the user's; all other failures are final where nobody asks for more. */
export const USUAL_RETRIES: Partial<Record<FailureClass, number>> = {
  preempted: 10,
  "node-lost": 5,
  unschedulable: 5,
};

const CLASSES: readonly FailureClass[] = [
  "user-code",
  "out-of-memory",
  "preempted",
  "node-lost",
  "image-pull",
  "unschedulable",
  "quota",
  "input",
  "output",
  "internal",
];
const MOST = 1_000;
const MOST_GROWTH = 16;
/** Tries more for a job that lets its memory grow and says no number. */
const GROWN = 3;

/** What an object's annotations say of its tries. */
export interface Retries {
  readonly budget: Partial<Record<FailureClass, number>>;
  /** 1: memory does not grow. */
  readonly memoryGrowth: number;
  /** A sentence for each annotation that cannot be understood, which counts for nothing. */
  readonly problems: readonly string[];
}

export function retriesOf(annotations: Readonly<Record<string, string>> = {}): Retries {
  const [retries, growth] = [annotations[RETRIES_ANNOTATION], annotations[MEMORY_GROWTH_ANNOTATION]];
  const entries = (retries ?? "")
    .split(",")
    .filter((entry) => entry.trim() !== "")
    .map(entryOf);
  const memoryGrowth = growth === undefined ? 1 : growthOf(growth);
  return {
    budget: {
      ...(memoryGrowth === undefined || memoryGrowth === 1 ? {} : { "out-of-memory": GROWN }),
      ...Object.fromEntries(entries.filter((entry) => entry !== undefined)),
    },
    memoryGrowth: memoryGrowth ?? 1,
    problems: [
      ...(entries.includes(undefined)
        ? [
            `the annotation ${RETRIES_ANNOTATION} is ${JSON.stringify(retries)}: expected for instance user-code=2,out-of-memory=3, with numbers up to ${MOST} and of ${CLASSES.join(", ")}`,
          ]
        : []),
      ...(memoryGrowth === undefined
        ? [
            `the annotation ${MEMORY_GROWTH_ANNOTATION} is ${JSON.stringify(growth)}: expected a number from 1 to ${MOST_GROWTH}, for instance 1.5`,
          ]
        : []),
    ],
  };
}

function entryOf(entry: string): readonly [FailureClass, number] | undefined {
  const [, name, number] = /^\s*([a-z-]+)\s*=\s*(\d{1,4})\s*$/.exec(entry) ?? [];
  const found = CLASSES.find((known) => known === name);
  return found === undefined || Number(number) > MOST ? undefined : [found, Number(number)];
}

function growthOf(text: string): number | undefined {
  const value = /^\d{1,2}(\.\d{1,3})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= 1 && value <= MOST_GROWTH ? value : undefined;
}
