import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../packages/lib/src/testing/free-port.ts";
import { Nginx } from "../../packages/platform/src/router/testing/nginx.ts";
import { trainAbalone } from "./support/abalone-models.ts";
import { follow } from "./support/follow.ts";
import { eventually, Home, ok, ROOT } from "./support/home.ts";
import { type Programs, programs } from "./support/shell.ts";

const GUIDE = join(ROOT, "docs/guides/expose.md");
const ROW = "1:2 2:0.74 3:0.6 4:0.195 5:1.974 6:0.598 7:0.4085 8:0.71";
const ENDPOINT = "endpoints.sagemaker.services.k8s.aws";

/** The text of the guide's one block of that language. */
function block(language: string): string {
  const [, text] =
    new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(readFileSync(GUIDE, "utf8")) ?? [];
  if (text === undefined) throw new Error(`the guide has no ${language}`);
  return text;
}

describe("clients without AWS credentials", () => {
  let home: Home;
  let tools: Programs;
  let folder: string;
  let nginx: Nginx | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-keys-"));
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
    await trainAbalone(home, { abalone: 5 }, { patienceSeconds: 120 });
    for (const name of ["abalone", "other"]) await ok(home.slipway("deploy", "abalone", "--name", name));
  });
  afterAll(async () => {
    nginx?.stop();
    tools?.remove();
    await home?.down();
    rmSync(folder, { recursive: true, force: true });
  });

  const url = (endpoint: string) => `${home.env["AWS_ENDPOINT_URL"]}/endpoints/${endpoint}/invocations`;
  const invoke = (endpoint: string, key: string, more: Readonly<Record<string, string>> = {}) =>
    fetch(url(endpoint), {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "text/x-libsvm", ...more },
      body: ROW,
    });
  const create = async (...args: readonly string[]): Promise<string> =>
    JSON.parse(await ok(home.slipway("key", "create", ...args, "-o", "json"))).key;
  /** The status and Slipway's code of an answer once it is as wanted: what is written is heard of a moment later. */
  const becomes = (what: string, wanted: number, ask: () => Promise<Response>) =>
    eventually(what, 20, async () => {
      const answer = await ask();
      await answer.arrayBuffer();
      return answer.status === wanted ? answer : undefined;
    });

  test("the guide, followed word by word, answers by a key and leaves nothing behind", async () => {
    const said = await follow(home, tools, GUIDE);
    expect(said).toMatch(/^\d+\.\d+/m);
    expect(said).toMatch(/^web +20\d\d-\S+Z +20$/m);
    expect(said).toContain("key web deleted");
    const annotations = await ok(
      home.kubectl("get", ENDPOINT, "abalone", "-o", "jsonpath={.metadata.annotations}"),
    );
    expect(annotations).not.toContain("slipway.dev/key-");
  });

  test("a key opens its endpoint, no other and nothing else, until it is deleted", async () => {
    const key = await create("abalone", "one");
    const answer = await becomes("an answer by the key", 200, () => invoke("abalone", key));
    expect(answer.headers.get("x-amzn-invoked-production-variant")).toBe("AllTraffic");
    const elsewhere = await invoke("other", key);
    expect([elsewhere.status, elsewhere.headers.get("x-slipway-code")]).toEqual([401, "SLIP-AUTH-011"]);
    // RFC 6750, section 3.
    expect(elsewhere.headers.get("www-authenticate")).toContain("Bearer");
    const control = await fetch(home.env["AWS_ENDPOINT_URL"] ?? "", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "x-amz-target": "SageMaker.ListEndpoints" },
      body: "{}",
    });
    expect([400, 401, 403, 404]).toContain(control.status);
    const kept = await ok(home.kubectl("get", ENDPOINT, "abalone", "-o", "yaml"));
    expect(kept).not.toContain(key);
    expect(readFileSync(join(home.state, "logs/slipway.log"), "utf8")).not.toContain(key);
    await ok(home.slipway("key", "delete", "abalone", "one"));
    const over = await becomes("the end of the key", 401, () => invoke("abalone", key));
    expect(over.headers.get("x-slipway-code")).toBe("SLIP-AUTH-011");
  });

  test("a key ends when its time is over, and is not written over", async () => {
    const key = await create("abalone", "short", "--expires", "3s");
    await becomes("an answer by the key", 200, () => invoke("abalone", key));
    const over = await becomes("the end of the key", 401, () => invoke("abalone", key));
    expect(over.headers.get("x-slipway-code")).toBe("SLIP-AUTH-012");
    const again = await home.slipway("key", "create", "abalone", "short");
    expect([again.code === 0, again.stderr]).toEqual([false, expect.stringContaining("SLIP-API-002")]);
    expect(await ok(home.slipway("key", "list", "abalone"))).toMatch(/^short +\S+ \(over\)/m);
  });

  test("what is above a rate is told to wait, by a key as by boto3", async () => {
    const key = await create("other", "slow", "--rate", "0.5");
    await becomes("an answer by the key", 200, () => invoke("other", key));
    const above = await becomes("too many", 429, () => invoke("other", key));
    expect(Number(above.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    await ok(home.kubectl("annotate", ENDPOINT, "other", "slipway.dev/requests-per-second=0.2"));
    const call = `
import boto3, botocore
from botocore.config import Config
client = boto3.client("sagemaker-runtime", config=Config(retries={"total_max_attempts": 1}))
codes = set()
for _ in range(40):
    try:
        client.invoke_endpoint(EndpointName="other", ContentType="text/x-libsvm", Body="${ROW}")
    except botocore.exceptions.ClientError as error:
        codes.add((error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]))
print(sorted(codes))`;
    await eventually("boto3 is told of it", 20, async () =>
      (await ok(home.python("-c", call))).includes("[('ThrottlingException', 429)]") ? true : undefined,
    );
    await ok(
      home.kubectl("annotate", ENDPOINT, "other", "slipway.dev/requests-per-second=fast", "--overwrite"),
    );
    await eventually("the annotation that says nothing is told of", 20, async () => {
      const told = await ok(home.kubectl("get", ENDPOINT, "other", "-o", "jsonpath={.status.conditions}"));
      return told.includes("expected a number from 0.01") ? true : undefined;
    });
  });

  // The Fetch standard, section 3.3: what a browser asks and reads.
  test("a page of another origin is let in where its origin is named, and nowhere else", async () => {
    const key = await create("abalone", "page");
    const preflight = (endpoint: string, origin: string) =>
      fetch(url(endpoint), {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });
    expect((await preflight("abalone", "https://app.example.com")).status).toBe(403);
    await ok(
      home.kubectl("annotate", ENDPOINT, "abalone", "slipway.dev/cors-origins=https://app.example.com"),
    );
    const asked = await becomes("yes to the browser", 204, () =>
      preflight("abalone", "https://app.example.com"),
    );
    expect(asked.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(asked.headers.get("access-control-allow-credentials")).toBeNull();
    expect((await preflight("abalone", "https://evil.example.com")).status).toBe(403);
    expect((await preflight("other", "https://app.example.com")).status).toBe(403);
    const answered = await becomes("an answer", 200, () =>
      invoke("abalone", key, { origin: "https://app.example.com" }),
    );
    expect(answered.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    const other = await invoke("abalone", key, { origin: "https://evil.example.com" });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
    expect(other.headers.get("vary")).toBe("origin");
  });

  test("the guide's nginx gives out invocations over TLS, by keys and by signatures, and nothing else", async () => {
    const certificate = join(folder, "models.pem");
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
        ...[
          "-subj",
          "/CN=models.example.com",
          "-addext",
          "subjectAltName=DNS:localhost,DNS:models.example.com",
        ],
        ...["-keyout", join(folder, "models.key"), "-out", certificate],
      ],
      { stdio: "ignore" },
    );
    const [tls, plain] = [await freePort(), await freePort()];
    const recipe = block("nginx")
      .replace("listen 443 ssl", `listen 127.0.0.1:${tls} ssl`)
      .replace("/etc/ssl/models.example.com.pem", certificate)
      .replace("/etc/ssl/models.example.com.key", join(folder, "models.key"))
      .replace("http://127.0.0.1:7070", home.env["AWS_ENDPOINT_URL"] ?? "");
    nginx = await Nginx.start(plain, { http: recipe, server: "return 404;" });
    const key = await create("abalone", "tls");
    await becomes("an answer by the key", 200, () => invoke("abalone", key));
    const ask = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = {
          ...{ host: "127.0.0.1", port: tls, path, method: "POST", servername: "models.example.com" },
          ca: readFileSync(certificate),
          headers: {
            host: "models.example.com",
            authorization: `Bearer ${key}`,
            "content-type": "text/x-libsvm",
          },
        };
        request(options, (answer) => resolve(answer.resume().statusCode))
          .once("error", reject)
          .end(ROW);
      });
    expect(await ask("/endpoints/abalone/invocations")).toBe(200);
    expect(await ask("/")).toBe(404);
    const call = `
import boto3
client = boto3.client("sagemaker-runtime", endpoint_url="https://localhost:${tls}", verify="${certificate}")
print(client.invoke_endpoint(EndpointName="abalone", ContentType="text/x-libsvm", Body="${ROW}")["Body"].read())`;
    expect(await ok(home.python("-c", call))).toMatch(/^b'\d+\.\d+/);
  });
});
