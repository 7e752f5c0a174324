import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { HttpInvoker } from "./http-invoker.ts";
import { describeInvoker } from "./invoker.contract.ts";
import { container, refusing, routerFor, TOKEN } from "./testing/containers.ts";

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
