import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { defined } from "@slipway/model";
import { describe, expect, test } from "vitest";
import type { Router, RouterLimits } from "./router.ts";
import {
  bodyOf,
  container,
  echo,
  listening,
  refusing,
  routerFor,
  TOKEN,
  type Variant,
} from "./testing/containers.ts";

async function listeningRouter(
  variants: readonly Variant[],
  limits: Partial<RouterLimits> = {},
): Promise<{ readonly router: Router; readonly url: string; readonly invocations: string }> {
  const router = await routerFor(variants, limits);
  const { url } = await router.listen();
  return { router, url, invocations: `${url}/namespaces/ns/endpoints/E/invocations` };
}

const authorization = `Bearer ${TOKEN}`;
async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { authorization, ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe("an invocation", () => {
  test("reaches the container with its body and headers, and comes back with the variant that answered", async () => {
    const { invocations, router } = await listeningRouter([{ name: "A", ports: [await container(echo)] }]);
    const answer = await post(invocations, "1,2", {
      "content-type": "text/csv",
      "x-amzn-sagemaker-custom-attributes": "trace",
    });
    const seen = JSON.parse(answer.headers.get("x-seen") ?? "{}");
    expect(answer.status).toBe(200);
    expect(answer.text).toBe("1,2");
    expect(answer.headers.get("x-amzn-invoked-production-variant")).toBe("A");
    expect(seen).toMatchObject({ "content-type": "text/csv", "x-amzn-sagemaker-custom-attributes": "trace" });
    expect(seen).not.toHaveProperty("authorization");
    expect(router.counters()).toMatchObject([
      { endpoint: "E", variant: "A", invocations: 1, clientErrors: 0 },
    ]);
  });

  test("streams both ways: the answer begins before the request has ended", async () => {
    const { url } = await listeningRouter([
      { name: "A", ports: [await container((request, response) => request.pipe(response))] },
    ]);
    const request = httpRequest(`${url}/namespaces/ns/endpoints/E/invocations`, {
      method: "POST",
      headers: { authorization },
    });
    const first = Buffer.alloc(400 * 1024, "a");
    request.write(first);
    const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    request.end("the end");
    expect((await bodyOf(response)).toString()).toBe(`${first}the end`);
  });

  test("keeps the container's own error as it is", async () => {
    const port = await container((_request, response) => {
      response.writeHead(415, { "content-type": "text/plain", "x-slipway-code": "SLIP-FAKE-001" });
      response.end("no such format");
    });
    const { invocations, router } = await listeningRouter([{ name: "A", ports: [port] }]);
    const answer = await post(invocations, "x");
    expect(answer).toMatchObject({ status: 415, text: "no such format" });
    expect(answer.headers.get("x-slipway-code")).toBeNull();
    expect(router.counters()[0]?.clientErrors).toBe(1);
  });

  test("goes to the variant it names, whatever the weights", async () => {
    const say = (text: string) => container((_request, response) => void response.end(text));
    const { invocations } = await listeningRouter([
      { name: "A", weight: "1", ports: [await say("a")] },
      { name: "B", weight: "0", ports: [await say("b")] },
    ]);
    expect((await post(invocations, "")).text).toBe("a");
    expect((await post(invocations, "", { "x-amzn-sagemaker-target-variant": "B" })).text).toBe("b");
    const unknown = await post(invocations, "", { "x-amzn-sagemaker-target-variant": "C" });
    expect(unknown.status).toBe(400);
    expect(JSON.parse(unknown.text)).toMatchObject({
      code: "SLIP-ROUTER-002",
      message: expect.stringContaining("A, B"),
    });
  });

  test("ends at the container when the client goes away", async () => {
    let gone = () => {};
    const ended = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const port = await container((_request, response) =>
      response.once("close", gone).writeHead(200).write("…"),
    );
    const { invocations } = await listeningRouter([{ name: "A", ports: [port] }]);
    const stop = new AbortController();
    const response = await fetch(invocations, {
      method: "POST",
      body: "x",
      headers: { authorization },
      signal: stop.signal,
    });
    expect(response.status).toBe(200);
    stop.abort();
    await ended;
  });
});

describe("a pod that does not answer", () => {
  test("is passed over when it refuses connections", async () => {
    const { invocations } = await listeningRouter([
      { name: "A", ports: [await refusing(), await refusing(), await container(echo)] },
    ]);
    for (let i = 0; i < 10; i++) expect((await post(invocations, `body ${i}`)).text).toBe(`body ${i}`);
  });

  test("is passed over when it breaks the connection before a byte of an answer", async () => {
    const broken = await listening(createTcpServer((socket) => socket.destroy()));
    const { invocations } = await listeningRouter([{ name: "A", ports: [broken, await container(echo)] }]);
    for (let i = 0; i < 5; i++) expect((await post(invocations, "small")).status).toBe(200);
  });

  test("is passed over also with a body too long to keep, as long as nothing of it was sent", async () => {
    const { invocations } = await listeningRouter([
      { name: "A", ports: [await refusing(), await container(echo)] },
    ]);
    const body = Buffer.alloc(2 * 1024 * 1024, "x");
    for (let i = 0; i < 5; i++) {
      const answer = await post(invocations, body);
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.text).toHaveLength(body.length);
    }
  });

  test("ends the invocation when it breaks off amid a body too long to keep: nothing is sent twice", async () => {
    let asked = 0;
    const breaking = await listening(
      createTcpServer((socket) => {
        asked += 1;
        socket.once("data", () => socket.destroy());
      }),
    );
    const { invocations } = await listeningRouter([{ name: "A", ports: [breaking] }]);
    const answer = await post(invocations, Buffer.alloc(4 * 1024 * 1024, "x"));
    expect(answer.status).toBe(424);
    expect(answer.headers.get("x-slipway-code")).toBe("SLIP-ROUTER-005");
    expect(asked).toBe(1);
  });

  test.each([
    ["one container", undefined],
    ["several", { execution: "Serial", names: "a,b", others: [[1], [1]] }],
    ["many models", undefined],
  ] as const)(
    "is the end of the invocation where the endpoint says that nothing is sent again: %s",
    async (kind, several) => {
      let asked = 0;
      const breaking = () =>
        listening(
          createTcpServer((socket) => {
            socket.once("data", () => {
              asked += 1;
              socket.destroy();
            });
          }),
        );
      const isMany = kind === "many models";
      const variant: Variant = {
        name: "A",
        ports: [await breaking(), await breaking()],
        ...defined({ several }),
        ...(isMany ? { multiModel: true } : {}),
      };
      const headers: Record<string, string> = isMany ? { "x-amzn-sagemaker-target-model": "m.tar.gz" } : {};
      for (const [replay, most] of [
        ["once", 2],
        ["never", 1],
      ] as const) {
        const annotations = { "slipway.dev/replay": replay };
        const { invocations } = await listeningRouter([{ ...variant, annotations }]);
        asked = 0;
        const answer = await post(invocations, "x", headers);
        expect([answer.status, answer.headers.get("x-slipway-code")]).toEqual([424, "SLIP-ROUTER-005"]);
        expect(asked).toBeGreaterThanOrEqual(most);
        if (replay === "never") expect(asked).toBe(1);
      }
      // What nobody has seen goes to another one all the same.
      const ports = [await refusing(), await refusing()];
      const { invocations } = await listeningRouter([
        { ...variant, ports, annotations: { "slipway.dev/replay": "never" } },
      ]);
      expect((await post(invocations, "x", headers)).status).toBe(503);
    },
  );

  test("has no more than one of five sent again where every request breaks what it comes to", async () => {
    let asked = 0;
    const breaking = () =>
      listening(
        createTcpServer((socket) => {
          socket.once("data", () => {
            asked += 1;
            socket.destroy();
          });
        }),
      );
    const { invocations } = await listeningRouter([
      { name: "A", ports: [await breaking(), await breaking()] },
    ]);
    const many = 640;
    for (let i = 0; i < many; i++) expect((await post(invocations, "x")).status).toBe(424);
    expect(asked).toBeGreaterThan(many + 128);
    expect(asked).toBeLessThanOrEqual(many + 128 + many / 5);
  });

  test("costs one clear error when there is no other: 503 when nobody listens, 424 when it breaks off", async () => {
    const refused = await listeningRouter([{ name: "A", ports: [await refusing()] }]);
    const answer = await post(refused.invocations, "x");
    expect(answer.status).toBe(503);
    expect(answer.headers.get("x-slipway-code")).toBe("SLIP-ROUTER-003");
    let asked = 0;
    const broken = await listening(
      createTcpServer((socket: Socket) => {
        socket.once("data", () => {
          asked += 1;
          socket.destroy();
        });
      }),
    );
    const breaking = await listeningRouter([{ name: "A", ports: [broken] }]);
    const second = await post(breaking.invocations, "x");
    expect(second.status).toBe(424);
    expect(second.headers.get("x-slipway-code")).toBe("SLIP-ROUTER-005");
    expect(asked).toBe(2);
  });

  test("has its time, then the client gets an error and the pod is not asked again", async () => {
    let asked = 0;
    const port = await container(() => {
      asked += 1;
    });
    const { invocations, router } = await listeningRouter([{ name: "A", ports: [port] }], {
      responseTimeoutMs: 200,
    });
    const answer = await post(invocations, "x");
    expect(answer.status).toBe(424);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: "SLIP-ROUTER-004",
      message: expect.stringContaining(
        "Your invocation timed out while waiting for a response from container",
      ),
    });
    expect(asked).toBe(1);
    expect(router.counters()[0]?.unanswered).toBe(1);
  });

  test("breaks the client's answer off when it breaks off in the middle", async () => {
    const port = await container((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    const { invocations } = await listeningRouter([{ name: "A", ports: [port] }]);
    await expect(post(invocations, "x")).rejects.toThrow();
  });
});

