import { scalableTargetKind } from "@slipway/model/kinds/scalable-target/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { autoscalingService } from "./autoscaling-service.ts";

const SCALED = {
  ServiceNamespace: "sagemaker",
  ResourceId: "endpoint/e/variant/v",
  ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
};

let workshop: Workshop;
let ledger: ReturnType<typeof createMemoryLedger>;
beforeEach(async () => {
  workshop = await openWorkshop();
  ledger = createMemoryLedger();
});
afterEach(() => workshop.close());

async function ask(operation: string, input: Members = {}): Promise<Members> {
  const call = {
    store: workshop.hands,
    cache: workshop.cache,
    identity: { accountId: "000000000000", region: "us-east-1" },
    namespace: "default",
    now: workshop.clock.now(),
    ledger,
  } as unknown as LedgerCall;
  const found = autoscalingService.operations[operation];
  if (found === undefined) throw new Error(`${operation} is not served`);
  return (await found.run({ ...SCALED, ...input }, call)) ?? {};
}

const listed = async (operation: string, list: string, input: Members = {}): Promise<readonly Members[]> =>
  (await ask(operation, input))[list] as readonly Members[];

async function targetTold(): Promise<Members> {
  const [target = {}] = await listed("DescribeScalableTargets", "ScalableTargets");
  return target;
}

/** A scheduled action has come due that asks for 4 to 6. */
async function scheduled(): Promise<void> {
  await ask("RegisterScalableTarget", { MinCapacity: 1, MaxCapacity: 3 });
  await ask("PutScheduledAction", {
    ScheduledActionName: "morning",
    Schedule: "at(2026-01-01T08:00:00)",
    ScalableTargetAction: { MinCapacity: 4, MaxCapacity: 6 },
  });
  const { items } = await workshop.hands.list(scalableTargetKind);
  for (const target of items) {
    const looked = { slipway: { memory: { scheduledUntil: Date.parse("2026-01-01T07:59:00Z") } } };
    await workshop.hands.replace(scalableTargetKind, { ...target, status: looked }, "status");
  }
  workshop.clock.advance(Date.parse("2026-01-01T08:00:30Z") - workshop.clock.now().getTime());
}

describe("The bounds of a target", () => {
  test("are told as they are in force, those of a scheduled action as soon as it is due", async () => {
    await scheduled();
    expect(await targetTold()).toMatchObject({ MinCapacity: 4, MaxCapacity: 6 });
  });

  test.each([
    [
      { MinCapacity: 1, MaxCapacity: 3 },
      { MinCapacity: 1, MaxCapacity: 3 },
    ],
    [
      { MinCapacity: 2, MaxCapacity: 3 },
      { MinCapacity: 2, MaxCapacity: 3 },
    ],
    [{ MaxCapacity: 9 }, { MinCapacity: 4, MaxCapacity: 9 }],
    [{ MinCapacity: 5 }, { MinCapacity: 5, MaxCapacity: 6 }],
    [{ SuspendedState: { DynamicScalingInSuspended: true } }, { MinCapacity: 4, MaxCapacity: 6 }],
  ])("that are registered as %j are %j from then on", async (told, bounds) => {
    await scheduled();
    await ask("RegisterScalableTarget", told);
    expect(await targetTold()).toMatchObject(bounds);
  });

  test("must not turn each other around with those that are in force", async () => {
    await scheduled();
    await expect(ask("RegisterScalableTarget", { MaxCapacity: 3 })).rejects.toThrow(
      /Maximum capacity cannot be less than minimum capacity/,
    );
  });
});

test("What is suspended is told whole, and what is not said of it stays", async () => {
  await ask("RegisterScalableTarget", {
    ...{ MinCapacity: 1, MaxCapacity: 3 },
    SuspendedState: { DynamicScalingInSuspended: true },
  });
  await ask("RegisterScalableTarget", { SuspendedState: { ScheduledScalingSuspended: true } });
  expect((await targetTold())["SuspendedState"]).toEqual({
    DynamicScalingInSuspended: true,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: true,
  });
});
