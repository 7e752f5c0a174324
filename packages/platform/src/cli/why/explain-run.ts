import type { FlowStep } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { readSteps } from "../flow/read-steps.ts";
import { podOf, STEP_CONTAINER } from "../flow/step-logs.ts";
import type { StepNode } from "../flow/step-tree.ts";
import { stepAt } from "../flow/steps-at.ts";
import { failureWords } from "../objects/failure-words.ts";
import type { Session } from "../session/session.ts";
import { poolWaits } from "./pool-waits.ts";

/** Of steps that failed, or run, so many are looked into. */
const MOST = 5;
/** Of those that failed, so many are counted. */
const MOST_COUNTED = 1_000;

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
  const read = await readSteps(session, run, { places: 1, inner: 1, limit: 1, most: MOST });
  const { definition, failed, failures } = read;
  const placeOf = (node: StepNode): string | undefined => whereOf(node, stepAt(definition, node.path));
  const isOver = run.status?.completionTime !== undefined;
  const running = isOver ? [] : read.running;
  const more = failures - failed.length;
  const waits: ReadonlyMap<string, string> = isOver ? new Map() : await poolWaits(session, run);
  const [first] = [...failed, ...running].filter((step) => step.run !== undefined);
  return {
    causes: [
      ...failed.map((node) => failedCause(node, placeOf(node))),
      ...(more > 0 ? [`${more}${failures < MOST_COUNTED ? "" : " or"} more steps have failed`] : []),
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
