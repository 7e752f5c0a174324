import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../packages/lib/src/testing/free-port.ts";

/** One of an instant query's series, with its value as Prometheus' API writes it. */
export interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** Debian's Prometheus, on loopback unless another address of this machine is given, with a configuration in JSON, which is YAML too. */
export class Prometheus {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  static async up(config: object, host = "127.0.0.1"): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), "slipway-prometheus-"));
    const file = join(folder, "prometheus.yml");
    writeFileSync(file, JSON.stringify(config));
    const port = await freePort();
    const address = `${host}:${port}`;
    const args = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, "data")}`];
    const child = spawn("prometheus", [...args, `--web.listen-address=${address}`, "--log.level=warn"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const prometheus = new Prometheus(`http://${address}`, child, folder);
    for (const end = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
      const ready = await fetch(`${prometheus.url}/-/ready`).catch(() => undefined);
      if (ready?.ok === true) return prometheus;
      if (Date.now() > end || child.exitCode !== null) {
        await prometheus.down();
        throw new Error("prometheus did not start");
      }
    }
  }

  async query(query: string): Promise<readonly Found[]> {
    const answer = await fetch(`${this.url}/api/v1/query?${new URLSearchParams({ query })}`);
    const { data } = (await answer.json()) as { readonly data: { readonly result: readonly Found[] } };
    return data.result;
  }

  /** The last error of its scrapes; empty where the last one was well. */
  async scrapeError(): Promise<string | undefined> {
    const answer = await fetch(`${this.url}/api/v1/targets`);
    const { data } = (await answer.json()) as {
      readonly data: {
        readonly activeTargets: readonly { readonly lastError: string; readonly health: string }[];
      };
    };
    const [target] = data.activeTargets;
    return target === undefined || target.health === "unknown" ? undefined : target.lastError;
  }

  async down(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    if (exitCode === null && signalCode === null && this.#process.kill()) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
