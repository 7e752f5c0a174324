import { expect, test } from "vitest";
import { bodyOf, container, refusing, routerFor, TOKEN } from "./testing/containers.ts";

const TARGET = "x-amzn-sagemaker-target-model";

async function asking(ports: readonly number[], multiModel?: true, annotations = {}) {
  const several = multiModel === undefined ? {} : { multiModel };
  const router = await routerFor([{ name: "A", ports, annotations, ...several }]);
  const { url } = await router.listen();
  const ask = async (target: string | undefined) => {
    const response = await fetch(`${url}/namespaces/ns/endpoints/E/invocations`, {
      method: "POST",
      body: "data",
      headers: { authorization: `Bearer ${TOKEN}`, ...(target === undefined ? {} : { [TARGET]: target }) },
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { router, ask };
}

/** A pod that answers with its word and the model that it was asked for. */
const pod = (word: string, headers: Record<string, string> = {}, status = 200) =>
  container((request, response) => {
    bodyOf(request).then(
      () => response.writeHead(status, headers).end(`${word} ${request.headers[TARGET]}`),
      () => response.destroy(),
    );
  });

test("requests for one model go to one pod, for many to all, and to another where a pod is gone", async () => {
  const { ask } = await asking([await pod("one"), await pod("two"), await pod("three")], true);
  const pods = new Map<string, string>();
  for (let model = 0; model < 20; model++) {
    const [first, second] = [await ask(`m${model}`), await ask(`m${model}`)];
    expect(first.text).toBe(second.text);
    pods.set(`m${model}`, first.text.split(" ")[0] ?? "");
  }
  expect(new Set(pods.values()).size).toBe(3);
  const lame = await asking([await pod("one"), await refusing()], true);
  for (let model = 0; model < 6; model++) expect((await lame.ask(`m${model}`)).text).toBe(`one m${model}`);
});

test("what a pod tells of its models is counted, and goes no further; what it refuses is ours", async () => {
  const told = await asking(
    [await pod("one", { "x-slipway-models": "ModelCacheHit=1,ModelLoadingTime=5,Own=3" })],
    true,
  );
  const answer = await told.ask("m");
  expect(answer.headers.get("x-slipway-models")).toBeNull();
  expect(told.router.takeMeasures()).toMatchObject([
    {
      models: { ModelCacheHit: { count: 1, sum: 1 }, ModelLoadingTime: { count: 1, sum: 5, min: 5, max: 5 } },
    },
  ]);
  const words = encodeURIComponent("The model is still being brought.");
  const { ask } = await asking(
    [await pod("one", { "x-slipway-refusal": `SLIP-ROUTER-012 ${words}` }, 429)],
    true,
  );
  const refused = await ask("m");
  expect(refused.status).toBe(429);
  expect(JSON.parse(refused.text)).toMatchObject({
    code: "SLIP-ROUTER-012",
    message: "The model is still being brought.",
  });
});

test("a model may be named where there are many, alone; a pod of one cannot speak in our name", async () => {
  const one = await pod("one", { "x-slipway-refusal": "SLIP-ROUTER-012 no" });
  const { ask } = await asking([one]);
  expect(await ask(undefined)).toMatchObject({ status: 200, text: "one undefined" });
  expect(await ask("m")).toMatchObject({
    status: 400,
    text: expect.stringContaining(
      "Endpoint E is not a multi-model endpoint and does not support target model header.",
    ),
  });
});

/** A pod that breaks the connection of each request, and how often it has. */
async function breaking() {
  const seen = { requests: 0 };
  const port = await container((_request, response) => {
    seen.requests += 1;
    response.destroy();
  });
  return { port, seen };
}

const sum = (all: readonly { readonly seen: { readonly requests: number } }[]): number =>
  all.reduce((total, { seen }) => total + seen.requests, 0);

test("a request counts once, with its last answer, however many pods were asked for it", async () => {
  const refuses = await pod("one", { "x-slipway-refusal": "SLIP-ROUTER-003 not" }, 503);
  const refused = await asking(
    [refuses, await pod("two", { "x-slipway-refusal": "SLIP-ROUTER-003 not" }, 503), await refusing()],
    true,
  );
  expect((await refused.ask("m")).status).toBe(503);
  expect(refused.router.takeMeasures()).toMatchObject([{ invocations: 1, serverErrors: 1 }]);
  const lame = await asking([await pod("good"), await refusing(), refuses], true);
  for (let model = 0; model < 8; model++) expect((await lame.ask(`m${model}`)).status).toBe(200);
  expect(lame.router.takeMeasures()).toMatchObject([{ invocations: 8, serverErrors: 0, perInstance: 8 / 3 }]);
  expect(lame.router.counters()).toMatchObject([{ invocations: 8, unanswered: 0, underWay: 0 }]);
});

test("what broke one pod is sent to one other, never to a third, and to none where the endpoint forbids it", async () => {
  for (const [annotations, most] of [
    [{}, 2],
    [{ "slipway.dev/replay": "never" }, 1],
  ] as const) {
    const pods = [await breaking(), await breaking(), await breaking()];
    const { ask, router } = await asking(
      pods.map(({ port }) => port),
      true,
      annotations,
    );
    expect((await ask("m")).text).toContain("SLIP-ROUTER-005");
    expect(sum(pods)).toBe(most);
    expect(router.takeMeasures()).toMatchObject([{ invocations: 1, serverErrors: 1 }]);
  }
});

test("what broke a pod is answered by the next one", async () => {
  const broken = await breaking();
  const { ask, router } = await asking([broken.port, await pod("good"), await pod("good")], true);
  for (let model = 0; model < 6; model++) expect((await ask(`m${model}`)).text).toBe(`good m${model}`);
  expect(router.takeMeasures()).toMatchObject([{ invocations: 6, serverErrors: 0 }]);
});

test("what broke the only pod there is to reach is told as seen by one", async () => {
  for (let model = 0; model < 6; model++) {
    const broken = await breaking();
    const { ask } = await asking([broken.port, await refusing(), await refusing()], true);
    const { headers, text } = await ask(`m${model}`);
    expect(text).toMatch(/SLIP-ROUTER-00[35]/);
    if (broken.seen.requests > 0) expect(headers.get("retry-after")).toBeNull();
    expect(broken.seen.requests).toBeLessThanOrEqual(2);
  }
});
