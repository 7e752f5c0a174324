import { isForbidden, type Resource } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { type Flow, flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Session } from "../session/session.ts";
import { StepFeed } from "./step-feed.ts";
import { isEnd, type StepNode, StepTree } from "./step-tree.ts";

/** Of runs with more steps their results are not read. */
const MOST_WITH_RESULTS = 500;

export const isFlowRun = (object: Resource): object is FlowRun =>
  object.kind === flowRunKind.kind && object.apiVersion === `${flowRunKind.group}/${flowRunKind.version}`;

/** The steps of a run as far as they have come, with those to come where the Flow is still the one that it runs. */
export async function readSteps(session: Session, run: FlowRun): Promise<StepTree> {
  const { kubernetes } = await session.client();
  const { namespace = "default", name, uid } = run.metadata;
  const tree = new StepTree(await definitionOf(session, run));
  const records = kubernetes.records({ namespace, kind: run.kind, name, uid, signal: session.signal });
  const feed = new StepFeed(records, { withResults: countOf(run) <= MOST_WITH_RESULTS });
  for await (const { tries, ends } of feed.look()) {
    for (const one of tries) tree.tried(one);
    for (const one of ends) tree.ended(one);
  }
  return tree;
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

/** Steps that failed by themselves and not for what is inside of them, in their order; so many at most, and how many there are. */
export function failedIn(
  within: StepNode,
  most: number,
): { readonly steps: readonly StepNode[]; readonly count: number } {
  const steps: StepNode[] = [];
  let count = 0;
  const open = [...within.children].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const isOwn = node.state === "failed" && node.counts.failed === 0;
    if (isOwn && ++count <= most) steps.push(node);
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (child !== undefined) open.push(child);
    }
  }
  return { steps, count };
}

/** Work that runs, in its order; so many at most. */
export function runningIn(within: StepNode, most: number): readonly StepNode[] {
  const steps: StepNode[] = [];
  const open = [...within.children].reverse();
  for (let node = open.pop(); node !== undefined && steps.length < most; node = open.pop()) {
    if (node.state === "running" && node.run !== undefined) steps.push(node);
    if (!isEnd(node.state)) open.push(...[...node.children].reverse());
  }
  return steps;
}
