import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { EXAMPLE, eventually, ok } from "../e2e/support/home.ts";

const JOBS = 10;
const KILLS = 10;

interface Job {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly trainingJobStatus?: string };
}

interface Pod {
  readonly metadata: {
    readonly uid: string;
    readonly ownerReferences?: readonly { readonly name: string }[];
  };
}

describe("while jobs run in a cluster", () => {
  let home: ClusterHome;
  beforeAll(async () => {
    home = await ClusterHome.shared();
    await home.putAbaloneData();
  });
  afterAll(() => home.down());

  const manifest = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
  const start = async (prefix: string, count: number): Promise<readonly string[]> => {
    const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
    const files = names.map((name) => manifest.replaceAll("abalone-xgboost", name)).join("\n---\n");
    await ok(home.kubectlWith(files, "apply", "-f", "-"));
    return names;
  };
  const list = async <T>(plural: string): Promise<readonly T[]> =>
    (JSON.parse(await ok(home.kubectl("get", plural, "-o", "json"))) as { readonly items: readonly T[] })
      .items;
  const completed = async (names: readonly string[]): Promise<void> => {
    const statuses = await eventually("all jobs to be over", names.length * 40, async () => {
      const jobs = await list<Job>("trainingjobs");
      const found = names.map((name) => jobs.find(({ metadata }) => metadata.name === name)?.status);
      const said = found.map((status) => status?.trainingJobStatus ?? "");
      return said.some((word) => word === "" || word === "InProgress") ? undefined : said;
    });
    expect(statuses).toEqual(names.map(() => "Completed"));
  };
  /** The pods of each job, in the order of the names; the uid of a pod that was started twice would stand here twice. */
  const podsOf = async (names: readonly string[]): Promise<readonly (readonly string[])[]> => {
    const pods = await list<Pod>("pods");
    return names.map((name) =>
      pods
        .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.name === name))
        .map(({ metadata }) => metadata.uid),
    );
  };

  test("the operator killed ten times loses none and doubles none", async () => {
    const names = await start("killed", JOBS);
    const seen = names.map(() => new Set<string>());
    const look = async () => {
      for (const [index, uids] of (await podsOf(names)).entries())
        for (const uid of uids) seen[index]?.add(uid);
    };
    for (let kill = 0; kill < KILLS; kill++) {
      await home.cluster.kill("slipway-system", "app.kubernetes.io/name=slipway-operator");
      await look();
    }
    await completed(names);
    await look();
    expect(seen.map(({ size }) => size)).toEqual(names.map(() => 1));
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
    expect((await podsOf(names)).map(({ length }) => length)).toEqual(names.map(() => 1));
    await ok(home.kubectl("delete", "trainingjobs", "--all", "--timeout=120s"));
  });
});
