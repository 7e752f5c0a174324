import { defined } from "@slipway/model";
import { LRUCache } from "lru-cache";
import { wordsOf } from "#lib/words-of.ts";
import { BUDGETS } from "../budgets.ts";
import { jsonMetrics } from "../json-line.ts";
import { isJsonLines, LONGEST_LINE, type MetricDefinition, type MetricValue } from "../metric-reading.ts";
import { metricValue } from "../metric-value.ts";
import { compileExpression, type Expression } from "./expression.ts";
import { formsOf } from "./forms-of.ts";
import type { Guilty, Slice, SliceRead } from "./messages.ts";
import type { Progress } from "./progress.ts";
import { cpuTimeOf, Stopwatch } from "./stopwatch.ts";
import { TOO_SLOW } from "./verdicts.ts";

/** After so much the others get their turn, and what was found is stored. */
const SLICE_MS = 50;
const SLICE_VALUES = 2_000;

/** Jobs share many definitions, and ask again every few seconds. */
const compiled = new LRUCache<string, Expression>({ max: 512 });

/** Reads lines with all definitions, until its time is over or a definition is found guilty of taking too much. */
export function readSlice({ definitions, texts }: Slice, progress: Progress): SliceRead {
  let guilty = compileAll(definitions, progress);
  const watch = new Stopwatch(definitions.length);
  const values: MetricValue[] = [];
  let read = 0;
  while (guilty.length === 0 && isSliceOpen({ read, values, watch, texts })) {
    const line = readLine({ definitions, text: texts[read] ?? "", line: read, watch, progress });
    guilty = line.guilty;
    if (guilty.length > 0) break;
    values.push(...line.values);
    read += 1;
  }
  // What stands still after this has not begun with the next slice.
  progress.move(-1, 0);
  return { read, values, guilty, spent: watch.spent() };
}

function isSliceOpen(at: {
  readonly read: number;
  readonly values: readonly MetricValue[];
  readonly watch: Stopwatch;
  readonly texts: readonly string[];
}): boolean {
  return at.read < at.texts.length && at.watch.passedMs < SLICE_MS && at.values.length < SLICE_VALUES;
}

function compileAll(definitions: readonly MetricDefinition[], progress: Progress): readonly Guilty[] {
  return definitions.flatMap((definition, index) => {
    progress.move(-1, index);
    try {
      if (!isJsonLines(definition)) expressionOf(definition);
      return [];
    } catch (error) {
      return [{ definition: index, why: wordsOf(error) }];
    }
  });
}

function readLine(parts: {
  readonly definitions: readonly MetricDefinition[];
  readonly text: string;
  readonly line: number;
  readonly watch: Stopwatch;
  readonly progress: Progress;
}): { readonly values: readonly MetricValue[]; readonly guilty: readonly Guilty[] } {
  const { definitions, line, watch, progress } = parts;
  const text = parts.text.slice(0, LONGEST_LINE);
  const forms = formsOf(text);
  const find = (definition: MetricDefinition) =>
    isJsonLines(definition) ? toldBy(text, definitions) : valueIn(forms, definition);
  const values: MetricValue[] = [];
  for (const [index, definition] of definitions.entries()) {
    progress.move(line, index);
    try {
      const found = find(definition);
      if (watch.lap(index) > BUDGETS.lineMs && isTooSlow(() => find(definition)))
        return { values, guilty: [{ definition: index, why: TOO_SLOW }] };
      values.push(...found.map((value) => ({ line, ...value })));
    } catch (error) {
      return { values, guilty: [{ definition: index, why: `cannot be read: ${wordsOf(error)}` }] };
    }
  }
  return { values, guilty: [] };
}

/** What took long is done once more and measured alone: a machine that is busy elsewhere is no expression's fault. */
function isTooSlow(work: () => unknown): boolean {
  return cpuTimeOf(work) > BUDGETS.lineMs;
}

type Found = readonly Omit<MetricValue, "line">[];

function toldBy(text: string, definitions: readonly MetricDefinition[]): Found {
  return jsonMetrics(text)
    .filter(({ name }) => !definitions.some((definition) => definition.name === name))
    .map((metric) => ({ ...metric, isNamed: true }));
}

function valueIn(forms: readonly string[], definition: MetricDefinition): Found {
  const find = expressionOf(definition);
  for (const form of forms) {
    const found = find(form);
    const value = metricValue(found?.value);
    if (value !== undefined)
      return [{ name: definition.name, value, ...defined({ step: stepOf(found?.step) }) }];
  }
  return [];
}

/** A count; anything else is none. */
function stepOf(text: string | undefined): number | undefined {
  const step = metricValue(text);
  return Number.isSafeInteger(step) ? step : undefined;
}

function expressionOf({ regex }: MetricDefinition): Expression {
  let expression = compiled.get(regex);
  if (expression === undefined) {
    expression = compileExpression(regex);
    compiled.set(regex, expression);
  }
  return expression;
}
