import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, Home, ok } from "./support/home.ts";
import { Witness } from "./support/witness.ts";

const STEPPING = join(import.meta.dirname, "fixtures/stepping");
const JOBS = ["a", "b", "c", "d", "e"].map((letter) => `spot-${letter}`);
const INTERRUPTIONS = 4;

describe("spot jobs that are interrupted at random", () => {
  let home: Home;
  const witness = new Witness();
  beforeAll(async () => {
    home = await Home.up();
  });
  afterAll(async () => {
    witness.close();
    await home.down();
  });

  test("all end, and none does again what its checkpoint holds", async () => {
    const url = await witness.listen();
    const flags = ["--spot", "--max-runtime", "10m", "--max-wait", "20m"];
    const values = ["--hp", `url=${url}`];
    await Promise.all(
      JOBS.map(async (name) => {
        witness.letEnd(name, INTERRUPTIONS + 1);
        await ok(home.slipway("train", STEPPING, "--name", name, ...flags, ...values));
        for (let time = 1; time <= INTERRUPTIONS; time++) {
          await eventually(`try ${time} of ${name}`, 60, async () =>
            witness.starts(name) === time ? true : undefined,
          );
          await sleep(Math.random() * 1_000);
          await ok(home.slipway("interrupt", name));
        }
        await ok(home.slipway("wait", name, "--timeout", "2m"));
      }),
    );
    for (const name of JOBS) {
      const steps = witness.steps(name);
      expect([name, witness.starts(name)]).toEqual([name, INTERRUPTIONS + 1]);
      expect(new Set(steps).size).toBe(steps.length);
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    }
    const job = JSON.parse(
      await ok(home.aws("sagemaker", "describe-training-job", "--training-job-name", "spot-a")),
    ) as {
      readonly SecondaryStatusTransitions: readonly { readonly Status: string }[];
      readonly EnableManagedSpotTraining: boolean;
      readonly TrainingTimeInSeconds: number;
      readonly BillableTimeInSeconds: number;
    };
    const stages = job.SecondaryStatusTransitions.map(({ Status }) => Status);
    expect(stages.filter((status) => status === "Interrupted")).toHaveLength(INTERRUPTIONS);
    expect(stages.at(-1)).toBe("Completed");
    expect(job.EnableManagedSpotTraining).toBe(true);
    expect(job.BillableTimeInSeconds).toBeLessThanOrEqual(job.TrainingTimeInSeconds);
  });
});
