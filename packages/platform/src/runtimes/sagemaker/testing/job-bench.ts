import type { Resource } from "@slipway/model";
import { afterEach, beforeEach, vi } from "vitest";
import { runSpec } from "../../runs.contract.ts";
import type { RunRef, Runs } from "../../runs.ts";
import { type Bench, JOB, openBench } from "./bench.ts";

/** A job that has been sent to an AWS in the test's hands: a new one for each test of the suite that calls this. */
export interface JobBench {
  readonly run: RunRef;
  readonly aws: Bench["aws"];
  readonly runs: Runs;
  /** What AWS says of the job from now on. */
  tell(answer: Readonly<Record<string, unknown>>): void;
  /** What AWS has of it. */
  told(): ReturnType<Bench["aws"]["get"]>;
}

export function jobBench(owner: Resource): JobBench {
  let bench: Bench;
  let runs: Runs;
  beforeEach(async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    bench = await openBench();
    runs = bench.sagemaker().runs;
    await runs.start(runSpec(owner, "run-1"));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await bench.close();
  });
  return {
    run: { name: "run-1", namespace: "default", owner },
    get aws() {
      return bench.aws;
    },
    get runs() {
      return runs;
    },
    tell: (answer) => bench.aws.set(owner.kind, JOB, answer),
    told: () => bench.aws.get(owner.kind, JOB),
  };
}