describe("the router refuses", () => {
  test("whoever has no token, before anything else is said", async () => {
    const { url } = await listeningRouter([]);
    for (const authorization of ["", "Bearer nonsense", `Basic ${TOKEN}`]) {
      const answer = await post(`${url}/namespaces/ns/endpoints/E/invocations`, "x", { authorization });
      expect(answer.status).toBe(401);
    }
  });

  test("endpoints, paths and methods it does not serve", async () => {
    const { url, invocations } = await listeningRouter([{ name: "A", ports: [] }]);
    expect(await post(`${url}/namespaces/ns/endpoints/F/invocations`, "")).toMatchObject({ status: 404 });
    expect(await post(`${url}/namespaces/other/endpoints/E/invocations`, "")).toMatchObject({ status: 404 });
    expect(await post(`${url}/elsewhere`, "")).toMatchObject({ status: 404 });
    const get = await fetch(invocations, { headers: { authorization } });
    expect(get.status).toBe(405);
  });

  test("to serve without ready pods, with a sentence", async () => {
    const { invocations, router } = await listeningRouter([{ name: "A", ports: [] }]);
    const answer = await post(invocations, "x");
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(JSON.parse(answer.text).message).toContain("No pod of endpoint E");
    expect(router.isServed("ns", "E")).toBe(false);
  });

  test("bodies over the limit, declared or not", async () => {
    const { invocations, url } = await listeningRouter([{ name: "A", ports: [await container(echo)] }], {
      body: 600_000,
    });
    expect((await post(invocations, Buffer.alloc(600_000))).status).toBe(200);
    const declared = await post(invocations, Buffer.alloc(600_001));
    expect(declared.status).toBe(413);
    expect(JSON.parse(declared.text).message).toBe("HTTP content length exceeded 600000 bytes.");
    const request = httpRequest(`${url}/namespaces/ns/endpoints/E/invocations`, {
      method: "POST",
      headers: { authorization },
    });
    for (let i = 0; i < 7; i++) request.write(Buffer.alloc(100_000));
    request.end();
    const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    expect(response.statusCode).toBe(413);
  });

  test("more at once than it may carry", async () => {
    const held: ServerResponse[] = [];
    const port = await container((_request, response) => void held.push(response));
    const { invocations } = await listeningRouter([{ name: "A", ports: [port] }], { perPod: 1 });
    const refused: number[] = [];
    const posts = [1, 2, 3].map(async () => {
      const { status } = await post(invocations, "x");
      if (status !== 200) refused.push(status);
      return status;
    });
    await expect.poll(() => [held.length, refused]).toEqual([1, [503, 503]]);
    held[0]?.end();
    expect((await Promise.all(posts)).sort()).toEqual([200, 503, 503]);
  });

  test("bytes that are no HTTP", async () => {
    const { url } = await listeningRouter([]);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.end("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    expect((await bodyOf(socket as unknown as IncomingMessage)).toString()).toContain("400 Bad Request");
  });
});

test("a ping goes to a pod and its status comes back", async () => {
  const port = await container(
    (request, response) => void response.writeHead(request.url === "/ping" ? 204 : 500).end(),
  );
  const { url } = await listeningRouter([{ name: "A", ports: [port] }]);
  const answer = await fetch(`${url}/namespaces/ns/endpoints/E/ping`, { headers: { authorization } });
  expect(answer.status).toBe(204);
});

test("close lets an invocation under way end", async () => {
  let answerNow: (() => void) | undefined;
  const port = await container((_request, response) => {
    answerNow = () => void response.end("done");
  });
  const { invocations, router }: { invocations: string; router: Router } = await listeningRouter([
    { name: "A", ports: [port] },
  ]);
  const answer = post(invocations, "x");
  await expect.poll(() => answerNow).toBeDefined();
  const closed = router.close();
  answerNow?.();
  expect((await answer).text).toBe("done");
  await closed;
});
