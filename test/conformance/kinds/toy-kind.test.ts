import * as aws from "@aws-sdk/client-sagemaker";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import { startControllers } from "../../../packages/platform/src/reconcile/start-controllers.ts";
import { compilationJobController } from "../../kinds/compilation-job/controller.ts";
import { compilationJobFacts } from "../../kinds/compilation-job/facts.ts";
import { refusal } from "../aws/refusal.ts";
import { kubectlFor } from "../kubernetes/support/run-kubectl.ts";
import { AWS, type Doors, openDoors } from "../support/doors.ts";
import { runSlipway } from "../support/run-slipway.ts";

const RoleArn = "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker";
const arn = (name: string) => `arn:aws:sagemaker:us-west-2:123456789012:compilation-job/${name}`;

let doors: Doors;
let namespace: string;
let sagemaker: aws.SageMakerClient;
beforeAll(async () => {
  doors = await openDoors({ kinds: [...KINDS, compilationJobFacts] });
  namespace = await doors.namespace();
  const credentials = doors.accessKey(namespace);
  sagemaker = new aws.SageMakerClient({
    endpoint: doors.aws.url,
    region: AWS.region,
    credentials,
    maxAttempts: 1,
  });
});
afterAll(async () => {
  sagemaker.destroy();
  await doors.close();
});

const slipway = (...argv: readonly string[]) => runSlipway(doors, namespace, argv);
const named = (CompilationJobName: string) => ({ CompilationJobName });
const describe = (name: string) => sagemaker.send(new aws.DescribeCompilationJobCommand(named(name)));

/** AWS wants more of one than the toy has. */
const create = (name: string) =>
  sagemaker.send(
    new aws.CreateCompilationJobCommand({ ...named(name), RoleArn } as aws.CreateCompilationJobCommandInput),
  );

test("a kind that is one row and one folder is made, told, listed, stopped and deleted by AWS's own client", async () => {
  expect(await create("By-AWS")).toMatchObject({ CompilationJobArn: arn("by-aws") });
  expect(await refusal(create("By-AWS"))).toMatchObject({
    name: "ResourceInUse",
    message: `Compilation job names must be unique within an AWS account and region, and a compilation job with this name already exists (${arn("by-aws")})`,
  });
  expect(await refusal(create("under_score"))).toMatchObject({ name: "ValidationException" });
  expect(await describe("By-AWS")).toMatchObject({
    ...named("By-AWS"),
    CompilationJobArn: arn("by-aws"),
    CompilationJobStatus: "STARTING",
    RoleArn,
  });
  await sagemaker.send(new aws.StopCompilationJobCommand(named("By-AWS")));
  expect((await describe("By-AWS")).CompilationJobStatus).toBe("STOPPING");
  const list = (input: aws.ListCompilationJobsCommandInput) =>
    sagemaker.send(new aws.ListCompilationJobsCommand(input));
  expect((await list({ StatusEquals: "STOPPING" })).CompilationJobSummaries).toMatchObject([named("By-AWS")]);
  expect((await list({ NameContains: "nothing" })).CompilationJobSummaries).toEqual([]);
  const remove = () => sagemaker.send(new aws.DeleteCompilationJobCommand(named("By-AWS")));
  expect(await refusal(remove())).toMatchObject({ name: "ResourceInUse", code: "SLIP-AWS-004" });
});

test("it is the same object for kubectl, and what kubectl applies is found by its AWS name", async () => {
  const kubectl = await kubectlFor(doors);
  const rows = await kubectl.ok(["get", "compilationjobs", "-n", namespace, "--no-headers"]);
  expect(rows).toMatch(/^by-aws-\w{7}\s/);
  const object = {
    apiVersion: "toys.example.com/v1",
    kind: "CompilationJob",
    metadata: { name: "chosen-by-hand", namespace },
    spec: { compilationJobName: "By-Kubectl", roleARN: RoleArn },
  };
  await kubectl.ok(["apply", "-f", "-"], JSON.stringify(object));
  const refused = await kubectl.run(["apply", "-f", "-"], JSON.stringify({ ...object, spec: {} }));
  expect(refused.err).toContain("spec.roleARN: Required value");
  await expect.poll(() => describe("By-Kubectl").catch(String)).toMatchObject(named("By-Kubectl"));
});

test("the command line knows its words, and awaits its ends, and AWS deletes it once it has ended", async () => {
  const stop = new AbortController();
  const { store, cache } = doors;
  const tools = { store, cache, clock: systemClock, log: silentLog, events: { record: () => {} } };
  const running = startControllers([compilationJobController()], { ...tools, signal: stop.signal });
  try {
    expect(await slipway("wait", "cj/chosen-by-hand")).toMatchObject({
      code: 0,
      out: "compilationjob.toys.example.com/chosen-by-hand done\n",
    });
    const listed = await slipway("get", "compilationjobs", "-o", "name");
    const [stopped = ""] = listed.out.split("\n").filter((line) => line.includes("by-aws"));
    const waited = await slipway("wait", stopped.replace(".toys.example.com", ""));
    expect([waited.code, waited.err]).toEqual([103, expect.stringContaining("STOPPED")]);
    expect((await slipway("get", "compilatonjob")).err).toContain("did you mean compilationjob");
    await sagemaker.send(new aws.DeleteCompilationJobCommand(named("By-AWS")));
    expect(await refusal(describe("By-AWS"))).toMatchObject({
      name: "ResourceNotFound",
      message: "Requested resource not found.",
    });
  } finally {
    stop.abort();
    await running;
  }
});
