import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog as log } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { openTestDoor, type TestDoor, TOKENS as tokens } from "../testing/test-door.ts";

const PODS = "/api/v1/namespaces/default/pods";
const START = new Date("2026-01-01T00:00:00.250Z");
let at: TestDoor;
let ledger: Ledger;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock(new Date("2026-01-01T00:01:00Z"));
  ledger = createMemoryLedger();
  const storage = createStorage({ file: ":memory:", clock });
  const server = await createApiServer({ storage, definitions: [], tokens, clock, log });
  at = await openTestDoor({ server, ledger, clock });
});
afterEach(() => at.close());

const running = (name: string) => ({
  name,
  ready: true,
  restartCount: 0,
  image: "i",
  imageID: "",
  state: { running: {} },
});

/** A pod on a node whose containers run, with `lines` in the log of the first, one a second. */
async function pod(name: string, options: { containers?: string[]; lines?: string[]; status?: object } = {}) {
  const { containers = ["main"], lines = [] } = options;
  const spec = {
    nodeName: "here",
    initContainers: [{ name: "fetch", image: "i" }],
    containers: containers.map((each) => ({ name: each, image: "i" })),
  };
  const created = await at.send("POST", PODS, { body: { metadata: { name }, spec } });
  const { uid } = created.body["metadata"] as { uid: string };
  const status = options.status ?? { phase: "Running", containerStatuses: containers.map(running) };
  await at.send("PATCH", `${PODS}/${name}/status`, {
    body: JSON.stringify({ status }),
    type: "application/merge-patch+json",
  });
  const stream = { namespace: "default", pod: name, uid, container: containers[0] ?? "" };
  await append(stream, 0, lines);
  return stream;
}

function append(stream: Parameters<Ledger["appendLog"]>[0], from: number, lines: readonly string[]) {
  const dated = lines.map((text, index) => ({ text, at: new Date(START.getTime() + (from + index) * 1000) }));
  return ledger.appendLog(stream, from, dated);
}

const read = async (name: string, query = "") => textOf(await at.open(`${PODS}/${name}/log${query}`));

describe("what is written", () => {
  test("the whole log is text, in order, however long", async () => {
    const lines = Array.from({ length: 1_234 }, (_, index) => `line ${index}`);
    await pod("p", { lines });
    const response = await at.open(`${PODS}/p/log`);
    expect(response.headers["content-type"]).toBe("text/plain");
    expect(await textOf(response)).toBe(`${lines.join("\n")}\n`);
  });

  test.each([
    ["?tailLines=2", "c\nd\n"],
    ["?tailLines=0", ""],
    ["?tailLines=99", "a\nb\nc\nd\n"],
    ["?sinceTime=2026-01-01T00:00:02Z", "c\nd\n"],
    ["?sinceSeconds=58", "c\nd\n"],
    ["?tailLines=3&sinceSeconds=58", "c\nd\n"],
    ["?limitBytes=3", "a\nb"],
    ["?tailLines=1&timestamps=true", "2026-01-01T00:00:03.250000000Z d\n"],
  ])("%s is kept to", async (query, expected) => {
    await pod("p", { lines: ["a", "b", "c", "d"] });
    expect(await read("p", query)).toBe(expected);
  });

  test("a limit cuts at the byte, not at the character", async () => {
    await pod("p", { lines: ["äöü"] });
    const response = await at.open(`${PODS}/p/log?limitBytes=3`);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(Buffer.from("äöü").subarray(0, 3));
  });

  test("a follower hears what is appended, and the end when the container has ended", async () => {
    const stream = await pod("p", { lines: ["a"] });
    const response = await at.open(`${PODS}/p/log?follow=true`);
    const text = textOf(response);
    await append(stream, 1, ["b", "c"]);
    await ledger.closeLog(stream);
    expect(await text).toBe("a\nb\nc\n");
  });

  test("a follower of a container that has written nothing yet waits for its first line", async () => {
    const stream = await pod("p");
    const text = textOf(await at.open(`${PODS}/p/log?follow=true`));
    await append(stream, 0, ["first"]);
    await ledger.closeLog(stream);
    expect(await text).toBe("first\n");
  });

  const over = (name: string) => ({
    phase: "Succeeded",
    containerStatuses: [{ ...running(name), state: { terminated: { exitCode: 0 } } }],
  });

  test.each(["", "?tailLines=2"])(
    "of a program that is over, what is still on its way is waited for, %s",
    async (query) => {
      const stream = await pod("p", { lines: ["a"], status: over("main") });
      const text = read("p", query);
      await append(stream, 1, ["b", "c"]);
      await ledger.closeLog(stream);
      expect(await text).toBe(query === "" ? "a\nb\nc\n" : "b\nc\n");
    },
  );

  test("a log that nobody will close is what there is of it", async () => {
    await pod("p", { lines: ["a"], status: over("main") });
    const text = read("p");
    const ended = text.then(() => true);
    while (!(await Promise.race([ended, new Promise((next) => setTimeout(next, 5, false))])))
      clock.advance(1_000);
    expect(await text).toBe("a\n");
  });

  test("closing the door ends followers in good order", async () => {
    await pod("p", { lines: ["a"] });
    const text = textOf(await at.open(`${PODS}/p/log?follow=true`));
    await at.door.close();
    expect(await text).toBe("a\n");
  });
});

