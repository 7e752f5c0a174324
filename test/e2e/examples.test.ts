import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeTrainingJobCommand, StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AwsClients, awsClients } from "./support/aws-clients.ts";
import { follow } from "./support/follow.ts";
import { eventually, Home, ok, ROOT } from "./support/home.ts";
import { expectNoTrespass } from "./support/look-around.ts";
import { modelFiles } from "./support/model-files.ts";
import { type Programs, programs } from "./support/shell.ts";

const EXAMPLES = join(ROOT, "examples");
const FIXTURES = join(import.meta.dirname, "fixtures");

let home: Home;
let tools: Programs;
let aws: AwsClients;
let scratch: string;
beforeAll(async () => {
  [home, tools] = await Promise.all([Home.withPython(), programs()]);
  aws = awsClients(home);
  scratch = mkdtempSync(join(tmpdir(), "slipway-examples-"));
});
afterAll(async () => {
  tools.remove();
  rmSync(scratch, { recursive: true, force: true });
  await home.down();
});

const log = (job: string): Promise<string> => ok(home.slipway("logs", `trainingjob/${job}`));
const done = (job: string): Promise<string> =>
  ok(home.slipway("wait", `trainingjob/${job}`, "--timeout", "3m"));
const status = async (job: string) =>
  JSON.parse(await ok(home.kubectl("get", "trainingjob", job, "-o", "json"))).status;
const describeByAws = async (job: string) =>
  aws.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: job }));

/** The files of the job's model.tar.gz, by name. */
const model = async (job: string): Promise<Readonly<Record<string, string>>> =>
  modelFiles(aws.s3, (await status(job)).modelArtifacts.s3ModelArtifacts);

/** Runs the commands of an example's README as a person would, and returns the jobs that they started. */
async function asItsReadmeSays(example: string): Promise<readonly string[]> {
  const said = await follow(home, tools, join(EXAMPLES, example, "README.md"));
  return [...said.matchAll(/^trainingjob\/(\S+)$/gm)].map(([, name = ""]) => name);
}

describe("the packages of an example", () => {
  test("are installed once, also for jobs that start together, and kept", async () => {
    const [first = "", second = ""] = await asItsReadmeSays("scikit-learn");
    await Promise.all([done(first), done(second)]);
    await ok(home.slipway("train", join(EXAMPLES, "scikit-learn"), "--name", "later", "--follow"));
    const logs = await Promise.all([log(first), log(second), log("later")]);
    for (const text of logs) expect(text).toMatch(/^train-accuracy=1\.0000 validation-accuracy=\d\.\d{4}$/m);
    const installing = logs.filter((text) => text.includes("Installing the packages of requirements.txt"));
    expect(installing).toHaveLength(1);
    expect(logs[2]).not.toMatch(/Installing|Collecting|Waiting/);
    expect(Object.keys(await model("later"))).toEqual(["model.joblib"]);
  });
});

