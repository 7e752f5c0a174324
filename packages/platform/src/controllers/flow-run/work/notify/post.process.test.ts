import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isLocalAddress } from "../http/local-addresses.ts";
import { posting } from "./post.ts";

describe("a message to a webhook", () => {
  let server: Server;
  let got: {
    readonly type: string | undefined;
    readonly method: string | undefined;
    readonly body: string;
  }[];
  beforeAll(async () => {
    server = createServer(async (request: IncomingMessage, response) => {
      let body = "";
      for await (const part of request) body += String(part);
      got.push({ type: request.headers["content-type"], method: request.method, body });
      const status = Number(request.url?.slice(1));
      response.writeHead(status, status === 302 ? { location: "/200" } : {}).end("ok");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server.close());
  const at = (path: string, host = "127.0.0.1") =>
    `http://${host}:${(server.address() as AddressInfo).port}/${path}`;
  const post = posting({ reachesLocal: true });

  test.each([
    [200, { isSent: true }],
    [204, { isSent: true }],
    [302, { isSent: false, mayMend: false, message: "the webhook answers with HTTP status 302" }],
    [404, { isSent: false, mayMend: false, message: "the webhook answers with HTTP status 404" }],
    [429, { isSent: false, mayMend: true, message: "the webhook answers with HTTP status 429" }],
    [503, { isSent: false, mayMend: true, message: "the webhook answers with HTTP status 503" }],
  ])("that answers %i", async (status, posted) => {
    got = [];
    expect(await post(at(String(status)), '{"text":"hello"}')).toEqual(posted);
    expect(got).toEqual([{ type: "application/json", method: "POST", body: '{"text":"hello"}' }]);
  });

  test("that nobody hears may be sent again, and what is no URL never", async () => {
    expect(await post("http://127.0.0.1:1/secret-path", "{}")).toMatchObject({
      isSent: false,
      mayMend: true,
    });
    const posted = await post("ftp://example.com/secret-path", "{}");
    expect(posted).toMatchObject({ isSent: false, mayMend: false });
    expect(JSON.stringify(posted)).not.toContain("secret-path");
  });

  test("does not reach this machine from a cluster, by whatever name", async () => {
    got = [];
    const guarded = posting({ reachesLocal: false });
    for (const host of [
      "127.0.0.1",
      "localhost",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "2130706433",
      "0x7f.1",
      "0.0.0.0",
    ])
      expect(await guarded(at("200", host), "{}"), host).toMatchObject({
        isSent: false,
        message: expect.stringContaining("the URL is of this machine or its link"),
      });
    expect(got).toEqual([]);
  });
});

test.each([
  ["127.0.0.53", true],
  ["169.254.169.254", true],
  ["::ffff:169.254.169.254", true],
  ["fe80::1", true],
  ["fd00:ec2::254", true],
  ["10.0.0.1", false],
  ["34.1.2.3", false],
  ["2600::1", false],
])("%s is local: %s", (address, is) => {
  expect(isLocalAddress(address)).toBe(is);
});
