import { statusError } from "@slipway/model/kubernetes/status-error.ts";
import { describe, expect, test } from "vitest";
import type { FetchInit } from "../http/fetch.ts";
import { lines } from "../http/lines.ts";
import { Transport } from "./transport.ts";

describe("A refusal becomes the SlipwayError it stands for", () => {
  const status = (reason: string, message = "m") =>
    JSON.stringify({ kind: "Status", reason, message, details: { name: "n" } });
  const of = (http: number, body: string, slipwayCode: string | null = null) => {
    const { code, message, details } = statusError({ http, slipwayCode, body });
    return { code, message, details };
  };

  test("by Slipway's own code, which goes before the reason", () => {
    expect(of(409, status("Conflict"), "SLIP-CLI-008")).toMatchObject({
      code: "SLIP-CLI-008",
      details: { name: "n" },
    });
  });

  test("by the reason, where another server names no code or one that is not known here", () => {
    expect(of(404, status("NotFound")).code).toBe("SLIP-API-001");
    expect(of(409, status("AlreadyExists")).code).toBe("SLIP-API-002");
    expect(of(422, status("Invalid"), "SLIP-FUTURE-001").code).toBe("SLIP-API-004");
    expect(of(404, status("constructor"), "constructor").code).toBe("SLIP-API-009");
  });

  test("by the HTTP status, where there is no Status at all", () => {
    expect(of(404, "404 page not found\n")).toMatchObject({
      code: "SLIP-API-009",
      message: "404 page not found",
    });
    expect(of(401, "").code).toBe("SLIP-API-005");
    expect(of(502, "bad gateway").code).toBe("SLIP-CLIENT-005");
    expect(of(502, "<html>bad gateway").code).toBe("SLIP-CLIENT-003");
    expect(of(503, "")).toMatchObject({ message: "HTTP status 503" });
  });
});

describe("The transport", () => {
  const transport = (...answers: (() => Response | Promise<Response>)[]) => {
    const sent: FetchInit[] = [];
    const fetch = async (_url: string, init: FetchInit) => {
      sent.push(init);
      const answer = answers.shift();
      if (answer === undefined) throw new Error("no more answers");
      return answer();
    };
    return { sent, transport: new Transport({ server: "https://server/", token: "secret", fetch }) };
  };

  test("asks again, a little later, when the server has too much to do", async () => {
    const busy = () => new Response("", { status: 429, headers: { "retry-after": "0" } });
    const { sent, transport: t } = transport(busy, busy, () => Response.json({ ok: true }));
    expect(await t.json({ path: "/x" })).toEqual({ ok: true });
    expect(sent).toHaveLength(3);
    const over = transport(busy, busy, busy, busy);
    await expect(over.transport.json({ path: "/x" })).rejects.toMatchObject({ code: "SLIP-CLIENT-006" });
  });

  test("tells a certificate that is not trusted, a server that is not there and an answer that is no JSON apart", async () => {
    const fails = (code: string) => async (): Promise<Response> => {
      throw new TypeError("fetch failed", { cause: Object.assign(new Error(`it is ${code}`), { code }) });
    };
    const ask = (answer: () => Response | Promise<Response>) =>
      transport(answer).transport.json({ path: "/x" });
    await expect(ask(fails("SELF_SIGNED_CERT_IN_CHAIN"))).rejects.toMatchObject({ code: "SLIP-CLIENT-002" });
    await expect(ask(fails("ECONNREFUSED"))).rejects.toMatchObject({
      code: "SLIP-CLIENT-001",
      message: "https://server: it is ECONNREFUSED",
    });
    await expect(ask(() => new Response("<html>"))).rejects.toMatchObject({ code: "SLIP-CLIENT-003" });
  });

  test("sends the token in its header only, and follows no redirect with it", async () => {
    const { sent, transport: t } = transport(() => Response.json({}));
    await t.json({ path: "/x", query: { a: "1 2", none: undefined } });
    expect(sent[0]).toMatchObject({ headers: { authorization: "Bearer secret" }, redirect: "error" });
  });
});

test("Lines come whole however the bytes are cut, also the last one without an end", async () => {
  const bytes = new TextEncoder().encode("ünï\n\ncode\r\nlast 🚀");
  for (const size of [1, 2, 3, 100]) {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    const read: string[] = [];
    for await (const line of lines(stream)) read.push(line);
    expect(read).toEqual(["ünï", "", "code\r", "last 🚀"]);
  }
});
