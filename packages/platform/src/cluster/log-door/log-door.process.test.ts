import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { defined, SlipwayError } from "@slipway/model";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keptRecordsContract } from "#ledger/kept-records.contract.ts";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import type { KubernetesClient, KubernetesRequest } from "#lib/kubernetes/kubernetes-client.ts";
import { silentLog } from "#lib/log.ts";
import { createLogDoor, type LogDoor } from "./log-door.ts";
import { apiServerReviews } from "./reviews.ts";

const AT = Date.parse("2026-03-01T12:00:00.250Z");

/** Pods that are there, by name, with their uids. */
let pods: Map<string, string>;
let ledger: Ledger;
let door: LogDoor;
let server: Server;

beforeEach(async () => {
  pods = new Map();
  ledger = createMemoryLedger();
  door = createLogDoor({
    ledger,
    store: {
      get: async (_kind, key) => {
        const uid = pods.get(key);
        return uid === undefined ? undefined : ({ metadata: { uid } } as Pod as never);
      },
    },
    reviews: {
      mayRead: async (token, { namespace }) => {
        if (token === "good" && (namespace === "ns" || namespace === "third")) return;
        throw new SlipwayError(token === "good" ? "SLIP-API-006" : "SLIP-API-005", "no");
      },
    },
    clock: systemClock,
    log: silentLog,
    most: 3,
    mostOfNamespace: 2,
  });
  server = createServer((request, response) => door.handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await door.close();
  server.closeAllConnections();
  await ledger.close();
  server.close();
});

const stream = (container: string, uid = "u1", namespace = "ns"): LogStream => ({
  namespace,
  pod: "p",
  uid,
  container,
});
const append = (of: LogStream, from: number, ...texts: readonly string[]) =>
  ledger.appendLog(
    of,
    from,
    texts.map((text, n) => ({ text, at: new Date(AT + (from + n) * 1_000) })),
  );
const ask = (path: string, token: string | undefined = "good", signal?: AbortSignal) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    headers: token === undefined ? {} : { "x-slipway-token": token },
    ...defined({ signal }),
  });
const LOG = "/v1/namespaces/ns/pods/p/log";
const read = async (query: string): Promise<string> => (await ask(`${LOG}?${query}`)).text();

