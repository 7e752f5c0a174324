import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ServedModel } from "../../testing/served-model.ts";
import { ServingBench } from "../../testing/serving-bench.ts";

const PATIENCE_MS = 60_000;

const bench = ServingBench.forThisFile();

/** Answers as it is asked to. */
const APPLICATION = `
import json
def app(environ, start_response):
    if environ["PATH_INFO"] == "/ping":
        start_response("200 OK", [])
        return [b"pong"]
    asked = json.loads(environ["wsgi.input"].read())
    start_response(asked["status"], [(name, value) for name, value in asked["headers"]])
    parts = [b"first", b"last"]
    return iter(parts) if asked["streams"] else parts
`;

const start = async (application: string): Promise<ServedModel> => {
  bench.fixture.write("model/code/web.py", application);
  return bench.start({
    SLIPWAY_FAREWELL_SECONDS: "0",
    SAGEMAKER_MODEL_SERVER_WORKERS: "1",
    SLIPWAY_SERVE: "web:app",
  });
};

type Header = readonly [name: string, value: string];

const asked = (status: string, headers: readonly Header[], streams: boolean): string =>
  JSON.stringify({ status, headers, streams });

describe("the head of an application's answer", { timeout: PATIENCE_MS }, () => {
  test("ends where it says: what HTTP cannot carry is a 500, and a sentence in the log, before anything is sent", async () => {
    const model = await start(APPLICATION);
    const names = ["X\r\nSet-Cookie", "X\n", "X:", "X ", "transfer-encoding ", " X", "", "X\0", "é", "(X)"];
    const values = ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0", "\x1b[31m", "\x7f"];
    const headers: readonly Header[] = [
      ...names.map((name): Header => [name, "value"]),
      ...values.map((value): Header => ["X-Own", value]),
    ];
    const bodies = [
      ...headers.map((header) => ["200 OK", [header]] as const),
      ...["100 Continue", "101 Switching Protocols", "99 None", "600 None"].map(
        (status) => [status, []] as const,
      ),
    ];
    for (const [status, of] of bodies)
      for (const streams of [false, true]) {
        const found = await model.invoke(asked(status, of, streams));
        const said = expect.stringMatching(/^the answer cannot be sent: .* (is no|has control characters)/);
        expect(found, JSON.stringify([status, of, streams])).toMatchObject({ status: 500, text: said });
      }
    expect(model.output).toContain("the answer cannot be sent: 'X\\r\\nSet-Cookie' is no name of a header");
    expect(await model.invoke(asked("201 Created", [["X-Own", "a\tb"]], true))).toMatchObject({
      ...{ status: 201, text: "firstlast" },
    });
  });

  test("is all of it where its status has no body", async () => {
    const model = await start(APPLICATION);
    const post = (body: string, rest = "") =>
      `POST /invocations HTTP/1.1\r\nHost: x\r\n${rest}Content-Length: ${body.length}\r\n\r\n${body}`;
    const bodies = ["204 No Content", "304 Not Modified"].flatMap((status) =>
      [false, true].map((streams) => asked(status, [], streams)),
    );
    const answers = await model.raw(
      ...bodies.map((body) => post(body)),
      post(asked("200 OK", [], false), "Connection: close\r\n"),
    );
    expect(answers.match(/HTTP\/1\.1 \d+|first|last/g)).toEqual([
      ...["HTTP/1.1 204", "HTTP/1.1 204", "HTTP/1.1 304", "HTTP/1.1 304"],
      ...["HTTP/1.1 200", "first", "last"],
    ]);
  });
});

describe("an application's /ping", { timeout: PATIENCE_MS }, () => {
  /** Is unwell while there is a file of this name, and busy until there is another. */
  const application = (folder: string): string => `
import os, time
def there(name):
    return os.path.exists(os.path.join(${JSON.stringify(folder)}, name))
def app(environ, start_response):
    if environ["PATH_INFO"] == "/ping":
        start_response("503 Unwell" if there("unwell") else "200 OK", [])
        return [b"asked"]
    open(os.path.join(${JSON.stringify(folder)}, "busy"), "w").close()
    while not there("go-on"):
        time.sleep(0.01)
    start_response("200 OK", [])
    return [b"answered"]
`;

  const ping = async (model: ServedModel) => {
    const found = await model.ask("/ping", { signal: AbortSignal.timeout(PATIENCE_MS / 3) });
    return { status: found.status, text: await found.text() };
  };

  /** With requests in its hand and before it, until `during` is over. */
  const whileBusy = async (model: ServedModel, during: () => Promise<void>) => {
    for (const name of ["go-on", "busy"]) rmSync(join(bench.fixture.root, name), { force: true });
    const answers = Array.from({ length: 3 }, () => model.invoke("[]"));
    await expect.poll(() => existsSync(join(bench.fixture.root, "busy")), { timeout: 20_000 }).toBe(true);
    await during();
    bench.fixture.write("go-on", "");
    for (const answer of answers) expect(await answer).toMatchObject({ status: 200, text: "answered" });
  };

  test("is asked for where a worker is free; while all are busy it is what it was", async () => {
    const model = await start(application(bench.fixture.root));
    expect(await ping(model)).toEqual({ status: 200, text: "asked" });
    await whileBusy(model, async () => expect(await ping(model)).toEqual({ status: 200, text: "" }));
    bench.fixture.write("unwell", "");
    expect(await ping(model)).toEqual({ status: 503, text: "asked" });
    rmSync(join(bench.fixture.root, "unwell"));
    await whileBusy(model, async () => expect(await ping(model)).toEqual({ status: 503, text: "" }));
    expect(await ping(model)).toEqual({ status: 200, text: "asked" });
  });
});
