import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, Home, ok } from "./support/home.ts";

const STEPPING = join(import.meta.dirname, "fixtures/stepping");
const JOBS = ["a", "b", "c", "d", "e"].map((letter) => `spot-${letter}`);
const INTERRUPTIONS = 4;

/** What programs have told, in the order in which they did: `from N` when one starts, `step N` when it has done one. */
class Counter {
  readonly #server: Server;
  readonly #told = new Map<string, string[]>();

  constructor() {
    this.#server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const [job = "", ...words] = body.split(" ");
      this.of(job).push(words.join(" "));
      response.end(this.#mayEnd(job) ? "end" : "on");
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  of(job: string): string[] {
    const told = this.#told.get(job) ?? [];
    this.#told.set(job, told);
    return told;
  }

  starts(job: string): number {
    return this.of(job).filter((words) => words.startsWith("from ")).length;
  }

  /** Once it has been interrupted as often as it is to be, and has done a few steps more. */
  #mayEnd(job: string): boolean {
    const told = this.of(job);
    const last = told.findLastIndex((words) => words.startsWith("from "));
    return this.starts(job) > INTERRUPTIONS && told.length - last > 5;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe("spot jobs that are interrupted at random", () => {
  let home: Home;
  const counter = new Counter();
  beforeAll(async () => {
    home = await Home.up();
  });
  afterAll(async () => {
    counter.close();
    await home.down();
  });

  test("all end, and none does again what its checkpoint holds", async () => {
    const url = await counter.listen();
    const flags = ["--spot", "--max-runtime", "10m", "--max-wait", "20m"];
    const values = ["--hp", `url=${url}`];
    await Promise.all(
      JOBS.map(async (name) => {
        await ok(home.slipway("train", STEPPING, "--name", name, ...flags, ...values));
        for (let time = 1; time <= INTERRUPTIONS; time++) {
          await eventually(`try ${time} of ${name}`, 60, async () =>
            counter.starts(name) === time ? true : undefined,
          );
          await sleep(Math.random() * 1_000);
          await ok(home.slipway("interrupt", name));
        }
        await ok(home.slipway("wait", name, "--timeout", "2m"));
      }),
    );
    for (const name of JOBS) {
      const told = counter.of(name);
      const steps = told.filter((words) => words.startsWith("step ")).map((words) => Number(words.slice(5)));
      expect([name, counter.starts(name)]).toEqual([name, INTERRUPTIONS + 1]);
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
