import { type ScalingProblem, type ScheduledAction, targetProblems } from "../../scaling/index.ts";
import type { ScalableTarget } from "./type.generated.ts";

/** Holds JSON, a list of actions: ACK has no kind for what PutScheduledAction asks. */
export const SCHEDULED_ACTIONS_ANNOTATION = "slipway.dev/scheduled-actions";

/** As PutScheduledAction was told, and when it was first told of each. */
export interface StoredAction extends ScheduledAction {
  readonly creationTime?: string;
}

type Annotated = Pick<ScalableTarget, "metadata">;

/** What is no such JSON, as a file may have it, says nothing. */
export function scheduledActions({ metadata }: Annotated): readonly StoredAction[] {
  try {
    const value: unknown = JSON.parse(metadata.annotations?.[SCHEDULED_ACTIONS_ANNOTATION] ?? "[]");
    return Array.isArray(value) ? value.filter(isAction) : [];
  } catch {
    return [];
  }
}

function isAction(value: unknown): value is StoredAction {
  const { name, schedule } = (value ?? {}) as Partial<StoredAction>;
  return typeof name === "string" && typeof schedule === "string";
}

/** The target with these actions and no others. */
export function withScheduledActions(
  target: ScalableTarget,
  actions: readonly StoredAction[],
): ScalableTarget {
  const { [SCHEDULED_ACTIONS_ANNOTATION]: _, ...others } = target.metadata.annotations ?? {};
  const annotations =
    actions.length === 0 ? others : { ...others, [SCHEDULED_ACTIONS_ANNOTATION]: JSON.stringify(actions) };
  return { ...target, metadata: { ...target.metadata, annotations } };
}

/** Why they cannot be kept; undefined where they can. */
export function scheduledActionsProblem(actions: readonly ScheduledAction[]): string | undefined {
  const [problem]: readonly ScalingProblem[] = targetProblems({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    policies: [],
    scheduledActions: actions,
  });
  return problem === undefined ? undefined : `${problem.field}: ${problem.message}`;
}
