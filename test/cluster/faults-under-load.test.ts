/** What takes parts away while an endpoint is asked without a pause: how many requests fail that the part which is gone was not answering. */
import { setTimeout as sleep } from "node:timers/promises";
import { CreateEndpointCommand, CreateEndpointConfigCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OwnClusterHome } from "../blackbox/support/cluster-home.ts";
import { abaloneModel, trainAbalone } from "../e2e/support/abalone-models.ts";
import { awsClients } from "../e2e/support/aws-clients.ts";
import { eventually, ok } from "../e2e/support/home.ts";
import { CLIENT_COUNT, ConstantLoad, type Failed, type Period } from "./support/constant-load.ts";

/** `SLIPWAY_FAULTS=all` for every fault: else of those that are alike one is tried, and the rest is skipped. */
const ALL = process.env["SLIPWAY_FAULTS"] === "all";
/** As long as a restart of a control plane may take, or long enough for what depends on it to be missed. */
const AWAY_SECONDS = ALL ? 60 : 15;
/** Until kubelet, API server and kube-proxy have told each other that a killed door answers nothing. */
const UNHEARD_MS = 5_000;
const ROW = ",2,0.74,0.6,0.195,1.974,0.598,0.4085,0.71";
const SYSTEM = "slipway-system";
const ROUTER = "app.kubernetes.io/name=slipway-router";
const DOOR = "app.kubernetes.io/name=slipway-aws";
const MODEL = "slipway.dev/endpoint=steady";
const LONE = "slipway.dev/endpoint=lone";

/** How many failed of how many is worth reading where none of them is a fault of the test's. */
function tell(what: string, { requests, failed }: Period): void {
  const hows = failed.map(({ how }) => how).sort();
  process.stderr.write(`${what}: ${failed.length} of ${requests} failed ${hows.join(" ")}\n`);
}