describe("whose log it is", () => {
  test("of several containers one has to be named, and the others are listed", async () => {
    await pod("p", { containers: ["a", "b"], lines: ["of a"] });
    expect(await message("p")).toBe(
      "a container name must be specified for pod p, choose one of: [a b] or one of the init containers: [fetch]",
    );
    expect(await read("p", "?container=a")).toBe("of a\n");
  });

  test("a container that the pod does not have is refused", async () => {
    await pod("p");
    expect(await message("p", "?container=nope")).toBe("container nope is not valid for pod p");
  });

  test("a container that waits has no log yet, and what it waits for is said", async () => {
    const state = { waiting: { reason: "PodInitializing" } };
    const status = { phase: "Pending", containerStatuses: [{ ...running("main"), ready: false, state }] };
    await pod("p", { status });
    expect(await message("p")).toBe('container "main" in pod "p" is waiting to start: PodInitializing');
  });

  test("there is no earlier container to read", async () => {
    await pod("p", { lines: ["a"] });
    expect(await message("p", "?previous=true")).toBe(
      'previous terminated container "main" in pod "p" not found',
    );
  });

  test("a removed pod's log stays readable, that of the newest pod of the name", async () => {
    for (const line of ["of the first", "of the second"]) {
      await pod("p", { lines: [line] });
      await at.send("DELETE", `${PODS}/p`, { body: { gracePeriodSeconds: 0 } });
    }
    expect((await at.send("GET", `${PODS}/p`)).http).toBe(404);
    expect(await read("p")).toBe("of the second\n");
    expect(await message("p", "?container=nope")).toBe("container nope is not valid for pod p");
  });

  test("a pod that never was is not found, and one that may not be read is forbidden", async () => {
    expect((await at.send("GET", `${PODS}/never/log`)).body).toMatchObject({
      code: 404,
      message: 'pods "never" not found',
      details: { name: "never", kind: "pods" },
    });
    await pod("p", { lines: ["secret"] });
    expect((await at.send("GET", `${PODS}/p/log`, { token: "alice" })).http).toBe(403);
    await at.send("DELETE", `${PODS}/p`, { body: { gracePeriodSeconds: 0 } });
    expect((await at.send("GET", `${PODS}/p/log`, { token: "alice" })).http).toBe(403);
  });

  test.each([
    ["?sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z", 422],
    ["?tailLines=-1", 422],
    ["?limitBytes=0", 422],
    ["?sinceTime=yesterday", 400],
  ])("%s makes no sense and is refused", async (query, http) => {
    await pod("p");
    expect((await at.send("GET", `${PODS}/p/log${query}`)).http).toBe(http);
  });
});

async function message(name: string, query = ""): Promise<unknown> {
  const { http, body } = await at.send("GET", `${PODS}/${name}/log${query}`);
  expect(http).toBe(400);
  return body["message"];
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += String(chunk);
  return text;
}
