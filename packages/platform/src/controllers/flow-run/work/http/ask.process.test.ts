import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asking } from "./ask.ts";

describe("a URL that is waited for", () => {
  let server: Server;
  let got: string[];
  beforeAll(async () => {
    server = createServer((request, response) => {
      got.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.writeHead(Number(request.url?.slice(1)), { location: "/200" }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server.close());
  const at = (path: string, host = "127.0.0.1") =>
    `http://${host}:${(server.address() as AddressInfo).port}/${path}`;
  const how = { method: "HEAD", headers: { Authorization: "Bearer x" } } as const;

  test("is asked as it is to be, and not where it points to", async () => {
    got = [];
    const ask = asking({ reachesLocal: true });
    for (const status of [200, 302, 503]) expect(await ask(at(String(status)), how)).toEqual({ status });
    expect(got).toEqual(["HEAD /200 Bearer x", "HEAD /302 Bearer x", "HEAD /503 Bearer x"]);
    expect(await ask("http://127.0.0.1:1/secret", how)).toMatchObject({ mayMend: true });
  });

  test("is not on this machine for what a cluster runs, and is a URL", async () => {
    got = [];
    const ask = asking({ reachesLocal: false });
    for (const host of ["127.0.0.1", "localhost", "[::1]"])
      expect(await ask(at("200", host), how), host).toMatchObject({ mayMend: false });
    expect(await ask("file:///etc/passwd", how)).toMatchObject({ mayMend: false });
    expect(got).toEqual([]);
  });
});
