import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { holdingInvoker } from "./holding-invoker.ts";
import { HttpInvoker } from "./http-invoker.ts";
import { describeInvoker } from "./invoker.contract.ts";
import { container, echo, listening, refusing, routerFor, TOKEN } from "./testing/containers.ts";

describeInvoker("a router as an invoker", routerFor);

function httpInvoker(url: string, token = TOKEN): HttpInvoker {
  const invoker = new HttpInvoker({ url, token });
  onTestFinished(() => invoker.close());
  return invoker;
}

describeInvoker("an invoker by HTTP", async (variants, limits) => {
  const router = await routerFor(variants, limits);
  return httpInvoker((await router.listen()).url);
});

const invocation = { namespace: "ns", endpoint: "E", headers: {}, body: Buffer.from("x") };
const nowhere = () => ({ response: new PassThrough(), begin: () => new PassThrough().resume() });

test("an invoker by HTTP says when its router does not answer, or takes it for somebody else", async () => {
  const gone = httpInvoker(`http://127.0.0.1:${await refusing()}`);
  await expect(gone.invoke(invocation, nowhere())).rejects.toMatchObject({ code: "SLIP-AWS-008" });
  const { url } = await (await routerFor([])).listen();
  await expect(httpInvoker(url, "other").invoke(invocation, nowhere())).rejects.toMatchObject({
    code: "SLIP-AWS-008",
    message: "The router refuses the AWS door's token.",
  });
});

test("a router counts invocations of its own process and those by HTTP together", async () => {
  const ends: (() => void)[] = [];
  const port = await container((_request, response) => void ends.push(() => response.end()));
  const router = await routerFor([{ name: "A", ports: [port] }], { atOnce: 2 });
  const far = httpInvoker((await router.listen()).url);
  const under = [router.invoke(invocation, nowhere()), far.invoke(invocation, nowhere())];
  await expect.poll(() => ends.length).toBe(2);
  for (const invoker of [router, far]) {
    await expect(invoker.invoke(invocation, nowhere())).rejects.toMatchObject({ code: "SLIP-ROUTER-007" });
  }
  for (const end of ends) end();
  await Promise.all(under);
});

test("a router that closes lets an invocation of its own process end, for its grace", async () => {
  let end: (() => void) | undefined;
  const port = await container((_request, response) => {
    end = () => response.end("done");
  });
  const router = await routerFor([{ name: "A", ports: [port] }]);
  const response = new PassThrough().resume();
  const invoked = router.invoke(invocation, { response, begin: () => response });
  await expect.poll(() => end).toBeDefined();
  let closed = false;
  const closing = router.close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(closed).toBe(false);
  end?.();
  await Promise.all([invoked, closing]);
});

