import {
  type AlarmState,
  alarmProblems,
  alarmState,
  type MetricAlarm,
  metricAlarmKind,
  stateAskedFor,
} from "@slipway/model/kinds/metric-alarm/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { appendAlarmHistory } from "#monitoring/alarm/alarm-history.ts";
import { judgeAlarm } from "#monitoring/alarm/alarm-judgement.ts";
import { alarmPoints, untilNextPoint } from "#monitoring/alarm/alarm-points.ts";
import { stateChange } from "#monitoring/alarm/state-change.ts";
import { MathError } from "#monitoring/math/math-error.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps, type Step, type StepResult } from "#reconcile/in-steps.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { measuredHere } from "./measured-here.ts";

/** Puts a state into the status only where it is another: an alarm that stays what it is costs reads alone. */
export function metricAlarmController(parts: { readonly ledger: Ledger }): Controller {
  return controller<MetricAlarm>({
    name: "metric-alarm",
    reconciler: { kind: metricAlarmKind, reconcile: inSteps<MetricAlarm>([evaluate(parts.ledger)]) },
    // Each looks at a few measurements; some hundred a minute are no more than that.
    concurrency: { all: 2 },
  });
}

const READY = {
  status: "True",
  reason: "Evaluated",
  message: "Its measurements are looked at as they come",
} as const;

function evaluate(ledger: Ledger): Step<MetricAlarm, "Ready"> {
  return {
    condition: "Ready",
    async run(alarm, turn) {
      const [problem] = alarmProblems(alarm.spec);
      if (problem !== undefined) throw new TerminalError("InvalidAlarm", problem);
      const recheckAfterMs = untilNextPoint(alarm.spec, turn.now);
      const asked = stateAskedFor(alarm);
      const next = asked === undefined ? await judged(ledger, alarm, turn) : notAfter(turn.now, asked);
      if (next === undefined) return { condition: READY, recheckAfterMs };
      await tell(ledger, alarm, { next, turn });
      const takenUp = asked === undefined ? {} : { stateTakenUp: asked.stateUpdatedTimestamp };
      return { condition: READY, recheckAfterMs, status: { ...statusOf(alarm, next), ...takenUp } };
    },
  };
}

/** Whoever asks for a state says when that was, and cannot say that it was later than now. */
function notAfter(now: Date, state: AlarmState): AlarmState {
  return new Date(state.stateUpdatedTimestamp) > now
    ? { ...state, stateUpdatedTimestamp: now.toISOString() }
    : state;
}

/** An alarm that nobody has looked at yet is told to be in its first state even if that is the one it stays in. */
async function judged(ledger: Ledger, alarm: MetricAlarm, turn: Turn): Promise<AlarmState | undefined> {
  const { namespace = "" } = alarm.metadata;
  const { spec } = alarm;
  const state = alarmState(alarm);
  try {
    const points = await alarmPoints(spec, {
      ledger,
      measured: measuredHere(ledger, turn, namespace),
      now: turn.now,
    });
    const next = judgeAlarm(spec, { points, current: state.stateValue, now: turn.now });
    return next ?? (alarm.status?.stateValue === undefined ? state : undefined);
  } catch (error) {
    if (error instanceof MathError) throw new TerminalError("InvalidExpression", error.message);
    throw error;
  }
}

function statusOf(alarm: MetricAlarm, next: AlarmState): NonNullable<StepResult<MetricAlarm>["status"]> {
  const { stateValue, stateReason, stateReasonData, stateUpdatedTimestamp } = next;
  const changes = alarm.status?.stateValue !== stateValue;
  return {
    stateValue,
    stateReason,
    stateReasonData,
    stateUpdatedTimestamp,
    ...(changes ? { stateTransitionedTimestamp: stateUpdatedTimestamp } : {}),
  };
}

/** Written before the status: its key is the state that was left, so that a kill in between tells it once. */
async function tell(
  ledger: Ledger,
  alarm: MetricAlarm,
  { next, turn }: { readonly next: AlarmState; readonly turn: Turn },
): Promise<void> {
  const before = alarm.status;
  // What somebody asked for is what comes, not what was.
  const { annotations: _, ...metadata } = alarm.metadata;
  const { stateValue, stateReason } = alarmState({ ...alarm, metadata });
  if (stateValue === next.stateValue) return;
  const { namespace = "", name, uid = "" } = alarm.metadata;
  const subject = { namespace, kind: metricAlarmKind.kind, name, uid };
  await appendAlarmHistory(ledger, subject, {
    ...stateChange({ stateValue, stateReason }, next),
    name: alarm.spec.name,
    id: `${before?.stateUpdatedTimestamp ?? "new"} ${next.stateValue}`,
    at: new Date(next.stateUpdatedTimestamp),
  });
  turn.events.record(alarm, {
    type: next.stateValue === "ALARM" ? "Warning" : "Normal",
    reason: `Alarm${next.stateValue === "INSUFFICIENT_DATA" ? "InsufficientData" : next.stateValue}`,
    message: next.stateReason,
  });
}
