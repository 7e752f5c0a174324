import { defined } from "@slipway/model";
import type { ObjectSource, Trigger, TriggerStatus } from "@slipway/model/kinds/trigger/index.ts";
import { LRUCache } from "lru-cache";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { StepCondition, StepResult } from "#reconcile/in-steps.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { makeRuns } from "./make-runs.ts";
import { isNoBucket, newObjects } from "./new-objects.ts";

const POLL_SECONDS = 30;
/** A bucket is listed no sooner again, however many of its objects are new. */
const SOONEST_MS = 1_000;
/** Of objects that may be told of late and whose runs somebody may delete meanwhile. */
const MOST_RECENT = 1_000;
/** Triggers whose last look is remembered; others look again whenever anything wakes them. */
const MOST_LOOKS = 1_000;

interface Look {
  readonly generation: number | undefined;
  readonly nextAt: number;
  readonly result: StepResult<Trigger>;
}

/** Of a trigger of objects: what was found, and what is known from now on. Whatever wakes a trigger before its next look is told the last one. */
export function objectsSeen(
  artifacts: Artifacts,
): (trigger: Trigger, turn: Turn) => Promise<StepResult<Trigger>> {
  const looks = new LRUCache<string, Look>({ max: MOST_LOOKS });
  return async (trigger, turn) => {
    const { objects, suspend } = trigger.spec;
    if (objects === undefined || suspend === true) return {};
    const { uid = "", generation } = trigger.metadata;
    const now = turn.now.getTime();
    const last = looks.get(uid);
    if (last !== undefined && last.generation === generation && now < last.nextAt)
      return { ...last.result, recheckAfterMs: last.nextAt - now };
    const result = await look(trigger, objects, { artifacts, turn });
    looks.set(uid, { generation, nextAt: now + (result.recheckAfterMs ?? 0), result });
    return result;
  };
}

async function look(
  trigger: Trigger,
  source: ObjectSource,
  { artifacts, turn }: { readonly artifacts: Artifacts; readonly turn: Turn },
): Promise<StepResult<Trigger>> {
  const { status = {} } = trigger;
  const pollMs = (source.pollSeconds ?? POLL_SECONDS) * 1_000;
  try {
    const { events, newest } = await newObjects(trigger, source, {
      artifacts,
      signal: turn.signal,
      now: turn.now,
    });
    const recent = new Set(status.recent);
    const decided = await makeRuns(trigger, events, { isKnown: ({ digest }) => recent.has(digest), turn });
    const hasMore = decided.length < events.length;
    return {
      status: {
        recent: decided.slice(-MOST_RECENT).map(({ digest }) => digest),
        ...defined({ handledUntil: hasMore ? status.handledUntil : later(status.handledUntil, newest) }),
      },
      recheckAfterMs: hasMore ? SOONEST_MS : pollMs,
    };
  } catch (error) {
    const condition = unreadable(error);
    if (condition === undefined) throw error;
    return { condition, recheckAfterMs: pollMs };
  }
}

function later(
  before: TriggerStatus["handledUntil"],
  until: string | undefined,
): TriggerStatus["handledUntil"] {
  return until === undefined || (before !== undefined && before >= until) ? before : until;
}

/** What is wrong with a bucket and may be put right there; runs that wait go on taking their turns. */
function unreadable(error: unknown): StepCondition | undefined {
  if (isNoBucket(error)) {
    const message = `${(error as Error).message} Objects are looked for once it does.`;
    return { status: "False", reason: "NoBucket", message };
  }
  if (!(error instanceof TerminalError)) return undefined;
  return { status: "False", reason: error.reason, message: error.message };
}
