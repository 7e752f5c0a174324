import type { AwsIdentity } from "@slipway/model";
import { type MetricAlarm, metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import {
  openPolicy,
  type PolicySignal,
  type ScalingPolicy,
  scalingPolicyArn,
  stepAlarm,
} from "@slipway/model/kinds/scaling-policy/index.ts";
import type { ScalingPolicy as Policy, Signal } from "@slipway/model/scaling/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { alarmPoints } from "#monitoring/alarm/alarm-points.ts";
import { MathError } from "#monitoring/math/math-error.ts";
import type { Measured } from "#monitoring/metric-series.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { Index } from "#store/cache.ts";

/** What target tracking looks back at: a quarter of an hour. */
const PERIODS = 15;

/** Policies as they are decided by, and their signals. */
export interface MeasuredPolicies {
  readonly policies: readonly Policy[];
  readonly signals: Readonly<Record<string, Signal>>;
}

interface From {
  readonly ledger: Ledger;
  readonly measured: Measured;
  readonly identity: AwsIdentity;
  readonly turn: Pick<Turn, "cache" | "signal" | "now">;
  /** Nothing was measured before. */
  readonly since: Date;
}

/** The policies that can be gone by, each with what was measured. One that is refused, and steps that no alarm names, count for nothing. */
export async function measuredPolicies(
  given: readonly ScalingPolicy[],
  from: From,
): Promise<MeasuredPolicies> {
  const policies: Policy[] = [];
  const signals: Record<string, Signal> = {};
  for (const policy of given) {
    const opened = openPolicy(policy);
    if ("tracking" in opened) {
      policies.push(opened.tracking);
      signals[opened.tracking.metric] = await tracked(opened.signal, from);
    } else if ("steps" in opened) {
      for (const { spec } of await alarmsOf(policy, from)) {
        // Alarms of one namespace have names of their own.
        const name = `${opened.steps.name} by ${spec.name}`;
        const alarm = stepAlarm(spec, name);
        if (alarm === undefined) continue;
        policies.push({ ...opened.steps, name, alarm });
        signals[name] = await signalOf(spec, from);
      }
    }
  }
  return { policies, signals };
}

const byAction: Index<MetricAlarm> = {
  name: "action",
  values: ({ metadata, spec }) => (spec.alarmActions ?? []).map((arn) => `${metadata.namespace} ${arn}`),
};

async function alarmsOf(policy: ScalingPolicy, { turn, identity }: From): Promise<readonly MetricAlarm[]> {
  const alarms = await turn.cache.of(metricAlarmKind, turn.signal);
  return alarms.by(byAction, `${policy.metadata.namespace} ${scalingPolicyArn(identity, policy)}`);
}

async function tracked({ isZeroWhereMissing, ...spec }: PolicySignal, from: From): Promise<Signal> {
  return signalOf({ name: "", ...spec, evaluationPeriods: PERIODS }, from, isZeroWhereMissing);
}

/** The newest periods that are over; nothing for an expression that has no meaning, which its alarm or policy tells. */
async function signalOf(
  spec: MetricAlarm["spec"],
  { ledger, measured, turn, since }: From,
  isZeroWhereMissing = false,
): Promise<Signal> {
  const periodSeconds = spec.period ?? 60;
  try {
    const points = await alarmPoints(spec, { ledger, measured, now: turn.now });
    const values = points.map(
      ({ at, value }) => value ?? (isZeroWhereMissing && at >= since.getTime() ? 0 : null),
    );
    return { periodSeconds, values };
  } catch (error) {
    if (error instanceof MathError) return { periodSeconds, values: [] };
    throw error;
  }
}