describe("under constant load", () => {
  let home: OwnClusterHome;
  let load: ConstantLoad;
  beforeAll(async () => {
    home = await OwnClusterHome.open();
    await trainAbalone(home, { first: 5 }, { patienceSeconds: 120 });
    await abaloneModel(home, "first");
    await serve("steady", 2);
    load = new ConstantLoad(home, { endpoint: "steady", body: ROW });
  }, 600_000);
  afterAll(async () => {
    await load?.stop();
    await home?.down();
  });

  async function serve(name: string, count: number): Promise<void> {
    const { sagemaker } = awsClients(home);
    const variant = {
      ...{ VariantName: "AllTraffic", ModelName: "first" },
      ...{ InstanceType: "ml.m5.large" as const, InitialInstanceCount: count },
    };
    if ((await home.cluster.podsOf("default", `slipway.dev/endpoint=${name}`)).length === count) return;
    await sagemaker.send(
      new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }),
    );
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
    await ok(home.slipway("wait", `endpoint/${name}`, "--timeout", "120s"));
  }

  /** What fails while something happens and for some seconds after it. */
  async function during(
    what: string,
    happens: () => Promise<unknown>,
  ): Promise<{ failed: readonly Failed[] }> {
    await sleep(1_000);
    expect(load.period()).toMatchObject({ requests: expect.any(Number), failed: [] });
    await happens();
    await sleep(3_000);
    const period = load.period();
    tell(what, period);
    expect(period.requests).toBeGreaterThan(50);
    return { failed: period.failed };
  }

  const allReady = (namespace: string, label: string, count: number) =>
    eventually(`${count} pods of ${label} are ready`, 90, async () => {
      const pods = await home.cluster.podsOf(namespace, label);
      return pods.length === count && pods.every(({ isReady }) => isReady) ? true : undefined;
    });
  const killOne = async (namespace: string, label: string): Promise<void> => {
    await home.cluster.killOne(namespace, label);
    await sleep(3_000);
    await allReady(namespace, label, 2);
  };
  const forceDelete = async (namespace: string, label: string): Promise<void> => {
    const [pod] = await home.cluster.podsOf(namespace, label);
    await home.cluster.ok(
      ...["delete", "pod", pod?.name ?? "", `--namespace=${namespace}`, "--grace-period=0", "--force"],
    );
  };
  const forceDeleteOne = async (namespace: string, label: string): Promise<void> => {
    await forceDelete(namespace, label);
    await allReady(namespace, label, 2);
  };

  /** Those that a fresh machine tries each time, and those that it tries when it is asked for all. */
  const tried = <Row>(always: readonly Row[], further: readonly Row[]): readonly Row[] =>
    ALL ? [...always, ...further] : always;

  test.each(
    tried(
      [
        ["one of an endpoint's pods is force-deleted", () => forceDeleteOne("default", MODEL)],
        ["a router is killed", () => killOne(SYSTEM, ROUTER)],
      ],
      [
        ["one of an endpoint's pods is killed", () => killOne("default", MODEL)],
        ["a router is force-deleted", () => forceDeleteOne(SYSTEM, ROUTER)],
      ],
    ),
  )("%s: nothing fails", async (what, happens) => {
    expect(await during(what, happens)).toEqual({ failed: [] });
  });

  test.each(
    tried(
      [["killed", () => home.cluster.killOne("default", LONE)]],
      [["force-deleted", () => forceDelete("default", LONE)]],
    ),
  )(
    "an endpoint's only pod is %s: what it was answering fails, and the rest waits for the next",
    async (what, happens) => {
      const before = load.period().failed;
      await serve("lone", 1);
      const lone = new ConstantLoad(home, { endpoint: "lone", body: ROW });
      await sleep(2_000);
      await happens();
      await sleep(3_000);
      await allReady("default", LONE, 1);
      await sleep(2_000);
      await lone.stop();
      const period = lone.period();
      const { requests, failed } = period;
      tell(`the only pod is ${what}`, period);
      expect(requests).toBeGreaterThan(50);
      expect(failed.length, JSON.stringify(failed)).toBeLessThanOrEqual(CLIENT_COUNT);
      expect([before, load.period().failed]).toEqual([[], []]);
    },
  );

  test.each(
    tried(
      [["AWS doors", SYSTEM, DOOR]],
      [
        ["an endpoint's pods", "default", MODEL],
        ["routers", SYSTEM, ROUTER],
      ],
    ),
  )(
    "the node is drained of %s: one goes after the other, and nothing fails",
    async (what, namespace, label) => {
      const names = async () => (await home.cluster.podsOf(namespace, label)).map(({ name }) => name);
      const before = await names();
      const seen = await during(`drained of ${what}`, async () => {
        await home.cluster.drainOf(label);
        await allReady(namespace, label, 2);
      });
      expect(seen).toEqual({ failed: [] });
      expect((await names()).filter((name) => before.includes(name))).toEqual([]);
    },
  );

  test("an AWS door is killed: what it was answering fails, and what the way to it refuses for some seconds", async () => {
    let killedAt = 0;
    const { failed } = await during("an AWS door is killed", async () => {
      killedAt = Date.now();
      await killOne(SYSTEM, DOOR);
    });
    expect(failed.filter(({ how }) => how === "answered")).toEqual([]);
    expect(failed.filter(({ how }) => how === "broken").length).toBeLessThanOrEqual(CLIENT_COUNT);
    expect(failed.filter(({ at }) => at > killedAt + UNHEARD_MS)).toEqual([]);
  });

  test(`the API server is away for ${AWAY_SECONDS} s: nothing fails, then nor after it is back`, async () => {
    expect(
      await during("the API server is away", async () => {
        await home.cluster.stopApiServer();
        try {
          await sleep(AWAY_SECONDS * 1_000);
        } finally {
          await home.cluster.startApiServer();
        }
        await sleep(10_000);
      }),
    ).toEqual({ failed: [] });
  });

  test("Slipway is installed again with other settings: nothing fails", async () => {
    expect(
      await during("installed again", async () => {
        const url = new URL(home.databaseUrl);
        url.searchParams.set("application_name", "again");
        await ok(home.install({ variables: { SLIPWAY_DATABASE_URL: url.href } }));
      }),
    ).toEqual({ failed: [] });
  });
});
