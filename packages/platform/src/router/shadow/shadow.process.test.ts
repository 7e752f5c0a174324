import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Router } from "../router.ts";
import { bodyOf, container, refusing, routerFor, TOKEN } from "../testing/containers.ts";

const SHADOW = { annotations: { "slipway.dev/role": "shadow" } };

/** Answers with a text, after some time; counts what it was asked. */
async function model(text: string, { afterMs = 0, status = 200 } = {}) {
  const asked: string[] = [];
  const port = await container((request, response) => {
    void bodyOf(request).then(async (body) => {
      asked.push(body.toString());
      await pause(afterMs);
      response.writeHead(status).end(text);
    });
  });
  return { port, asked };
}

async function mirrored(production: number, shadow: number, weight = "1", random = () => 0) {
  const router = await routerFor(
    [
      { name: "A", ports: [production] },
      { name: "S", ports: [shadow], weight, ...SHADOW },
    ],
    {},
    { random },
  );
  const { url } = await router.listen();
  const ask = async (body: string, headers: Readonly<Record<string, string>> = {}) => {
    const authorization = `Bearer ${TOKEN}`;
    const to = `${url}/namespaces/ns/endpoints/E/invocations`;
    const answer = await fetch(to, { method: "POST", body, headers: { authorization, ...headers } });
    return `${answer.headers.get("x-amzn-invoked-production-variant")} ${await answer.text()}`;
  };
  return { router, ask };
}

async function comparedOf(router: Router, count: number) {
  const found = { equal: 0, different: 0, failed: 0, later: [] as number[] };
  const take = () => {
    for (const { variant, compared } of router.takeMeasures()) {
      if (compared === undefined) continue;
      expect(variant).toBe("S");
      found.equal += compared.equal;
      found.different += compared.different;
      found.failed += compared.failed;
      if (compared.laterMs.count > 0) found.later.push(compared.laterMs.sum / compared.laterMs.count);
    }
    return found.equal + found.different + found.failed;
  };
  await expect.poll(take, { timeout: 10_000 }).toBe(count);
  return found;
}

test("a shadow gets what production gets, whose answer the client gets, and both are compared", async () => {
  const [production, shadow] = [await model('{"a": 1, "b": [2]}'), await model('{"b":[2],"a":1}')];
  const { router, ask } = await mirrored(production.port, shadow.port);
  expect(await ask("1,2")).toBe('A {"a": 1, "b": [2]}');
  expect(await comparedOf(router, 1)).toMatchObject({ equal: 1 });
  expect(shadow.asked).toEqual(["1,2"]);
  const other = await mirrored(production.port, (await model('{"b":[3],"a":1}')).port);
  await other.ask("1,2");
  expect(await comparedOf(other.router, 1)).toMatchObject({ different: 1 });
  const status = await mirrored(production.port, (await model("no", { status: 500 })).port);
  await status.ask("1,2");
  expect(await comparedOf(status.router, 1)).toMatchObject({ different: 1 });
});

test("a shadow that is slow, breaks off or is not there costs the answer nothing and is asked once", async () => {
  const production = await model("yes");
  const slow = await model("yes", { afterMs: 700 });
  const slowly = await mirrored(production.port, slow.port);
  const from = performance.now();
  await slowly.ask("1");
  expect(performance.now() - from).toBeLessThan(600);
  const { later } = await comparedOf(slowly.router, 1);
  expect(later[0]).toBeGreaterThan(500);
  let connections = 0;
  const breaking = await container((request) => {
    connections += 1;
    request.socket.destroy();
  });
  for (const shadow of [breaking, await refusing()]) {
    const { router, ask } = await mirrored(production.port, shadow);
    expect(await ask("1")).toBe("A yes");
    expect(await comparedOf(router, 1)).toMatchObject({ failed: 1 });
  }
  expect(connections).toBe(1);
});

test("a shadow gets its weight's share of the requests, and never answers for production", async () => {
  const [production, shadow] = [await model("yes"), await model("yes")];
  const draws = [0.1, 0.9, 0.3, 0.7, 0.2];
  let draw = 0;
  // One pod and one variant draw too: each request three times, the last of them for the shadow.
  const random = () => draws[Math.floor(draw++ / 3) % draws.length] ?? 0;
  const { ask } = await mirrored(production.port, shadow.port, "0.5", random);
  for (let i = 0; i < 30; i++) await ask(String(i));
  expect(shadow.asked.length).toBeGreaterThan(10);
  expect(shadow.asked.length).toBeLessThan(25);
  const alone = await mirrored(await refusing(), shadow.port);
  expect(await alone.ask("1")).toContain("SLIP-ROUTER-003");
  expect(await ask("1", { "x-amzn-sagemaker-target-variant": "S" })).toContain("SLIP-ROUTER-002");
});

test("of a shadow that takes nothing more than so many copies wait, and the others are let go", async () => {
  const production = await model("yes");
  let held = 0;
  const stuck = await container(() => {
    held += 1;
  });
  const { ask } = await mirrored(production.port, stuck);
  for (let i = 0; i < 100; i++) expect(await ask("1")).toBe("A yes");
  await pause(100);
  expect(held).toBe(16);
});

test("a session has no copies", async () => {
  const [production, shadow] = [await model("yes"), await model("yes")];
  const { ask } = await mirrored(production.port, shadow.port);
  expect(await ask("1", { "x-amzn-sagemaker-session-id": "NEW_SESSION" })).toBe("A yes");
  await pause(100);
  expect(shadow.asked).toEqual([]);
});
