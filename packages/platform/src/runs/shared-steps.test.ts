import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { Model } from "@slipway/model/kinds/model/index.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { inSteps, type Step } from "#reconcile/in-steps.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { createPodDefinitions } from "#runtimes/pods/pod-definitions.ts";
import { mirrorReady } from "./accept.ts";
import { define } from "./define.ts";
import { follow } from "./follow.ts";
import { Tries } from "./tries.ts";

/** The compiler is the judge here: an expected error that does not come is one. */
test("a step that names a condition its kind does not declare does not compile", () => {
  const runs = new FakeRuns(new ManualClock());
  const machinesOf = () => ({ instanceType: "", instanceCount: 1 });
  const tries = new Tries<TrainingJob>({ ledger: createMemoryLedger(), runs, machinesOf });
  const launched: Step<TrainingJob> = { condition: "Launched", run: async () => ({}) };
  expect(inSteps<TrainingJob>([follow({ runs, tries }), launched, mirrorReady()])).toBeTypeOf("function");
  expect(inSteps<Model>([define(createPodDefinitions()), mirrorReady()])).toBeTypeOf("function");
  // @ts-expect-error a Model starts no run: it declares ACK's conditions alone
  inSteps<Model>([follow({ runs, tries })]);
  // @ts-expect-error nor does an Endpoint
  const measured: Step<Endpoint> = { condition: "Measured", run: async () => ({}) };
  // @ts-expect-error a slip of the pen
  const misspelt: Step<TrainingJob> = { condition: "ACK.Synced", run: async () => ({}) };
  expect([measured.condition, misspelt.condition]).toEqual(["Measured", "ACK.Synced"]);
});
