import type { FlowDefinition, FlowStep } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { definitionOf, failedIn, readSteps, runningIn } from "../flow/read-steps.ts";
import { podOf, STEP_CONTAINER } from "../flow/step-logs.ts";
import { ON_EXIT, type StepNode } from "../flow/step-tree.ts";
import { failureWords } from "../objects/failure-words.ts";
import type { Session } from "../session/session.ts";
import { poolWaits } from "./pool-waits.ts";

/** Of steps that failed, or run, so many are looked into. */
const MOST = 5;

/** Why a run of a pipeline is as it is, step by step down to their pods. */
export interface RunCauses {
  /** Of the steps that failed, or of those that run: each with what it waits for or why it failed. */
  readonly causes: readonly string[];
  /** Pods of the steps that are told of. */
  readonly pods: readonly string[];
  /** The step whose log tells most: the first that failed. */
  readonly log: { readonly step: string; readonly pod: string; readonly container: string } | undefined;
}

export async function causesOfRun(session: Session, run: FlowRun): Promise<RunCauses> {
  const [tree, definition] = await Promise.all([readSteps(session, run), definitionOf(session, run)]);
  const placeOf = (node: StepNode): string | undefined => whereOf(node, stepAt(definition, node.path));
  const { steps: failed, count } = failedIn(tree.root, MOST);
  const isOver = run.status?.completionTime !== undefined;
  const running = isOver ? [] : runningIn(tree.root, MOST);
  const more = count - failed.length;
  const waits: ReadonlyMap<string, string> = isOver ? new Map() : await poolWaits(session, run);
  const [first] = [...failed, ...running].filter((step) => step.run !== undefined);
  return {
    causes: [
      ...failed.map((node) => failedCause(node, placeOf(node))),
      ...(more > 0 ? [`${more} more steps have failed`] : []),
      ...running.map((node) => waitingCause(node, waits) ?? runningCause(node, placeOf(node))),
    ],
    pods: [...failed, ...running].flatMap(({ run: name }) => (name === undefined ? [] : [podOf(name)])),
    log:
      first?.run === undefined
        ? undefined
        : { step: first.path, pod: podOf(first.run), container: STEP_CONTAINER },
  };
}

function failedCause({ path, attempts, why = "" }: StepNode, where: string | undefined): string {
  const tries = attempts > 1 ? ` at try ${attempts}` : "";
  const place = where === undefined ? "" : ` (${where})`;
  return `step ${path} failed${tries}${place}: ${failureWords(why).head || "it tells no reason"}`;
}

function waitingCause({ path, run = "" }: StepNode, waits: ReadonlyMap<string, string>): string | undefined {
  const wait = waits.get(run);
  return wait === undefined ? undefined : `step ${path} waits for ${wait}`;
}

function runningCause({ path, attempts, after, notBefore = 0 }: StepNode, where: string | undefined): string {
  const tries = attempts > 1 ? `, at try ${attempts}${after === undefined ? "" : ` after ${after}`}` : "";
  if (notBefore > Date.now())
    return `step ${path} is tried again at ${new Date(notBefore).toISOString()}${tries}`;
  return `step ${path} runs${where === undefined ? "" : ` in ${where}`}${tries}`;
}

/** Undefined where that is not known. */
function stepAt(definition: FlowDefinition | undefined, path: string): FlowStep | undefined {
  const names = path.replaceAll(/\[\d+\]/g, "").split(".");
  let among = names[0] === ON_EXIT ? definition?.onExit : definition?.steps;
  let step: FlowStep | undefined;
  for (const name of names[0] === ON_EXIT ? names.slice(1) : names) {
    step = among?.find((one) => one.name === name);
    among = step?.steps;
  }
  return step;
}

/** What does a step's work: a pod where it runs a program, or the object that it makes. */
function whereOf({ run }: StepNode, step: FlowStep | undefined): string | undefined {
  if (run === undefined) return undefined;
  if (step === undefined || step.run !== undefined) return `pod ${podOf(run)}`;
  const { kind, metadata } = (step.resource?.manifest ?? {}) as {
    kind?: string;
    metadata?: { name?: string };
  };
  return kind === undefined ? undefined : `${kind.toLowerCase()}/${metadata?.name ?? run}`;
}
