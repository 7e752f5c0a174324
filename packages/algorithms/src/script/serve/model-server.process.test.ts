import { readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import type { ContainerFixture } from "../../testing/container-fixture.ts";
import type { ServedModel } from "../../testing/served-model.ts";
import { ServingBench } from "../../testing/serving-bench.ts";
import { MODEL_SERVER } from "./program-files.ts";

const PATIENCE_MS = 60_000;

/** The server's own folder may be anybody's, and read-only; what is built of it must stay what was built. */
const ownFiles = () => readdirSync(dirname(MODEL_SERVER), { recursive: true }).toSorted();
const before = ownFiles();
afterAll(() => expect(ownFiles()).toEqual(before));

const bench = ServingBench.forThisFile();

/** Functions that need no package: the model is the number in a file, the prediction a product. */
const FUNCTIONS = `
import json, os, signal, time

def model_fn(model_dir):
    with open(os.path.join(model_dir, "factor")) as file:
        return float(file.read())

def input_fn(body, content_type):
    assert isinstance(body, str if content_type.startswith("application/json") else bytes), type(body)
    return json.loads(body)

def predict_fn(data, model, context):
    if data == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if data == "fail":
        raise ValueError("no such thing")
    if isinstance(data, dict):
        time.sleep(data["sleep"])
        return data["sleep"]
    context.set_response_header(0, "X-Amzn-SageMaker-Custom-Attributes", context.get_request_header(0, "X-Asked") or "")
    return [value * model for value in data]

def output_fn(prediction, accept):
    return json.dumps({"answer": prediction, "accept": accept})
`;

const withFunctions = (text = FUNCTIONS): ContainerFixture =>
  bench.fixture.write("model/factor", "2").write("model/code/inference.py", text);

const start = async (more: Readonly<Record<string, string>> = {}): Promise<ServedModel> => {
  return bench.start({
    SLIPWAY_FAREWELL_SECONDS: "0.2",
    ...more,
  });
};

describe("a model that is served by functions of one's own", { timeout: PATIENCE_MS }, () => {
  test("answers by the four of them, with a context where they take one", async () => {
    withFunctions();
    const model = await start();
    expect(await model.invoke("[1, 2]")).toEqual({
      status: 200,
      type: "application/json",
      text: '{"answer": [2.0, 4.0], "accept": "application/json"}',
    });
    const response = await model.ask("/invocations", {
      method: "POST",
      body: "[3]",
      headers: { "content-type": "application/x-own", accept: "application/x-mine", "x-asked": "yes" },
    });
    expect(response.headers.get("content-type")).toBe("application/x-mine");
    expect(response.headers.get("x-amzn-sagemaker-custom-attributes")).toBe("yes");
    expect(await model.ask("/execution-parameters").then((found) => found.json())).toEqual({
      ...{ MaxConcurrentTransforms: 2, BatchStrategy: "MULTI_RECORD", MaxPayloadInMB: 6 },
    });
    expect(model.output).toContain(`Serving inference.py on 127.0.0.1:${model.port} with 2 workers`);
  });

  test("says what goes wrong in a request, and goes on", async () => {
    withFunctions();
    const model = await start();
    const failed = await model.invoke('"fail"');
    expect(failed.status).toBe(500);
    expect(failed.text).toMatch(
      /^no such thing\nTraceback[\s\S]*in predict_fn[\s\S]*ValueError: no such thing$/,
    );
    expect(failed.text).not.toContain("slipway_model_server");
    expect((await model.ask("/nowhere")).status).toBe(404);
    expect((await model.ask("/invocations")).status).toBe(405);
    expect((await model.invoke("[1]")).status).toBe(200);
  });

  test("takes defaults where a function is missing, and refuses types that those do not have", async () => {
    withFunctions(`
class Model:
    def predict(self, rows):
        return [sum(row) for row in rows]
def model_fn(model_dir, context=None):
    return Model() if context.system_properties["model_dir"] == model_dir else None
`);
    const model = await start();
    expect((await model.invoke("[[1, 2], [3, 4]]")).text).toMatch(/^\[3(\.0)?, 7(\.0)?\]$/);
    expect(await model.invoke("1,2\n3,4\n", { "content-type": "text/csv", accept: "text/csv" })).toEqual({
      ...{ status: 200, type: "text/csv", text: "3.0\n7.0\n" },
    });
    expect(await model.invoke("x", { "content-type": "text/plain" })).toMatchObject({ status: 415 });
    expect(
      await model.invoke("[[1]]", { "content-type": "application/json", accept: "image/png" }),
    ).toMatchObject({
      status: 406,
    });
    const nested = "[".repeat(100_000);
    for (const [type, bodies] of Object.entries({
      "application/json": ["{", "", nested, `${nested}${"]".repeat(100_000)}`, "\u00ff".repeat(3)],
      "application/jsonlines": ["{", "[1\n2]", nested],
      "text/csv": ['1,"abc', "1,2\n3", `${"1".repeat(140_000)},1`],
    }))
      for (const body of bodies)
        expect(await model.invoke(body, { "content-type": type })).toMatchObject({ status: 400 });
    expect(model.output).not.toContain("Traceback");
  });

  test("takes transform_fn in place of three, and a status that an error carries", async () => {
    withFunctions(`
class Refused(Exception):
    status_code, message, phrase = 422, "not this one", "Refused"
def model_fn(model_dir):
    return "model"
def transform_fn(model, data, content_type, accept):
    if data == "[]":
        raise Refused()
    return (model + data + content_type).encode(), "text/x-own"
`);
    const model = await start();
    expect(await model.invoke("[1]")).toEqual({
      status: 200,
      type: "text/x-own",
      text: "model[1]application/json",
    });
    expect(await model.invoke("[]")).toMatchObject({ status: 422, text: "not this one" });
  });

  test("is the file that SAGEMAKER_PROGRAM names, with what lies beside it and code sent beside the model", async () => {
    bench.fixture
      .write("model/weights", "7")
      .write("model/code/inference.py", "raise SystemExit('not this one')")
      .write(
        "code/lib/serving.py",
        "import helper\nmodel_fn = helper.load\npredict_fn = lambda data, model: model\n",
      )
      .write("code/lib/helper.py", "def load(model_dir):\n    return open(model_dir + '/weights').read()\n");
    const model = await start({ SAGEMAKER_PROGRAM: "lib/serving.py" });
    expect((await model.invoke("0")).text).toBe('"7"');
  });

  test("tells in one sentence, and in the failure file, why it cannot be loaded", async () => {
    withFunctions(`
def model_fn(model_dir):
    return open(model_dir + "/not-there")
`);
    const { exitCode, stderr } = await bench.fixture.run(["script", "serve"], {
      ...bench.env,
      SAGEMAKER_BIND_TO_PORT: "1",
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Traceback");
    const [sentence] = bench.fixture.read("output/failure").split("\n");
    expect(sentence).toMatch(
      /^SLIP-SCRIPT-006: inference\.py:3: FileNotFoundError: .*not-there' \(inference\.py ended with exit code 1\)$/,
    );
  });
});

describe("the model server", { timeout: PATIENCE_MS }, () => {
  test("replaces a worker that ends, and fails no request but that one's", async () => {
    withFunctions();
    const model = await start();
    const around = Array.from({ length: 30 }, async (_, index) => {
      await pause(index * 10);
      return (await model.invoke("[1]")).status;
    });
    expect(await model.invoke('"die"')).toMatchObject({
      status: 500,
      text: "the worker that was to answer was killed by signal 9",
    });
    expect(new Set(await Promise.all(around))).toEqual(new Set([200]));
    expect(model.output).toContain("A worker was killed by signal 9; another one takes its place");
    expect((await model.ask("/ping")).status).toBe(200);
  });

  test.each([
    ["socket.socketpair", "OSError(errno.EMFILE, 'Too many open files')"],
    ["subprocess.Popen", "OSError(errno.ENOMEM, 'Cannot allocate memory')"],
    ["subprocess.Popen", "RuntimeError('unforeseen')"],
  ])("tries again to replace a worker where %s raises %s", async (name, error) => {
    const [module, attribute] = name.split(".");
    const full = join(bench.fixture.root, "full");
    withFunctions().write(
      "model/code/sitecustomize.py",
      `
import errno, os, ${module}
real = ${name}
def ${attribute}(*args, **more):
    if os.path.exists(${JSON.stringify(full)}):
        raise ${error}
    return real(*args, **more)
${name} = ${attribute}
`,
    );
    const model = await start({ SAGEMAKER_MODEL_SERVER_WORKERS: "1" });
    bench.fixture.write("full", "");
    expect((await model.invoke('"die"')).status).toBe(500);
    await expect.poll(() => model.output, { timeout: 30_000 }).toContain("A worker could not be started: ");
    expect((await model.ask("/ping")).status).toBe(503);
    rmSync(full);
    expect(await model.invoke("[1]")).toMatchObject({ status: 200 });
  });

  test("replaces a worker that it has no memory to ask, so that the next one is asked", async () => {
    const full = join(bench.fixture.root, "full");
    withFunctions().write(
      "model/code/sitecustomize.py",
      `
import json, os
dumps = json.dumps
def none(value, **more):
    if isinstance(value, dict) and "target" in value and os.path.exists(${JSON.stringify(full)}):
        raise MemoryError()
    return dumps(value, **more)
json.dumps = none
`,
    );
    const model = await start({ SAGEMAKER_MODEL_SERVER_WORKERS: "1" });
    bench.fixture.write("full", "");
    expect((await model.invoke("[1]")).status).toBe(500);
    rmSync(full);
    expect(await model.invoke("[1]")).toMatchObject({ status: 200 });
  });

  test("replaces a worker that stops answering, even if its client has gone meanwhile", async () => {
    withFunctions(`
import json, os, time
def model_fn(model_dir):
    return 1
def transform_fn(model, data, content_type, accept):
    if json.loads(data) == "hang up":
        os.closerange(3, 100)
        open(${JSON.stringify(join(bench.fixture.root, "deaf"))}, "w").close()
        time.sleep(60)
    return data
`);
    const model = await start({ SAGEMAKER_MODEL_SERVER_WORKERS: "1" });
    const client = connect(model.port, "127.0.0.1");
    client.write(
      'POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"hang up"',
    );
    await expect.poll(() => bench.fixture.has("deaf"), { timeout: 20_000 }).toBe(true);
    await pause(100);
    client.resetAndDestroy();
    expect(await model.invoke("[1]")).toMatchObject({ status: 200, text: "[1]" });
    expect(model.output).toContain("A worker stopped answering; another one takes its place");
  });

  test("ends a worker that gives no answer in time", async () => {
    withFunctions();
    const model = await start({ SAGEMAKER_MODEL_SERVER_TIMEOUT: "1" });
    expect(await model.invoke('{"sleep": 30}')).toMatchObject({ status: 504 });
    expect((await model.invoke("[1]")).status).toBe(200);
  });

  test("answers /ping while all workers are busy, and other requests in their turn", async () => {
    withFunctions();
    const model = await start();
    const slow = Array.from({ length: 4 }, () => model.invoke('{"sleep": 0.5}'));
    const began = performance.now();
    expect((await model.ask("/ping")).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(450);
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test("drains: says so, still takes requests, closes connections after their answers, finishes, ends with 0", async () => {
    withFunctions();
    const model = await start({ SLIPWAY_FAREWELL_SECONDS: "1.5" });
    const underWay = model.invoke('{"sleep": 2.5}');
    await pause(200);
    model.terminate();
    await pause(300);
    expect((await model.ask("/ping")).status).toBe(503);
    const late = await model.ask("/invocations", {
      method: "POST",
      body: "[1]",
      headers: { "content-type": "application/json" },
    });
    expect([late.status, late.headers.get("connection")]).toEqual([200, "close"]);
    expect((await underWay).status).toBe(200);
    expect(await model.ended()).toBe(0);
  });

  test("frames strictly: what two servers might read in two ways is refused", async () => {
    withFunctions();
    const model = await start({ MAX_CONTENT_LENGTH: "1000" });
    const head = "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    const refused = [
      `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n[1]`,
      `${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\n[1]`,
      `${head}Content-Length: +3\r\n\r\n[1]`,
      `${head}Transfer-Encoding: gzip, chunked\r\n\r\n`,
      `${head}Content-Length : 3\r\n\r\n[1]`,
      `${head} folded: 3\r\n\r\n[1]`,
      "GET /ping HTTP/1.1\nHost: x\n\r\n\r\n",
      "GET /ping\r\n\r\n",
    ];
    for (const text of refused) expect(await model.raw(text), text).toMatch(/^HTTP\/1\.1 400 /);
    expect(await model.raw(`${head}Content-Length: 1001\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await model.raw(`${head}Transfer-Encoding: chunked\r\n\r\n7d0\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await model.raw(`GET /ping HTTP/1.1\r\nX: ${"x".repeat(70_000)}`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("keeps connections, answers requests that are sent ahead in their order, takes chunks and waits for 100", async () => {
    withFunctions();
    const model = await start();
    const post = (rest: string) =>
      `POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}`;
    const answers = await model.raw(
      `${post("Content-Length: 3\r\n\r\n[1]")}${post("Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n[2\r\n1\r\n]\r\n0\r\nT: 1\r\n\r\n")}`,
      post("Expect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"),
      "[3]",
    );
    expect(answers.match(/HTTP\/1\.1 \d+|"answer": \[[\d.]+\]/g)).toEqual([
      ...["HTTP/1.1 200", '"answer": [2.0]', "HTTP/1.1 200", '"answer": [4.0]'],
      ...["HTTP/1.1 100", "HTTP/1.1 200", '"answer": [6.0]'],
    ]);
  });

  test("gives no worker to a client that sends slowly", async () => {
    withFunctions();
    const model = await start();
    const head = "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConnection: close\r\n\r\n";
    const slow = Array.from({ length: 8 }, () => model.raw(head, "[", "1", `]${" ".repeat(97)}`));
    expect((await model.invoke("[1]")).status).toBe(200);
    expect((await Promise.all(slow)).every((answer) => answer.startsWith("HTTP/1.1 200"))).toBe(true);
  });
});

describe("what else serves", { timeout: PATIENCE_MS }, () => {
  test("a WSGI application, with every path its own", async () => {
    bench.fixture.write(
      "model/code/wsgi.py",
      `
def app(environ, start_response):
    start_response("201 Created", [("Content-Type", "text/x-own"), ("X-Own", "1")])
    body = environ["wsgi.input"].read()
    return [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']} {environ['CONTENT_TYPE']} ".encode(), body]
class Application:
    app = staticmethod(lambda environ, start_response: app(environ, lambda status, headers: start_response("200 OK", headers)))
`,
    );
    const model = await start({ SLIPWAY_SERVE: "wsgi:Application.app" });
    expect(await model.invoke("data", { "content-type": "a/b" })).toEqual({
      ...{ status: 200, type: "text/x-own", text: "POST /invocations? a/b data" },
    });
    expect(await (await model.ask("/other%20path?x=1")).text()).toBe("GET /other path?x=1  ");
  });

  test.each([
    ["async def app(scope, receive, send): pass", "app:app is an ASGI application, which uvicorn serves", {}],
    ["app = 3", "SLIP-SERVE-004: app:app is a int, which is no WSGI or ASGI application", {}],
    ["raise KeyError('gone')", "SLIP-SERVE-004: app:app cannot be imported: KeyError: 'gone'", {}],
    [
      "def app(environ, start_response):\n    start_response('404 Not Found', [])\n    return []",
      "app:app answers GET /ping with 404: SageMaker's contract asks an application for GET /ping and POST /invocations",
      {},
    ],
  ])("an application that cannot be served: %s", async (text, sentence) => {
    bench.fixture.write("model/code/app.py", text);
    const hidden = { ...bench.env, SLIPWAY_SERVE: "app:app", SAGEMAKER_BIND_TO_PORT: "1" };
    if (text.startsWith("async"))
      bench.fixture.write("model/code/sitecustomize.py", "import sys\nsys.modules['uvicorn'] = None\n");
    const { exitCode } = await bench.fixture.run(["script", "serve"], hidden);
    expect(exitCode).toBe(1);
    expect(bench.fixture.read("output/failure")).toContain(sentence);
  });

  const PROGRAM = `
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"own program")
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`;

  test("a program named serve, and a command", async () => {
    bench.fixture.write("model/code/serve", `#!/usr/bin/env python3\n${PROGRAM}`);
    const program = await start();
    expect(await (await program.ask("/ping")).text()).toBe("own program");
    await program.stop();
    bench.fixture.write("code/own.py", PROGRAM);
    const command = await start({ SLIPWAY_SERVE: "python3 ../../code/own.py" });
    expect(await (await command.ask("/ping")).text()).toBe("own program");
  });

  test("a command that listens on loopback alone is reached by the address of its pod, and its end is the server's", async () => {
    bench.fixture.write("code/own.py", PROGRAM);
    const served = await start({
      SLIPWAY_SERVE: "python3 own.py",
      SLIPWAY_BIND_TO_HOST: "0.0.0.0",
    });
    expect(await (await served.ask("/ping")).text()).toBe("own program");
    expect(await served.stop()).toBe(0);
    await expect(served.ask("/ping")).rejects.toThrow();
  });
});
