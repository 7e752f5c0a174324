import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import type { Router, RouterLimits } from "./router.ts";
import { listening, routerFor, TOKEN } from "./testing/containers.ts";
import { answersIn, exchange, type RawAnswer } from "./testing/raw-client.ts";

const HEAD = `POST /namespaces/ns/endpoints/E/invocations HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${TOKEN}\r\n`;
const REQUEST = `${HEAD}Content-Length: 5\r\n\r\nhello`;
/** One that Node reads. */
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`;

interface Pod {
  readonly port: number;
  /** Connections it has had. */
  readonly connections: () => number;
}

/** A pod that answers each request, once its five bytes are there, with the pieces that are told; "FIN" and "RST" end the connection. */
async function pod(...answer: readonly string[]): Promise<Pod> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let got = "";
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      got += chunk.toString("latin1");
      if (!/\r\n\r\n(5\r\n)?hello/.test(got)) return;
      got = "";
      void say(socket, answer);
    });
  });
  const port = await listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
  return { port, connections: () => connections };
}

async function say(socket: Socket, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    if (piece === "FIN") socket.end();
    else if (piece === "RST") socket.resetAndDestroy();
    else socket.write(Buffer.from(piece, "latin1"));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function routed(ports: readonly number[], limits: Partial<RouterLimits> = {}) {
  const router = await routerFor([{ name: "A", ports }], limits);
  const { url } = await router.listen();
  return { router, port: Number(new URL(url).port) };
}

/** What a client is told twice: on the fast way, and where Node reads the request. */
async function answersOf(port: number): Promise<readonly (RawAnswer | undefined)[]> {
  const answers: (RawAnswer | undefined)[] = [];
  for (const request of [REQUEST, CHUNKED])
    answers.push(answersIn((await exchange(port, request, { answers: 1 })).text)[0]);
  return answers;
}

test.each([
  ["of a length", ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nworld"], "world"],
  ["of a length, byte by byte", [..."HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nworld"], "world"],
  [
    "in chunks",
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nwor\r\n2\r\nld\r\n0\r\nX-Sum: 1\r\n\r\n"],
    "world",
  ],
  [
    "in chunks, torn anywhere",
    [
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r",
      "\n\r\n3\r",
      "\nw",
      "or\r\n2\r\nld\r\n0",
      "\r\n\r",
      "\n",
    ],
    "world",
  ],
  ["that ends with its connection", ["HTTP/1.1 200 OK\r\n\r\nwor", "ld", "FIN"], "world"],
  ["of HTTP/1.0", ["HTTP/1.0 200 OK\r\n\r\nworld", "FIN"], "world"],
  [
    "behind others of status 1xx",
    [
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nworld",
    ],
    "world",
  ],
  ["without a body by its status", ["HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"], ""],
  ["of no bytes", ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"], ""],
  ["without a reason phrase", ["HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nworld"], "world"],
])("an answer %s comes back whole", async (_name, pieces, body) => {
  const status = pieces[0]?.includes(" 204 ") === true ? 204 : 200;
  const { port } = await routed([(await pod(...pieces)).port]);
  for (const answer of await answersOf(port)) {
    expect(answer).toMatchObject({ status, body });
    expect(answer?.head).not.toMatch(/content-length.*transfer-encoding/is);
  }
});

test.each([
  [
    "both framings",
    ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nworld\r\n0\r\n\r\n"],
  ],
  ["two lengths", ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nworld!"]],
  ["LF alone", ["HTTP/1.1 200 OK\nContent-Length: 5\n\nworld", "FIN"]],
  ["a switch of protocols", ["HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"]],
  ["no HTTP at all", ["220 ready\r\n\r\n"]],
  ["a head without end", [`HTTP/1.1 200 OK\r\nX: ${"a".repeat(17_000)}\r\n`]],
  ["heads of status 1xx without end", ["HTTP/1.1 103 Early Hints\r\n\r\n".repeat(50)]],
  ["nothing and a FIN", ["FIN"]],
  ["nothing and a RST", ["RST"]],
  ["half a head", ["HTTP/1.1 200 OK\r\nContent-", "RST"]],
])("a pod that answers with %s costs one clear error", async (_name, pieces) => {
  const { port } = await routed([(await pod(...pieces)).port]);
  for (const answer of await answersOf(port)) {
    expect(answer?.status).toBe(424);
    expect(answer?.head).toContain("x-slipway-code: SLIP-ROUTER-005\r\n");
  }
});

test.each([
  ["a length", ["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "RST"]],
  ["a length, then a FIN", ["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "FIN"]],
  ["chunks", ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "FIN"]],
  ["chunks that are none", ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "zz\r\n"]],
  ["an end with its connection", ["HTTP/1.1 200 OK\r\n\r\nhalf", "RST"]],
])("an answer with %s that breaks off is not made whole for the client", async (_name, pieces) => {
  const { port, router } = await routed([(await pod(...pieces)).port]);
  for (const request of [REQUEST, CHUNKED]) {
    const { text, closed } = await exchange(port, request, { quietMs: 20_000 });
    expect(closed).toBe(true);
    expect(text).toContain("half");
    expect(text.endsWith("0\r\n\r\n")).toBe(false);
  }
  expect(router.counters()[0]).toMatchObject({ invocations: 2, unanswered: 2 });
});

test("a connection whose answer has more behind it, or that a server closes, takes no further request", async () => {
  const answers = {
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok": 1,
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil": 4,
    "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil": 4,
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok": 4,
    "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok": 4,
  };
  for (const [answer, connections] of Object.entries(answers)) {
    const one = await pod(answer);
    const { port } = await routed([one.port]);
    for (let i = 0; i < 4; i++) {
      const { text } = await exchange(port, REQUEST, { answers: 1 });
      expect(text).not.toContain("evil");
      expect(answersIn(text)).toHaveLength(1);
    }
    expect(one.connections(), answer).toBe(connections);
  }
});

test("what a pod says before it is asked is no answer", async () => {
  const port = await listening(
    createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        setTimeout(() => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), 50);
      });
    }),
  );
  const { port: at } = await routed([port]);
  for (let i = 0; i < 4; i++) {
    expect((await exchange(at, REQUEST, { answers: 1 })).text).toMatch(/\r\n\r\nok$/);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

test("an answer before the whole body was read is the answer, and the connection is not used again", async () => {
  const sockets = new Set<Socket>();
  const port = await listening(
    createTcpServer((socket) => {
      sockets.add(socket.on("error", () => {}));
      socket.once("data", () => {
        socket.pause();
        socket.write("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 4\r\n\r\nlong");
      });
    }),
    () => {
      for (const socket of sockets) socket.destroy();
    },
  );
  const { port: at, router } = await routed([port]);
  const body = "x".repeat(4 * 1024 * 1024);
  for (let i = 0; i < 2; i++) {
    const { text } = await exchange(at, `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`, {
      answers: 1,
    });
    expect(answersIn(text)[0]).toMatchObject({ status: 413, body: "long" });
  }
  expect(sockets.size).toBe(2);
  expect(router.counters()[0]).toMatchObject({ clientErrors: 2, underWay: 0 });
});

test("a client that takes nothing holds up its pod and not the router's memory; when it goes the pod is told", async () => {
  let sent = 0;
  let gone = () => {};
  const ended = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const port = await listening(
    createTcpServer((socket) => {
      socket.on("error", () => {}).on("close", gone);
      socket.once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 40}\r\n\r\n`);
        const more = () => {
          const chunk = Buffer.alloc(64 * 1024);
          sent += chunk.length;
          if (socket.write(chunk)) setImmediate(more);
          else socket.once("drain", more);
        };
        more();
      });
    }),
  );
  const { port: at }: { port: number; router: Router } = await routed([port]);
  const client = connect(at, "127.0.0.1", () => client.write(REQUEST)).pause();
  await expect
    .poll(async () => {
      const before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return before > 0 && before === sent;
    })
    .toBe(true);
  expect(sent).toBeLessThan(64 * 1024 * 1024);
  client.destroy();
  await ended;
});