describe("a job with code of one's own", () => {
  test("is followed to its end: the log on stdout, what becomes of it on stderr", async () => {
    const example = join(EXAMPLES, "hello-training");
    const { code, stdout, stderr } = await home.slipway("train", example, "--name", "followed", "--follow");
    expect(code).toBe(0);
    const epochs = [...stdout.matchAll(/^epoch=(\d+) /gm)].map(([, epoch]) => Number(epoch));
    expect(epochs).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("trainingjob/followed");
    const states = ["Downloading", "Training", "Uploading", "Completed"];
    const places = states.map((state) => stderr.indexOf(state));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test("gets hyperparameters as arguments and SM_HP_ variables, files as channels, and no credentials", async () => {
    const file = join(scratch, "data.csv");
    writeFileSync(file, "1,2\n");
    await ok(
      home.slipway(
        ...["train", join(FIXTURES, "probe"), "--name", "Probe-One", "--follow"],
        ...["--hp", "epochs=7", "--hp", "learning-rate=0.5", "--hp", "note=two words", "--env", "MINE=yes"],
        ...["--input", `train=${file}`],
      ),
    );
    const [name] = JSON.parse(await ok(home.kubectl("get", "trainingjobs", "-o", "json"))).items.flatMap(
      (job: { metadata: { name: string }; spec: { trainingJobName: string } }) =>
        job.spec.trainingJobName === "Probe-One" ? [job.metadata.name] : [],
    );
    const report = JSON.parse((await log(name)).split("\n").find((line) => line.startsWith("{")) ?? "");
    expect(report.arguments).toEqual(["--epochs", "7", "--learning-rate", "0.5", "--note", "two words"]);
    expect(report.environment).toMatchObject({
      MINE: "yes",
      SM_HP_EPOCHS: "7",
      "SM_HP_LEARNING-RATE": "0.5",
      SM_HP_NOTE: "two words",
      SM_HPS: '{"epochs":7,"learning-rate":0.5,"note":"two words"}',
      SM_CHANNELS: '["train"]',
      SM_CHANNEL_TRAIN: "/opt/ml/input/data/train",
      SM_MODEL_DIR: "/opt/ml/model",
      SM_OUTPUT_DATA_DIR: "/opt/ml/output/data",
      SM_CURRENT_HOST: "algo-1",
      SM_HOSTS: '["algo-1"]',
      TRAINING_JOB_NAME: "Probe-One",
    });
    expect(report.channels).toEqual({ train: { "data.csv": "1,2\n" } });
    expect(report.code).toEqual(["run.sh", "train.py"]);
    const { AWS_SECRET_ACCESS_KEY = "", AWS_ACCESS_KEY_ID = "" } = home.env;
    expect(AWS_SECRET_ACCESS_KEY).not.toBe("");
    for (const value of Object.values(report.environment)) {
      expect(value).not.toContain(AWS_SECRET_ACCESS_KEY);
      expect(value).not.toContain(AWS_ACCESS_KEY_ID);
    }
  });

  test("may be any command", async () => {
    await ok(
      home.slipway(
        ...["train", join(FIXTURES, "probe"), "--name", "shell", "--hp", "epochs=3", "--follow"],
        ...["--", "sh", "run.sh", "two words", "--fast"],
      ),
    );
    expect(await log("shell")).toContain(
      "run.sh got 2 arguments: two words --fast\nepochs=3 model=/opt/ml/model\n",
    );
    expect(await model("shell")).toEqual({ "shell.txt": "made by a shell\n" });
  });

  test("has the packages of uv.lock", async () => {
    const folder = join(ROOT, "test/conformance/script/testdata/uv");
    await ok(home.slipway("train", folder, "--name", "locked", "--follow"));
    expect(await log("locked")).toContain("six 1.17.0");
  });
});

describe("a program that fails", () => {
  beforeAll(async () => {
    const { code, stderr } = await home.slipway(
      "train",
      join(FIXTURES, "failing"),
      "--name",
      "fails",
      "--follow",
    );
    expect(code, stderr).toBe(100);
  });
  const REASON = "KeyError: 'no such column: age'";

  test("has its traceback's last line as the reason, at every door", async () => {
    expect((await status("fails")).failureReason).toContain(REASON);
    const job = await describeByAws("fails");
    expect(job).toMatchObject({ TrainingJobStatus: "Failed", SecondaryStatus: "Failed" });
    expect(job.FailureReason).toMatch(/^AlgorithmError: .*exit code 1/s);
    expect(job.FailureReason).toContain(REASON);
    expect(job.FailureReason?.length).toBeLessThanOrEqual(1024);
    // The API requires the member; nothing lies there.
    expect(job.ModelArtifacts?.S3ModelArtifacts).toMatch(/\/jobs\/fails\/output\/model\.tar\.gz$/);
  });

  test("makes those who wait fail with exit code 100, and `why` say it", async () => {
    const waited = await home.slipway("wait", "trainingjob/fails");
    expect([waited.code, waited.stderr]).toEqual([100, expect.stringContaining(REASON)]);
    const why = await ok(home.slipway("why", "trainingjob/fails"));
    expect(why).toContain(REASON);
    expect(why).toContain("exit code 1");
    expect(await log("fails")).toMatch(/^reading the data$[\s\S]*Traceback \(most recent call last\):/m);
  });
});

describe("a program that is to stop", () => {
  const begun = (job: string): Promise<unknown> =>
    eventually("the program to run", 60, async () =>
      (await home.slipway("logs", `trainingjob/${job}`)).stdout.includes("training\n") ? true : undefined,
    );

  test("by stop_training_job: it hears SIGTERM, and what it left is uploaded", async () => {
    await ok(home.slipway("train", join(FIXTURES, "stopping"), "--name", "stops"));
    await begun("stops");
    const stop = () => aws.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stops" }));
    await stop();
    const first = await describeByAws("stops");
    expect(["Stopping", "Stopped"]).toContain(first.TrainingJobStatus);
    const { code, stderr } = await home.slipway("wait", "trainingjob/stops", "--timeout", "1m");
    expect(code, stderr).toBe(103);
    const job = await describeByAws("stops");
    expect(job).toMatchObject({ TrainingJobStatus: "Stopped", SecondaryStatus: "Stopped" });
    const seen = job.SecondaryStatusTransitions?.map((each) => each.Status);
    expect([seen?.[0], seen?.at(-1)]).toEqual(["Starting", "Stopped"]);
    expect(job.ModelArtifacts?.S3ModelArtifacts).toBe(
      (await status("stops")).modelArtifacts.s3ModelArtifacts,
    );
    expect(await model("stops")).toEqual({ checkpoint: "begun\nstopped by SIGTERM\n" });
    expect(await log("stops")).toContain("saved what there is");
    // A job that has stopped cannot be stopped again.
    await expect(stop()).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("a program that looks around", () => {
  test("has its folders to itself, writes nowhere else, and sees no secrets of the home", () =>
    expectNoTrespass(home));
});
