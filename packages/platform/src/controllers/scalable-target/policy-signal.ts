import type { PolicySignal } from "@slipway/model/kinds/scaling-policy/index.ts";
import type { Signal } from "@slipway/model/scaling/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { alarmPoints } from "#monitoring/alarm/alarm-points.ts";
import type { Measured } from "#monitoring/metric-series.ts";

/** What target tracking looks back at: a quarter of an hour. */
const PERIODS = 15;

/** The newest minutes of what a policy goes by, those that are over. Throws MathError for an expression that has no meaning. */
export async function policySignal(
  { isZeroWhereMissing, ...spec }: PolicySignal,
  from: { readonly ledger: Ledger; readonly measured: Measured; readonly now: Date; readonly since: Date },
): Promise<Signal> {
  const points = await alarmPoints({ name: "", ...spec, evaluationPeriods: PERIODS }, from);
  const values = points.map(({ at, value }) => {
    if (value !== undefined) return value;
    return isZeroWhereMissing === true && at >= from.since.getTime() ? 0 : null;
  });
  return { periodSeconds: 60, values };
}
