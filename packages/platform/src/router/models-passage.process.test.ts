import { expect, test } from "vitest";
import { bodyOf, container, refusing, routerFor, TOKEN } from "./testing/containers.ts";

const TARGET = "x-amzn-sagemaker-target-model";

async function asking(ports: readonly number[], multiModel?: true) {
  const router = await routerFor([{ name: "A", ports, ...(multiModel === undefined ? {} : { multiModel }) }]);
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
