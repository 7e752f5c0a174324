// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { StructuralSchema } from "../crd.ts";
import { ownCrd } from "../own-crd.ts";
import { count, startedFlow, suspendReason } from "../starter-schema.ts";
import { scheduleKind } from "./index.ts";

const text: StructuralSchema = { type: "string" };
const time: StructuralSchema = { type: "string", format: "date-time" };
const times: StructuralSchema = { type: "array", items: time };
const choice = (description: string, ...values: readonly string[]): StructuralSchema => ({
  type: "string",
  enum: values,
  description,
});

/** Of a Schedule's spec. */
export const scheduleSpec: StructuralSchema = {
  type: "object",
  description: "Exactly one of cron and every.",
  required: ["flow"],
  properties: {
    ...startedFlow(
      "What runs are given; ${{ run.date }} and ${{ run.scheduledTime }} are of each run's slot.",
    ),
    cron: {
      type: "string",
      description: "Minute, hour, day of month, month, day of week; or @daily and its like.",
      maxLength: 1024,
    },
    timeZone: {
      type: "string",
      description: "Of cron: a zone of the IANA database, e.g. Europe/Paris; absent means UTC.",
      maxLength: 64,
    },
    every: {
      type: "string",
      description: "15m, 6h, 1d: counted from startTime, or from 1970.",
      maxLength: 64,
    },
    startTime: { ...text, description: "RFC 3339; no slot is before it.", maxLength: 40 },
    endTime: { ...text, description: "RFC 3339; no slot is after it.", maxLength: 40 },
    jitterSeconds: count(0, 86_400, "All slots start up to so many seconds after they are due."),
    catchup: choice("What becomes of slots that were missed; absent means none.", "none", "last", "all"),
    startingDeadlineSeconds: count(0, 31_536_000, "How late a slot may start; absent means however late."),
    concurrencyPolicy: choice(
      "What becomes of a slot while a run is active: it starts too, is left out, replaces that run, or waits. Absent means Forbid, and Queue where catchup is all.",
      ...["Allow", "Forbid", "Replace", "Queue"],
    ),
    queueLimit: count(0, 1_000, "How many slots may wait; absent means 10."),
    dependsOnPast: { type: "boolean", description: "A slot waits until the run before it has succeeded." },
    maxActiveRuns: count(
      ...([1, 1_000] as const),
      "Runs at once where all that was missed is caught up and concurrencyPolicy is Allow; absent means 16.",
    ),
    suspend: { type: "boolean", description: "Nothing is started while it is true." },
    suspendReason,
    successfulRunsHistoryLimit: count(
      ...([0, 100_000] as const),
      "Runs that succeeded and are kept; absent means all.",
    ),
    failedRunsHistoryLimit: count(0, 100_000, "Other finished runs that are kept; absent means all."),
  },
};

export const scheduleCrd = ownCrd(scheduleKind, {
  shortName: "sch",
  columns: [
    { name: "FLOW", type: "string", jsonPath: ".spec.flow" },
    { name: "TIMING", type: "string", jsonPath: ".status.timing" },
    { name: "SUSPENDED", type: "boolean", jsonPath: ".spec.suspend" },
    { name: "NEXT", type: "string", jsonPath: ".status.nextTimes[0]" },
    { name: "LAST", type: "string", jsonPath: ".status.lastScheduleTime" },
    { name: "LAST-PHASE", type: "string", jsonPath: ".status.lastRun.phase" },
    { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
  spec: scheduleSpec,
  status: {
    timing: { ...text, description: "What it does, in words." },
    nextTimes: { ...times, description: "The next five slots; absent while it is suspended." },
    handledUntil: {
      ...time,
      description: "Until when all slots are decided: started, waiting or left out.",
    },
    queue: { ...times, description: "Slots that are due and wait, oldest first." },
    lastScheduleTime: { ...time, description: "The newest slot that was started." },
    lastRun: { type: "object", properties: { name: text, phase: text } },
    active: { type: "array", items: text, description: "The first hundred of its runs that go on." },
    skipped: {
      type: "object",
      description: "How many slots were left out, by why.",
      additionalProperties: { type: "integer", format: "int64" },
    },
    lastSkipped: { ...text, description: "What was left out last." },
  },
});
