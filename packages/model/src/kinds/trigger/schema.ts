// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { StructuralSchema } from "../crd.ts";
import { ownCrd } from "../own-crd.ts";
import { count, startedFlow, suspendReason } from "../starter-schema.ts";
import { triggerKind } from "./index.ts";

const text: StructuralSchema = { type: "string" };
const time: StructuralSchema = { type: "string", format: "date-time" };

/** Of a Trigger's spec. */
export const triggerSpec: StructuralSchema = {
  type: "object",
  description: "Exactly one of objects and http.",
  required: ["flow"],
  properties: {
    ...startedFlow(
      "What runs are given; ${{ run.event.uri }}, ${{ run.event.body }} are of each run's event.",
    ),
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
      "Runs at once; the others wait for their turn. Absent means 1.",
    ),
    suspend: { type: "boolean", description: "Nothing is started while it is true; events wait." },
    suspendReason,
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
    waiting: { type: "integer", format: "int64", description: "Runs that wait for their turn." },
    lastRun: text,
    lastEventTime: time,
  },
});
