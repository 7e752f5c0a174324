// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { type Key, STOP_ANNOTATION } from "@slipway/model";
import { type FlowRun, type FlowRunPhase, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { type Schedule, type ScheduleSpec, scheduleKind } from "@slipway/model/kinds/schedule/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pass } from "#reconcile/pass.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { scheduleController } from "./schedule-controller.ts";

const KEY = "default/nightly";
const HOUR = 3_600_000;

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.close());

const controller = scheduleController();
const look = () => settle(controller, KEY, workshop);

/** At 2026-01-01T00:00:00Z, where the clock begins. */
async function make(spec: Partial<ScheduleSpec> = {}): Promise<void> {
  await workshop.hands.create(scheduleKind, {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "Schedule",
    metadata: { name: "nightly", namespace: "default" },
    spec: { flow: "flow", ...(spec.every === undefined ? { cron: "0 * * * *" } : {}), ...spec },
  });
  await look();
}

async function found(): Promise<Schedule> {
  const schedule = await workshop.hands.get(scheduleKind, KEY);
  if (schedule === undefined) throw new Error("there is no schedule");
  return schedule;
}

const status = async () => (await found()).status ?? {};
const condition = async (type: string) => (await status()).conditions?.find((one) => one.type === type);

async function change(spec: Partial<ScheduleSpec>): Promise<void> {
  const schedule = await found();
  await workshop.hands.replace(scheduleKind, { ...schedule, spec: { ...schedule.spec, ...spec } }, "object");
  await look();
}

const runs = async (): Promise<readonly FlowRun[]> => (await workshop.hands.list(flowRunKind)).items;
/** `MM-DDTHH:MM` of each run's slot, in the order of the slots. */
const slots = async () => (await runs()).map(({ spec }) => spec.scheduledTime?.slice(5, 16) ?? "").toSorted();

async function after(ms: number): Promise<void> {
  workshop.clock.advance(ms);
  await look();
}

/** The run of an hour of the first day. */
const runKey = (hour: string): Key => `default/nightly-20260101t${hour}0000`;

async function end(hour: string, phase: FlowRunPhase = "Succeeded"): Promise<void> {
  const run = await workshop.hands.get(flowRunKind, runKey(hour));
  if (run === undefined) throw new Error(`there is no run of ${hour}`);
  const completionTime = workshop.clock.now().toISOString();
  await workshop.hands.replace(flowRunKind, { ...run, status: { phase, completionTime } }, "status");
  await look();
}

