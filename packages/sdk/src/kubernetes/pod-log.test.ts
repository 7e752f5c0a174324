import { KEPT_LOGS, KEPT_PIECE } from "@slipway/model/kubernetes/kept-logs.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FetchInit, FetchResponse } from "../http/fetch.ts";
import { type PodLogOptions, podLog } from "./pod-log.ts";
import { Transport } from "./transport.ts";

const SECOND = 1_000_000_000;
const START = BigInt(Date.parse("2026-03-01T12:00:00Z")) * 1_000_000n;

interface Line {
  /** Nanoseconds after the start. */
  readonly ns: number;
  readonly text: string;
}

/** As the kubelet writes it: RFC 3339 with nine digits, in the node's own time zone. */
function nodeTime(ns: number): string {
  const at = START + BigInt(ns);
  const local = new Date(Number(at / 1_000_000n) + 2 * 3_600_000);
  return `${local.toISOString().slice(0, 19)}.${String(at % BigInt(SECOND)).padStart(9, "0")}+02:00`;
}

/** As the ledger writes it: it knows milliseconds. */
const keptTime = (ns: number): string =>
  new Date(Number((START + BigInt(ns)) / 1_000_000n)).toISOString().replace("Z", "000000Z");

const response = (status: number, body: string, breaks = false): FetchResponse => {
  const bytes = new TextEncoder().encode(body);
  let read = false;
  return {
    status,
    headers: { get: () => null },
    body: {
      getReader: () => ({
        read: async () => {
          if (read && breaks) throw new Error("socket hang up");
          if (read) return { done: true };
          read = true;
          return { done: false, value: bytes };
        },
        cancel: async () => {},
      }),
    },
    text: async () => body,
    arrayBuffer: async () => bytes.buffer as ArrayBuffer,
  };
};

const refusal = (code: number, reason: string, message: string) =>
  response(code, JSON.stringify({ kind: "Status", status: "Failure", code, reason, message }));

/** A cluster in which one pod writes `lines` and goes after its node has given so many of them. */
class TinyCluster {
  readonly asked: string[] = [];
  readonly #lines: readonly Line[];
  /** How many lines each answer of the node may give before it breaks; after the last the pod is gone. */
  readonly #cuts: number[];
  #given = 0;
  kept: "there" | "no home" | "forbidden" | "nothing" = "there";
  /** What the node answers instead of lines. */
  node: (() => FetchResponse) | undefined;
  /** The node ends its last answer in good order instead of breaking it off. */
  endsWell = false;
  /** As does every answer. */
  endsAllWell = false;
  /** Its phase, where that is not what its container tells: of a pod that ended before its container began. */
  phase: string | undefined;
  /** The pod stays there: it waits while the node gives nothing, and has ended when the node has given all. */
  stays = false;

  constructor(lines: readonly Line[], cuts: readonly number[]) {
    this.#lines = lines;
    this.#cuts = [...cuts];
  }

  readonly transport = new Transport({
    server: "https://cluster",
    fetch: async (url, init) => this.#answer(new URL(url), init),
  });

  async read(options: Partial<PodLogOptions> = {}): Promise<readonly string[]> {
    const read: string[] = [];
    const wanted = { namespace: "ns", pod: "p", container: "c", ...options };
    for await (const { text } of podLog(this.transport, wanted)) read.push(text);
    return read;
  }

