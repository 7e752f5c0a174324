import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsClients } from "../e2e/support/aws-clients.ts";
import { type Home, ok, ROOT } from "../e2e/support/home.ts";
import { modelFiles } from "../e2e/support/model-files.ts";
import { type Programs, programs } from "../e2e/support/shell.ts";
import { shellBlocks } from "../e2e/support/shell-blocks.ts";
import { testWith } from "./support/only-where.ts";
import { openHome, TARGET } from "./support/target-home.ts";

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
  const asItsReadmeSays = async (example: string): Promise<readonly string[]> => {
    const script = shellBlocks(join(EXAMPLES, example, "README.md")).join("\n");
    const said = await ok(home.run("env", [`PATH=${tools.path}`, "sh", "-euc", script]));
    return [...said.matchAll(/^trainingjob\/(\S+)$/gm)].map(([, name = ""]) => name);
  };

  test("are all here, or in a file of their own", () => {
    const elsewhere = ["abalone"];
    expect(readdirSync(EXAMPLES).sort()).toEqual(
      [...elsewhere, "hello-training", "node-pool", "scikit-learn"].sort(),
    );
  });

  test("node-pool says what an instance type means", async () => {
    await asItsReadmeSays("node-pool");
    await ok(home.slipway("wait", "nodepool/small", "--timeout", "1m"));
    await ok(home.slipway("delete", "nodepool/small"));
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
});
