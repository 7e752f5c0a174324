import { isConflict, isNotFound, type Key, keyOf, objectName } from "@slipway/model";
import { type MetricAlarm, metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import type { Subject } from "#ledger/ledger.ts";
import type { Index } from "#store/cache.ts";
import { AwsError } from "../aws-error.ts";
import type { LedgerCall } from "../ledger-call.ts";

/** Alarms of a namespace, in the order of their names. */
export const BY_NAME: Index<MetricAlarm> = {
  name: "alarms by name",
  values: ({ metadata }) => [metadata.namespace ?? ""],
  rank: ({ spec }) => spec.name,
};

/** Alarms of a namespace that look at one metric alone. */
export const BY_METRIC: Index<MetricAlarm> = {
  name: "alarms by metric",
  values: ({ metadata, spec }) =>
    spec.metricName === undefined
      ? []
      : [
          metricValue({
            home: metadata.namespace ?? "",
            namespace: spec.namespace ?? "",
            name: spec.metricName,
          }),
        ],
  rank: ({ spec }) => spec.name,
};

export function metricValue(of: {
  readonly home: string;
  readonly namespace: string;
  readonly name: string;
}): string {
  return JSON.stringify([of.home, of.namespace, of.name]);
}

/** Asks for the caller's right to list first, since the door's own copy answers. */
export async function allAlarms(call: LedgerCall) {
  await call.store.list(metricAlarmKind, { namespace: call.namespace }, { limit: 1 });
  return call.cache.of(metricAlarmKind);
}

/** The alarm of that name, whatever its metadata.name is. */
export async function findAlarm(call: LedgerCall, name: string): Promise<MetricAlarm | undefined> {
  const derived = await call.store.get(metricAlarmKind, keyFor(call, name));
  if (derived?.spec.name === name) return derived;
  const all = await call.cache.of(metricAlarmKind);
  const known = all.by(BY_NAME, call.namespace, { after: { rank: name }, limit: 1 })[0];
  if (known?.spec.name !== name) return undefined;
  const other = await call.store.get(metricAlarmKind, keyOf(known));
  return other?.spec.name === name ? other : undefined;
}

const keyFor = ({ namespace }: LedgerCall, name: string): Key => `${namespace}/${objectName(name)}`;

export const MOST_TRIES = 10;

/** Reads, changes and writes; again when somebody wrote in between. Undefined where there is no such alarm. */
export async function changeAlarm(
  call: LedgerCall,
  name: string,
  change: (alarm: MetricAlarm) => MetricAlarm,
): Promise<MetricAlarm | undefined> {
  for (let tries = 1; ; tries++) {
    const alarm = await findAlarm(call, name);
    if (alarm === undefined) return undefined;
    try {
      return await call.store.replace(metricAlarmKind, change(alarm), "object");
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (!isConflict(error) || tries === MOST_TRIES) throw error;
    }
  }
}

export function alarmArn(
  { identity: { region, accountId } }: Pick<LedgerCall, "identity">,
  name: string,
): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

/** The alarm's name in an ARN of the caller's account; undefined where it names something else. */
export function alarmInArn(call: LedgerCall, arn: string): string | undefined {
  const prefix = alarmArn(call, "");
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}

export function alarmSubject({ metadata }: MetricAlarm): Subject {
  const { namespace = "", name, uid = "" } = metadata;
  return { namespace, kind: metricAlarmKind.kind, name, uid };
}

/** An alarm that a caller names and that is not there. */
export function noAlarm(type: "ResourceNotFound" | "ResourceNotFoundException", what: string): AwsError {
  return new AwsError("SLIP-API-001", what, { type, status: 404 });
}
