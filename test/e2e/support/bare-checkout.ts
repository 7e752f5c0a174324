import { type ExecFileException, execFile, execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { NETWORK, ROOT } from "./home.ts";

/** Somebody at a terminal of 80 columns, in a checkout of their own with nothing built, without bubblewrap on their machine. */
export class BareCheckout {
  /** The person's home folder. */
  readonly person = mkdtempSync(join(tmpdir(), "slipway-person-"));
  readonly folder = join(this.person, "slipway");
  #uid = 0;

  constructor({ uid }: { readonly uid: number }) {
    mkdirSync(this.folder);
    for (const file of checkedIn()) cpSync(join(ROOT, file), join(this.folder, file));
    // How this machine reaches npm's registry.
    const npmrc = join(homedir(), ".npmrc");
    if (existsSync(npmrc)) copyFileSync(npmrc, join(this.person, ".npmrc"));
    this.handTo(uid);
  }

  /** From now on the person is another user, who finds what the first one left. */
  handTo(uid: number): void {
    execFileSync("chown", ["-R", `${uid}:${uid}`, this.person]);
    this.#uid = uid;
  }

  /**
   * Types the script line by line into bash, at a terminal; what is then to be read there, as the terminal shows it. Throws with it
   * at the first command that fails. `path` comes after the system's own programs.
   */
  async type(script: string, path = ""): Promise<string> {
    const shell = `cd '${this.folder}' && stty cols 80 rows 24 && set -euo pipefail\n${script}`;
    const user = ["setpriv", `--reuid=${this.#uid}`, `--regid=${this.#uid}`, "--clear-groups"];
    const typed = [
      ...user,
      "script",
      "--quiet",
      "--return",
      "--command",
      'bash --norc -c "$NEWCOMER"',
      "/dev/null",
    ];
    const hidden =
      'for at in /usr/bin /usr/local/bin; do [ ! -e $at/bwrap ] || mount --bind /dev/null $at/bwrap; done; exec "$@"';
    const args = ["--mount", "sh", "-ec", hidden, "sh", ...typed];
    const env = {
      ...NETWORK,
      NEWCOMER: shell,
      HOME: this.person,
      PATH: [path, "/usr/local/bin", "/usr/bin", "/bin"].filter((each) => each !== "").join(":"),
      TERM: "xterm",
      LANG: "C.UTF-8",
      AWS_EC2_METADATA_DISABLED: "true",
    };
    return new Promise((resolve, reject) => {
      const ended = (error: ExecFileException | null, stdout: string): void =>
        error === null
          ? resolve(shown(stdout))
          : reject(new Error(`exit code ${error.code}\n${shown(stdout)}`));
      execFile("unshare", args, { env, maxBuffer: 1 << 26 }, ended);
    });
  }

  remove(): void {
    rmSync(this.person, { recursive: true, force: true });
  }
}

/** Also what is not committed yet. */
function checkedIn(): readonly string[] {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const files = execFileSync("git", list, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 });
  return files.split("\0").filter((file) => file !== "" && existsSync(join(ROOT, file)));
}

/** Lines as they stand at the end: colours and cursor movements are none of it, and what is redrawn counts once. */
function shown(typescript: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's escape sequences are what is meant
  const plain = typescript.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, (sequence) =>
    /[GK]$/.test(sequence) ? "\r" : "",
  );
  return plain
    .split(/\r?\n/)
    .map((line) => line.split("\r").findLast((text) => text !== "") ?? "")
    .join("\n");
}
