import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLE, eventually, Home, ok, podProcesses } from "./support/home.ts";

const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";
const COUNTING = join(import.meta.dirname, "fixtures/counting");

describe("a server killed with -9", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  });
  afterAll(() => home.down());

  test("in the middle of training: the program goes on, and is followed to its end, once", async () => {
    await ok(home.slipway("train", COUNTING, "--name", "counting", "--hp", "ticks=80"));
    await eventually("the first ticks", 60, async () =>
      (await home.slipway("logs", "trainingjob/counting")).stdout.includes("tick 5 ") ? true : undefined,
    );
    home.kill();
    expect(podProcesses(home).length).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await home.start();
    await ok(
      home.kubectl(
        "wait",
        "--for=jsonpath={.status.trainingJobStatus}=Completed",
        "trainingjob/counting",
        "--timeout=60s",
      ),
    );
    const log = await ok(home.slipway("logs", "trainingjob/counting"));
    const ticks = [...log.matchAll(/^tick (\d+) /gm)].map((match) => Number(match[1]));
    expect(ticks).toEqual(Array.from({ length: 80 }, (_, i) => i));
    expect(await starts("counting")).toBe(1);
    await toldOnce("counting");
  });

  test("when the program ends while nobody looks: its end is found", async () => {
    await ok(home.slipway("train", COUNTING, "--name", "unseen", "--hp", "ticks=30"));
    await eventually("the first ticks", 60, async () =>
      (await home.slipway("logs", "trainingjob/unseen")).stdout.includes("tick 2 ") ? true : undefined,
    );
    home.kill();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await home.start();
    await ok(
      home.kubectl(
        "wait",
        "--for=jsonpath={.status.trainingJobStatus}=Completed",
        "trainingjob/unseen",
        "--timeout=60s",
      ),
    );
    expect(await starts("unseen")).toBe(1);
    await toldOnce("unseen");
  });

  test("in the middle of serving: the same processes answer again, and none is left after deletion", async () => {
    await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
    await ok(
      home.kubectl("wait", "--for=jsonpath={.status.endpointStatus}=InService", ENDPOINT, "--timeout=120s"),
    );
    const before = servers();
    expect(before).not.toEqual([]);
    home.kill();
    expect(servers()).toEqual(before);
    await home.start();
    await eventually("an answer", 30, async () => ((await predict()).code === 0 ? true : undefined));
    expect(servers()).toEqual(before);
    await ok(
      home.kubectl(
        "delete",
        "trainingjobs,models,endpointconfigs,endpoints.sagemaker.services.k8s.aws",
        "--all",
        "--timeout=120s",
      ),
    );
    await eventually("the end of every pod's process", 30, async () =>
      podProcesses(home).length === 0 ? true : undefined,
    );
  });

  const predict = () =>
    home.python(
      join(EXAMPLE, "predict.py"),
      "abalone-endpoint",
      join(EXAMPLE, "data/validation/abalone.validation"),
    );

  function servers(): readonly number[] {
    return podProcesses(home)
      .filter(({ commandLine }) => commandLine.includes("algorithm xgboost serve"))
      .map(({ pid }) => pid);
  }

  /** One try, from its start to its end, and its machine time. */
  async function toldOnce(job: string): Promise<void> {
    const { attempts, costs } = JSON.parse(
      await ok(home.slipway("describe", `trainingjob/${job}`, "-o", "json")),
    );
    const { startedAt, finishedAt } = attempts[0];
    const billableSeconds = Math.ceil((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000);
    expect(billableSeconds).toBeGreaterThan(0);
    expect(attempts).toMatchObject([{ attempt: 1, outcome: "succeeded", instanceType: "ml.m5.large" }]);
    expect(costs).toMatchObject([{ attempt: 1, instanceCount: 1, billableSeconds }]);
  }

  async function starts(job: string): Promise<number> {
    const uri = await ok(
      home.kubectl("get", "trainingjob", job, "-o", "jsonpath={.status.modelArtifacts.s3ModelArtifacts}"),
    );
    const folder = mkdtempSync(join(tmpdir(), "slipway-model-"));
    await ok(home.aws("s3", "cp", uri, join(folder, "model.tar.gz")));
    execFileSync("tar", ["xzf", "model.tar.gz"], { cwd: folder });
    return readFileSync(join(folder, "starts"), "utf8").trim().split("\n").length;
  }
});
