import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { failedIn, readSteps, runningIn } from "../flow/read-steps.ts";
import { podOf, STEP_CONTAINER } from "../flow/step-logs.ts";
import type { StepNode } from "../flow/step-tree.ts";
import { failureWords } from "../objects/failure-words.ts";
import type { Session } from "../session/session.ts";

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
  const tree = await readSteps(session, run);
  const { steps: failed, count } = failedIn(tree.root, MOST);
  const isOver = run.status?.completionTime !== undefined;
  const running = isOver ? [] : runningIn(tree.root, MOST);
  const more = count - failed.length;
  const [first] = [...failed, ...running].filter((step) => step.run !== undefined);
  return {
    causes: [
      ...failed.map(failedCause),
      ...(more > 0 ? [`${more} more steps have failed`] : []),
      ...running.map(runningCause),
    ],
    pods: [...failed, ...running].flatMap(({ run: name }) => (name === undefined ? [] : [podOf(name)])),
    log:
      first?.run === undefined
        ? undefined
        : { step: first.path, pod: podOf(first.run), container: STEP_CONTAINER },
  };
}

function failedCause({ path, attempts, why = "", run }: StepNode): string {
  const tries = attempts > 1 ? ` at try ${attempts}` : "";
  const pod = run === undefined ? "" : ` (pod ${podOf(run)})`;
  return `step ${path} failed${tries}${pod}: ${failureWords(why).head || "it tells no reason"}`;
}

function runningCause({ path, attempts, after, notBefore = 0, run = "" }: StepNode): string {
  const tries = attempts > 1 ? `, at try ${attempts}${after === undefined ? "" : ` after ${after}`}` : "";
  if (notBefore > Date.now())
    return `step ${path} is tried again at ${new Date(notBefore).toISOString()}${tries}`;
  return `step ${path} runs in pod ${podOf(run)}${tries}`;
}