describe("a schedule", () => {
  test("starts a run at each of its times, which knows its slot, and tells the next five", async () => {
    await make({
      cron: "30 1 * * *",
      timeZone: "Europe/Paris",
      version: "sha256:1",
      parameters: {
        day: "${{ run.date }}",
        rows: 3,
        note: "for ${{ run.scheduledTime }} of ${{ run.flow }}",
      },
    });
    expect(await status()).toMatchObject({
      timing: "at 01:30 in Europe/Paris",
      nextTimes: ["01", "02", "03", "04", "05"].map((day) => `2026-01-${day}T00:30:00Z`),
      conditions: [
        { type: "Ready", status: "True", reason: "Scheduled" },
        { type: "CaughtUp", status: "True", reason: "UpToDate" },
      ],
    });
    await after(0.5 * HOUR - 1_000);
    expect(await runs()).toEqual([]);
    await after(1_000);
    const { uid } = (await found()).metadata;
    expect(await runs()).toMatchObject([
      {
        metadata: {
          name: "nightly-20260101t003000",
          labels: { "slipway.dev/schedule": "nightly" },
          ownerReferences: [{ kind: "Schedule", name: "nightly", uid, controller: true }],
        },
        spec: {
          flow: "flow",
          version: "sha256:1",
          parameters: { day: "2026-01-01", rows: 3, note: "for 2026-01-01T00:30:00Z of flow" },
          scheduledTime: "2026-01-01T00:30:00Z",
          timeZone: "Europe/Paris",
        },
      },
    ]);
    expect(await status()).toMatchObject({
      nextTimes: ["02", "03", "04", "05", "06"].map((day) => `2026-01-${day}T00:30:00Z`),
      lastScheduleTime: "2026-01-01T00:30:00Z",
      lastRun: { name: "nightly-20260101t003000", phase: "Pending" },
      active: ["nightly-20260101t003000"],
    });
    expect(workshop.recorded).toMatchObject([{ type: "Normal", reason: "Started" }]);
  });

  test("goes by its zone's clock when that changes", async () => {
    await make({
      cron: "0 3 * * *",
      timeZone: "Europe/Paris",
      startTime: "2026-03-28T00:00:00Z",
      concurrencyPolicy: "Allow",
    });
    for (const time of ["2026-03-28T02:00:30Z", "2026-03-29T01:00:30Z", "2026-03-30T01:00:30Z"])
      await after(Date.parse(time) - workshop.clock.now().getTime());
    // 03:00 in winter time, then twice in summer time.
    expect(await slots()).toEqual(["03-28T02:00", "03-29T01:00", "03-30T01:00"]);
  });

  test.each<[Partial<ScheduleSpec>, string]>([
    [{ cron: "0 0 30 2 *" }, "cron"],
    [
      { cron: "0 3 * * *", endTime: "2025-01-01T00:00:00Z", startTime: "2025-01-01T00:00:00Z" },
      "would never run",
    ],
    [{ cron: "0 3 * * *", timeZone: "Paris" }, "write Europe/Paris"],
    [{ cron: "0 3 * * *", every: "1d" }, "both cron and every"],
    [{ every: "1d", timeZone: "Europe/Paris" }, "by no zone's clock"],
    [{ concurrencyPolicy: "Replace", dependsOnPast: true }, "Replace would stop that run"],
    [
      { parameters: { day: "${{ steps.a.results.b }}" } },
      "parameters.day: It reads what only a run's steps see",
    ],
    [{ parameters: { days: ["${{ run.day }}"] } }, "parameters"],
  ])("that cannot be kept says so and starts nothing: %j", async (spec, message) => {
    await make(spec);
    await after(400 * 24 * HOUR);
    expect(await condition("Ready")).toMatchObject({
      status: "False",
      reason: "InvalidSchedule",
      message: expect.stringContaining(message),
    });
    expect((await status()).nextTimes).toBeUndefined();
    expect(await runs()).toEqual([]);
  });

  test("that nobody looked after for a while leaves out what it missed, and says so", async () => {
    await make();
    await after(5.5 * HOUR);
    expect(await slots()).toEqual([]);
    expect(await status()).toMatchObject({ skipped: { Missed: 5 } });
    const message =
      "5 slots from 2026-01-01T01:00:00Z to 2026-01-01T05:00:00Z were missed, and catchup is none.";
    expect(workshop.recorded).toEqual([{ about: "nightly", type: "Warning", reason: "SlotMissed", message }]);
    expect(await condition("CaughtUp")).toMatchObject({
      status: "True",
      message: `Left out last: ${message}`,
    });
    await after(0.5 * HOUR);
    expect(await slots()).toEqual(["01-01T06:00"]);
  });

  test("leaves out a slot of which a parameter has no value, says so, and starts the others", async () => {
    const hours = "timestamp(run.scheduledTime).getHours()";
    await make({ parameters: { at: `\${{ 6 / (${hours} - 2) }}` } });
    await after(HOUR);
    await end("01");
    await after(HOUR);
    expect(await slots()).toEqual(["01-01T01:00"]);
    expect(await status()).toMatchObject({
      handledUntil: "2026-01-01T02:00:00.000Z",
      skipped: { InvalidParameters: 1 },
      lastScheduleTime: "2026-01-01T01:00:00Z",
    });
    expect(workshop.recorded).toContainEqual({
      about: "nightly",
      type: "Warning",
      reason: "SlotInvalidParameters",
      message:
        "The slot of 2026-01-01T02:00:00Z was left out, since a parameter has no value: division by zero.",
    });
    await after(HOUR);
    expect(await slots()).toEqual(["01-01T01:00", "01-01T03:00"]);
  });

  test("starts the last that it missed where that is asked for", async () => {
    await make({ catchup: "last" });
    await after(5.5 * HOUR);
    expect(await slots()).toEqual(["01-01T05:00"]);
    expect(await status()).toMatchObject({ skipped: { Superseded: 4 } });
  });

  test("starts all that it missed one after the other where that is asked for", async () => {
    await make({ catchup: "all" });
    await after(3.5 * HOUR);
    expect(await slots()).toEqual(["01-01T01:00"]);
    expect(await status()).toMatchObject({ queue: ["2026-01-01T02:00:00Z", "2026-01-01T03:00:00Z"] });
    expect(await condition("CaughtUp")).toMatchObject({ status: "False", reason: "Waiting" });
    await end("01");
    await end("02", "Failed");
    await end("03");
    expect(await slots()).toEqual(["01-01T01:00", "01-01T02:00", "01-01T03:00"]);
    expect(await status()).toMatchObject({ queue: [], skipped: {} });
    expect(await condition("CaughtUp")).toMatchObject({ status: "True" });
  });

  test("makes a bounded number of thousands at a time, and tells how many are left", async () => {
    await make({ every: "1s", catchup: "all", concurrencyPolicy: "Allow" });
    await after(HOUR);
    expect(await runs()).toHaveLength(16);
    expect(await condition("CaughtUp")).toMatchObject({
      status: "False",
      reason: "CatchingUp",
      message:
        "About 3584 slots that were due after 2026-01-01T00:00:16.000Z are still to be started, oldest first",
    });
    const [first] = await runs();
    if (first === undefined) throw new Error("there is no run");
    await workshop.hands.replace(
      flowRunKind,
      { ...first, status: { phase: "Failed", completionTime: "2026-01-01T01:00:00Z" } },
      "status",
    );
    await look();
    expect(await runs()).toHaveLength(17);
  });

  test("leaves out, replaces or queues what comes due while a run goes on, as asked", async () => {
    await make();
    await after(HOUR);
    await after(HOUR);
    expect(await slots()).toEqual(["01-01T01:00"]);
    expect(await status()).toMatchObject({ skipped: { Active: 1 } });
    await change({ concurrencyPolicy: "Queue" });
    await after(HOUR);
    expect(await slots()).toEqual(["01-01T01:00"]);
    await end("01");
    expect(await slots()).toEqual(["01-01T01:00", "01-01T03:00"]);
    await change({ concurrencyPolicy: "Replace" });
    await after(HOUR);
    expect(await slots()).toEqual(["01-01T01:00", "01-01T03:00", "01-01T04:00"]);
    const asked = (await runs()).map(({ metadata }) => metadata.annotations?.[STOP_ANNOTATION]);
    expect(asked).toEqual([undefined, "2026-01-01T04:00:00Z", undefined]);
  });

  test("that depends on the past waits for a run that failed, until that is run again or deleted", async () => {
    await make({ dependsOnPast: true, concurrencyPolicy: "Queue", catchup: "all" });
    await after(HOUR);
    await end("01", "Failed");
    await after(HOUR);
    expect(await slots()).toEqual(["01-01T01:00"]);
    expect(await condition("CaughtUp")).toMatchObject({
      status: "False",
      reason: "Waiting",
      message: expect.stringContaining("failed and dependsOnPast is set"),
    });
    const [failed] = await runs();
    const again = await workshop.hands.create(flowRunKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "FlowRun",
      metadata: { name: "again", namespace: "default" },
      spec: { flow: "flow", retryOf: runKey("01").slice("default/".length) },
    });
    const { uid: retryOfUID = "" } = failed?.metadata ?? {};
    const done = { phase: "Succeeded", completionTime: "2026-01-01T02:00:00Z", retryOfUID } as const;
    await workshop.hands.replace(flowRunKind, { ...again, status: done }, "status");
    await look();
    expect(await slots()).toEqual(["", "01-01T01:00", "01-01T02:00"]);
    await end("02", "Failed");
    await after(HOUR);
    expect((await runs()).length).toBe(3);
    await workshop.hands.remove(flowRunKind, runKey("02"));
    await look();
    expect(await slots()).toEqual(["", "01-01T01:00", "01-01T03:00"]);
  });

  test("starts nothing while it is suspended, tells why, and goes on", async () => {
    await make();
    await change({ suspend: true, suspendReason: "the bucket moves" });
    await after(2 * HOUR);
    expect(await runs()).toEqual([]);
    expect(await condition("Ready")).toMatchObject({
      status: "True",
      reason: "Suspended",
      message: "The schedule is paused: the bucket moves",
    });
    expect(await status()).toMatchObject({ skipped: { Paused: 2 } });
    expect((await status()).nextTimes).toBeUndefined();
    await change({ suspend: false });
    expect(await runs()).toEqual([]);
    await after(HOUR);
    expect(await slots()).toEqual(["01-01T03:00"]);
  });

  test("that is changed goes by its new times from then on", async () => {
    await make({ catchup: "all" });
    await after(HOUR);
    await end("01");
    workshop.clock.advance(0.5 * HOUR);
    await change({ cron: "*/10 * * * *" });
    expect(await slots()).toEqual(["01-01T01:00"]);
    await after(600_000);
    expect(await slots()).toEqual(["01-01T01:00", "01-01T01:40"]);
  });

  test("deletes the oldest of its finished runs beyond its limits, and never the newest", async () => {
    await make({ successfulRunsHistoryLimit: 2, failedRunsHistoryLimit: 0 });
    for (const hour of ["01", "02", "03", "04", "05"]) {
      await after(HOUR);
      await end(hour, hour === "02" || hour === "05" ? "Failed" : "Succeeded");
    }
    expect(await slots()).toEqual(["01-01T03:00", "01-01T04:00", "01-01T05:00"]);
  });

  test("leaves a run of the slot's name as it is, whoever made that", async () => {
    await make();
    await workshop.hands.create(flowRunKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "FlowRun",
      metadata: { name: "nightly-20260101t010000", namespace: "default" },
      spec: { flow: "by-hand" },
    });
    await after(HOUR);
    expect((await runs()).map(({ spec }) => spec)).toEqual([{ flow: "by-hand" }]);
    expect(workshop.recorded).toMatchObject([{ reason: "SlotTaken" }]);
    expect(await status()).toMatchObject({ lastScheduleTime: "2026-01-01T01:00:00Z" });
  });
});

