import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsClients } from "../e2e/support/aws-clients.ts";
import { follow } from "../e2e/support/follow.ts";
import { type Home, ok, ROOT } from "../e2e/support/home.ts";
import { modelFiles } from "../e2e/support/model-files.ts";
import { type Programs, programs } from "../e2e/support/shell.ts";
import { testWith } from "./support/only-where.ts";
import { openHome, TARGET } from "./support/target-home.ts";

/** Seven nights, each of five pods or seven, on a machine that has others to run as well. */
const WEEK_MS = 900_000;
/** Nights of the week that are run: one that deploys and one that does not; all by `SLIPWAY_WEEK=7`. */
const NIGHTS = Number(process.env["SLIPWAY_WEEK"] ?? 2);
const EXAMPLES = join(ROOT, "examples");

describe(`the examples, as their READMEs say (${TARGET})`, () => {
  let home: Home;
  let tools: Programs;
  beforeAll(async () => {
    [home, tools] = await Promise.all([openHome(), programs()]);
  });
  afterAll(async () => {
    tools.remove();
    await home.down();
  });

  const log = (job: string): Promise<string> => ok(home.slipway("logs", `trainingjob/${job}`));
  const done = (job: string): Promise<string> =>
    ok(home.slipway("wait", `trainingjob/${job}`, "--timeout", "3m"));
  /** The files of the job's model.tar.gz, by name. */
  const model = async (job: string): Promise<Readonly<Record<string, string>>> => {
    const { status } = JSON.parse(await ok(home.kubectl("get", "trainingjob", job, "-o", "json")));
    return modelFiles(awsClients(home).s3, status.modelArtifacts.s3ModelArtifacts);
  };
  /** Runs the commands of an example's README as a person would, and returns the jobs that they started. */
  const asItsReadmeSays = async (example: string): Promise<readonly string[]> =>
    [...(await said(example)).matchAll(/^trainingjob\/(\S+)$/gm)].map(([, name = ""]) => name);
  const said = (example: string, as?: (script: string) => string): Promise<string> =>
    follow(home, tools, join(EXAMPLES, example, "README.md"), as);
  const field = (job: string, path: string): Promise<string> =>
    ok(home.kubectl("get", "trainingjob", job, "-o", `jsonpath={.status.${path}}`));

  test("are all here, or in a file of their own", () => {
    const here = [
      ...["hello-training", "scikit-learn", "node-pool", "failing", "stopping", "boto3", "alarm"],
      ...["processing", "instances", "spot", "batch", "flow", "recommender"],
    ];
    const inOneHome = ["own-container", "sagemaker"];
    const elsewhere = ["abalone", "sagemaker-sdk", "torch-distributed"];
    expect(readdirSync(EXAMPLES).sort()).toEqual([...here, ...inOneHome, ...elsewhere].sort());
  });

  testWith("ownCode", "spot goes on from its checkpoint, and is billed a third", async () => {
    expect(Number(/starts at epoch (\d+)/.exec(await said("spot"))?.[1])).toBeGreaterThan(0);
    const [time, billed] = [
      await field("spot", "trainingTimeInSeconds"),
      await field("spot", "billableTimeInSeconds"),
    ];
    expect(Number(billed)).toBe(Math.ceil(Number(time) / 3));
    expect(Number(await field("spot", "slipway.retries.preempted"))).toBeGreaterThan(0);
  });

  testWith("ownCode", "hello-training needs nothing but Python", async () => {
    const jobs = await asItsReadmeSays("hello-training");
    expect(jobs).toHaveLength(2);
    const [plain = "", longer = ""] = jobs;
    for (const job of jobs) await done(job);
    expect(await log(plain)).toContain("epoch=40 train-mse=");
    expect(await log(longer)).toContain("epoch=200 train-mse=");
    expect(Object.keys(JSON.parse((await model(plain))["model.json"] ?? ""))).toEqual(["slope", "offset"]);
  });

  testWith("ownCode", "processing stores what the program wrote, and its message", async () => {
    const output = await said("processing");
    expect(output).toContain("train: 40 rows");
    expect(output).toMatch(/^50 rows split$/m);
    expect(output.match(/^\d+\.\d{3},\d+\.\d{3}\r?$/gm)).toHaveLength(10);
  });

  testWith("programs", "batch has an answer behind each row's name, on one instance and on two", async () => {
    const { data, training } = {
      data: join(EXAMPLES, "abalone/data"),
      training: join(EXAMPLES, "abalone/training.yaml"),
    };
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", data, "s3://abalone-example/"));
    await ok(home.kubectl("apply", "-f", training));
    await done("abalone-xgboost");
    expect((await said("batch")).match(/^shell-\d\d,\d+\.\d+\r?$/gm)).toHaveLength(12);
    const one = readFileSync(join(EXAMPLES, "batch/transform.yaml"), "utf8");
    const two = one
      .replaceAll("abalone-batch", "abalone-batch-2")
      .replace("batch-out", "batch-2")
      .replace("instanceCount: 1", "instanceCount: 2");
    await ok(home.kubectlWith(two, "apply", "-f", "-"));
    await ok(home.slipway("wait", "transformjob/abalone-batch-2", "--timeout", "3m"));
    const answers = await ok(home.aws("s3", "cp", "s3://abalone-example/batch-2/rows.csv.out", "-"));
    expect(answers.trim().split("\n")).toHaveLength(12);
  });

  testWith("ownCode", "instances talk to each other, and each has its share of the data", async () => {
    const output = await said("instances");
    expect(output).toContain("job Completed on 2 instances");
    expect(output).toContain('algo-1.json {"files": ["1.txt", "3.txt"], "mean": 11.0}');
    expect(output).toContain('algo-2.json {"files": ["2.txt"], "mean": 11.0}');
    expect(Object.keys(await model("two-instances")).sort()).toEqual([
      "algo-1.json",
      "algo-2.json",
      "mean.json",
    ]);
  });

  test("alarm is an object like any other", async () => {
    expect(await said("alarm")).toContain("loss-too-high");
  });

  testWith("ownCode", "flow runs its steps, and what comes of them is in its run", async () => {
    expect(await said("flow")).toMatch(/^nightly-1 +nightly +Succeeded +0 +11 +0 /m);
    const { status } = JSON.parse(await ok(home.kubectl("get", "flowrun", "nightly-1", "-o", "json")));
    const deployed = [0.2, 0.3, 0.4].map((rate) => ({ rate, rows: 42 }));
    expect(status).toMatchObject({ results: { deployed }, steps: { skipped: 1, failed: 0 } });
  });

  testWith(
    "ownCode",
    "recommender deploys on the nights that are better, and ends each night's cluster",
    async () => {
      const lastDay = 22 + NIGHTS;
      const output = await said("recommender", (script) =>
        script.replace(
          "kubectl apply -f examples/recommender/backfill.yaml",
          (line) =>
            `sed s/2026-11-29T23/2026-11-${lastDay}T23/ ${line.split(" ").at(-1)} | kubectl apply -f -`,
        ),
      );
      const night = (day: number) => `recommender-202611${day}t020000`;
      const week: readonly (readonly [day: number, hits: number, serving: number, deployed: boolean])[] = [
        [23, 0.3611, 0, true],
        [24, 0.3056, 0.3611, false],
        [25, 0.3889, 0.3611, true],
        [26, 0.5833, 0.3889, true],
        [27, 0.5833, 0.5833, false],
        [28, 0.6667, 0.5833, true],
        [29, 0.5556, 0.6667, false],
      ];
      const nights = week.slice(0, NIGHTS);
      expect(output.match(/^2026-11-2\d .*$/gm)?.map((row) => row.trim().split(/ +/))).toEqual(
        nights.map(([day, hits, serving, deployed]) =>
          [`2026-11-${day}`, hits, serving, deployed, `cluster-of-${night(day)}`].map(String),
        ),
      );
      const last = night(nights.findLast(([, , , deployed]) => deployed)?.[0] ?? 0);
      const archive = `s3://recommender-example/models/${last}/output/model.tar.gz`;
      const offers = JSON.parse((await modelFiles(awsClients(home).s3, archive))["model.json"] ?? "");
      if (NIGHTS === 7)
        expect(offers).toMatchObject({ skis: ["goggles", "boots"], tent: ["sleeping-bag", "stove"] });
      const [, serves, answer = ""] = /^(recommender-\S+)\n(\[\[.*\]\])$/m.exec(output) ?? [];
      expect({ serves, answer: JSON.parse(answer) }).toEqual({
        serves: last,
        answer: [offers.skis, offers.tent],
      });
      expect(output).toMatch(/exit code 100[\s\S]*✓ cluster [\s\S]*✗ job [\s\S]*✓ terminate .*-early/);
    },
    WEEK_MS,
  );

  testWith("ownCode", "the guide for moving to a cluster is the same commands in every home", async () => {
    const guide = await follow(home, tools, join(ROOT, "docs/guides/cluster.md"));
    expect(guide).toMatch(/^Completed$/m);
    expect(guide).toMatch(/model\.tar\.gz$/m);
  });

  testWith("ownCode", "scikit-learn gets the packages of its requirements", async () => {
    const jobs = await asItsReadmeSays("scikit-learn");
    expect(jobs).toHaveLength(2);
    await Promise.all(jobs.map(done));
    const logs = await Promise.all(jobs.map(log));
    // Where jobs share a cache, the others find what the first one installed.
    expect(logs.join("\n")).toContain("Installing the packages of requirements.txt");
    for (const [index, job] of jobs.entries()) {
      const text = logs[index] ?? "";
      expect(text).toMatch(/^train-accuracy=1\.0000 validation-accuracy=\d\.\d{4}$/m);
      expect(Object.keys(await model(job))).toEqual(["model.joblib"]);
    }
  });

  testWith("ownCode", "node-pool runs a job on the machine that a pool says", async () => {
    expect(await said("node-pool")).toMatch(/^small +\["small"\]/m);
    expect(await field("on-small", "trainingJobStatus")).toBe("Completed");
  });

  testWith("ownCode", "failing says why, and succeeds with the right column", async () => {
    const words = await said("failing");
    expect(words).toContain("exit code 100");
    expect(words).toContain("KeyError: 'age'");
    expect(JSON.parse((await model("mended"))["model.json"] ?? "")).toEqual({ mean: 2.5 });
  });

  testWith("ownCode", "stopping leaves what it has", async () => {
    expect(await said("stopping")).toMatch(/exit code 103\nsaved step \d+/);
    expect(JSON.parse((await model("stopping"))["model.json"] ?? "")).toEqual({ step: expect.any(Number) });
  });

  testWith("predictions", "boto3 trains, serves and asks", async () => {
    expect(await said("boto3")).toMatch(/^job Completed$[\s\S]*^predicted [\d.]+, truth 10$/m);
  });

  testWith("containers", "own-container runs an image as it is written", async () => {
    // The cluster for tests pulls nothing.
    await said("own-container", (script) =>
      script.replace(
        /kubectl apply -f (\S+)/,
        "sed s,busybox:1.37,slipway.test/busybox:1, $1 | kubectl apply -f -",
      ),
    );
    expect(await log("own-container")).toContain('{"epochs":"7"}');
    expect(await model("own-container")).toEqual({ "note.txt": "made by a container\n" });
  });

  testWith("sagemaker", "sagemaker is carried there and comes back, as the guide says too", async () => {
    const guide = await follow(home, tools, join(ROOT, "docs/guides/sagemaker.md"));
    expect(guide).toMatch(/^Completed arn:aws:sagemaker:/m);
    expect(await said("sagemaker")).toMatch(/^arn:aws:sagemaker:.*:training-job\/abalone-in-sagemaker$/m);
    expect(await field("abalone-in-sagemaker", "slipway.runtime")).toBe("sagemaker");
  });
});
