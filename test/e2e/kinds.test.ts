import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, Home, ok } from "./support/home.ts";

const MACHINES = "InstanceCount=1,InstanceType=ml.m5.large,VolumeSizeInGB=1";
const ROLE = "arn:aws:iam::123456789012:role/jobs";

/** Transform jobs are in batch.test.ts, which has a model to ask. */
describe("jobs of every kind on a home", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
  });
  afterAll(() => home.down());

  test("boto3 drives them to each of their ends, and its waiters know which", async () => {
    const said = JSON.parse(await ok(home.python(join(import.meta.dirname, "kinds/boto3_jobs.py"))));
    for (const kind of ["Training", "Processing"]) {
      expect(said[`${kind} done`]).toEqual(["waited", "Completed", null]);
      expect(said[`${kind} stopped`].slice(0, 2)).toEqual(["waited", "Stopped"]);
      expect(said[`${kind} failed`]).toEqual([
        "refused",
        "Failed",
        expect.stringMatching(/AlgorithmError: .*exit code: 7/i),
      ]);
      expect(said[`${kind} pages`]).toEqual([["done", "failed"], ["stopped"]]);
    }
  });

  test("the aws CLI creates them, finds them and waits for them", async () => {
    const aws = (...args: readonly string[]) => ok(home.aws("sagemaker", ...args));
    const script = '"ContainerEntrypoint":["/bin/sh","-c","true"]';
    await aws(
      ...[
        "create-training-job",
        "--training-job-name",
        "by-cli",
        "--role-arn",
        ROLE,
        "--resource-config",
        MACHINES,
      ],
      ...[
        "--algorithm-specification",
        `{"TrainingImage":"slipway.dev/script","TrainingInputMode":"File",${script}}`,
      ],
      ...[
        "--output-data-config",
        "S3OutputPath=s3://jobs/out",
        "--stopping-condition",
        "MaxRuntimeInSeconds=900",
      ],
    );
    await aws(
      ...["create-processing-job", "--processing-job-name", "by-cli", "--role-arn", ROLE],
      ...["--app-specification", `{"ImageUri":"slipway.dev/script",${script}}`],
      ...["--processing-resources", `ClusterConfig={${MACHINES}}`],
    );
    for (const kind of ["training", "processing"]) {
      // The CLI's waiters look once a minute, and at first.
      await eventually(`the end of ${kind} by-cli`, 90, async () => {
        const { code } = await home.kubectl(
          "wait",
          `--for=jsonpath={.status.${kind}JobStatus}=Completed`,
          `${kind}job/by-cli`,
          "--timeout=5s",
        );
        return code === 0 ? true : undefined;
      });
      await aws("wait", `${kind}-job-completed-or-stopped`, `--${kind}-job-name`, "by-cli");
      const listed = await aws(
        `list-${kind}-jobs`,
        "--status-equals",
        "Completed",
        "--name-contains",
        "by-",
        "--output",
        "text",
      );
      expect(listed).toContain("by-cli");
    }
  });
});
