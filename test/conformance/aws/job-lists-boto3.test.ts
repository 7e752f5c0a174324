import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Kind, Resource } from "@slipway/model";
import { processingJobKind } from "@slipway/model/kinds/processing-job/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { transformJobKind } from "@slipway/model/kinds/transform-job/index.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../../../packages/platform/src/store/store.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { awsCli, type Tool } from "../../../scripts/tools.ts";
import { AwsHome, NAMESPACE, REGION } from "./aws-home.ts";

const SCRIPT = join(import.meta.dirname, "job_lists_boto3.py");
const STATES: Readonly<Record<string, string>> = {
  "b-Done": "Completed",
  "e-Done": "Completed",
  "a-failed": "Failed",
  "d-stopped": "Stopped",
};
const run = promisify(execFile);

describe("jobs of every kind at the AWS door", () => {
  let home: AwsHome;
  let tool: Tool | undefined;
  beforeAll(async () => {
    home = await AwsHome.up();
    await boto3("create");
    await endAll(home.store, trainingJobKind, "trainingJob");
    await endAll(home.store, processingJobKind, "processingJob");
    await endAll(home.store, transformJobKind, "transformJob");
  });
  afterAll(() => home.down());

  async function boto3(phase: string): Promise<string> {
    const { python } = await pythonEnv();
    return (await run(python, [SCRIPT, home.url, "OWNER", "secret of OWNER", phase])).stdout;
  }

  test("are listed as boto3's paginators ask, by every filter and order, and its waiters end with them", async () => {
    const waits = {
      "b-Done": "over",
      "d-stopped": "over",
      "a-failed": expect.stringMatching(
        /terminal failure state: For expression "\w+JobStatus" we matched expected path: "Failed"/,
      ),
      "c-running": expect.stringMatching(/Max attempts exceeded/),
      none: expect.stringMatching(/terminal failure state: .*ValidationException/),
    };
    const of = { lists: { asked: 180, differ: [] }, waits };
    expect(JSON.parse(await boto3("ask"))).toEqual({ Training: of, Processing: of, Transform: of });
  });

  test.each(["training", "processing", "transform"])(
    "are listed page by page and waited for by the aws CLI: %s jobs",
    async (kind) => {
      const summaries = `${kind[0]?.toUpperCase()}${kind.slice(1)}JobSummaries`;
      const list = async (...more: readonly string[]) =>
        JSON.parse(await cli(`list-${kind}-jobs`, "--sort-by", "Name", "--sort-order", "Ascending", ...more));
      const names = (found: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>) =>
        found[summaries]?.map((line) => line[summaries.replace("Summaries", "Name")]);
      const all = ["a-failed", "b-Done", "c-running", "d-stopped", "e-Done"];
      const first = await list("--page-size", "2", "--max-items", "3");
      expect(names(first)).toEqual(all.slice(0, 3));
      expect(names(await list("--page-size", "2", "--starting-token", first.NextToken))).toEqual(
        all.slice(3),
      );
      const wait = (name: string) =>
        cli("wait", `${kind}-job-completed-or-stopped`, `--${kind}-job-name`, name);
      await wait("b-Done");
      await expect(wait("a-failed")).rejects.toThrow(/terminal failure state/);
    },
  );

  async function cli(...args: readonly string[]): Promise<string> {
    tool ??= await awsCli();
    if ("missing" in tool) throw new Error(tool.missing);
    const env = {
      ...{ PATH: process.env["PATH"], HOME: process.env["HOME"], AWS_DEFAULT_REGION: REGION },
      ...{ AWS_ACCESS_KEY_ID: "OWNER", AWS_SECRET_ACCESS_KEY: "secret of OWNER" },
    };
    return (await run(tool.path, ["--endpoint-url", home.url, "sagemaker", ...args], { env })).stdout;
  }
});

/** Says by hand what controllers would. */
async function endAll<R extends Resource>(store: Store, kind: Kind<R>, word: string): Promise<void> {
  for (const job of (await store.list(kind, { namespace: NAMESPACE })).items) {
    const { spec, status } = job as R & {
      readonly spec: Readonly<Record<string, string>>;
      readonly status?: object;
    };
    const state = STATES[spec[`${word}Name`] ?? ""];
    if (state !== undefined)
      await store.replace(kind, { ...job, status: { ...status, [`${word}Status`]: state } }, "status");
  }
}