/** What dies with a server in the middle of a pass. */
class Killed extends Error {}

describe("a slot is neither lost nor started twice", () => {
  test.each([1, 2, 3, 4, 5, 6])("where the server is killed before its write %i", async (nth) => {
    await make({ catchup: "all", concurrencyPolicy: "Allow" });
    let writes = 0;
    workshop.onWrite = () => {
      writes += 1;
      if (writes >= nth) throw new Killed();
    };
    workshop.clock.advance(4 * HOUR);
    await pass(controller, KEY, workshop);
    workshop.onWrite = () => {};
    await pass(scheduleController(), KEY, workshop);
    await look();
    expect(await slots()).toEqual(["01", "02", "03", "04"].map((hour) => `01-01T${hour}:00`));
    expect(await status()).toMatchObject({ handledUntil: "2026-01-01T04:00:00.000Z", skipped: {} });
  });

  test("by two servers that look at it at once", async () => {
    const other = scheduleController();
    await make({ every: "10s", concurrencyPolicy: "Allow" });
    for (let round = 0; round < 30; round++) {
      workshop.clock.advance(10_000);
      await Promise.all([pass(controller, KEY, workshop), pass(other, KEY, workshop)]);
    }
    await look();
    const keys = (await runs()).map(({ spec }) => spec.scheduledTime).toSorted();
    expect(keys).toEqual(
      Array.from({ length: 30 }, (_, n) =>
        new Date(Date.UTC(2026, 0, 1, 0, 0, 10 * (n + 1))).toISOString().replace(".000", ""),
      ),
    );
    expect(await status()).toMatchObject({ skipped: {} });
  });
});
