import { defined } from "../../defined.ts";
import type { FlowStep } from "../definition.ts";
import { didYouMean } from "../did-you-mean.ts";
import { type GraphStep, gateNames, ScopesTooLarge, StepGraph, setupProblems } from "../rules/index.ts";
import type { CompiledGate } from "./compiled.ts";

/** What waits for what among steps beside each other, by their places. */
export interface Needs {
  readonly gates: readonly CompiledGate[];
  readonly problems: readonly NeedsProblem[];
}

interface NeedsProblem {
  readonly step: number;
  readonly message: string;
  /** Of the step. */
  readonly field?: readonly (string | number)[];
}

interface Known {
  readonly byName: ReadonlyMap<string, number>;
  /** The steps that each one's expressions read; those that are not beside it are none of its needs here. */
  readonly reads: readonly ReadonlyMap<string, unknown>[];
  /** The steps that each one's `depends` names. */
  readonly depends: readonly (readonly string[])[];
}

/** What each step names, reads or undoes comes before it; a teardown that names nothing waits for all work behind its setups, whatever that is. */
export function neededBy(steps: readonly FlowStep[], { byName, reads, depends }: Known): Needs {
  const problems: NeedsProblem[] = [];
  const direct = steps.map((step, index) => {
    const inDepends = depends[index] ?? [];
    const hints = problems.length < MOST_HINTS;
    for (const one of unknownNames(step, { index, byName, hints, depends: inDepends })) problems.push(one);
    const named = [...(step.needs ?? []), ...(step.teardownOf ?? []), ...inDepends];
    const places = [...named, ...(reads[index]?.keys() ?? [])].flatMap((name) => byName.get(name) ?? []);
    return new Set(places);
  });
  if (!steps.some((step) => step.setup === true || step.teardownOf !== undefined))
    return { gates: direct.map((places) => ({ ...NO_SCOPES, direct: [...places] })), problems };
  for (const [index, step] of steps.entries())
    if (step.teardownOf !== undefined && step.needs === undefined)
      for (const work of behindSetups(index, { steps, byName, direct })) direct[index]?.add(work);
  const graph = graphOf(steps, direct);
  for (const { step, field, message } of setupProblems(graph)) {
    const index = byName.get(step);
    if (index !== undefined) problems.push({ step: index, ...told(steps[index], field, message) });
  }
  return { gates: problems.length > 0 ? [] : gatesOf(graph, { byName, problems }), problems };
}

/** A `depends` stands in place of a rule. */
function told(
  step: FlowStep | undefined,
  field: string,
  message: string,
): Pick<NeedsProblem, "field" | "message"> {
  if (field !== "rule") return { field: [field], message };
  if (step?.depends === undefined) return { field: ["triggerRule"], message };
  const why =
    step.teardownOf === undefined
      ? "names or reads a setup, and work cannot go on without what was to be set up: say needs instead"
      : "is that of a teardown, which waits for the end of all work behind its setups: leave it out";
  return { field: ["depends"], message: why };
}

/** Looking for a near name takes time by the number of steps. */
const MOST_HINTS = 20;

function unknownNames(
  step: FlowStep,
  {
    index,
    byName,
    hints,
    depends,
  }: {
    readonly index: number;
    readonly byName: Known["byName"];
    readonly hints: boolean;
    readonly depends: readonly string[];
  },
): readonly NeedsProblem[] {
  const wrong: { readonly name: string; readonly field: readonly (string | number)[] }[] = (
    ["needs", "teardownOf"] as const
  ).flatMap((field) =>
    (step[field] ?? []).flatMap((name, item) => (byName.has(name) ? [] : [{ name, field: [field, item] }])),
  );
  for (const name of depends) if (!byName.has(name)) wrong.push({ name, field: ["depends"] });
  return wrong.map(({ name, field }, count) => {
    const meant = hints && count < MOST_HINTS ? didYouMean(name, [...byName.keys()]) : undefined;
    const hint = meant === undefined ? "" : `: ${meant}`;
    const message = `needs ${JSON.stringify(name)}, and there is no such step beside it${hint}`;
    return { step: index, field, message };
  });
}

const NO_SCOPES = { indirectSetups: [], inScope: [] } as const;

function graphOf(
  steps: readonly FlowStep[],
  direct: readonly ReadonlySet<number>[],
): Readonly<Record<string, GraphStep>> {
  return Object.fromEntries(
    steps.map((step, index): [string, GraphStep] => {
      const needs = [...(direct[index] ?? [])].map((place) => steps[place]?.name ?? "");
      const { name, setup, teardownOf, onFailureFailRun } = step;
      const rule = step.depends === undefined ? step.triggerRule : "all_done";
      return [name, { needs, ...defined({ setup, teardownOf, rule, onFailureFailRun }) }];
    }),
  );
}

function gatesOf(
  steps: Readonly<Record<string, GraphStep>>,
  { byName, problems }: { readonly byName: Known["byName"]; readonly problems: NeedsProblem[] },
): readonly CompiledGate[] {
  const places = (names: ReadonlySet<string>): readonly number[] =>
    [...names].map((name) => byName.get(name) ?? -1);
  try {
    return [...gateNames(new StepGraph(steps)).values()].map(({ direct, indirectSetups, inScope }) => ({
      direct: places(direct),
      indirectSetups: places(indirectSetups),
      inScope: places(inScope),
    }));
  } catch (error) {
    if (!(error instanceof ScopesTooLarge)) throw error;
    problems.push({ step: 0, message: error.message });
    return [];
  }
}

/** What waits for a teardown's setups, directly or not, but for what only does behind the teardown, and for other teardowns. */
function behindSetups(
  teardown: number,
  {
    steps,
    byName,
    direct,
  }: {
    readonly steps: readonly FlowStep[];
    readonly byName: Known["byName"];
    readonly direct: readonly ReadonlySet<number>[];
  },
): readonly number[] {
  const below = turned(direct);
  const found = new Set<number>();
  const open = (steps[teardown]?.teardownOf ?? []).flatMap((name) => below[byName.get(name) ?? -1] ?? []);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === teardown || found.has(at)) continue;
    found.add(at);
    open.push(...(below[at] ?? []));
  }
  return [...found].filter((place) => steps[place]?.teardownOf === undefined);
}

function turned(direct: readonly ReadonlySet<number>[]): readonly (readonly number[])[] {
  const below: number[][] = direct.map(() => []);
  for (const [index, places] of direct.entries()) for (const place of places) below[place]?.push(index);
  return below;
}
