import type { Kind, Resource, SlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import type { Fetch } from "../http/fetch.ts";
import { KubernetesClient } from "./kubernetes-client.ts";

const kind: Kind = { group: "g", version: "v1", kind: "Thing", plural: "things", namespaced: true };
const objectNamed = (name: string, revision: number): Resource => ({
  apiVersion: "g/v1",
  kind: "Thing",
  metadata: { name, namespace: "ns", resourceVersion: String(revision) },
});
const list = (revision: number, ...items: Resource[]) =>
  Response.json({ kind: "ThingList", metadata: { resourceVersion: String(revision) }, items });
const events = (...lines: object[]) =>
  new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
const added = (object: Resource) => ({ type: "ADDED", object });
const gone = {
  type: "ERROR",
  object: { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" },
};

/** A server that gives these answers, one a request, and remembers what was asked. */
function server(...answers: (Response | Error)[]): { client: KubernetesClient; asked: string[] } {
  const asked: string[] = [];
  const fetch: Fetch = async (url, init) => {
    asked.push(url.replace("https://server/apis/g/v1", ""));
    init.signal?.throwIfAborted();
    const answer = answers.shift();
    if (answer === undefined) {
      // Nothing more to say: the connection stays open until the client goes.
      return new Promise((_, reject) =>
        init.signal?.addEventListener("abort", () => reject(new Error("aborted"))),
      );
    }
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { client: new KubernetesClient({ server: "https://server", token: "t", fetch }), asked };
}

async function watched(
  client: KubernetesClient,
  count: number,
): Promise<{ seen: string[]; trouble: string[] }> {
  const stop = new AbortController();
  const seen: string[] = [];
  const trouble: string[] = [];
  const onTrouble = (error: SlipwayError) => trouble.push(error.code);
  for await (const change of client.watch(kind, { namespace: "ns", signal: stop.signal, onTrouble })) {
    seen.push(change.type === "synced" ? "synced" : `${change.type} ${change.object.metadata.name}`);
    if (seen.length === count) stop.abort();
  }
  return { seen, trouble };
}

test("A watch lists, then goes on from the list's revision, and from the last event when a connection ends", async () => {
  const { client, asked } = server(
    list(10, objectNamed("a", 9)),
    events(added(objectNamed("b", 11)), { type: "MODIFIED", object: objectNamed("a", 12) }),
    events({ type: "BOOKMARK", object: { metadata: { resourceVersion: "20" } } }),
    events({ type: "DELETED", object: objectNamed("a", 21) }),
  );
  const { seen } = await watched(client, 5);
  expect(seen).toEqual(["added a", "synced", "added b", "modified a", "deleted a"]);
  expect(asked.map((url) => /resourceVersion=(\d+)/.exec(url)?.[1])).toEqual([undefined, "10", "12", "20"]);
  expect(asked[1]).toContain("allowWatchBookmarks=true");
});

test("Where history is compacted, a new list tells what changed and what was deleted meanwhile", async () => {
  const { client } = server(
    list(10, objectNamed("a", 1), objectNamed("b", 2), objectNamed("c", 3)),
    events(gone),
    list(50, objectNamed("b", 2), objectNamed("c", 40), objectNamed("d", 45)),
  );
  const { seen } = await watched(client, 8);
  expect(seen.slice(0, 4)).toEqual(["added a", "added b", "added c", "synced"]);
  expect(seen.slice(4)).toEqual(["deleted a", "modified c", "added d", "synced"]);
});

test("A broken connection is told and mended; nothing is told twice", async () => {
  const refused = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  const { client } = server(list(10, objectNamed("a", 1)), refused, events(added(objectNamed("b", 11))));
  const { seen, trouble } = await watched(client, 3);
  expect(seen).toEqual(["added a", "synced", "added b"]);
  expect(trouble).toEqual(["SLIP-CLIENT-001"]);
});

test("What waiting cannot mend is thrown, at the start and later", async () => {
  const forbidden = () =>
    Response.json({ kind: "Status", reason: "Forbidden", message: "no", code: 403 }, { status: 403 });
  await expect(watched(server(forbidden()).client, 1)).rejects.toMatchObject({
    code: "SLIP-API-006",
    message: "no",
  });
  const later = server(list(10), forbidden());
  await expect(watched(later.client, 9)).rejects.toMatchObject({ code: "SLIP-API-006" });
  const down = server(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }));
  await expect(watched(down.client, 1)).rejects.toMatchObject({ code: "SLIP-CLIENT-001" });
});
