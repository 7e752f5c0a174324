import { expect, test } from "vitest";
import { bodyOf, container, refusing, routerFor, TOKEN, type Variant } from "./testing/containers.ts";

const TYPE = "content-type";
const TARGET = "x-amzn-sagemaker-target-container-hostname";

/** Answers with its word behind what it was sent, its own type, and how it was sent in `x-NAME`. */
const says = (word: string, status = 200) =>
  container((request, response) => {
    const { headers } = request;
    bodyOf(request).then(
      (body) => {
        response.writeHead(status, { [TYPE]: `text/${word}`, [`x-${word}`]: JSON.stringify(headers) });
        response.end(`${body}${word}`);
      },
      () => response.destroy(),
    );
  });

const pods = (execution: "Serial" | "Direct", names: string, ...all: readonly number[][]): Variant[] => [
  {
    name: "A",
    ports: all.map(([first = 0]) => first),
    several: { execution, names, others: all.map((ports) => ports.slice(1)) },
  },
];

async function asking(
  variants: readonly Variant[],
  limits: { readonly body?: number; readonly perPod?: number } = {},
) {
  const router = await routerFor(variants, limits);
  const { url } = await router.listen();
  const ask = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/namespaces/ns/endpoints/E/invocations`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${TOKEN}`, [TYPE]: "text/csv", ...headers },
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { router, ask };
}

test("what one container answers is what the next is asked, by its type, with all else that the client said", async () => {
  const chain = [await says("one"), await says("two"), await says("three")];
  const { ask, router } = await asking(pods("Serial", "a,b,c", chain));
  const answer = await ask("zero ", { accept: "text/plain", "content-encoding": "own" });
  expect(answer).toMatchObject({ status: 200, text: "zero onetwothree" });
  expect(answer.headers.get("x-amzn-invoked-production-variant")).toBe("A");
  const seen = JSON.parse(answer.headers.get("x-three") ?? "{}");
  expect(seen).toMatchObject({ [TYPE]: "text/two", accept: "text/plain" });
  expect(seen).not.toHaveProperty("content-encoding");
  const counted = router
    .counters()
    .map(({ container: of, invocations, underWay }) => [of, invocations, underWay]);
  expect(counted).toEqual([
    [undefined, 1, 0],
    ["a", 1, 0],
    ["b", 1, 0],
    ["c", 1, 0],
  ]);
});

test("the first error is the answer, and no container behind it is asked", async () => {
  let asked = 0;
  const last = await container((_request, response) => {
    asked += 1;
    response.end();
  });
  const { ask, router } = await asking(
    pods("Serial", "a,b,c", [await says("one"), await says("bad", 415), last]),
  );
  expect(await ask("")).toMatchObject({ status: 415, text: "onebad" });
  expect(asked).toBe(0);
  expect(router.counters()[0]).toMatchObject({ invocations: 1, clientErrors: 1 });
});

test("a pod that is gone before its last container has answered leaves the whole to another one", async () => {
  const [dead, alive] = [await says("dead"), [await says("one"), await says("two")]];
  const { ask } = await asking(pods("Serial", "a,b", [dead, await refusing()], alive));
  for (let turn = 0; turn < 4; turn++) expect((await ask("")).text).toBe("onetwo");
});

test("an answer in between that breaks off is no answer", async () => {
  const breaking = await container((_request, response) => {
    response.writeHead(200, { "content-length": "10" });
    response.write("some");
    setTimeout(() => response.destroy(), 20);
  });
  const only = await asking(pods("Serial", "a,b", [breaking, await says("two")]));
  expect(await only.ask("")).toMatchObject({ status: 424, text: expect.stringContaining("SLIP-ROUTER-005") });
  expect(only.router.counters().map(({ underWay }) => underWay)).toEqual([0, 0]);
});

test("an answer in between is no longer than a request may be", async () => {
  const long = await container((_request, response) => {
    for (let part = 0; part < 20; part++) response.write("a".repeat(100_000));
    response.end();
  });
  const { ask, router } = await asking(pods("Serial", "a,b", [long, await says("two")]), { body: 1_000_000 });
  for (let turn = 0; turn < 3; turn++)
    expect(await ask("")).toMatchObject({ status: 424, text: expect.stringContaining("SLIP-ROUTER-009") });
  expect(router.counters()[0]).toMatchObject({ invocations: 3, unanswered: 3, underWay: 0 });
});

test("a container is asked by its name alone where the endpoint is invoked directly", async () => {
  const { ask, router } = await asking(pods("Direct", "a,b", [await says("one"), await says("two")]));
  expect((await ask("", { [TARGET]: "b" })).text).toBe("two");
  expect((await ask("", { [TARGET]: "a" })).text).toBe("one");
  for (const headers of [{}, { [TARGET]: "c" }])
    expect(await ask("", headers)).toMatchObject({
      status: 400,
      text: expect.stringContaining("SLIP-ROUTER-014"),
    });
  expect(router.counters().map(({ container: of, invocations }) => [of, invocations])).toEqual([
    [undefined, 2],
    ["b", 1],
    ["a", 1],
  ]);
});

test("no container is named where the endpoint has one, or asks all", async () => {
  const one = await asking([{ name: "A", ports: [await says("one")] }]);
  const serial = await asking(pods("Serial", "a,b", [await says("one"), await says("two")]));
  for (const { ask } of [one, serial])
    expect(await ask("", { [TARGET]: "a" })).toMatchObject({
      status: 400,
      text: expect.stringContaining("SLIP-ROUTER-014"),
    });
});
