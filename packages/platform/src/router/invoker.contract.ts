import type { IncomingHttpHeaders } from "node:http";
import { createServer as createTcpServer, type Socket } from "node:net";
import { Writable } from "node:stream";
import type { SlipwayError } from "@slipway/model";
import { beforeEach, describe, expect, test } from "vitest";
import { FirstBytes } from "#lib/http/first-bytes.ts";
import type { Invoker, Recipient } from "./invoker.ts";
import type { RouterLimits } from "./router.ts";
import { bodyOf, container, echo, listening, refusing, type Variant } from "./testing/containers.ts";

/** A client that keeps what it is told. */
class Client implements Recipient {
  status: number | undefined;
  headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  readonly response = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      this.#chunks.push(chunk);
      done();
    },
  });

  begin(status: number, headers: IncomingHttpHeaders): Writable {
    this.status = status;
    this.headers = headers;
    return this.response;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

/** What every invoker of endpoint E in namespace ns does alike. */
export function describeInvoker(
  name: string,
  invokerFor: (variants: readonly Variant[], limits?: Partial<RouterLimits>) => Promise<Invoker>,
): void {
  describe(name, () => {
    let client: Client;
    beforeEach(() => {
      client = new Client();
    });
    const invocation = (body = "1,2", headers: Readonly<Record<string, string>> = {}, endpoint = "E") => ({
      namespace: "ns",
      endpoint,
      headers,
      body: Buffer.from(body),
    });
    const one = (port: number): readonly Variant[] => [{ name: "A", ports: [port] }];

    test("carries headers and body to the container, and its answer back with the variant's name", async () => {
      const invoker = await invokerFor(one(await container(echo)));
      await invoker.invoke(invocation("1,2", { "content-type": "text/csv", accept: "*/*" }), client);
      const seen = JSON.parse(String(client.headers["x-seen"]));
      expect(client).toMatchObject({ status: 200, text: "1,2" });
      expect(client.headers).toMatchObject({
        "content-length": "3",
        "x-amzn-invoked-production-variant": "A",
      });
      expect(seen).toMatchObject({ "content-type": "text/csv", accept: "*/*", "content-length": "3" });
      expect(seen).not.toHaveProperty("authorization");
    });

    test("hands on a container's own errors, which cannot speak in the router's name", async () => {
      const port = await container((_request, response) =>
        response.writeHead(415, { "x-slipway-code": "SLIP-ROUTER-001" }).end("no such format"),
      );
      await (await invokerFor(one(port))).invoke(invocation(), client);
      expect(client).toMatchObject({ status: 415, text: "no such format" });
      expect(client.headers).not.toHaveProperty("x-slipway-code");
    });

    test("begins an answer before its body is whole", async () => {
      let end = () => {};
      const port = await container((_request, response) => {
        response.write("first,");
        end = () => response.end("last");
      });
      const invoked = (await invokerFor(one(port))).invoke(invocation(), client);
      await expect.poll(() => client.text).toBe("first,");
      end();
      await invoked;
      expect(client.text).toBe("first,last");
    });

    test("waits for a recipient that takes nothing, and holds little of an endless answer meanwhile", async () => {
      let sent = 0;
      const port = await container((_request, response) => {
        const chunk = Buffer.alloc(64 * 1024);
        const more = () => {
          sent += chunk.length;
          if (response.write(chunk)) setImmediate(more);
          else response.once("drain", more);
        };
        more();
      });
      const stuck = { response: new Writable({ write: () => {} }), begin: () => stuck.response };
      const invoked = (await invokerFor(one(port))).invoke(invocation(), stuck);
      await expect
        .poll(async () => {
          const before = sent;
          await new Promise((resolve) => setTimeout(resolve, 100));
          return before > 0 && before === sent;
        })
        .toBe(true);
      expect(sent).toBeLessThan(64 * 1024 * 1024);
      stuck.response.destroy();
      await invoked;
    });

    test("ends at the container when the client goes away, before an answer or within", async () => {
      for (const begun of [false, true]) {
        const { port, arrived, ended } = await endless(begun);
        const leaving = new Client();
        const invoked = (await invokerFor(one(port))).invoke(invocation(), leaving);
        await arrived;
        if (begun) await expect.poll(() => leaving.text).toBe("...");
        leaving.response.destroy();
        await Promise.all([ended, invoked]);
        expect(leaving.status).toBe(begun ? 200 : undefined);
      }
    });

    test("ends at the container when the recipient has had enough of the answer", async () => {
      const { port, ended } = await endless(true);
      const enough = new FirstBytes(2);
      const recipient = { response: client.response, begin: () => enough };
      await (await invokerFor(one(port))).invoke(invocation(), recipient);
      await ended;
      expect(await enough.text).toBe("..");
      expect(client.response.destroyed).toBe(false);
    });

    test("breaks off an answer that the container breaks off", async () => {
      const port = await container((_request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("half", () => response.destroy());
      });
      await (await invokerFor(one(port))).invoke(invocation(), client);
      expect(client.response).toMatchObject({ destroyed: true, writableFinished: false });
    });

    test("breaks off an answer that has no end in its time, however steadily it comes", async () => {
      const port = await container((_request, response) => {
        const going = setInterval(() => response.write("more"), 20);
        response.once("close", () => clearInterval(going));
      });
      const invoker = await invokerFor(one(port), { answerTimeoutMs: 400 });
      await invoker.invoke(invocation(), client);
      expect(client.text).toMatch(/^(more)+$/);
      expect(client.response).toMatchObject({ destroyed: true, writableFinished: false });
    });

    test("rejects with the reason when no container answers, and begins nothing", async () => {
      const breaking = await listening(
        createTcpServer((socket: Socket) => void socket.once("data", () => socket.destroy())),
      );
      const silent = await container(() => {});
      const small = { body: 10, responseTimeoutMs: 200 };
      const cases = [
        ["SLIP-ROUTER-001", await invokerFor([]), invocation("", {}, "F")],
        [
          "SLIP-ROUTER-002",
          await invokerFor(one(breaking)),
          invocation("", { "x-amzn-sagemaker-target-variant": "B" }),
        ],
        ["SLIP-ROUTER-003", await invokerFor([{ name: "A", ports: [] }]), invocation()],
        ["SLIP-ROUTER-003", await invokerFor(one(await refusing())), invocation()],
        ["SLIP-ROUTER-004", await invokerFor(one(silent), small), invocation()],
        ["SLIP-ROUTER-005", await invokerFor(one(breaking)), invocation()],
        ["SLIP-ROUTER-006", await invokerFor(one(silent), small), invocation("more than ten")],
        ["SLIP-ROUTER-007", await invokerFor(one(silent), { perPod: 0 }), invocation()],
      ] as const;
      for (const [code, invoker, asked] of cases) {
        await expect(invoker.invoke(asked, client)).rejects.toMatchObject({ code });
      }
      expect(client.status).toBeUndefined();
      expect(client.response.destroyed).toBe(false);
    });

    test("says of what was sent to nobody, and of nothing else, that it may be asked again", async () => {
      const breaking = await listening(
        createTcpServer((socket: Socket) => void socket.once("data", () => socket.destroy())),
      );
      const cases = [
        [[{ name: "A", ports: [] }], 1],
        [one(await refusing()), 1],
        [one(breaking), undefined],
      ] as const;
      for (const [variants, retryAfterSeconds] of cases) {
        const error = await (await invokerFor(variants)).invoke(invocation(), client).then(
          () => undefined,
          (failed: unknown) => failed as SlipwayError,
        );
        expect(error?.details.retryAfterSeconds).toBe(retryAfterSeconds);
      }
    });

    test("asks another pod where the first cannot be reached", async () => {
      const variants = [{ name: "A", ports: [await refusing(), await container(echo)] }];
      const invoker = await invokerFor(variants);
      for (let i = 0; i < 5; i++) {
        const asking = new Client();
        await invoker.invoke(invocation(`body ${i}`), asking);
        expect(asking.text).toBe(`body ${i}`);
      }
    });
  });
}

/** A container whose answer has no end; `begun`: but a beginning. */
async function endless(begun: boolean) {
  const [arrived, ended] = [signal(), signal()];
  const port = await container((request, response) => {
    response.once("close", ended.give);
    void bodyOf(request).then(() => {
      if (begun) response.write("...");
      arrived.give();
    });
  });
  return { port, arrived: arrived.given, ended: ended.given };
}

function signal(): { readonly given: Promise<void>; give(): void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
