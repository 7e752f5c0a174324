import { defined } from "@slipway/model";
import {
  type ScalableTarget,
  type StoredAction,
  scalableTargetKind,
  scheduledActions,
  scheduledActionsProblem,
  withScheduledActions,
} from "@slipway/model/kinds/scalable-target/index.ts";
import { writeTime } from "@slipway/model/schedules/index.ts";
import type { Call, Members } from "../call.ts";
import { limitExceeded, notFound, notRegistered, validationError } from "./autoscaling-error.ts";
import { pageOf } from "./page.ts";
import { targetFor } from "./scalable-targets.ts";
import { ageOf, allOf, isAskedFor, written } from "./scaled.ts";

/** "Scheduled actions per scalable target: 200" (user guide, "Quotas"). */
const MOST_ACTIONS = 200;

/**
 * PutScheduledAction: makes the action, or changes what is said of one that is there; "if you don't specify start and end times, the old
 * values are deleted" (API reference).
 */
export async function putScheduledAction(input: Members, call: Call): Promise<void> {
  const change = (actions: readonly StoredAction[]): readonly StoredAction[] => {
    const before = actions.find((one) => one.name === input["ScheduledActionName"]);
    if (before === undefined && actions.length >= MOST_ACTIONS)
      throw limitExceeded(`A scalable target has ${MOST_ACTIONS} scheduled actions at most`);
    const next = [...actions.filter((one) => one !== before), actionIn(input, before, call)];
    const problem = scheduledActionsProblem(next);
    if (problem !== undefined) throw validationError(problem);
    return next;
  };
  await changeActions(input, call, { change, orElse: notRegistered });
}

function actionIn(input: Members, before: StoredAction | undefined, { now }: Call): StoredAction {
  const { schedule = before?.schedule, timezone = before?.timezone, bounds = before } = inputOf(input);
  if (schedule === undefined) throw validationError("Schedule must be given for a new scheduled action");
  return {
    name: String(input["ScheduledActionName"]),
    schedule,
    ...defined({
      timezone,
      startTime: wholeSeconds(input["StartTime"] as Date | undefined),
      endTime: wholeSeconds(input["EndTime"] as Date | undefined),
      min: bounds?.min,
      max: bounds?.max,
    }),
    creationTime: before?.creationTime ?? now.toISOString(),
  };
}

/** Clients send what their clocks say to the millisecond. */
const wholeSeconds = (time: Date | undefined): string | undefined =>
  time === undefined ? undefined : writeTime(time.getTime());

/** What stays as it was where it is not given. */
function inputOf(input: Members) {
  const told = input["ScalableTargetAction"] as Members | undefined;
  return {
    schedule: input["Schedule"] as string | undefined,
    timezone: input["Timezone"] as string | undefined,
    bounds: told && {
      min: told["MinCapacity"] as number | undefined,
      max: told["MaxCapacity"] as number | undefined,
    },
  };
}

export async function deleteScheduledAction(input: Members, call: Call): Promise<void> {
  const orElse = () => notFound("scheduled action", input);
  const change = (actions: readonly StoredAction[]): readonly StoredAction[] => {
    const others = actions.filter(({ name }) => name !== input["ScheduledActionName"]);
    if (others.length === actions.length) throw orElse();
    return others;
  };
  await changeActions(input, call, { change, orElse });
}

/** DescribeScheduledActions, in the order of their names. */
export async function describeScheduledActions(input: Members, call: Call): Promise<Members> {
  const names = Array.isArray(input["ScheduledActionNames"]) ? input["ScheduledActionNames"] : [];
  const targets = (await allOf(call, scalableTargetKind)).filter(isAskedFor(input));
  const actions = targets.flatMap((target) =>
    scheduledActions(target)
      .filter(({ name }) => names.length === 0 || names.includes(name))
      .map((action) => ({ target, action })),
  );
  const { page, next } = pageOf(actions, input, {
    placeOf: ({ target, action }) => `${action.name}\n${ageOf(target)}`,
  });
  return { ScheduledActions: page.map(({ target, action }) => actionMembers(call, target, action)), ...next };
}

function actionMembers(
  { identity }: Call,
  { metadata, spec }: ScalableTarget,
  { name, schedule, timezone, startTime, endTime, min, max, creationTime }: StoredAction,
): Members {
  const timeOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  return defined({
    ScheduledActionName: name,
    ScheduledActionARN: `arn:aws:autoscaling:${identity.region}:${identity.accountId}:scheduledAction:${metadata.uid}:resource/${spec.serviceNamespace}/${spec.resourceID}:scheduledActionName/${name}`,
    ServiceNamespace: spec.serviceNamespace,
    ResourceId: spec.resourceID,
    ScalableDimension: spec.scalableDimension,
    Schedule: schedule,
    Timezone: timezone,
    StartTime: timeOf(startTime),
    EndTime: timeOf(endTime),
    ScalableTargetAction: defined({ MinCapacity: min, MaxCapacity: max }),
    CreationTime: timeOf(creationTime ?? metadata.creationTimestamp),
  });
}

async function changeActions(
  input: Members,
  call: Call,
  {
    change,
    orElse,
  }: {
    readonly change: (actions: readonly StoredAction[]) => readonly StoredAction[];
    /** What is wrong where there is no target. */
    readonly orElse: (input: Members) => Error;
  },
): Promise<void> {
  await written(async () => {
    const target = await targetFor(input, call);
    if (target === undefined) throw orElse(input);
    const changed = withScheduledActions(target, change(scheduledActions(target)));
    return call.store.replace(scalableTargetKind, changed, "object");
  });
}
