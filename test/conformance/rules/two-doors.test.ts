import type { Kind, Resource } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { afterAll, beforeEach, expect, test } from "vitest";
import { BEARERS, openDoors } from "../support/doors.ts";
import { awsDriver } from "./aws-driver.ts";
import { create, deployed, endpoint, inService, model } from "./cases/every-door/objects.ts";
import type { Answer, Driver, ToyObject } from "./driver.ts";
import { httpDriver } from "./http-driver.ts";
import { httpsSend } from "./https-send.ts";
import { runCase } from "./run-case.ts";
import { storeDriver } from "./store-driver.ts";
import { readStored } from "./tested-door.ts";

const doors = await openDoors();
const https = httpsSend(doors.kubernetes.url, doors.kubernetes.caPem);
const kubernetes = httpDriver({ send: https.send, tokens: BEARERS });
const aws = awsDriver(doors);
afterAll(async () => {
  https.close();
  aws.close();
  await doors.close();
});

let namespace: string;
beforeEach(async () => {
  namespace = await doors.namespace();
});

async function deploy(): Promise<void> {
  const driver = storeDriver(doors.store);
  const tested = { driver, controller: driver, store: doors.store, namespace: async () => namespace };
  await runCase({ title: "deployed", steps: [...deployed, inService] }, tested);
}

const stored = (name: string, kind: Kind = endpointKind) =>
  readStored(doors.store, kind, { namespace, name }) as Promise<Resource>;

/** The AWS door's way of giving the endpoint another configuration. */
const configure = (configName: string) =>
  aws.driver.send(
    { verb: "update", kind: "Endpoint", name: "e", object: endpoint("e", configName) },
    namespace,
  );

/** What kubectl replaces an object with: all of what it read, with a change. */
const put = (read: ToyObject, change: ToyObject): Promise<Answer> =>
  kubernetes.send({ verb: "update", kind: "Endpoint", name: "e", object: { ...read, ...change } }, namespace);

async function get(): Promise<ToyObject & Resource> {
  const { object } = await kubernetes.send({ verb: "get", kind: "Endpoint", name: "e" }, namespace);
  return object as ToyObject & Resource;
}

test("what was read before an update through the other door cannot be put any more", async () => {
  await deploy();
  const read = await get();
  expect((await configure("second")).error).toBeUndefined();
  const late = await put(read, { spec: { ...(read.spec as object), endpointConfigName: "first" } });
  expect(late.error).toMatchObject({ code: "SLIP-API-003", http: 409, reason: "Conflict" });
  const { metadata, spec } = await stored("e");
  expect({ generation: metadata.generation, spec }).toEqual({
    generation: 2,
    spec: { endpointName: "e", endpointConfigName: "second" },
  });
});

test("both doors write one object at once: nobody's write is lost, and each write is counted", async () => {
  await deploy();
  const rounds = 25;
  let conflicts = 0;
  const byKubectl = async () => {
    for (let round = 0; round < rounds; ) {
      const read = await get();
      const annotations = { ...read.metadata.annotations, [`example.com/round-${round}`]: "kept" };
      const { error } = await put(read, { metadata: { ...read.metadata, annotations } });
      if (error === undefined) round++;
      else {
        expect(error.code).toBe("SLIP-API-003");
        conflicts++;
      }
    }
  };
  const byAws = async () => {
    for (let round = 0; round < rounds; round++) {
      expect((await configure(round % 2 === 0 ? "second" : "first")).error).toBeUndefined();
    }
  };
  await Promise.all([byKubectl(), byAws()]);
  const { metadata, spec } = await stored("e");
  const ofKubectl = Object.keys(metadata.annotations ?? {}).filter((name) => name.startsWith("example.com/"));
  expect(ofKubectl).toHaveLength(rounds);
  expect({ generation: metadata.generation, spec }).toEqual({
    generation: 1 + rounds,
    spec: { endpointName: "e", endpointConfigName: "second" },
  });
  expect(conflicts).toBeGreaterThan(0);
});

test("both doors create one name at once: one object, and all others are told that it exists", async () => {
  const writers: readonly Driver[] = [kubernetes, aws.driver];
  for (let round = 0; round < 10; round++) {
    const { request } = create("Model", model(`m-${round}`));
    const answers = await Promise.all(
      [...writers, ...writers].map((driver) => driver.send(request, namespace)),
    );
    const codes = answers.map(({ error }) => error?.code ?? "created");
    expect(codes.toSorted()).toEqual(["SLIP-API-002", "SLIP-API-002", "SLIP-API-002", "created"]);
    expect((await stored(`m-${round}`, modelKind)).metadata.generation).toBe(1);
  }
});

test("both doors delete at once: it goes once, and all others are told that it is not there", async () => {
  for (let round = 0; round < 10; round++) {
    await kubernetes.send(create("Model", model("m")).request, namespace);
    const answers = await Promise.all(
      [kubernetes, aws.driver, kubernetes, aws.driver].map((driver) =>
        driver.send({ verb: "delete", kind: "Model", name: "m" }, namespace),
      ),
    );
    const codes = answers.map(({ error }) => error?.code ?? "gone");
    expect(codes.toSorted()).toEqual(["SLIP-API-001", "SLIP-API-001", "SLIP-API-001", "gone"]);
    expect(await stored("m", modelKind)).toBeUndefined();
  }
});

test("an update through one door and a deletion through the other leave nothing half-made", async () => {
  for (let round = 0; round < 10; round++) {
    namespace = await doors.namespace();
    await deploy();
    const [updated, removed] = await Promise.all([
      configure("second"),
      kubernetes.send({ verb: "delete", kind: "Endpoint", name: "e" }, namespace),
    ]);
    expect(removed.error).toBeUndefined();
    expect([undefined, "SLIP-API-001"]).toContain(updated.error?.code);
    expect(await stored("e")).toBeUndefined();
  }
});