describe("an invoker by HTTP of several routers", () => {
  const told = () => {
    const chunks: Buffer[] = [];
    const response = new PassThrough().on("data", (chunk: Buffer) => void chunks.push(chunk));
    return { recipient: { response, begin: () => response }, text: () => Buffer.concat(chunks).toString() };
  };
  const addressOf = (url: string): string => new URL(url).host;
  const several = (routers: () => readonly string[]): HttpInvoker => {
    const invoker = new HttpInvoker({ url: "http://127.0.0.1:9", routers, token: TOKEN });
    onTestFinished(() => invoker.close());
    return invoker;
  };
  const routerOf = async (...variants: Parameters<typeof routerFor>[0]) =>
    addressOf((await (await routerFor(variants)).listen()).url);
  const dying = () =>
    listening(createTcpServer((socket) => void socket.once("data", () => socket.destroy())));

  test("asks another one in the place of one that refuses, or dies with the request in its hands", async () => {
    const answers = await routerOf({ name: "A", ports: [await container(echo)] });
    for (const gone of [await refusing(), await dying()]) {
      const invoker = several(() => [`127.0.0.1:${gone}`, answers]);
      for (let i = 0; i < 5; i++) {
        const asking = told();
        await invoker.invoke({ ...invocation, body: Buffer.from(`body ${i}`) }, asking.recipient);
        expect(asking.text()).toBe(`body ${i}`);
      }
    }
  });

  test("sends what no container may see twice to no other router once one has died with it", async () => {
    const answers = await routerOf({ name: "A", ports: [await container(echo)] });
    const gone = [`127.0.0.1:${await dying()}`, answers];
    const once = { ...invocation, neverReplayed: true };
    await expect(several(() => gone).invoke(once, nowhere())).rejects.toMatchObject({
      code: "SLIP-AWS-008",
    });
    const asking = told();
    const unreached = [`127.0.0.1:${await refusing()}`, answers];
    await several(() => unreached).invoke({ ...once, body: Buffer.from("body") }, asking.recipient);
    expect(asking.text()).toBe("body");
  });

  test("sends what has broken two connections to no third router", async () => {
    const routers = [`127.0.0.1:${await dying()}`, `127.0.0.1:${await dying()}`];
    let asked = 0;
    const port = await container((request, response) => {
      asked += 1;
      echo(request, response);
    });
    const third = await routerOf({ name: "A", ports: [port] });
    // Both of the others have less under way, and none has failed yet.
    const invoker = several(() => [...routers, third]);
    await expect(invoker.invoke(invocation, nowhere())).rejects.toMatchObject({ code: "SLIP-AWS-008" });
    expect(asked).toBe(0);
  });

  test("spreads what is under way, and follows the routers that come and go", async () => {
    const ends: (() => void)[] = [];
    const port = await container((_request, response) => void ends.push(() => response.end()));
    const [one, other] = [
      await routerFor([{ name: "A", ports: [port] }]),
      await routerFor([{ name: "A", ports: [port] }]),
    ];
    const urls = [addressOf((await one.listen()).url), addressOf((await other.listen()).url)];
    let known = urls;
    const invoker = several(() => known);
    const invoked = [0, 1, 2, 3].map(() => invoker.invoke(invocation, nowhere()));
    await expect.poll(() => ends.length).toBe(4);
    const underWay = (router: typeof one) => router.counters().map((variant) => variant.underWay);
    expect([underWay(one), underWay(other)]).toEqual([[2], [2]]);
    known = urls.slice(1);
    invoked.push(invoker.invoke(invocation, nowhere()));
    await expect.poll(() => underWay(other)).toEqual([3]);
    for (const end of ends) end();
    await Promise.all(invoked);
  });

  test("says a container's own silence once, and asks nobody else", async () => {
    let asked = 0;
    const port = await container(() => {
      asked += 1;
    });
    const variants = [{ name: "A", ports: [port] }];
    const router = await routerFor(variants, { responseTimeoutMs: 200 });
    const address = addressOf((await router.listen()).url);
    const invoker = several(() => [address, address]);
    await expect(invoker.invoke(invocation, nowhere())).rejects.toMatchObject({ code: "SLIP-ROUTER-004" });
    expect(asked).toBe(1);
  });
});

test.each(["of this process", "by HTTP"])(
  "an invocation waits for a pod that comes back, and counts once meanwhile (a router %s)",
  async (where) => {
    const port = await refusing();
    const router = await routerFor([{ name: "A", ports: [port] }], { atOnce: 1 });
    const invoker = where === "by HTTP" ? httpInvoker((await router.listen()).url) : router;
    const holding = holdingInvoker({ invoker, clock: systemClock, limits: { againMs: 10 } });
    const chunks: Buffer[] = [];
    const response = new PassThrough().on("data", (chunk: Buffer) => void chunks.push(chunk));
    let isAnswered = false;
    const invoked = holding.invoke(invocation, { response, begin: () => response }).then(() => {
      isAnswered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isAnswered).toBe(false);
    const server = createServer(echo);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    await invoked;
    expect(Buffer.concat(chunks).toString()).toBe("x");
  },
);
