import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#lib/testing/free-port.ts";

/** Debian's docker-registry on a port of loopback, without TLS and keys. */
export interface TestRegistry {
  /** HOST:PORT. */
  readonly address: string;
  /** What it says itself that a tag stands for: `sha256:...`. */
  digestOf(repository: string, tag: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startRegistry(): Promise<TestRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-registry-"));
  const address = `127.0.0.1:${await freePort()}`;
  const config = {
    version: 0.1,
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(folder, "data") } },
    http: { addr: address },
  };
  // YAML is a superset of JSON.
  await writeFile(join(folder, "config.yml"), JSON.stringify(config));
  const program = spawn("docker-registry", ["serve", join(folder, "config.yml")], { stdio: "ignore" });
  const ended = new Promise((resolve) => program.once("close", resolve));
  for (const end = Date.now() + 30_000; !(await answers(address)); ) {
    if (Date.now() > end) throw new Error("docker-registry does not answer");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    address,
    digestOf: async (repository, tag) => {
      const headers = { accept: MANIFESTS };
      const answer = await fetch(`http://${address}/v2/${repository}/manifests/${tag}`, { headers });
      await answer.arrayBuffer();
      return answer.headers.get("docker-content-digest") ?? "";
    },
    stop: async () => {
      program.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const MANIFESTS =
  "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

const answers = (address: string): Promise<boolean> =>
  fetch(`http://${address}/v2/`).then(
    ({ ok }) => ok,
    () => false,
  );
