import { expect, it } from "vitest";
import { decideSlot, type SlotOutcome } from "./decide-slot.ts";
import type { SchedulePolicy } from "./policy.ts";

const idle = { active: [], queued: 0 };
const busy = { active: ["run-1"], queued: 0 };

// The first three are Kubernetes' CronJob's.
it.each([
  ["Allow", { action: "start", replaces: [] }],
  ["Forbid", { action: "skip", reason: "Active" }],
  ["Replace", { action: "start", replaces: ["run-1"] }],
  ["Queue", { action: "wait", message: "It waits until run-1 has ended, since concurrencyPolicy is Queue." }],
] as const)("where a run is active, %s has a slot %j", (concurrencyPolicy, decision) => {
  expect(decideSlot({ concurrencyPolicy }, busy)).toEqual(decision);
  expect(decideSlot({ concurrencyPolicy }, idle)).toEqual({ action: "start", replaces: [] });
});

it("forbids where no policy is said", () => {
  expect(decideSlot({}, busy)).toEqual({ action: "skip", reason: "Active" });
});

it("queues where no policy is said and all are caught up, which forbidding would undo", () => {
  expect(decideSlot({ catchup: "all" }, busy).action).toBe("wait");
});

it("skips what finds the queue full", () => {
  const policy: SchedulePolicy = { concurrencyPolicy: "Queue", queueLimit: 2 };
  expect(decideSlot(policy, { ...busy, queued: 1 }).action).toBe("wait");
  expect(decideSlot(policy, { ...busy, queued: 2 })).toEqual({ action: "skip", reason: "QueueFull" });
  expect(decideSlot({ concurrencyPolicy: "Queue" }, { ...busy, queued: 10 })).toEqual({
    action: "skip",
    reason: "QueueFull",
  });
});

// Airflow: "depends_on_past: when set to true, task instances will run sequentially and only if the previous instance has succeeded or has been skipped."
it.each<[SlotOutcome, string]>([
  ["Succeeded", "start"],
  ["Skipped", "start"],
  ["Failed", "wait"],
  ["Active", "wait"],
])("after a run that %s, a slot that depends on the past has to %s", (outcome, action) => {
  const around = { ...idle, previous: { key: "2026-11-29T03:00:00Z", outcome } };
  const decision = decideSlot({ concurrencyPolicy: "Allow", dependsOnPast: true }, around);
  expect(decision.action).toBe(action);
  if (decision.action === "wait") expect(decision.message).toContain("2026-11-29T03:00:00Z");
  expect(decideSlot({ concurrencyPolicy: "Allow" }, around).action).toBe("start");
});

it("starts the first slot of one that depends on the past", () => {
  expect(decideSlot({ dependsOnPast: true }, idle).action).toBe("start");
});
