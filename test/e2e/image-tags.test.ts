import { afterAll, beforeAll, describe } from "vitest";
import {
  startEngine,
  type TestEngine,
} from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import {
  startRegistry,
  type TestRegistry,
} from "../../packages/platform/src/embedded/node-agent/testing/registry.ts";
import { movedTags } from "../serving/image-tags.ts";
import { type AwsClients, awsClients } from "./support/aws-clients.ts";
import { Home } from "./support/home.ts";

describe("an endpoint whose model names an image by a tag", () => {
  let registry: TestRegistry;
  let engine: TestEngine;
  let home: Home;
  let clients: AwsClients;
  beforeAll(async () => {
    registry = await startRegistry();
    engine = await startEngine(undefined, registry.address);
    home = new Home(undefined, { ...engine.env });
    await home.start();
    clients = awsClients(home);
  }, 240_000);
  afterAll(async () => {
    await home?.down();
    await engine?.stop();
    await registry?.stop();
  }, 120_000);

  movedTags(() => ({ home, clients, engine, registry }));
});
