import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { EXAMPLE, eventually, ok } from "../e2e/support/home.ts";

const JOBS = 10;
const KILLS = 10;

describe("while jobs run in a cluster", () => {
  let home: ClusterHome;
  beforeAll(async () => {
    home = await ClusterHome.shared();
    await home.bucket("abalone-example");
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  });
  afterAll(() => home.down());

  const manifest = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
  const start = async (prefix: string, count: number): Promise<readonly string[]> => {
    const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
    const files = names.map((name) => manifest.replaceAll("abalone-xgboost", name)).join("\n---\n");
    await ok(home.kubectlWith(files, "apply", "-f", "-"));
    return names;
  };
  const statusOf = (name: string) =>
    ok(home.kubectl("get", "trainingjob", name, "-o", "jsonpath={.status.trainingJobStatus}"));
  const completed = async (names: readonly string[]): Promise<void> => {
    for (const name of names)
      await eventually(`${name} to be over`, 240, async () => {
        const status = await statusOf(name);
        return status === "" || status === "InProgress" ? undefined : status;
      });
    expect(await Promise.all(names.map(statusOf))).toEqual(names.map(() => "Completed"));
  };
  /** Each job's pods; the uid of a pod that was started twice would stand here twice. */
  const podsOf = async (name: string): Promise<readonly string[]> => {
    const list = JSON.parse(await ok(home.kubectl("get", "pods", "-o", "json"))) as {
      readonly items: readonly {
        readonly metadata: {
          readonly uid: string;
          readonly ownerReferences?: readonly { readonly name: string }[];
        };
      }[];
    };
    return list.items
      .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.name === name))
      .map(({ metadata }) => metadata.uid);
  };

  test("the operator killed ten times loses none and doubles none", async () => {
    const names = await start("killed", JOBS);
    const seen = new Map<string, Set<string>>(names.map((name) => [name, new Set()]));
    for (let kill = 0; kill < KILLS; kill++) {
      await home.cluster.kill("slipway-system", "app.kubernetes.io/name=slipway-operator");
      for (const name of names) for (const uid of await podsOf(name)) seen.get(name)?.add(uid);
    }
    await completed(names);
    for (const name of names) for (const uid of await podsOf(name)) seen.get(name)?.add(uid);
    expect([...seen.values()].map((uids) => uids.size)).toEqual(names.map(() => 1));
    const pod = await ok(
      home.kubectl("get", "trainingjob", "killed-0", "-o", "jsonpath={.status.slipway.pods[0]}"),
    );
    expect(await ok(home.kubectl("logs", pod))).toMatch(/\[49\]/);
    const metrics = await ok(
      home.kubectl(
        "get",
        "trainingjob",
        "killed-0",
        "-o",
        "jsonpath={.status.finalMetricDataList[*].metricName}",
      ),
    );
    expect(metrics).toContain("validation:rmse");
    await ok(home.kubectl("delete", "trainingjobs", "--all", "--timeout=120s"));
  });

  test("an API server that is away for 30 s in the middle costs nothing but time", async () => {
    const names = await start("outage", JOBS / 2);
    await home.cluster.stopApiServer();
    try {
      await new Promise((resolve) => setTimeout(resolve, 30_000));
    } finally {
      await home.cluster.startApiServer();
    }
    await completed(names);
    for (const name of names) expect(await podsOf(name)).toHaveLength(1);
    await ok(home.kubectl("delete", "trainingjobs", "--all", "--timeout=120s"));
  });
});
