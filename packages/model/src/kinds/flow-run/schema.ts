import { answerSchema } from "../../flows/index.ts";
import type { StructuralSchema } from "../crd.ts";
import { ownCrd } from "../own-crd.ts";
import { flowRunKind } from "./index.ts";

const text: StructuralSchema = { type: "string" };
const time: StructuralSchema = { type: "string", format: "date-time" };
const count: StructuralSchema = { type: "integer", format: "int64" };
const values = (description: string): StructuralSchema => ({
  type: "object",
  description,
  additionalProperties: { "x-kubernetes-preserve-unknown-fields": true },
});

const spec: StructuralSchema = {
  type: "object",
  required: ["flow"],
  properties: {
    flow: {
      type: "string",
      description: "The Flow, by name, in the same namespace.",
      minLength: 1,
      maxLength: 253,
    },
    version: {
      ...text,
      description: "One of its versions; absent: the one that it has when the run begins.",
    },
    parameters: values("Values by name; those that are absent have their defaults."),
    approvals: {
      type: "object",
      description: "People's answers to steps that wait for them, by the step's path.",
      additionalProperties: answerSchema,
    },
    retryOf: {
      ...text,
      description:
        "A run of the same Flow that is over: this one goes on from its failures, with its version and its parameters. What succeeded there is not run again.",
    },
    spin: {
      type: "object",
      description:
        "One step of another run alone, on what the steps before it gave there. That run is left as it is, and nothing is taken from the cache or kept in it.",
      required: ["run", "step"],
      properties: {
        run: { ...text, description: "A run of the same Flow; it may go on.", minLength: 1, maxLength: 253 },
        step: { ...text, description: "The step, by its path, as fit[3].train.", minLength: 1 },
        definition: {
          type: "object",
          description:
            "The flow to take the step from; absent: as that run has it. It is no version of the Flow.",
          "x-kubernetes-preserve-unknown-fields": true,
        },
      },
    },
    scheduledTime: {
      ...time,
      description: "The slot of a schedule that it is for; absent: it is for none.",
    },
    timeZone: {
      ...text,
      description: "The zone (IANA) in which the slot's day is run.date; absent means UTC.",
      maxLength: 64,
    },
    suspend: {
      type: "boolean",
      description: "It does not begin while it is true; one that has begun goes on.",
    },
  },
};

export const flowRunCrd = ownCrd(flowRunKind, {
  shortName: "fr",
  columns: [
    { name: "FLOW", type: "string", jsonPath: ".spec.flow" },
    { name: "PHASE", type: "string", jsonPath: ".status.phase" },
    { name: "RUNNING", type: "integer", jsonPath: ".status.steps.running" },
    { name: "DONE", type: "integer", jsonPath: ".status.steps.success" },
    { name: "FAILED", type: "integer", jsonPath: ".status.steps.failed" },
    { name: "SLOT", type: "string", jsonPath: ".status.slot.scheduledTime" },
    { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
    { name: "MESSAGE", type: "string", jsonPath: ".status.message", priority: 1 },
  ],
  spec,
  status: {
    phase: {
      type: "string",
      enum: ["Pending", "Running", "Succeeded", "Failed", "Canceled"],
    },
    message: text,
    flowUID: text,
    version: text,
    parameters: values("With the defaults of those that the run does not give."),
    flows: {
      type: "object",
      description: "Versions of the flows that its steps run, by name, as they were when it began.",
      additionalProperties: text,
    },
    retryOfUID: { ...text, description: "Of the run that this one goes on from." },
    firstTime: {
      ...time,
      description: "When the first of the runs was made that this one goes on from: run.date is its day.",
    },
    slot: {
      type: "object",
      description: "The slot that it is for, whatever becomes of the spec.",
      properties: { scheduledTime: time, date: text },
    },
    startTime: time,
    completionTime: time,
    steps: {
      type: "object",
      description: "Steps by what has become of them.",
      properties: {
        running: count,
        success: count,
        failed: count,
        skipped: count,
        upstreamFailed: count,
        canceled: count,
      },
    },
    results: values("What the flow's results came to."),
    usage: {
      type: "array",
      description: "What its steps used of machines, by kind and price, once it is over.",
      items: {
        type: "object",
        required: ["instanceType", "machineSeconds"],
        properties: {
          instanceType: text,
          machineSeconds: { ...count, description: "Of all tries, each begun second whole." },
          price: {
            type: "object",
            description: "Of one machine, as its NodePool said by then; absent where none did.",
            required: ["perHour", "currency"],
            properties: { perHour: { type: "number" }, currency: text },
          },
        },
      },
    },
    pools: {
      type: "array",
      description: "Tries at steps that have slots of a Pool, or wait for them.",
      items: {
        type: "object",
        properties: { pool: text, step: text, name: text, slots: count, priority: count, since: time },
      },
    },
  },
});
