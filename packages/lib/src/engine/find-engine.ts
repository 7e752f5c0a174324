import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { wordsOf } from "../words-of.ts";
import { type EngineAddress, engineAddresses, type Surroundings } from "./engine-addresses.ts";
import { EngineConnection } from "./engine-connection.ts";

/** An engine that answers. */
export interface FoundEngine {
  readonly address: string;
  /** As people call it: `podman 4.3.1`. */
  readonly name: string;
}

/** None answers: what to say of that, and what would help. */
export interface NoEngine {
  readonly found: string;
  readonly remedy: string;
  /** The owner wants none. */
  readonly isOff?: true;
}

/** A machine that has too much to do is no machine without an engine. */
const PATIENCE_MS = 15_000;

/** The first engine of this machine that answers. Never throws. */
export async function findEngine(env: Surroundings["env"]): Promise<FoundEngine | NoEngine> {
  const at: Surroundings = {
    env,
    home: env["HOME"] ?? homedir(),
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
  };
  const addresses = engineAddresses(at);
  if (addresses === undefined)
    return { found: "switched off", remedy: "SLIPWAY_CONTAINERS=none says so.", isOff: true };
  const troubles: string[] = [];
  for (const address of addresses) {
    const answer = await ask(address);
    if ("name" in answer) return answer;
    if (answer.trouble !== undefined) troubles.push(answer.trouble);
  }
  const found = troubles[0] ?? "no engine answers";
  return { found, remedy: await howToStart(at, troubles[0]) };
}

async function ask({ address, from }: EngineAddress): Promise<FoundEngine | { readonly trouble?: string }> {
  const named = from === undefined ? address : `${from}=${address}`;
  let connection: EngineConnection | undefined;
  try {
    connection = new EngineConnection(address);
    const version = await connection.json<Version>({
      method: "GET",
      path: "/version",
      timeoutMs: PATIENCE_MS,
    });
    return { address, name: nameOf(version) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // That nothing listens at a default place is no news.
    if (from === undefined && (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTDIR")) return {};
    return { trouble: code === "EACCES" ? `${named}: permission denied` : `${named}: ${wordsOf(error)}` };
  } finally {
    await connection?.close();
  }
}

interface Version {
  readonly Version?: string;
  readonly Components?: readonly { readonly Name?: string }[];
}

function nameOf({ Version: version = "", Components: parts = [] }: Version): string {
  const isPodman = parts.some(({ Name: name }) => name?.startsWith("Podman") === true);
  return `${isPodman ? "podman" : "docker"} ${version}`.trim();
}

async function howToStart({ env, platform, isRoot }: Surroundings, trouble?: string): Promise<string> {
  if (trouble?.includes("permission denied") === true)
    return "Join the group that may use it (docker: sudo usermod -aG docker $USER, then log in anew), or start podman's own: systemctl --user start podman.socket";
  if (await isProgram("podman", env)) {
    if (platform !== "linux") return "Start podman's machine: podman machine start";
    const unit = isRoot
      ? "systemctl enable --now podman.socket"
      : "systemctl --user enable --now podman.socket";
    return `Start podman's socket: ${unit} (without systemd: podman system service --time=0 &)`;
  }
  if (await isProgram("docker", env))
    return platform === "linux" ? "Start docker: sudo systemctl start docker" : "Start Docker Desktop";
  return platform === "linux"
    ? "Install podman (Debian, Ubuntu: apt install podman; Fedora: dnf install podman) or docker"
    : "Install podman (brew install podman, then podman machine init && podman machine start) or Docker Desktop";
}

async function isProgram(name: string, env: Surroundings["env"]): Promise<boolean> {
  for (const folder of (env["PATH"] ?? "").split(delimiter))
    if (
      folder !== "" &&
      (await access(join(folder, name)).then(
        () => true,
        () => false,
      ))
    )
      return true;
  return false;
}
