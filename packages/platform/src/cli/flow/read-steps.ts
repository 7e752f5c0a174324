import { isForbidden, isNotFound, type Resource } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { type Flow, flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { KeptSteps } from "@slipway/model/kubernetes/kept-records.ts";
import type { StepsAsked } from "@slipway/sdk";
import type { Session } from "../session/session.ts";
import { type StepNode, StepTree } from "./step-tree.ts";

/** Of runs with more steps their results are not read. */
const MOST_WITH_RESULTS = 500;

/** Of what is inside of the steps that are shown, as the home reads it. */
const INNER = 12;

/** Steps of a run as far as they were asked for, with those that failed or run wherever they are. */
export interface ReadSteps {
  readonly tree: StepTree;
  readonly definition: FlowDefinition | undefined;
  /** The first that failed by themselves, and how many did, a thousand at most. */
  readonly failed: readonly StepNode[];
  readonly failures: number;
  /** The first of those whose work goes on. */
  readonly running: readonly StepNode[];
  /** All steps of the run that have begun, as its object counts them. */
  readonly count: number;
}

export const isFlowRun = (object: Resource): object is FlowRun =>
  object.kind === flowRunKind.kind && object.apiVersion === `${flowRunKind.group}/${flowRunKind.version}`;

/** The steps of a run that are asked for, with those to come where the Flow is still the one that it runs: as much is read as is shown. */
export async function readSteps(session: Session, run: FlowRun, asked: StepsAsked): Promise<ReadSteps> {
  const withResults = countOf(run) <= MOST_WITH_RESULTS;
  const [definition, kept] = await Promise.all([
    definitionOf(session, run),
    keptSteps(session, run, { inner: INNER, ...asked, withResults }),
  ]);
  return readFrom(run, { definition, asked, kept });
}

/** What a home has told of them. */
export function readFrom(
  run: FlowRun,
  {
    definition,
    asked,
    kept,
  }: {
    readonly definition: FlowDefinition | undefined;
    readonly asked: StepsAsked;
    readonly kept: KeptSteps;
  },
): ReadSteps {
  const tree = new StepTree(definition);
  for (const end of [...kept.ends, ...kept.failed]) tree.ended(end);
  for (const one of [...kept.tries, ...kept.running]) tree.tried(one);
  const { step = "", from = 0, places = 0, inner = INNER } = asked;
  const isTold = (around: string, place: number): boolean =>
    around === step ? place >= from && place < from + places : place < inner;
  tree.limitTo(kept.counts, isTold);
  const nodes = (all: readonly { readonly path: string }[]): readonly StepNode[] =>
    all.map(({ path }) => tree.at(path)).filter((node) => node !== undefined);
  const { failures } = kept;
  return {
    tree,
    definition,
    failed: nodes(kept.failed),
    failures,
    running: nodes(kept.running),
    count: countOf(run),
  };
}

const NOTHING: KeptSteps = { ends: [], tries: [], counts: {}, failed: [], failures: 0, running: [] };

/** Nothing where the caller may not read it, or the home keeps none. */
async function keptSteps(
  session: Session,
  { metadata, kind }: FlowRun,
  asked: StepsAsked,
): Promise<KeptSteps> {
  const { kubernetes } = await session.client();
  const { namespace = "default", name, uid } = metadata;
  const records = kubernetes.records({ namespace, kind, name, uid, signal: session.signal });
  try {
    return await records.steps(asked);
  } catch (error) {
    if (isNotFound(error) || isForbidden(error)) return NOTHING;
    throw error;
  }
}

/** What a run runs; undefined where its Flow is another by now, or may not be read. */
export async function definitionOf(
  session: Session,
  { metadata, spec, status }: FlowRun,
): Promise<FlowDefinition | undefined> {
  const { kubernetes } = await session.client();
  const { namespace = "default" } = metadata;
  const version = status?.version;
  try {
    const flow = await kubernetes.find<Flow>(flowKind, { namespace, name: spec.flow });
    return version !== undefined && flow?.status?.version === version ? flow.spec : undefined;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

const countOf = ({ status }: FlowRun): number =>
  Object.values(status?.steps ?? {}).reduce((sum, count) => sum + count, 0);

/** The first step in the tree that failed by itself and not for what is inside of it. */
export function firstFailedIn(within: StepNode): StepNode | undefined {
  const open = [...within.children].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.state === "failed" && node.counts.failed === 0) return node;
    open.push(...[...node.children].reverse());
  }
  return undefined;
}
