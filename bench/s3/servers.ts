import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freePort } from "../../packages/lib/src/testing/free-port.ts";
import { pythonEnv } from "../../scripts/python-env.ts";
import { secretOf } from "../../test/conformance/s3/s3-home.ts";
import { goProgram } from "../../test/conformance/support/go-program.ts";

export const KEYS = { accessKeyId: "OWNER", secretAccessKey: secretOf("OWNER") };

/** Clock ticks a second, which Linux has fixed for user space. */
const TICKS = 100;
const PAGE_KB = 4;

/** Built on first use, which takes minutes. */
export function versitygwProgram(): Promise<string> {
  return goProgram(join(import.meta.dirname, "versitygw"), "github.com/versity/versitygw/cmd/versitygw");
}

/** A server of S3 in a process of its own, whose CPU time and memory are read from outside (Linux). */
export class S3Server {
  readonly name: string;
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(name: string, url: string, process: ChildProcess) {
    this.name = name;
    this.url = url;
    this.#process = process;
  }

  /** What begins each of them, with a folder for its objects. */
  static readonly ALL: readonly ((folder: string) => Promise<S3Server>)[] = [
    S3Server.slipway,
    S3Server.moto,
    (folder) => S3Server.versitygw(folder),
  ];

  static async slipway(): Promise<S3Server> {
    const child = fork(join(import.meta.dirname, "door.ts"));
    const [{ url }] = (await once(child, "message")) as [{ readonly url: string }];
    return new S3Server("Slipway", url, child);
  }

  static async moto(): Promise<S3Server> {
    const { python } = await pythonEnv("moto");
    const port = await freePort();
    const program = join(dirname(python), "moto_server");
    const child = spawn(python, [program, "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
    return S3Server.#answering("moto", port, child);
  }

  /** With versions, where a folder is named that they lie in. */
  static async versitygw(
    folder: string,
    { region = "us-east-1", versions }: { readonly region?: string; readonly versions?: string } = {},
  ): Promise<S3Server> {
    const program = await versitygwProgram();
    const objects = join(folder, "versitygw");
    await mkdir(objects, { recursive: true });
    const port = await freePort();
    const keys = ["--access", KEYS.accessKeyId, "--secret", KEYS.secretAccessKey, "--region", region];
    const kept = versions === undefined ? [] : ["--versioning-dir", versions];
    const args = [...keys, "--quiet", "--port", `127.0.0.1:${port}`, "posix", ...kept, objects];
    return S3Server.#answering("versitygw", port, spawn(program, args, { stdio: "ignore" }));
  }

  /** Of the process so far, user and system. */
  async cpuMs(): Promise<number> {
    const stat = await this.#stat();
    return ((Number(stat[11]) + Number(stat[12])) * 1000) / TICKS;
  }

  async residentMb(): Promise<number> {
    return Math.round((Number((await this.#stat())[21]) * PAGE_KB) / 1024);
  }

  async down(): Promise<void> {
    const ended = once(this.#process, "exit");
    if (this.#process.connected) this.#process.disconnect();
    else this.#process.kill("SIGKILL");
    await ended;
  }

  /** The fields of /proc/PID/stat behind the program's name. */
  async #stat(): Promise<readonly string[]> {
    const text = await readFile(`/proc/${this.#process.pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  }

  static async #answering(name: string, port: number, child: ChildProcess): Promise<S3Server> {
    const url = `http://127.0.0.1:${port}`;
    for (const end = Date.now() + 60_000; ; ) {
      const answers = await fetch(url).then(
        () => true,
        () => false,
      );
      if (answers) return new S3Server(name, url, child);
      if (child.exitCode !== null || Date.now() > end) throw new Error(`${name} does not start`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
