import { request as httpRequest } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { Writable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import type { Recipient } from "../invoker.ts";
import type { Router, RouterLimits } from "../router.ts";
import { bodyOf, container, echo, listening, refusing, routerFor, TOKEN } from "../testing/containers.ts";
import type { Tap, TappedInvocation } from "./tap.ts";

const MIB = 1024 * 1024;

/** A tap that writes down all it is told. */
class Onlooker implements Tap {
  readonly told: (readonly unknown[])[] = [];
  readonly begun: TappedInvocation[] = [];
  wanted = true;

  wants(): boolean {
    return this.wanted;
  }

  begins(invocation: TappedInvocation) {
    this.begun.push(invocation);
    return {
      asked: (body: Buffer) => void this.told.push(["asked", body.toString()]),
      answered: ({ asked, status, body }: { asked: Buffer; status: number; body: Buffer }) =>
        void this.told.push(["answered", asked.toString(), status, body.toString()]),
      lost: (why: string) => void this.told.push(["lost", why]),
    };
  }
}

const stumbling: Tap = {
  wants: () => true,
  begins: () => {
    const stumble = (): never => {
      throw new Error("a tap that stumbles");
    };
    return { asked: stumble, answered: stumble, lost: stumble };
  },
};

let tap: Onlooker;
beforeEach(() => {
  tap = new Onlooker();
});

async function tapped(port: number, limits: Partial<RouterLimits> = {}, taps: readonly Tap[] = [tap]) {
  const router = await routerFor([{ name: "A", ports: [port] }], limits, { taps });
  const { url } = await router.listen();
  return { router, url: `${url}/namespaces/ns/endpoints/E/invocations` };
}

async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<string> {
  const authorization = `Bearer ${TOKEN}`;
  return (await fetch(url, { method: "POST", body, headers: { authorization, ...headers } })).text();
}

/** In chunks, which Node reads. */
function postInChunks(url: string, chunks: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}`, "transfer-encoding": "chunked" };
    const request = httpRequest(url, { method: "POST", headers }, (response) => {
      bodyOf(response).then((body) => resolve(body.toString()), reject);
    });
    for (const chunk of chunks) request.write(chunk);
    request.on("error", reject).end();
  });
}

async function invokeInProcess(router: Router, body: string): Promise<string> {
  const chunks: Buffer[] = [];
  const response = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const recipient: Recipient = { response, begin: () => response };
  const headers = { "content-type": "text/csv" };
  await router.invoke({ namespace: "ns", endpoint: "E", headers, body: Buffer.from(body) }, recipient);
  return Buffer.concat(chunks).toString();
}

/** Says the length of what it was sent. */
const measuring = () =>
  container((request, response) => {
    bodyOf(request).then(
      (body) => response.end(String(body.length)),
      () => response.destroy(),
    );
  });

describe("who looks on", () => {
  test("is told what was asked and answered, whichever way the invocation came", async () => {
    const { router, url } = await tapped(await container(echo));
    expect(await post(url, "fast", { "x-amzn-sagemaker-inference-id": "one" })).toBe("fast");
    expect(await postInChunks(url, ["by ", "Node"])).toBe("by Node");
    expect(await invokeInProcess(router, "in process")).toBe("in process");
    expect(tap.told).toEqual([
      ["asked", "fast"],
      ["answered", "fast", 200, "fast"],
      ["asked", "by Node"],
      ["answered", "by Node", 200, "by Node"],
      ["asked", "in process"],
      ["answered", "in process", 200, "in process"],
    ]);
    expect(tap.begun[0]).toMatchObject({
      route: { namespace: "ns", endpoint: "E" },
      variant: { name: "A" },
      fields: expect.stringContaining("x-amzn-sagemaker-inference-id: one\r\n"),
    });
    expect(tap.begun[0]?.fields).not.toContain(TOKEN);
  });

  test("is told a body that is too long to keep as soon as all of it was sent on", async () => {
    const { url } = await tapped(await measuring());
    const body = "x".repeat(MIB);
    expect(await post(url, body)).toBe(String(MIB));
    expect(tap.told).toEqual([
      ["asked", body],
      ["answered", body, 200, String(MIB)],
    ]);
  });

  test("is not asked of pings, nor told of what it does not want", async () => {
    const { url } = await tapped(await container(echo));
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(url.replace("invocations", "ping"), { headers })).status).toBe(200);
    tap.wanted = false;
    expect(await post(url, "1")).toBe("1");
    expect(tap.begun).toEqual([]);
  });

  test("costs the invocation nothing where it stumbles", async () => {
    const { url } = await tapped(await container(echo), {}, [stumbling, tap]);
    expect(await post(url, "1")).toBe("1");
    expect(tap.told.at(-1)).toEqual(["answered", "1", 200, "1"]);
  });

  test("loses what there is no room for, and hears of the next one that there is", async () => {
    const { url } = await tapped(await measuring(), { copies: 100_000 });
    expect(await post(url, "x".repeat(200_000))).toBe("200000");
    for (let i = 0; i < 5; i++) expect(await post(url, "x".repeat(90_000))).toBe("90000");
    expect(tap.told.filter(([what]) => what !== "asked")).toEqual([
      ["lost", "no room"],
      ...Array(5).fill(["answered", "x".repeat(90_000), 200, "90000"]),
    ]);
  });

  test("who needs no bodies is told of answers of any length, where there is no room for copies at all", async () => {
    const port = await container((_request, response) => response.writeHead(201).end("x".repeat(3 * MIB)));
    const begun: number[] = [];
    const watching: Tap = { wants: () => true, begins: () => ({ begun: (status) => begun.push(status) }) };
    const { url } = await tapped(port, { body: 2 * MIB, copies: 0 }, [watching]);
    expect(await post(url, "1")).toHaveLength(3 * MIB);
    expect(await post(url, "x".repeat(MIB))).toHaveLength(3 * MIB);
    expect(begun).toEqual([201, 201]);
    begun.length = 0;
    const both = await tapped(port, { body: 2 * MIB }, [stumbling, watching, tap]);
    await post(both.url, "1");
    expect(begun).toEqual([201]);
    expect(tap.told.at(-1)).toEqual(["lost", "too long"]);
  });

  test("loses an answer that has no end in sight, which the client gets whole", async () => {
    const port = await container((_request, response) => response.end("x".repeat(3 * MIB)));
    const { url } = await tapped(port, { body: 2 * MIB });
    expect(await post(url, "1")).toHaveLength(3 * MIB);
    expect(tap.told).toEqual([
      ["asked", "1"],
      ["lost", "too long"],
    ]);
  });

  test("loses what nobody answers, what breaks off, and what its client leaves", async () => {
    const breaking = await container((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    const silent = await listening(
      createTcpServer((socket: Socket) => void socket.on("error", () => {}).resume()),
    );
    const leave = async (url: string) => {
      const { port, pathname } = new URL(url);
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${TOKEN}\r\ncontent-length: 1\r\n\r\n1`,
      );
      await expect.poll(() => tap.begun.length).toBe(3);
      socket.destroy();
    };
    await post((await tapped(await refusing())).url, "1");
    await post((await tapped(breaking)).url, "1").catch(() => {});
    await leave((await tapped(silent)).url);
    await expect.poll(() => tap.told.filter(([what]) => what === "lost")).toHaveLength(3);
    expect(new Set(tap.told.map(([, what]) => what))).toEqual(new Set(["1", "unanswered"]));
  });
});
