import { defined } from "@slipway/model";
import {
  type ScalableTarget,
  type StoredAction,
  scalableTargetKind,
  scheduledActions,
  scheduledActionsProblem,
  withScheduledActions,
} from "@slipway/model/kinds/scalable-target/index.ts";
import type { Call, Members } from "../call.ts";
import { notFound, validationError } from "./autoscaling-error.ts";
import { targetFor } from "./scalable-targets.ts";
import { allOf, isAskedFor, written } from "./scaled.ts";

/** PutScheduledAction: makes the action, or changes what is said of one that is there. */
export async function putScheduledAction(input: Members, call: Call): Promise<void> {
  const name = String(input["ScheduledActionName"]);
  await changeActions(input, call, (actions) => {
    const before = actions.find((one) => one.name === name);
    const { MinCapacity: min, MaxCapacity: max } = (input["ScalableTargetAction"] ?? {}) as Members;
    const action = {
      ...before,
      name,
      ...defined({
        schedule: input["Schedule"] as string | undefined,
        timezone: input["Timezone"] as string | undefined,
        startTime: (input["StartTime"] as Date | undefined)?.toISOString(),
        endTime: (input["EndTime"] as Date | undefined)?.toISOString(),
        min: min as number | undefined,
        max: max as number | undefined,
      }),
      creationTime: before?.creationTime ?? call.now.toISOString(),
    };
    if (!hasSchedule(action)) throw validationError("Schedule must be given for a new scheduled action");
    const next = [...actions.filter((one) => one !== before), action];
    const problem = scheduledActionsProblem(next);
    if (problem !== undefined) throw validationError(problem);
    return next;
  });
}

const hasSchedule = (action: Partial<StoredAction> & { readonly name: string }): action is StoredAction =>
  action.schedule !== undefined;

export async function deleteScheduledAction(input: Members, call: Call): Promise<void> {
  await changeActions(input, call, (actions) => {
    const others = actions.filter(({ name }) => name !== input["ScheduledActionName"]);
    if (others.length === actions.length) throw notFound("scheduled action", input);
    return others;
  });
}

/** DescribeScheduledActions, in the order of their names; there are few, and all are on one page. */
export async function describeScheduledActions(input: Members, call: Call): Promise<Members> {
  const names = Array.isArray(input["ScheduledActionNames"]) ? input["ScheduledActionNames"] : [];
  const targets = (await allOf(call, scalableTargetKind)).filter(isAskedFor(input));
  const told = targets.flatMap((target) =>
    scheduledActions(target)
      .filter(({ name }) => names.length === 0 || names.includes(name))
      .map((action) => membersOf(call, target, action)),
  );
  return {
    ScheduledActions: told.sort((a, b) =>
      String(a["ScheduledActionName"]) < String(b["ScheduledActionName"]) ? -1 : 1,
    ),
  };
}

function membersOf(
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
  change: (actions: readonly StoredAction[]) => readonly StoredAction[],
): Promise<void> {
  await written(async () => {
    const target = await targetFor(input, call);
    if (target === undefined) throw notFound("scalable target", input);
    const changed = withScheduledActions(target, change(scheduledActions(target)));
    return call.store.replace(scalableTargetKind, changed, "object");
  });
}
