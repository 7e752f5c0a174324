import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findEngine } from "#lib/engine/find-engine.ts";
import { startEngine, type TestEngine } from "../testing/engine.ts";
import { connectEngine } from "./connect-engine.ts";
import type { ContainerOrder, Engine } from "./engine.ts";

const IMAGE = "localhost/test/sh:1";
const SIDES = 4;

let tested: TestEngine;
let engines: readonly Engine[] = [];
beforeAll(async () => {
  tested = await startEngine();
  await tested.makeImage(IMAGE, ['ENTRYPOINT ["/bin/sh", "-c"]']);
  engines = await Promise.all(
    Array.from({ length: SIDES }, async () => {
      const found = await findEngine(tested.env);
      if (!("name" in found)) throw new Error("no engine");
      return connectEngine(found);
    }),
  );
}, 120_000);
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  await tested?.stop();
});

const orderOf = (name: string): ContainerOrder => ({
  name,
  labels: { "test/order": name },
  image: IMAGE,
  args: ["exec sleep 1000"],
  env: {},
  hostname: name,
  hosts: [],
  binds: [],
  ports: [],
  limits: { processes: 100, openFiles: 1024, sharedMemory: 1 << 20 },
  devices: [],
  gpus: [],
  network: "own",
});

describe("a container", () => {
  it.each(Array.from({ length: 6 }, (_, round) => `r${round}`))(
    "that several make and start at once is made and started once, for each of them (%s)",
    async (name) => {
      const order = orderOf(name);
      await Promise.all(
        engines.map(async (engine) => {
          await engine.create(order);
          await engine.start(name);
          expect((await engine.state(name))?.phase).toBe("running");
        }),
      );
      expect(await engines[0]?.list(order.labels)).toHaveLength(1);
    },
  );
});
