import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../../packages/lib/src/testing/free-port.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";

/** Python packages for pods, which reach nothing outside of this machine. */
export class Wheels {
  /** Lines of a requirements.txt that lead pip there, and nowhere else. */
  readonly options: string;
  readonly #folder: string;
  readonly #server: ChildProcess;

  private constructor(folder: string, { server, url }: { readonly server: ChildProcess; readonly url: URL }) {
    this.#folder = folder;
    this.#server = server;
    this.options = `--no-index\n--find-links ${url}\n--trusted-host ${url.hostname}`;
  }

  /** Fetches what is asked for, with all that needs, and serves it at an address of this machine. */
  static async serve(requirements: string, host: string): Promise<Wheels> {
    const { python } = await pythonEnv("main");
    const folder = mkdtempSync(join(tmpdir(), "slipway-wheels-"));
    writeFileSync(join(folder, "requirements.txt"), requirements);
    const fetch_ = [
      "-m",
      "pip",
      "download",
      "--only-binary",
      ":all:",
      "-r",
      "requirements.txt",
      "-d",
      "wheels",
    ];
    await promisify(execFile)(python, [...fetch_, "--disable-pip-version-check"], { cwd: folder });
    const port = await freePort();
    const serve = ["-m", "http.server", String(port), "--bind", host, "--directory", join(folder, "wheels")];
    const server = spawn(python, serve, { stdio: "ignore" });
    const url = new URL(`http://${host}:${port}/`);
    for (const end = Date.now() + 30_000; !(await isThere(url)); ) {
      if (Date.now() > end) throw new Error("the server of packages does not answer");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return new Wheels(folder, { server, url });
  }

  remove(): void {
    this.#server.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const isThere = (url: URL): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
