import { defined } from "@slipway/model";
import type { FlowProblem } from "@slipway/model/flows/graph/problem.ts";
import { shapeProblems } from "@slipway/model/flows/shape.ts";
import { triggerSpec } from "@slipway/model/kinds/trigger/schema.ts";
import type { Trigger, TriggerSpec } from "@slipway/model/kinds/trigger/type.ts";
import { triggerSpecProblems } from "@slipway/model/kinds/trigger/validation.ts";
import { dnsName } from "../build/names.ts";
import type { Condition, NumberRef, RefOf, StringRef } from "../references/types.ts";
import { Value } from "../references/value.ts";
import type { GivenByName } from "../types/given.ts";
import type { IntegerShape, Shape } from "../types/shape.ts";
import type { Spec } from "../types/spec.ts";
import type { Typed, TypesByName } from "../types/typed.ts";
import { startedWith } from "./started-with.ts";

/** An object that was written, or written anew. */
export interface ObjectEvent {
  /** `s3://BUCKET/KEY`. */
  readonly uri: StringRef;
  readonly bucket: StringRef;
  readonly key: StringRef;
  readonly etag: StringRef;
  /** Bytes. */
  readonly size: NumberRef<IntegerShape>;
  /** RFC 3339. */
  readonly time: StringRef;
}

/** A call by HTTP. */
export interface HttpEvent<S extends Shape> {
  /** Of the event, as its sender calls it. */
  readonly id: StringRef;
  /** What was sent, as JSON. */
  readonly body: RefOf<S>;
  /** RFC 3339. */
  readonly time: StringRef;
}

interface Starts<E, G> {
  /** What runs are given that have no default; values of the event may stand in it. */
  readonly params?: (event: E) => G;
  /** Events of which it is false start nothing. */
  readonly when?: (event: E) => Condition;
  /** Runs at once; absent: one after the other. */
  readonly maxActiveRuns?: number;
}

/** What starts a pipeline's runs besides its time; `G`: what it gives them. */
export interface PipelineTrigger<out G = object> {
  readonly source: Pick<TriggerSpec, "objects" | "http">;
  readonly given: G;
  readonly when: Condition | undefined;
  readonly maxActiveRuns: number | undefined;
}

/** For a pipeline's options, by names of their own. */
export type PipelineTriggers<P extends TypesByName> = Readonly<
  Record<string, PipelineTrigger<Partial<GivenByName<P>>>>
>;

/** Where an event's values are there. */
const EVENT = { words: "what its trigger gives and is decided by" };

const fact = (name: string, spec: Spec): unknown =>
  new Value({ cel: `run.event.${name}`, spec, homes: [EVENT] });

const text = (name: string): StringRef => fact(name, { type: "string" }) as StringRef;

const objectEvent: ObjectEvent = {
  uri: fact("uri", { type: "string", isStoredAt: true }) as StringRef,
  bucket: text("bucket"),
  key: text("key"),
  etag: text("etag"),
  size: fact("size", { type: "integer" }) as NumberRef<IntegerShape>,
  time: text("time"),
};

function made<E, G extends object>(
  source: PipelineTrigger["source"],
  event: E,
  { params, when, maxActiveRuns }: Starts<E, G>,
): PipelineTrigger<G> {
  return Object.freeze({
    source,
    given: params?.(event) ?? ({} as G),
    when: when?.(event),
    maxActiveRuns,
  });
}

/**
 * What a pipeline's `triggers` are made of.
 *
 * @example
 * triggers: {
 *   orders: trigger.objects({ prefix: "s3://data/orders/", suffix: ".csv" }, { params: ({ uri }) => ({ orders: uri }) }),
 *   push: trigger.http(p.object({ ref: p.string() }), { when: ({ body }) => body.get("ref").eq("refs/heads/main") }),
 * }
 */
export const trigger = Object.freeze({
  /** A run of each object that is written from then on. */
  objects: <G extends object = Record<never, never>>(
    source: NonNullable<TriggerSpec["objects"]>,
    starts: Starts<ObjectEvent, G> = {},
  ): PipelineTrigger<G> => made({ objects: source }, objectEvent, starts),

  /** A run of each call, whose body is told to be of a type; `slipway trigger NAME` tells the address. */
  http: <S extends Shape, G extends object = Record<never, never>>(
    body: Typed<S>,
    starts: Starts<HttpEvent<S>, G> = {},
  ): PipelineTrigger<G> =>
    made(
      { http: {} },
      { id: text("id"), body: fact("body", body.spec) as RefOf<S>, time: text("time") },
      starts,
    ),
});

const toldOf = ({ path, message }: FlowProblem): string => `Its ${path.join(".")} ${message}.`;

function whenOf(when: Condition | undefined): { readonly when?: string; readonly wrong: readonly string[] } {
  const value = when as Value | undefined;
  if (value === undefined) return { wrong: [] };
  const isOfEvent = value.homes.every((one) => one === EVENT);
  return {
    when: value.cel,
    wrong: isOfEvent ? [] : [`Its when is ${value.cel}: expected values of the event.`],
  };
}

/** The object that starts a pipeline's runs, under both names. Throws all that is wrong with it in sentences. */
export function triggerManifest(
  name: string,
  { source, given, when, maxActiveRuns }: PipelineTrigger,
  { flow, params }: { readonly flow: string; readonly params: TypesByName },
): Trigger {
  const started = startedWith({ ...given }, params, {
    home: EVENT,
    example: "the trigger's params, e.g. event.uri",
    values: "the event's or run's",
  });
  const { parameters } = started;
  const decided = whenOf(when);
  const spec: TriggerSpec = {
    flow,
    ...source,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...defined({ when: decided.when, maxActiveRuns }),
  };
  const wrong = [
    ...(dnsName(name) === name
      ? []
      : [`Expected lower-case letters, digits and - in its name, e.g. ${dnsName(name)}.`]),
    ...started.wrong,
    ...decided.wrong,
    ...shapeProblems(spec, triggerSpec).map(toldOf),
    ...triggerSpecProblems(spec).map(({ message }) => message),
  ];
  if (wrong.length > 0)
    throw new TypeError(`The trigger ${name} of ${flow} cannot be kept: ${wrong.join(" ")}`);
  return {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "Trigger",
    metadata: { name: `${flow}-${name}` },
    spec,
  };
}
