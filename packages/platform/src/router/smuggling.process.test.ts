import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { bodyOf, listening, refusing, routerFor } from "./testing/containers.ts";
import { Nginx } from "./testing/nginx.ts";
import { answersIn, exchange } from "./testing/raw-client.ts";
import { HIDDEN, READ_BY_NODE, SMUGGLING_CASES, VICTIM } from "./testing/smuggling-cases.ts";

/** A real server, and what it took for requests since it was last asked: their lines and, where it can tell, their bodies. */
interface BackEnd {
  readonly port: number;
  taken(): readonly Taken[];
}

interface Taken {
  readonly line: string;
  readonly body?: string;
}

/** As forgiving as Node can be. */
async function lenientNode(): Promise<BackEnd> {
  let requests: { line: string; body: string }[] = [];
  const server = createServer({ insecureHTTPParser: true }, (request, response) => {
    bodyOf(request).then(
      (body) => {
        requests.push({ line: `${request.method} ${request.url}`, body: body.toString("latin1") });
        response.end(body);
      },
      () => response.destroy(),
    );
  });
  const port = await listening(server, () => server.closeAllConnections());
  return {
    port,
    taken: () => {
      const taken = requests;
      requests = [];
      return taken;
    },
  };
}

const PYTHON = `
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        print(self.command, self.path, body.hex(), flush=True)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST
    def log_message(self, *args): pass
    def log_error(self, *args): print("BAD", self.raw_requestline.hex(), flush=True)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
`;

/** The server of Python's library, on which model servers stand. */
async function python(): Promise<BackEnd> {
  const child = spawn("python3", ["-c", PYTHON], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child.stdout, "data");
  const [port = ""] = text.split("\n");
  let told = port.length + 1;
  return {
    port: Number(port),
    taken: () => {
      const lines = text.slice(told).split("\n").slice(0, -1);
      told = text.length;
      return lines.map((line) => {
        const [method = "", path = "", body = ""] = line.split(" ");
        return { line: `${method} ${path}`, body: Buffer.from(body, "hex").toString("latin1") };
      });
    },
  };
}

/** nginx, which writes down each request that it has read. */
async function nginx(): Promise<BackEnd> {
  const server = await Nginx.start(await refusing(), {
    http: `log_format lines "$request"; access_log requests.log lines;`,
    server: `location / { client_max_body_size 6m; return 200 "ok"; }`,
  });
  onTestFinished(() => server.stop());
  let told = 0;
  return {
    port: server.port,
    taken: () => {
      const lines = readFileSync(`${server.folder}/requests.log`, "latin1").split("\n").slice(0, -1);
      const fresh = lines.slice(told);
      told = lines.length;
      return fresh.map((line) => ({ line: line.replace(/ HTTP\/1\.1$/, "") }));
    },
  };
}

const ALLOWED = new Set(["POST /invocations", "GET /ping"]);

/** Sends an attack, then a victim's request over the same connection to the back end; says what is wrong, or nothing. */
async function attack(
  router: number,
  backEnd: BackEnd,
  { bytes, seen }: { readonly bytes: string; readonly seen: number },
): Promise<string | undefined> {
  const { text } = await exchange(router, bytes, { quietMs: 60, end: true });
  const { text: victim } = await exchange(router, VICTIM, { answers: 1 });
  const taken = await takenOf(backEnd, seen + 1);
  const wrong = taken.filter(({ line, body }) => !ALLOWED.has(line) || (body === HIDDEN && seen === 0));
  if (wrong.length > 0) return `the back end saw ${JSON.stringify(wrong)}`;
  if (taken.length - 1 !== seen)
    return `the back end saw ${JSON.stringify(taken)}, the client ${JSON.stringify(text)}`;
  const answer = answersIn(victim)[0];
  if (answer?.status !== 200 || !["victim", "ok"].includes(answer.body))
    return `the victim was told ${victim}`;
  return undefined;
}

/** What it took; logs are written behind the answers. */
async function takenOf(backEnd: BackEnd, least: number): Promise<readonly Taken[]> {
  const taken = [...backEnd.taken()];
  for (let i = 0; i < 100 && taken.length < least; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    taken.push(...backEnd.taken());
  }
  return taken;
}

async function before(backEnd: BackEnd): Promise<number> {
  const router = await routerFor([{ name: "A", ports: [backEnd.port] }]);
  return Number(new URL((await router.listen()).url).port);
}

describe("no request is smuggled past the router", { timeout: 300_000 }, () => {
  test.each([
    ["a forgiving Node", lenientNode],
    ["Python's http.server", python],
    // Where prepare-tests brings it.
    ...(process.platform === "linux" ? ([["nginx", nginx]] as const) : []),
  ] as const)("to %s", async (_name, start) => {
    const backEnd = await start();
    const port = await before(backEnd);
    const wrong: string[] = [];
    for (const { name, ...sent } of SMUGGLING_CASES) {
      const complaint = await attack(port, backEnd, sent);
      if (complaint !== undefined) wrong.push(`${name}: ${complaint}`);
    }
    expect(wrong).toEqual([]);
  });

  test("behind a request that Node reads, which is the last of its connection", async () => {
    const backEnd = await lenientNode();
    const port = await before(backEnd);
    for (const { name, bytes } of SMUGGLING_CASES) {
      await exchange(port, READ_BY_NODE + bytes, { quietMs: 40, end: true });
      const taken = backEnd.taken();
      expect(
        taken.filter(({ body }) => body !== "own"),
        name,
      ).toEqual([]);
    }
    const { text } = await exchange(port, READ_BY_NODE);
    expect(answersIn(text)).toMatchObject([
      { status: 200, body: "own", head: expect.stringContaining("Connection: close") },
    ]);
  });
});

test("requests that follow each other without waiting are answered in their order, and none after one that is none", async () => {
  const backEnd = await lenientNode();
  const port = await before(backEnd);
  const of = (body: string) => VICTIM.replace("6\r\n", `${body.length}\r\n`).replace("victim", body);
  const two = await exchange(port, of("first") + of("second") + of("third"), { answers: 3 });
  expect(answersIn(two.text).map(({ body }) => body)).toEqual(["first", "second", "third"]);
  const broken = await exchange(
    port,
    `${of("first")}${of("second").replace("Host: h", "Host : h")}${of("third")}`,
  );
  expect(answersIn(broken.text).map(({ status, body }) => [status, body])).toEqual([
    [200, "first"],
    [400, ""],
  ]);
  expect(broken.closed).toBe(true);
  const { length } = backEnd.taken();
  expect(length).toBe(4);
});