describe("the door to kept logs", () => {
  test("gives a container's log by the parameters of pods/log", async () => {
    await append(stream("algorithm"), 0, "a", "b", "c");
    await append(stream("fetch"), 0, "fetched");
    await ledger.closeLog(stream("algorithm"));
    await ledger.closeLog(stream("fetch"));
    expect(await read("container=algorithm")).toBe("a\nb\nc\n");
    expect(await read("container=fetch")).toBe("fetched\n");
    expect(await read("container=algorithm&tailLines=1")).toBe("c\n");
    expect(await read("container=algorithm&sinceTime=2026-03-01T12:00:02Z")).toBe("c\n");
    expect(await read("container=algorithm&limitBytes=3")).toBe("a\nb");
    expect(await read("container=algorithm&tailLines=1&timestamps=true")).toBe(
      "2026-03-01T12:00:02.250000000Z c\n",
    );
  });

  test("follows to the log's end", async () => {
    pods.set("ns/p", "u1");
    await append(stream("algorithm"), 0, "a");
    const reading = read("follow=true");
    await append(stream("algorithm"), 1, "b");
    await ledger.closeLog(stream("algorithm"));
    expect(await reading).toBe("a\nb\n");
  });

  test("comes to an end of a pod that went while nobody closed its log, with what was still on its way", async () => {
    await append(stream("algorithm"), 0, "a");
    const reading = read("");
    await append(stream("algorithm"), 1, "b");
    expect(await reading).toBe("a\nb\n");
  });

  test("means the newest pod of a name, and another one by its uid", async () => {
    await append(stream("algorithm"), 0, "first");
    await ledger.closeLog(stream("algorithm"));
    await append(stream("algorithm", "u2"), 0, "second");
    await ledger.closeLog(stream("algorithm", "u2"));
    expect(await read("uid=u1")).toBe("first\n");
    expect(await read("uid=u2")).toBe("second\n");
  });

  test("refuses in an API server's words", async () => {
    await append(stream("algorithm"), 0, "a");
    await append(stream("fetch"), 0, "b");
    const refused = async (path: string, token?: string) => {
      const answer = await ask(path, token);
      const { kind, reason, message } = (await answer.json()) as Record<string, string>;
      return [answer.status, kind, reason, message];
    };
    expect(await refused(LOG, "bad")).toEqual([401, "Status", "Unauthorized", "no"]);
    expect((await refused(LOG, ""))[0]).toBe(401);
    expect((await refused("/v1/namespaces/other/pods/p/log"))[0]).toBe(403);
    expect(await refused("/v1/namespaces/ns/pods/q/log")).toEqual([
      404,
      "Status",
      "NotFound",
      'pods "q" not found',
    ]);
    expect((await refused(LOG))[3]).toMatch(
      /^a container name must be specified for pod p, choose one of: \[/,
    );
    expect((await refused(`${LOG}?container=x`))[3]).toBe("container x is not valid for pod p");
    expect((await refused(`${LOG}?container=fetch&tailLines=-1`))[0]).toBe(422);
    for (const path of ["/", "/metrics", "/v1/namespaces/ns/pods/p", "/v1/namespaces/%2e%2e/pods/p/log"])
      expect((await refused(path))[0]).toBe(404);
  });

  test("tells those beyond its bounds to come again, and serves again when somebody goes", async () => {
    const other = LOG.replace("/ns/", "/third/");
    for (const namespace of ["ns", "third"]) {
      pods.set(`${namespace}/p`, "u1");
      await append(stream("algorithm", "u1", namespace), 0, "a");
    }
    const leave = new AbortController();
    const follow = async (path: string) => (await ask(`${path}?follow=true`, "good", leave.signal)).status;
    expect(await Promise.all([follow(LOG), follow(LOG)])).toEqual([200, 200]);
    // One namespace leaves room for others, and all of them together are bounded.
    const turnedAway = await ask(`${LOG}?follow=true`);
    expect(turnedAway.status).toBe(429);
    expect(turnedAway.headers.get("retry-after")).toBe("2");
    expect(await follow(other)).toBe(200);
    expect((await ask(`${other}?follow=true`)).status).toBe(429);
    leave.abort();
    await expect.poll(async () => (await ask(`${LOG}?tailLines=1`)).status).toBe(200);
  });
});

keptRecordsContract(() => ({
  ledger,
  ask: async (path, { stranger } = {}) => {
    // Who may read nothing of `ns` is known all the same.
    const answer = await ask(stranger ? path.replace("/ns/", "/none/") : path);
    return { http: answer.status, body: (await answer.json()) as Record<string, unknown> };
  },
}));

describe("what the API server says of a caller", () => {
  const reviews = (token: object, allowed = true) => {
    const asked: KubernetesRequest[] = [];
    const json = async (request: KubernetesRequest) => {
      asked.push(request);
      return request.path.endsWith("tokenreviews") ? { status: token } : { status: { allowed } };
    };
    return { asked, reviews: apiServerReviews({ json } as unknown as KubernetesClient) };
  };
  const known = {
    authenticated: true,
    audiences: ["logs.slipway.dev"],
    user: { username: "jane", uid: "7", groups: ["ml"], extra: { a: ["b"] } },
  };

  test("is asked with all that is known of the caller", async () => {
    const { reviews: at, asked } = reviews(known);
    await at.mayRead("t", { namespace: "ns", pod: "p" });
    expect(asked[0]?.body).toMatchObject({ spec: { token: "t", audiences: ["logs.slipway.dev"] } });
    expect(asked[1]?.body).toMatchObject({
      spec: {
        user: "jane",
        uid: "7",
        groups: ["ml"],
        extra: { a: ["b"] },
        resourceAttributes: { verb: "get", resource: "pods", subresource: "log", namespace: "ns", name: "p" },
      },
    });
  });

  test("is asked of all pods of the namespace where none is named, and said so", async () => {
    const { reviews: at, asked } = reviews(known, false);
    await expect(at.mayRead("t", { namespace: "ns" })).rejects.toMatchObject({
      code: "SLIP-API-006",
      message:
        'pods is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "ns"',
    });
    expect(asked[1]?.body).not.toHaveProperty("spec.resourceAttributes.name");
  });

  test("counts: a token for somebody else, a false one, one without the right", async () => {
    const of = { namespace: "ns", pod: "p" };
    const elsewhere = reviews({ ...known, audiences: ["https://kubernetes.default.svc"] }).reviews;
    await expect(elsewhere.mayRead("t", of)).rejects.toMatchObject({ code: "SLIP-API-005" });
    const silent = reviews({ authenticated: true, user: known.user }).reviews;
    await expect(silent.mayRead("t", of)).rejects.toMatchObject({ code: "SLIP-API-005" });
    const unknown = reviews({ authenticated: false }).reviews;
    await expect(unknown.mayRead("t", of)).rejects.toMatchObject({ code: "SLIP-API-005" });
    const { reviews: at } = reviews(known, false);
    await expect(at.mayRead("t", of)).rejects.toMatchObject({ code: "SLIP-API-006" });
  });
});
