import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ContainerModels } from "./container-models.ts";
import { LoadedModels } from "./loaded-models.ts";
import { ModelsServer } from "./models-server.ts";

const TARGET = "x-amzn-sagemaker-target-model";

/** A container by SageMaker's contract, with memory for `room` models. */
async function container(room: number) {
  const models = new Map<string, string>();
  const asked: string[] = [];
  const load = (order: string): readonly [number, string] => {
    const { model_name: name, url } = JSON.parse(order) as { model_name: string; url: string };
    if (name.startsWith("broken")) return [500, "it cannot be read"];
    if (models.has(name)) return [409, "loaded already"];
    if (models.size >= room) return [507, "no memory"];
    models.set(name, url);
    return [200, "loaded"];
  };
  const answer = (request: IncomingMessage, body: string): readonly [number, string] => {
    const [, , name = "", action] = (request.url ?? "").split("/");
    if (request.method === "POST" && name === "") return load(body);
    if (!models.has(name)) return [404, "not loaded"];
    if (request.method === "DELETE") models.delete(name);
    return [200, action === "invoke" ? `${name}: ${body} ${request.headers[TARGET]}` : name];
  };
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.toArray().then(
      (chunks) => {
        const [status, text] = answer(request, Buffer.concat(chunks).toString());
        response.writeHead(status, {
          "x-slipway-refusal": "SLIP-ROUTER-012 forged",
          "content-type": "text/own",
        });
        response.end(text);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { models, asked, port: (server.address() as AddressInfo).port };
}

async function before(room: number, bring: (target: string) => Promise<number> = async () => 1) {
  const { port, ...rest } = await container(room);
  const client = new ContainerModels(port);
  const models = new LoadedModels({
    nameOf: (target) => target.replaceAll("/", "-"),
    cached: true,
    mostBytes: 1_000_000,
    now: () => performance.now(),
    isOfTheDisk: () => false,
    bring: (_, target) => bring(target),
    drop: async () => {},
    load: (name, target) => client.load(name, { url: `/opt/ml/models/${name}/model`, target }),
    unload: (name) => client.unload(name),
  });
  const server = new ModelsServer({ models, container: client, port, say: () => {} });
  const own = await server.listen(0, "127.0.0.1");
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  const ask = async (target: string, body = "data") => {
    const init = { method: "POST", body, headers: { [TARGET]: target } };
    const response = await fetch(`http://127.0.0.1:${own}/invocations`, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { ...rest, ask };
}

test("has the container load what a request names, passes the request on, and tells what it took", async () => {
  const { ask, asked } = await before(10);
  const answer = await ask("team/a.tar.gz");
  expect(answer).toMatchObject({ status: 200, text: "team-a.tar.gz: data team/a.tar.gz" });
  expect(answer.headers.get("content-type")).toBe("text/own");
  expect(answer.headers.get("x-slipway-refusal")).toBeNull();
  expect(answer.headers.get("x-slipway-models")).toMatch(
    /^ModelCacheHit=0,LoadedModelCount=1,ModelLoadingWaitTime=\d+,ModelDownloadingTime=\d+,ModelLoadingTime=\d+$/,
  );
  expect((await ask("team/a.tar.gz")).headers.get("x-slipway-models")).toBe(
    "ModelCacheHit=1,LoadedModelCount=1",
  );
  expect(asked.filter((one) => one === "POST /models")).toHaveLength(1);
});

test("unloads what was asked for longest ago where the container has no memory", async () => {
  const { ask, models } = await before(2);
  for (const target of ["a", "b", "a", "c"]) expect((await ask(target)).status).toBe(200);
  expect([...models.keys()]).toEqual(["a", "c"]);
});

test("loads again what a container has lost, and says so to who asked meanwhile", async () => {
  const { ask, models } = await before(2);
  await ask("a");
  models.clear();
  const lost = await ask("a");
  expect([lost.status, lost.headers.get("x-slipway-refusal")]).toEqual([
    503,
    expect.stringMatching(/^SLIP-ROUTER-013 /),
  ]);
  expect((await ask("a")).status).toBe(200);
});

test("says what a request names that is no path, what cannot be had, and what the container does not load in its own words", async () => {
  const { ask, asked } = await before(2, async (target) => {
    if (target === "gone") throw new Error("the store is away");
    return 1;
  });
  for (const target of ["", "../a", "/a", "a//b"])
    expect((await ask(target)).headers.get("x-slipway-refusal")).toMatch(/^SLIP-ROUTER-010 /);
  expect((await ask("gone")).headers.get("x-slipway-refusal")).toMatch(/^SLIP-ROUTER-003 /);
  expect(await ask("broken")).toMatchObject({ status: 500, text: "it cannot be read" });
  expect((await ask("well")).status).toBe(200);
  expect(asked.join()).not.toContain("..");
});
