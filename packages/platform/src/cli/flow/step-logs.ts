import { childName, type Kind, type Resource } from "@slipway/model";
import { closest } from "@slipway/model/closest.ts";
import { flowRunFacts } from "@slipway/model/kinds/flow-run/facts.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { KeptStepTry } from "@slipway/model/kubernetes/kept-records.ts";
import { hostName } from "@slipway/model/run-plan.ts";
import { usageError } from "../errors/usage-error.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import type { Session } from "../session/session.ts";
import { StepFeed, type StepRecords } from "./step-feed.ts";
import { isEnd, type StepNode, StepTree } from "./step-tree.ts";

/** Of a run's steps, so many have their logs printed one after the other. */
const MOST_STEPS = 100;
const LOOK_EVERY_MS = 1_000;
/** Of the program in a step's pod, also when the pod is gone. */
export const STEP_CONTAINER = "algorithm";

/** The log of a try at a step. */
export interface StepLog {
  readonly label: string;
  readonly pod: Reference;
  /** What the try is called: an object that it has made bears the same name, unless the flow names it. */
  readonly name: string;
}

/** What is asked for of a run's logs. */
export interface StepsAsked {
  /** A step with all that is inside of it; absent: all steps. */
  readonly step?: string | undefined;
  /** Absent: the last one of each step. */
  readonly attempt?: number | undefined;
}

const podKind: Kind = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };
const served = { ...podKind, singular: "pod", shortNames: ["po"], categories: [] };

/** Whether a step is meant by a path, or is inside of what is. */
const isWithin = (path: string, step: string | undefined): boolean =>
  step === undefined || path === step || path.startsWith(`${step}.`) || path.startsWith(`${step}[`);

const logOf = ({ path, attempt, run }: KeptStepTry): StepLog => ({
  label: attempt > 1 ? `${path}#${attempt}` : path,
  pod: { kind: served, name: podOf(run) },
  name: run,
});

/** The pod of a step's only machine. */
export const podOf = (run: string): string => childName(run, hostName(0));

/** Tries at the steps that are asked for, oldest first. Throws where there is no such step, and where they are too many. */
export async function stepLogs(
  session: Session,
  reference: Reference,
  asked: StepsAsked,
): Promise<readonly StepLog[]> {
  const tries = new Map<string, KeptStepTry>();
  const tree = new StepTree();
  for await (const page of (await feedOf(session, reference)).look()) {
    take(tree, page);
    for (const one of page.tries) if (isAsked(one, asked)) tries.set(one.path, one);
    if (tries.size > MOST_STEPS) throw tooMany(reference, asked);
  }
  if (tries.size === 0 && asked.step !== undefined) throw noSuchStep(reference, asked, tree);
  return [...tries.values()].map(logOf);
}

/** Tries at the steps that are asked for as they begin, until the run is over. */
export async function* followStepLogs(
  session: Session,
  reference: Reference,
  asked: StepsAsked,
): AsyncGenerator<StepLog> {
  const { kubernetes } = await session.client();
  const feed = await feedOf(session, reference);
  const told = new Set<string>();
  const tree = new StepTree();
  for (;;) {
    const run = await kubernetes.get<Resource>(reference.kind, await locate(session, reference));
    for await (const page of feed.look()) {
      take(tree, page);
      yield* freshIn(page, asked, told);
      if (told.size > MOST_STEPS) throw tooMany(reference, asked);
    }
    if (session.signal.aborted) return;
    if (isOver(run as FlowRun, tree.at(asked.step ?? ""))) break;
    await pause(LOOK_EVERY_MS, session.signal);
  }
  if (told.size === 0 && asked.step !== undefined) throw noSuchStep(reference, asked, tree);
}

function freshIn({ tries }: StepRecords, asked: StepsAsked, told: Set<string>): readonly StepLog[] {
  const fresh = tries
    .filter((one) => isAsked(one, asked))
    .map(logOf)
    .filter(({ label }) => !told.has(label));
  for (const { label } of fresh) told.add(label);
  return fresh;
}

const isAsked = ({ path, attempt: its }: KeptStepTry, { step, attempt }: StepsAsked): boolean =>
  isWithin(path, step) && (attempt === undefined || its === attempt);

function take(tree: StepTree, { tries, ends }: StepRecords): void {
  for (const one of tries) tree.tried(one);
  for (const one of ends) tree.ended(one);
}

/** A run that is refused never begins. */
const isOver = (run: FlowRun, step: StepNode | undefined): boolean =>
  flowRunFacts.outcome(run).state !== "working" || (step !== undefined && isEnd(step.state));

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });

/** The records of a run's steps. */
export async function feedOf(session: Session, reference: Reference, uid?: string): Promise<StepFeed> {
  const { kubernetes } = await session.client();
  const { namespace = "default" } = await locate(session, reference);
  const { name } = reference;
  const { signal } = session;
  return new StepFeed(kubernetes.records({ namespace, kind: "FlowRun", name, uid, signal }));
}

function tooMany(reference: Reference, { step }: StepsAsked): Error {
  const example = step === undefined ? "--step STEP" : `--step '${step}[0]'`;
  return usageError(
    `${nameOf(reference)}: more than ${MOST_STEPS} of its steps have logs; name one, for instance with ${example}: slipway describe ${nameOf(reference)} lists them`,
  );
}

function noSuchStep(reference: Reference, { step = "", attempt }: StepsAsked, tree: StepTree): Error {
  const name = nameOf(reference);
  const node = tree.at(step);
  if (node !== undefined && attempt !== undefined && node.attempts > 0)
    return usageError(`--attempt ${attempt}: ${step} of ${name} has been tried ${node.attempts} times`);
  if (node !== undefined)
    return usageError(
      `--step ${step}: it has not run in ${name}${node.why === undefined ? "" : `: ${node.why}`}`,
    );
  const nearest = closest(
    step,
    tree.root.children.map(({ label }) => label),
  );
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return usageError(
    `--step ${step}: no step of ${name} has that path${hint || `: slipway describe ${name} lists them`}`,
  );
}
