import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diagnostics } from "../../bench/support/diagnostics.ts";
import { eventually, Home, ok } from "./support/home.ts";

const LONG_LINES = join(import.meta.dirname, "fixtures/long-lines");
const HOSTILE = [
  { name: "repeats", regex: "(?:(?:[a-zZ=: .0-9]?){30}){30}Z([0-9]+)" },
  { name: "backtracks", regex: "^(?=l)(([a-z: ]|.)+)+$(x)" },
];
const LOSS = { name: "loss", regex: ".*loss: ([0-9\\.]+).*" };

interface Job {
  readonly apiVersion: string;
  readonly spec: {
    readonly algorithmSpecification: object;
    readonly trainingJobName: string;
  };
  readonly status: {
    readonly conditions: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
    readonly slipway: { readonly unreadMetrics?: readonly { readonly name: string }[] };
    readonly finalMetricDataList?: readonly { readonly metricName: string; readonly value: number }[];
  };
}

describe("a job whose metric expressions take for ever", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
    await ok(home.slipway("train", LONG_LINES, "--name", "plain"));
  });
  afterAll(() => home.down());

  const job = async (name: string): Promise<Job> =>
    JSON.parse(await ok(home.slipway("get", "trainingjob", name, "-o", "json"))) as Job;
  const apply = async (name: string, metricDefinitions: readonly object[]): Promise<void> => {
    const { apiVersion, spec } = await job("plain");
    const algorithmSpecification = { ...spec.algorithmSpecification, metricDefinitions };
    const copy = {
      apiVersion,
      kind: "TrainingJob",
      metadata: { name },
      spec: { ...spec, trainingJobName: name, algorithmSpecification },
    };
    await ok(home.kubectlWith(JSON.stringify(copy), "apply", "-f", "-"));
  };
  const measured = (name: string): Promise<Job> =>
    eventually(`all metrics of ${name}`, 120, async () => {
      const found = await job(name);
      const done = found.status.conditions?.some(
        ({ type, status }) => type === "Measured" && status === "True",
      );
      return done === true ? found : undefined;
    });

  test("costs neither the home its answers nor itself its other metrics, also over a kill", async () => {
    await apply("hostile", [...HOSTILE, LOSS]);
    await eventually("the first verdict", 60, async () =>
      ((await job("hostile")).status?.slipway?.unreadMetrics ?? []).length > 0 ? true : undefined,
    );
    // A line took the server's thread for seconds, and 37 s where it took its time.
    expect((await diagnostics(home.state)).eventLoopDelayMs.max).toBeLessThan(1_000);
    home.kill();
    await home.start();
    const { status } = await measured("hostile");
    expect(status.slipway.unreadMetrics?.map(({ name }) => name).sort()).toEqual(["backtracks", "repeats"]);
    expect(status.finalMetricDataList?.map(({ metricName, value }) => [metricName, value])).toEqual([
      ["loss", 1],
    ]);
  });

  test("is told so at every door", async () => {
    const reason =
      /SLIP-RUN-007: not read any more: (repeats|backtracks) takes more than 250 ms for one line/;
    const doors = {
      kubernetes: home.kubectl("get", "trainingjob.sagemaker.services.k8s.aws/hostile", "-o", "yaml"),
      events: home.kubectl("get", "events", "-o", "jsonpath={.items[*].message}"),
      aws: home.aws("sagemaker", "describe-training-job", "--training-job-name", "hostile"),
      command: home.slipway("describe", "trainingjob/hostile"),
    };
    for (const [door, output] of Object.entries(doors))
      expect((await ok(output)).replaceAll(/\s+/g, " "), door).toMatch(reason);
  });

  test("goes on in the order of its lines, as other jobs do beside it", async () => {
    await apply("attack", [...HOSTILE.map(({ name, regex }) => ({ name, regex: `${regex}|attack` })), LOSS]);
    await apply("beside", [LOSS]);
    const { status } = await measured("beside");
    expect(status.finalMetricDataList?.map(({ value }) => value)).toEqual([1]);
    expect(status.slipway.unreadMetrics).toBeUndefined();
    await measured("attack");
  });
});
