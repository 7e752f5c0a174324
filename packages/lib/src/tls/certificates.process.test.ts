import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defined, isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Certificates, loadOrCreateCertificates } from "./certificates.ts";

const DAY = 24 * 3600_000;
const hosts = ["localhost", "127.0.0.1", "::1"];
const now = new Date("2026-05-01T12:00:00Z");
let dir: string;

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), "slipway-tls-")), "tls");
});
afterEach(() => rm(join(dir, ".."), { recursive: true, force: true }));

const load = (options: Partial<{ hosts: readonly string[]; now: Date }> = {}) =>
  loadOrCreateCertificates(dir, { hosts, now, ...options });

test("a client that trusts the authority alone can talk to the server by every host", async () => {
  const certificates = await load({ now: new Date() });
  expect(await greet(certificates, { ca: certificates.caPem })).toBe("hello");
});

test("a client that does not know the authority refuses the server", async () => {
  const certificates = await load({ now: new Date() });
  await expect(greet(certificates, {})).rejects.toThrow(/self-signed|unable to (get|verify)/);
});

test("the next start loads what the first one made", async () => {
  expect(await load()).toEqual(await load());
});

test("keys are readable by their owner alone, and no draft is left", async () => {
  await load();
  expect((await readdir(dir)).sort()).toEqual(["ca.crt", "ca.pem", "server.pem"]);
  for (const file of ["ca.pem", "server.pem"]) {
    expect((await stat(join(dir, file))).mode & 0o777).toBe(0o600);
  }
  expect(await readFile(join(dir, "ca.crt"), "utf8")).not.toContain("PRIVATE");
});

test("a server certificate that ends soon is renewed under the same authority", async () => {
  const first = await load();
  const later = await load({ now: new Date(first.notAfter.getTime() - 30 * DAY) });
  expect(later.caPem).toBe(first.caPem);
  expect(later.notAfter.getTime()).toBeGreaterThan(first.notAfter.getTime() + 300 * DAY);
});

test("an authority that ends soon is renewed, and the server certificate with it", async () => {
  const first = await load();
  const end = new Date(new X509Certificate(first.caPem).validTo);
  const later = await load({ now: new Date(end.getTime() - 30 * DAY) });
  expect(later.caPem).not.toBe(first.caPem);
  expect(new X509Certificate(later.cert).verify(new X509Certificate(later.caPem).publicKey)).toBe(true);
});

test("a host that the certificate does not name makes a new one", async () => {
  const first = await load();
  const second = await load({ hosts: [...hosts, "slipway.example.com"] });
  expect(second.cert).not.toBe(first.cert);
  expect(new X509Certificate(second.cert).checkHost("slipway.example.com")).toBe("slipway.example.com");
});

test("a damaged server file is replaced, a damaged authority is an error that names the file", async () => {
  const first = await load();
  await writeFile(join(dir, "server.pem"), "half a fi");
  expect((await load()).caPem).toBe(first.caPem);
  await writeFile(join(dir, "ca.pem"), "half a fi");
  const error = await load().catch((caught: unknown) => caught);
  expect(isSlipwayError(error, "SLIP-TLS-001")).toBe(true);
  expect(String(error)).toContain("ca.pem");
});

test("an authority that is gone is not replaced while clients have its certificate", async () => {
  const first = await load();
  await rm(join(dir, "ca.pem"));
  const error = await load().catch((caught: unknown) => caught);
  expect(isSlipwayError(error, "SLIP-TLS-001")).toBe(true);
  expect(String(error)).toContain("ca.pem is gone");
  await rm(join(dir, "ca.crt"));
  expect((await load()).caPem).not.toBe(first.caPem);
});

test("a certificate that is no authority's is not taken for one", async () => {
  await load();
  await writeFile(join(dir, "ca.pem"), await readFile(join(dir, "server.pem")));
  expect(isSlipwayError(await load().catch((caught: unknown) => caught), "SLIP-TLS-001")).toBe(true);
});

test("two that start at the same time agree on one authority", async () => {
  const [a, b] = await Promise.all([load(), load()]);
  expect(a.caPem).toBe(b.caPem);
});

/** Starts a server with the certificates and asks it by each host. */
async function greet(certificates: Certificates, client: { readonly ca?: string }): Promise<string> {
  const server = createServer({ cert: certificates.cert, key: certificates.key }, (_, response) =>
    response.end("hello"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const answers = await Promise.all(
      ["localhost", "127.0.0.1"].map((servername) => get({ port, servername, ...client })),
    );
    return [...new Set(answers)].join();
  } finally {
    server.close();
  }
}

function get(to: { port: number; servername: string; ca?: string }): Promise<string> {
  const named = to.servername === "localhost" ? { servername: "localhost" } : {};
  return new Promise((resolve, reject) => {
    request(
      {
        host: "127.0.0.1",
        port: to.port,
        ...defined({ ca: to.ca }),
        ...named,
        agent: false,
      },
      (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk)).on("end", () => resolve(text));
      },
    )
      .on("error", reject)
      .end();
  });
}
