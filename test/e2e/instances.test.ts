import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsClients } from "./support/aws-clients.ts";
import { eventually, Home, ok, podProcesses } from "./support/home.ts";
import { modelFiles } from "./support/model-files.ts";

const HOSTS = join(import.meta.dirname, "fixtures/hosts");

describe("a job of several instances", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
  });
  afterAll(() => home.down());

  const train = (name: string, count: number, ...more: readonly string[]) =>
    ok(home.slipway("train", HOSTS, "--name", name, "--instance-count", String(count), ...more));
  const described = async (name: string) =>
    JSON.parse(await ok(home.aws("sagemaker", "describe-training-job", "--training-job-name", name)));
  const ended = (name: string) =>
    eventually(`the end of ${name}`, 90, async () => {
      const job = await described(name);
      return ["Completed", "Failed", "Stopped"].includes(job.TrainingJobStatus) ? job : undefined;
    });
  const talked = (name: string, tick: number) =>
    eventually("the first ticks", 60, async () =>
      (await home.slipway("logs", `trainingjob/${name}`)).stdout.includes(`tick ${tick} `) ? true : undefined,
    );
  const left = async (name: string): Promise<Readonly<Record<string, string>>> => {
    const { status } = JSON.parse(await ok(home.kubectl("get", "trainingjob", name, "-o", "json")));
    return modelFiles(awsClients(home).s3, status.slipway.stored.model);
  };

  test("killed with -9 in the middle, the server finds all hosts again, which never noticed", async () => {
    await train("talking", 2, "--hp", "ticks=60");
    await talked("talking", 5);
    home.kill();
    expect(podProcesses(home).length).toBeGreaterThan(1);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await home.start();
    expect((await ended("talking")).TrainingJobStatus).toBe("Completed");
    expect(await left("talking")).toEqual({
      "algo-1-starts": "start\n",
      "algo-2-starts": "start\n",
      "algo-2-heard": "60",
    });
    const [first = "{}"] =
      (await ok(home.slipway("logs", "trainingjob/talking", "--host", "algo-2"))).match(/^\{.*\}$/m) ?? [];
    expect(JSON.parse(first).name).toBe("algo-2");
    const { attempts, costs } = JSON.parse(
      await ok(home.slipway("describe", "trainingjob/talking", "-o", "json")),
    );
    expect(attempts).toMatchObject([{ attempt: 1, outcome: "succeeded", instanceCount: 2 }]);
    expect(costs).toMatchObject([{ instanceCount: 2 }]);
    const { logStreams } = JSON.parse(
      await ok(
        home.aws(
          ...["logs", "describe-log-streams", "--log-group-name", "/aws/sagemaker/TrainingJobs"],
          ...["--log-stream-name-prefix", "talking/"],
        ),
      ),
    );
    expect(logStreams.map(({ logStreamName }: { logStreamName: string }) => logStreamName)).toEqual([
      expect.stringMatching(/^talking\/algo-1-\d+$/),
      expect.stringMatching(/^talking\/algo-2-\d+$/),
    ]);
  });

  test("ends with the first that fails: the others are told, and what all of them left is stored", async () => {
    await train("failing", 3, "--hp", "ticks=600", "--hp", "fail=algo-2");
    const job = await ended("failing");
    expect(job.TrainingJobStatus).toBe("Failed");
    expect(job.FailureReason).toBe("AlgorithmError: algo-2: heard enough, exit code: 7");
    expect(Object.keys(await left("failing")).sort()).toEqual([
      "algo-1-starts",
      "algo-1-stopped",
      "algo-2-starts",
      "algo-3-starts",
      "algo-3-stopped",
    ]);
  });

  test("stops as a whole, and is removed as a whole", async () => {
    await train("stopping", 2, "--hp", "ticks=600");
    await talked("stopping", 2);
    await ok(home.aws("sagemaker", "stop-training-job", "--training-job-name", "stopping"));
    expect((await ended("stopping")).TrainingJobStatus).toBe("Stopped");
    expect(Object.keys(await left("stopping"))).toEqual(
      expect.arrayContaining(["algo-1-stopped", "algo-2-stopped"]),
    );
    await train("removed", 2, "--hp", "ticks=600");
    await talked("removed", 2);
    await ok(home.kubectl("delete", "trainingjobs", "--all", "--timeout=60s"));
    expect(podProcesses(home)).toEqual([]);
    const rest = await ok(home.kubectl("get", "pods,secrets", "-o", "name", "-l", "slipway.dev/run"));
    expect(rest).toBe("");
  });
});
