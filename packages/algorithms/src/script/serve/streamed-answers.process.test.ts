import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { ServedModel } from "../../testing/served-model.ts";
import { ServingBench } from "../../testing/serving-bench.ts";

const PATIENCE_MS = 60_000;

const bench = ServingBench.forThisFile();

const start = async (code: string, more: Readonly<Record<string, string>> = {}): Promise<ServedModel> => {
  bench.fixture.write("model/code/inference.py", code);
  return bench.start({
    SLIPWAY_FAREWELL_SECONDS: "0.2",
    SAGEMAKER_MODEL_SERVER_WORKERS: "1",
    ...more,
  });
};

/** Gives what it is told, and waits for a file before each part that is named after one. */
const WORDS = `
import os, time

def model_fn(model_dir):
    return model_dir

def predict_fn(words, folder):
    return give(words, folder)

def give(words, folder):
    try:
        for word in words:
            if str(word).startswith("/"):
                while not os.path.exists(str(word)):
                    time.sleep(0.01)
            if word == "fail":
                raise ValueError("no more words")
            if word == "endless":
                while True:
                    yield "more" * 10000
            yield str(word)
    finally:
        open(os.path.join(folder, "closed"), "w").close()
`;

const read = async (model: ServedModel, body: unknown, signal?: AbortSignal) => {
  const response = await model.ask("/invocations", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
    ...(signal === undefined ? {} : { signal }),
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  return { response, next: async () => new TextDecoder().decode((await reader.read()).value) };
};

describe("an answer that a generator gives", { timeout: PATIENCE_MS }, () => {
  test("is sent part by part: the first is there before the next is made", async () => {
    const model = await start(WORDS);
    const goOn = join(bench.fixture.root, "go-on");
    const { response, next } = await read(model, ["first", goOn]);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBeNull();
    expect(await next()).toBe("first");
    expect(existsSync(goOn)).toBe(false);
    writeFileSync(goOn, "");
    expect(await next()).toBe(goOn);
    expect(await next()).toBe("");
    expect(await model.invoke('["a", "", "b"]')).toMatchObject({ status: 200, text: "ab" });
    expect(await model.invoke("[]")).toMatchObject({ status: 200, text: "" });
  });

  test("is an error like any other where its first part fails, and breaks off where a later one does", async () => {
    const model = await start(WORDS);
    const failed = await model.invoke('["fail"]');
    expect(failed.status).toBe(500);
    expect(failed.text).toContain("ValueError: no more words");
    await expect(model.invoke('["a", "fail"]')).rejects.toThrow();
    await expect.poll(() => model.output).toContain("ValueError: no more words");
    expect(await model.invoke('["a"]')).toMatchObject({ status: 200, text: "a" });
  });

  test("ends when its client goes away, and its worker answers the next one", async () => {
    const model = await start(WORDS);
    const abort = new AbortController();
    const { next } = await read(model, ["first", "endless"], abort.signal);
    expect(await next()).toContain("first");
    const closed = join(bench.fixture.root, "model", "closed");
    // Nobody reads: it waits, and is not made faster than it is taken.
    await pause(500);
    expect(existsSync(closed)).toBe(false);
    abort.abort();
    await expect.poll(() => existsSync(closed), { timeout: 30_000 }).toBe(true);
    expect(await model.invoke('["next"]')).toMatchObject({ status: 200, text: "next" });
    expect(model.output).not.toContain("takes its place");
  });

  test("ends with its worker where a part is too long in coming", async () => {
    const model = await start(WORDS, { SAGEMAKER_MODEL_SERVER_TIMEOUT: "1" });
    await expect(model.invoke('["a", "/never"]')).rejects.toThrow();
    await expect.poll(() => model.output).toContain("gave no part of its answer in 1 s and was ended");
    expect(await model.invoke('["a"]')).toMatchObject({ status: 200, text: "a" });
  });

  test("may come of output_fn with a type, and of transform_fn as values, each a line of JSON", async () => {
    const model = await start(`
def model_fn(model_dir):
    return 2
def transform_fn(model, data, content_type, accept):
    if "lines" in data:
        return ({"row": i * model} for i in range(2))
    return iter([b"a", "b"]), "text/x-own"
`);
    expect(await model.invoke('"lines"')).toEqual({
      ...{ status: 200, type: "application/jsonlines", text: '{"row": 0}\n{"row": 2}\n' },
    });
    expect(await model.invoke('"own"')).toEqual({ status: 200, type: "text/x-own", text: "ab" });
  });

  test("may be a WSGI application's", async () => {
    const goOn = join(bench.fixture.root, "go-on");
    const model = await start(
      `
import os, time
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/ping":
        return [b""]
    def parts():
        yield b"first"
        while not os.path.exists(${JSON.stringify(goOn)}):
            time.sleep(0.01)
        yield b"last"
    return parts()
`,
      { SLIPWAY_SERVE: "inference:app" },
    );
    const { next } = await read(model, []);
    expect(await next()).toBe("first");
    writeFileSync(goOn, "");
    expect(await next()).toBe("last");
  });
});
