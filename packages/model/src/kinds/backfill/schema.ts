import type { StructuralSchema } from "../crd.ts";
import { ownCrd } from "../own-crd.ts";
import { backfillKind } from "./index.ts";

const text: StructuralSchema = { type: "string" };
const count: StructuralSchema = { type: "integer", format: "int64" };
const time: StructuralSchema = { type: "string", format: "date-time" };

const spec: StructuralSchema = {
  type: "object",
  required: ["schedule", "from", "to"],
  properties: {
    schedule: {
      type: "string",
      description: "The Schedule, by name, in the same namespace.",
      minLength: 1,
      maxLength: 63,
    },
    from: { ...text, description: "RFC 3339; a slot at it is in the range.", maxLength: 40 },
    to: { ...text, description: "RFC 3339; a slot at it is in the range.", maxLength: 40 },
    reprocess: {
      type: "string",
      enum: ["Missing", "Failed", "All"],
      description:
        "Slots that have no run, those too whose runs failed, or all whose runs are over. Absent means Missing.",
    },
    order: { type: "string", enum: ["OldestFirst", "NewestFirst"], description: "Absent means OldestFirst." },
    maxActiveRuns: { ...count, minimum: 1, maximum: 100, description: "Runs at once; absent means 1." },
    suspend: { type: "boolean", description: "No run is begun while it is true; those that go on do." },
    suspendReason: { ...text, description: "Why, for people.", maxLength: 1024 },
    version: {
      ...text,
      description: "Of the flow; absent: the schedule's, or the one that it has when the backfill begins.",
    },
    parameters: {
      type: "object",
      description: "In place of the schedule's, by name.",
      additionalProperties: { "x-kubernetes-preserve-unknown-fields": true },
    },
  },
};

export const backfillCrd = ownCrd(backfillKind, {
  shortName: "bf",
  columns: [
    { name: "SCHEDULE", type: "string", jsonPath: ".spec.schedule" },
    { name: "PHASE", type: "string", jsonPath: ".status.phase" },
    { name: "SUSPENDED", type: "boolean", jsonPath: ".spec.suspend" },
    { name: "SLOTS", type: "integer", jsonPath: ".status.total" },
    { name: "RUNNING", type: "integer", jsonPath: ".status.active" },
    { name: "DONE", type: "integer", jsonPath: ".status.succeeded" },
    { name: "FAILED", type: "integer", jsonPath: ".status.failed" },
    { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
    { name: "MESSAGE", type: "string", jsonPath: ".status.message", priority: 1 },
  ],
  spec,
  status: {
    phase: { type: "string", enum: ["Pending", "Running", "Succeeded", "Failed", "Canceled"] },
    message: text,
    scheduleUID: text,
    pinned: {
      type: "object",
      description: "What of the schedule it goes by, whatever becomes of that.",
      "x-kubernetes-preserve-unknown-fields": true,
    },
    total: { ...count, description: "The slots of its range." },
    cursor: { ...time, description: "The last slot that was decided." },
    created: { ...count, description: "Slots that got a run." },
    skipped: {
      type: "object",
      description: "Slots that did not, by why.",
      additionalProperties: count,
    },
    active: count,
    succeeded: count,
    failed: count,
    completionTime: time,
  },
});
