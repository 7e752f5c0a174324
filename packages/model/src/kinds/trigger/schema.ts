// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { StructuralSchema } from "../crd.ts";
import { ownCrd } from "../own-crd.ts";
import { triggerKind } from "./index.ts";

const text: StructuralSchema = { type: "string" };
const time: StructuralSchema = { type: "string", format: "date-time" };
const count = (minimum: number, maximum: number, description: string): StructuralSchema => ({
  ...{ type: "integer", format: "int64" },
  ...{ minimum, maximum, description },
});

/** Of a Trigger's spec. */
export const triggerSpec: StructuralSchema = {
  type: "object",
  description: "Exactly one of objects and http.",
  required: ["flow"],
  properties: {
    flow: {
      type: "string",
      description: "The Flow, by name, in the same namespace.",
      minLength: 1,
      maxLength: 253,
    },
    version: { ...text, description: "One of its versions; absent: the one that it has when a run begins." },
    parameters: {
      type: "object",
      description:
        "What runs are given; ${{ run.event.uri }}, ${{ run.event.body }} are of each run's event.",
      additionalProperties: { "x-kubernetes-preserve-unknown-fields": true },
    },
    objects: {
      type: "object",
      description: "Each object of a bucket that is written, or written anew.",
      required: ["prefix"],
      properties: {
        prefix: {
          ...text,
          description: "s3://bucket/ with what the keys begin with behind it.",
          maxLength: 1100,
        },
        suffix: { ...text, description: "What the keys end with, e.g. _SUCCESS.", maxLength: 1024 },
        pollSeconds: count(1, 86_400, "How often it is looked for new ones; absent means 30."),
      },
    },
    http: {
      type: "object",
      description: "Whoever has its password may send an event: slipway trigger NAME tells the address.",
    },
    when: {
      ...text,
      description: "An expression of run.event; events of which it is false start nothing.",
      maxLength: 4_096,
    },
    maxActiveRuns: count(
      ...([1, 1_000] as const),
      "Runs at once: objects wait for their turn, who sends an event is told to come again. Absent means 1.",
    ),
    suspend: { type: "boolean", description: "Nothing is started while it is true; objects wait." },
    suspendReason: { ...text, description: "Why, for people.", maxLength: 1024 },
  },
};

export const triggerCrd = ownCrd(triggerKind, {
  shortName: "trg",
  columns: [
    { name: "FLOW", type: "string", jsonPath: ".spec.flow" },
    { name: "SOURCE", type: "string", jsonPath: ".status.source" },
    { name: "SUSPENDED", type: "boolean", jsonPath: ".spec.suspend" },
    { name: "WAITING", type: "integer", jsonPath: ".status.waiting" },
    { name: "LAST-RUN", type: "string", jsonPath: ".status.lastRun" },
    { name: "LAST", type: "date", jsonPath: ".status.lastEventTime" },
    { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
  spec: triggerSpec,
  status: {
    source: { ...text, description: "What it waits for, in words." },
    handledUntil: { ...time, description: "Objects that were written by then have their runs." },
    recent: {
      type: "array",
      items: text,
      description:
        "The newest objects that were handled, as digests: stores tell of some later than they date them.",
    },
    waiting: { type: "integer", format: "int64", description: "Objects that wait for their turn." },
    lastRun: text,
    lastEventTime: time,
  },
});