  #answer({ pathname, searchParams }: URL, init: FetchInit): FetchResponse {
    this.asked.push(`${init.method} ${pathname}`);
    if (pathname.endsWith("/serviceaccounts/slipway-logs/token")) return this.#token(init);
    if (pathname.includes("/proxy/")) return this.#keptLog(searchParams, init);
    if (this.#cuts.length === 0 && !this.stays) return refusal(404, "NotFound", 'pods "p" not found');
    if (!pathname.endsWith("/log")) return response(200, JSON.stringify(this.#pod()));
    if (this.node !== undefined) return this.node();
    const since = Date.parse(searchParams.get("sinceTime") ?? "1970-01-01T00:00:00Z");
    const tail = searchParams.get("tailLines");
    const cut = this.#cuts.shift() ?? (this.stays ? this.#lines.length : 0);
    this.#given = cut;
    const written = this.#lines.slice(0, cut);
    const wanted = written.filter(({ ns }) => msOf(ns) >= since);
    const given = tail === null ? wanted : wanted.slice(-Number(tail));
    const body = given.map(({ ns, text }) => `${nodeTime(ns)} ${text}\n`).join("");
    const endsWell = this.endsAllWell || (this.endsWell && this.#cuts.length === 0);
    return response(200, body, !endsWell);
  }

  #pod(): object {
    const metadata = { uid: "uid-1" };
    if (!this.stays) return { metadata };
    const [state, phase] = STATES[this.#given === 0 ? 0 : this.#given < this.#lines.length ? 1 : 2] ?? [];
    const containerStatuses = state === undefined ? [] : [{ name: "c", state }];
    return {
      metadata,
      spec: { restartPolicy: "Never" },
      status: { phase: this.phase ?? phase, containerStatuses },
    };
  }

  #token({ body }: FetchInit): FetchResponse {
    if (this.kept === "no home") return refusal(404, "NotFound", 'serviceaccounts "slipway-logs" not found');
    if (this.kept === "forbidden") return refusal(403, "Forbidden", 'User "eve" cannot create "token"');
    const { spec } = JSON.parse(String(body)) as { readonly spec: { readonly audiences: readonly string[] } };
    expect(spec.audiences).toEqual([KEPT_LOGS.audience]);
    return response(201, JSON.stringify({ status: { token: "the-token" } }));
  }

  #keptLog(query: URLSearchParams, { headers }: FetchInit): FetchResponse {
    expect(headers[KEPT_LOGS.header]).toBe("the-token");
    if (this.kept === "nothing") return refusal(404, "NotFound", 'pods "p" not found');
    const since = Date.parse(query.get("sinceTime") ?? "1970-01-01T00:00:00Z");
    const pieces = this.#lines
      .filter(({ ns }) => msOf(ns) >= since)
      .flatMap(({ ns, text }) => piecesOf(text).map((piece) => `${keptTime(ns)} ${piece}\n`));
    const tail = query.get("tailLines");
    return response(200, (tail === null ? pieces : pieces.slice(-Number(tail))).join(""));
  }
}

/** A pod without a node, one whose program runs, and one that has ended while its phase is not told yet. */
const STATES = [
  [undefined, "Pending"],
  [{ running: {} }, "Running"],
  [{ terminated: { exitCode: 0 } }, "Running"],
] as const;

const msOf = (ns: number): number => Number((START + BigInt(ns)) / 1_000_000n);
const piecesOf = (text: string): readonly string[] =>
  Array.from({ length: Math.max(1, Math.ceil(text.length / KEPT_PIECE)) }, (_, n) =>
    text.slice(n * KEPT_PIECE, (n + 1) * KEPT_PIECE),
  );
const numbered = (count: number, everyNs: number): readonly Line[] =>
  Array.from({ length: count }, (_, n) => ({ ns: Math.floor(n * everyNs), text: `line ${n}` }));
const texts = (lines: readonly Line[]): readonly string[] => lines.map(({ text }) => text);

describe("the log of a pod that goes", () => {
  test("is read where it is kept", async () => {
    const lines = numbered(5, SECOND);
    const cluster = new TinyCluster(lines, []);
    expect(await cluster.read()).toEqual(texts(lines));
    expect(await cluster.read({ tailLines: 2 })).toEqual(["line 3", "line 4"]);
  });

  test("goes on there while it is followed, broken off or ended in good order", async () => {
    for (const endsWell of [true, false]) {
      const lines = numbered(40, SECOND / 7);
      const cluster = new TinyCluster(lines, [17]);
      cluster.endsWell = endsWell;
      expect(await cluster.read({ follow: true })).toEqual(texts(lines));
    }
  });

  test("goes on after its last line when only the end was asked for", async () => {
    const lines = numbered(40, SECOND / 7);
    const cluster = new TinyCluster(lines, [17]);
    expect(await cluster.read({ follow: true, tailLines: 3 })).toEqual(texts(lines.slice(14)));
  });

  test("counts a long line as the pieces it is kept in", async () => {
    const long = { ns: 10, text: "x".repeat(KEPT_PIECE * 2 + 1) };
    const lines = [...numbered(1, 1), long, { ns: 20, text: "after" }];
    const cluster = new TinyCluster(lines, [2]);
    expect(await cluster.read({ follow: true })).toEqual(texts(lines));
  });

  test("is whole and has nothing twice, wherever it breaks and in whatever order its times are", async () => {
    const step = fc.oneof(
      fc.integer({ min: -900, max: 400 }),
      fc.constant(0),
      fc.integer({ min: 900, max: 2_500 }),
    );
    const steps = fc.array(step, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 40 }), async (taken, cut) => {
        let latest = 0;
        const lines = taken.map((ms, n) => {
          // Earlier than what was written before it, but never by a second.
          const at = Math.max(0, latest + ms);
          latest = Math.max(latest, at);
          return { ns: at * 1_000_000 + (n % 3), text: `line ${n}` };
        });
        const cluster = new TinyCluster(lines, [cut]);
        cluster.endsWell = true;
        expect(await cluster.read({ follow: true })).toEqual(texts(lines));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["is away", 500, 'Get "https://10.0.0.1:10250/containerLogs/ns/p/c": dial tcp: i/o timeout'],
    ["has lost it", 400, 'failed to try resolving symlinks in path "/var/log/pods/x/0.log": no such file'],
    ["says so instead of it", 200, "unable to retrieve container logs for containerd://0af3"],
  ])("is read where it is kept when the node %s", async (_, status, words) => {
    const lines = numbered(5, SECOND);
    const cluster = new TinyCluster(lines, [5, 5]);
    cluster.node = () => (status === 200 ? response(200, `${words}\n`) : refusal(status, "Failure", words));
    expect(await cluster.read()).toEqual(texts(lines));
    cluster.kept = "nothing";
    await expect(cluster.read()).rejects.toMatchObject({ message: expect.stringContaining(words) });
  });

  test.each(["no home", "nothing"] as const)("that nobody has is not found: %s", async (kept) => {
    const cluster = new TinyCluster([], []);
    cluster.kept = kept;
    await expect(cluster.read()).rejects.toMatchObject({
      code: "SLIP-API-001",
      message: 'pods "p" not found',
    });
  });

  test("that may not be read is not found, with the reason", async () => {
    const cluster = new TinyCluster([], []);
    cluster.kept = "forbidden";
    await expect(cluster.read()).rejects.toMatchObject({
      code: "SLIP-API-001",
      message: 'pods "p" not found, and its log may not be read: User "eve" cannot create "token"',
    });
  });

  test("was whole where nothing is kept, and ends", async () => {
    const lines = numbered(3, SECOND);
    const cluster = new TinyCluster(lines, [3]);
    cluster.endsWell = true;
    cluster.kept = "no home";
    expect(await cluster.read({ follow: true })).toEqual(texts(lines));
  });
});

test("a followed log that breaks is taken up after the same line, on a node of any time zone", async () => {
  const lines = numbered(30, SECOND / 5);
  const cluster = new TinyCluster(lines, [7, 12, 30]);
  cluster.kept = "nothing";
  cluster.endsWell = true;
  expect(await cluster.read({ follow: true })).toEqual(texts(lines));
});

describe("the log of a pod that stays", () => {
  test("is waited for while the pod has no node, for which servers give an empty log that ends well", async () => {
    const lines = numbered(5, SECOND);
    const cluster = new TinyCluster(lines, [0, 0]);
    cluster.stays = true;
    cluster.endsAllWell = true;
    expect(await cluster.read({ follow: true })).toEqual(texts(lines));
    expect(await cluster.read()).toEqual(texts(lines));
  });

  test("goes on after the same line where a server that shuts down ends it in good order", async () => {
    const lines = numbered(30, SECOND / 5);
    const cluster = new TinyCluster(lines, [0, 7, 12]);
    cluster.stays = true;
    cluster.endsAllWell = true;
    expect(await cluster.read({ follow: true })).toEqual(texts(lines));
  });

  test("is read to its end, and nobody waits, where it is not followed", async () => {
    const cluster = new TinyCluster(numbered(30, SECOND / 5), [0]);
    cluster.stays = true;
    cluster.endsAllWell = true;
    expect(await cluster.read()).toEqual([]);
  });

  test("ends without a line where the pod failed before its container began, and is waited for where it may yet begin", async () => {
    const lines = numbered(3, SECOND);
    const cluster = new TinyCluster(lines, [3]);
    cluster.stays = true;
    cluster.endsAllWell = true;
    let asked = 0;
    cluster.node = () => {
      asked += 1;
      if (asked === 2) cluster.node = undefined;
      return refusal(400, "BadRequest", 'container "c" in pod "p" is waiting to start: PodInitializing');
    };
    expect(await cluster.read({ follow: true })).toEqual(texts(lines));
    const failed = new TinyCluster([], []);
    failed.stays = true;
    failed.phase = "Failed";
    failed.node = () =>
      refusal(400, "BadRequest", 'container "c" in pod "p" is waiting to start: PodInitializing');
    expect(await failed.read({ follow: true })).toEqual([]);
  });
});
