import { afterAll, beforeAll, describe } from "vitest";
import {
  startEngine,
  type TestEngine,
} from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import {
  startRegistry,
  type TestRegistry,
} from "../../packages/platform/src/embedded/node-agent/testing/registry.ts";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { type AwsClients, awsClients } from "../e2e/support/aws-clients.ts";
import { movedTags } from "../serving/image-tags.ts";

/** The node asks the registry for what a tag stands for. */
describe.runIf(process.env["SLIPWAY_SERVING"] === "all")(
  "an endpoint whose model names an image by a tag",
  () => {
    let registry: TestRegistry;
    let engine: TestEngine;
    let home: ClusterHome;
    let clients: AwsClients;
    beforeAll(async () => {
      registry = await startRegistry();
      engine = await startEngine(undefined, registry.address);
      home = await ClusterHome.shared();
      clients = awsClients(home);
    }, 240_000);
    afterAll(async () => {
      await home?.down();
      await engine?.stop();
      await registry?.stop();
    }, 120_000);

    movedTags(() => ({ home, clients, engine, registry }));
  },
);
