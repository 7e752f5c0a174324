import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** nginx with one worker and one server, of the program on PATH or at NGINX_PATH. */
export class Nginx {
  readonly port: number;
  readonly #process: ChildProcess;
  /** Its own, for logs. */
  readonly folder: string;

  private constructor(parts: {
    readonly port: number;
    readonly process: ChildProcess;
    readonly folder: string;
  }) {
    this.port = parts.port;
    this.#process = parts.process;
    this.folder = parts.folder;
  }

  /** `http` stands in the block of that name, `server` in its server's. Rejects where it does not start. */
  static async start(
    port: number,
    { http = "", server }: { readonly http?: string; readonly server: string },
  ): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), "slipway-nginx-"));
    const file = join(folder, "nginx.conf");
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (of) => `${of}_temp_path ${folder}/${of};`,
    );
    writeFileSync(
      file,
      `worker_processes 1; daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
       events { worker_connections 1024; }
       http { keepalive_requests 1000000000; tcp_nodelay on; ${temporary.join(" ")} ${http}
       server { listen 127.0.0.1:${port}; ${server} } }`,
    );
    // Debian has it where users do not look for programs.
    const PATH = [process.env["PATH"], "/usr/sbin"].join(delimiter);
    const program = process.env["NGINX_PATH"] ?? "nginx";
    const child = spawn(program, ["-c", file, "-p", folder], { stdio: "inherit", env: { PATH } });
    const failed = new Promise<never>((_, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`nginx ended with ${code}`)));
    });
    failed.catch(() => {});
    await Promise.race([listening(port), failed]);
    return new Nginx({ port, process: child, folder });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  stop(): void {
    this.#process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
