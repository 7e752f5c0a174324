import type { IncomingHttpHeaders, RequestListener } from "node:http";
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

    test("sends what belongs to a session to the pod that began it, by the id that it knows", async () => {
      const ports = await Promise.all([1, 2, 3].map((name) => container(stateful(name))));
      const invoker = await invokerFor([
        { name: "A", ports: ports.slice(0, 2) },
        { name: "B", ports: ports.slice(2), weight: "0.5" },
      ]);
      const ask = async (id: string, headers: Readonly<Record<string, string>> = {}) => {
        const asking = new Client();
        await invoker.invoke(invocation("", { "x-amzn-sagemaker-session-id": id, ...headers }), asking);
        return asking;
      };
      const begun = await ask("NEW_SESSION");
      const told = String(begun.headers["x-amzn-sagemaker-new-session-id"]);
      // The pattern of sagemaker-runtime's NewSessionResponseHeader.
      expect(told).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*;\sExpires=2100-01-02T03:04:05Z$/);
      const id = told.split(";")[0] ?? "";
      const [where] = begun.text.split(" ");
      for (let i = 0; i < 12; i++) expect((await ask(id)).text).toBe(`${where} own-${where}`);
      const elsewhere = { "x-amzn-sagemaker-target-variant": where === "3" ? "A" : "B" };
      await expect(ask(id, elsewhere)).rejects.toMatchObject({ code: "SLIP-ROUTER-008" });
      const closed = await ask(id, { "x-close": "yes" });
      expect(closed.headers["x-amzn-sagemaker-closed-session-id"]).toBe(id);
      const over = `own-1-0000001${"0".repeat(13)}`;
      for (const unknown of ["own-1", over, `own-1-zzzzzzz${"0".repeat(13)}`]) {
        await expect(ask(unknown)).rejects.toMatchObject({ code: "SLIP-ROUTER-008" });
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

/** Begins sessions and says which it is asked in, and who it is. */
function stateful(name: number): RequestListener {
  return (request, response) => {
    const id = request.headers["x-amzn-sagemaker-session-id"];
    if (id === "NEW_SESSION") {
      const own = `own-${name}; Expires=2100-01-02T03:04:05Z`;
      response.setHeader("X-Amzn-SageMaker-New-Session-Id", own);
    }
    if ("x-close" in request.headers) response.setHeader("X-Amzn-SageMaker-Closed-Session-Id", `${id}`);
    request.resume().on("end", () => response.end(`${name} ${id}`));
  };
}

function signal(): { readonly given: Promise<void>; give(): void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
