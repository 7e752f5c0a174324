import {
  type AlarmState,
  alarmProblems,
  alarmState,
  type MetricAlarm,
  metricAlarmKind,
  type PromQLCriteria,
  promQLOf,
  stateAskedFor,
} from "@slipway/model/kinds/metric-alarm/index.ts";
import { measuredHere } from "#controllers/measured-here.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { appendAlarmHistory } from "#monitoring/alarm/alarm-history.ts";
import { judgeAlarm } from "#monitoring/alarm/alarm-judgement.ts";
import { alarmPoints, untilNextPoint } from "#monitoring/alarm/alarm-points.ts";
import { judgePromQL, judgeUnknown, promQLRange, untilNextLook } from "#monitoring/alarm/promql-judgement.ts";
import { stateChange } from "#monitoring/alarm/state-change.ts";
import { MathError } from "#monitoring/math/math-error.ts";
import { type PromQL, PromQLFailure } from "#monitoring/promql/promql.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps, type Step, type StepResult } from "#reconcile/in-steps.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";

/** Puts a state into the status only where it is another: an alarm that stays what it is costs reads alone. */
export function metricAlarmController(parts: {
  readonly ledger: Ledger;
  readonly promQL: PromQL;
}): Controller {
  return controller<MetricAlarm>({
    name: "metric-alarm",
    reconciler: { kind: metricAlarmKind, reconcile: inSteps<MetricAlarm>([evaluate(parts)]) },
    // Each looks at a few measurements; some hundred a minute are no more than that. Who asks a Prometheus that hangs holds up none of them.
    concurrency: { measured: 2, asked: 4 },
    laneOf: ({ spec }) => (promQLOf(spec) === undefined ? "measured" : "asked"),
  });
}

const READY = {
  status: "True",
  reason: "Evaluated",
  message: "Its measurements are looked at as they come",
} as const;

function evaluate({
  ledger,
  promQL,
}: {
  readonly ledger: Ledger;
  readonly promQL: PromQL;
}): Step<MetricAlarm, "Ready"> {
  return {
    condition: "Ready",
    async run(alarm, turn) {
      const [problem] = alarmProblems(alarm.spec);
      if (problem !== undefined) throw new TerminalError("InvalidAlarm", problem);
      const criteria = promQLOf(alarm.spec);
      const recheckAfterMs =
        criteria === undefined ? untilNextPoint(alarm.spec, turn.now) : untilNextLook(alarm.spec, turn.now);
      const asked = stateAskedFor(alarm);
      const { next, why } =
        asked !== undefined
          ? { next: notAfter(turn.now, asked) }
          : criteria === undefined
            ? { next: await judged(ledger, alarm, turn) }
            : await judgedByQuery(promQL, { alarm, criteria }, turn);
      const condition =
        why === undefined ? READY : ({ status: "False", reason: "QueryFailed", message: why } as const);
      if (next === undefined) return { condition, recheckAfterMs };
      await tell(ledger, alarm, { next, turn });
      const takenUp = asked === undefined ? {} : { stateTakenUp: asked.stateUpdatedTimestamp };
      return { condition, recheckAfterMs, status: { ...statusOf(alarm, next), ...takenUp } };
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

/** What cannot be asked is looked at again in its time, like any other: `why` says what is wrong with it until then. */
async function judgedByQuery(
  promQL: PromQL,
  { alarm, criteria }: { readonly alarm: MetricAlarm; readonly criteria: PromQLCriteria },
  { now, signal }: Turn,
): Promise<{ readonly next: AlarmState | undefined; readonly why?: string }> {
  const state = alarmState(alarm);
  const current = state.stateValue;
  const first = alarm.status?.stateValue === undefined ? state : undefined;
  const range = promQLRange(alarm.spec, criteria, now);
  try {
    const series = await promQL.range(range, signal);
    return { next: judgePromQL({ criteria, range, series, current, now }) ?? first };
  } catch (error) {
    if (!(error instanceof PromQLFailure)) throw error;
    const why = error.message;
    return { next: judgeUnknown(alarm.spec, { current, now, why }) ?? first, why };
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
