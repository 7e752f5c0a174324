import { isForbidden, isNotFound } from "@slipway/model";
import {
  type CacheEffect,
  type CacheQuestion,
  cacheEffects,
} from "@slipway/model/flows/cache/cache-effects.ts";
import {
  type FlowDefinition,
  FlowProblems,
  type FlowStep,
  type Json,
  parametersFromValues,
  readDefinition,
  valuesKnownTo,
} from "@slipway/model/flows/index.ts";
import type { Flow } from "@slipway/model/kinds/flow/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { runFacts } from "@slipway/model/kinds/flow-run/run-facts.ts";
import type { Session } from "../session/session.ts";
import { madeAt, runsOf } from "./runs-of.ts";

/** Of runs with more steps it is not told. */
const MOST_STEPS = 2_000;

export interface CacheEffects {
  /** The run by whose records they are told. */
  readonly run: string;
  readonly effects: readonly CacheEffect[];
}

/**
 * What a definition does to the cache of the Flow whose newest one it is to be, by what the newest run of the one before was given; undefined where none of
 * its steps asks for the cache, where there is no such run, or its records may not be read.
 */
export async function cacheEffectsOf(
  session: Session,
  flow: Flow,
  definition: FlowDefinition,
): Promise<CacheEffects | undefined> {
  if (!asksForCache([...definition.steps, ...(definition.onExit ?? [])])) return undefined;
  const run = await newestRunOf(session, flow);
  if (run === undefined) return undefined;
  try {
    const ends = await endsOf(session, run);
    const effects = ends && cacheEffects(questionOf(run, { flow, definition, ends }));
    return effects && { run: run.metadata.name, effects };
  } catch (error) {
    if (error instanceof FlowProblems || isForbidden(error) || isNotFound(error)) return undefined;
    throw error;
  }
}

/** As lines below a heading; none where there is nothing to tell. */
export function drawCache(cache: CacheEffects | undefined): readonly string[] {
  if (cache === undefined || cache.effects.length === 0) return [];
  const words = { taken: "is taken", runs: "runs again", depends: "may run again" } as const;
  const widest = Math.max(...cache.effects.map(({ step }) => step.length));
  return [
    `Cache, for a run that is given what ${cache.run} was:`,
    ...cache.effects.map(({ step, what, why }) => `  ${step.padEnd(widest)}  ${words[what]}: ${why}`),
  ];
}

const asksForCache = (steps: readonly FlowStep[]): boolean =>
  steps.some(({ cache, steps: inner = [] }) => cache !== undefined || asksForCache(inner));

/** Of those that are over and have run what the Flow is. */
async function newestRunOf(session: Session, { metadata, status }: Flow): Promise<FlowRun | undefined> {
  const { namespace = await session.namespace(), name } = metadata;
  let newest: FlowRun | undefined;
  for await (const run of runsOf(session, { namespace, name })) {
    const isDone = run.status?.completionTime !== undefined && run.status.version === status?.version;
    if (isDone && (newest === undefined || madeAt(run) > madeAt(newest))) newest = run;
  }
  return newest;
}

/** Undefined where they are too many. */
async function endsOf(session: Session, { metadata }: FlowRun): Promise<CacheQuestion["ends"] | undefined> {
  const { kubernetes } = await session.client();
  const { namespace = "", name, uid } = metadata;
  const records = kubernetes.records({ namespace, kind: "FlowRun", name, uid, signal: session.signal });
  const all: CacheQuestion["ends"][number][] = [];
  let after: string | undefined;
  do {
    const { items, next } = await records.stepEnds(after, { withResults: true });
    all.push(...items);
    if (all.length > MOST_STEPS) return undefined;
    after = next;
  } while (after !== undefined);
  return all;
}

/** The next run has another name and beginning. Throws FlowProblems where a parameter of the definition is not known. */
function questionOf(
  run: FlowRun,
  {
    flow,
    definition,
    ends,
  }: {
    readonly flow: Flow;
    readonly definition: FlowDefinition;
    readonly ends: CacheQuestion["ends"];
  },
): CacheQuestion {
  const facts = runFacts(run);
  const before = { flow: readDefinition(flow.spec), parameters: run.status?.parameters ?? {}, run: facts };
  const parameters = parametersFromValues(definition.parameters ?? [], givenTo(run, definition));
  const next = { ...facts, name: `${run.metadata.name}-next`, startTime: "" };
  return { before, after: { flow: readDefinition(definition), parameters, run: next }, ends };
}

/** Without defaults, which may be others by now. */
const givenTo = ({ spec, status }: FlowRun, definition: FlowDefinition): Readonly<Record<string, Json>> =>
  valuesKnownTo(definition, (spec.retryOf === undefined ? spec.parameters : status?.parameters) ?? {});
