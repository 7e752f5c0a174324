import { defined } from "../../defined.ts";
import { Expression } from "../../flows/expressions/expression.ts";
import { Resolvable } from "../../flows/expressions/resolvable.ts";
import { toCel } from "../../flows/expressions/values.ts";
import type { Json } from "../../flows/index.ts";
import { childName } from "../../names.ts";
import { controlledBy } from "../../resource.ts";
import type { FlowRun } from "../flow-run/type.ts";
import type { Trigger } from "./type.ts";

/** The trigger whose event a run is of. */
export const TRIGGER_LABEL = "slipway.dev/trigger";
/** When the event of a run happened, RFC 3339: runs begin in that order. */
export const EVENT_TIME_ANNOTATION = "slipway.dev/event-time";

/** Of a time in RFC 3339, what says its day. */
const DAY = "2026-11-30".length;

/** What has happened, once. */
export interface TriggerEvent {
  /** Of its own event alone, ten of a-z and 0-9: whoever tells of it again starts nothing again. */
  readonly digest: string;
  /** RFC 3339. */
  readonly time: string;
  /** What expressions read as `run.event`, besides its time. */
  readonly facts: Readonly<Record<string, Json>>;
}

/** The name of an event's run: the same for whoever makes it, so that a store takes one of them only. */
export const eventRunName = (trigger: string, { digest }: Pick<TriggerEvent, "digest">): string =>
  childName(trigger, digest);

/** What `run` is to the expressions of a trigger; its day is the event's, in UTC. */
const contextOf = ({ metadata, spec }: Trigger, event: TriggerEvent): { readonly run: unknown } => ({
  run: toCel({
    name: eventRunName(metadata.name, event),
    namespace: metadata.namespace ?? "",
    flow: spec.flow,
    date: event.time.slice(0, DAY),
    scheduledTime: event.time,
    event: { ...event.facts, time: event.time },
  }),
});

/** Whether an event is one to start a run for. Throws ExpressionError where its `when` has no value. */
export const wants = (trigger: Trigger, event: TriggerEvent): boolean =>
  trigger.spec.when === undefined || new Expression(trigger.spec.when).decide(contextOf(trigger, event));

/** The run of an event, which begins when its turn comes. Throws ExpressionError where a parameter has no value. */
export function eventRun(trigger: Trigger, event: TriggerEvent): FlowRun {
  const { metadata, spec } = trigger;
  const { flow, version, parameters = {} } = spec;
  return {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "FlowRun",
    metadata: {
      name: eventRunName(metadata.name, event),
      namespace: metadata.namespace ?? "",
      labels: { [TRIGGER_LABEL]: metadata.name },
      annotations: { [EVENT_TIME_ANNOTATION]: event.time },
      // Whoever sends an event may make runs, and need not change triggers, which blocking asks for where clusters enforce it.
      ownerReferences: [{ ...controlledBy(trigger), blockOwnerDeletion: false }],
    },
    spec: {
      flow,
      ...defined({ version }),
      parameters: new Resolvable(parameters).resolve(contextOf(trigger, event)) as Readonly<
        Record<string, Json>
      >,
      suspend: true,
    },
  };
}
