import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { defined } from "@slipway/model";
import { type EngineConnection, EngineRefusal } from "#lib/engine/engine-connection.ts";
import { createBody, type EngineFacts } from "./create-body.ts";
import { demultiplex } from "./demultiplex.ts";
import {
  CannotStart,
  type ContainerDisk,
  type ContainerOrder,
  type ContainerState,
  type ContainerUsage,
  type Engine,
  type EngineImage,
  type ListedContainer,
} from "./engine.ts";

/** For what an engine answers at once when it is well; making and starting a container takes seconds on a busy machine. */
const QUICK_MS = 30_000;
const SLOW_MS = 180_000;
/** Between looks for a container that somebody makes. */
const LOOK_MS = 50;

/** An engine behind Docker's API, as dockerd and `podman system service` speak it. */
export class DockerEngine implements Engine {
  readonly name: string;
  readonly root: string | undefined;
  readonly #connection: EngineConnection;
  readonly #facts: EngineFacts;

  constructor({
    name,
    root,
    connection,
    facts,
  }: { name: string; root: string | undefined; connection: EngineConnection; facts: EngineFacts }) {
    this.name = name;
    this.root = root;
    this.#connection = connection;
    this.#facts = facts;
  }

  async image(reference: string): Promise<EngineImage | undefined> {
    const found = await this.#get<ImageJson>(`/images/${inPath(reference)}/json`);
    // Where a short name means Docker's hub, what podman itself has built is called so.
    const own =
      found ??
      (isShort(reference) ? await this.#get<ImageJson>(`/images/localhost/${reference}/json`) : undefined);
    const digests = own?.RepoDigests ?? [];
    return own && { id: own.Id, digests, ...defined({ stopSignal: own.Config?.StopSignal || undefined }) };
  }

  async pull(reference: string, signal: AbortSignal): Promise<void> {
    const query = new URLSearchParams({ fromImage: withTag(reference) });
    const { body } = await this.#connection.send({ method: "POST", path: `/images/create?${query}`, signal });
    await readReports(body);
  }

  async load(archive: string, as: string, signal: AbortSignal): Promise<void> {
    const all = (await this.#get<readonly TaggedJson[]>("/images/json")) ?? [];
    const before = new Map(
      all.flatMap(({ Id: id, RepoTags: tags }) => (tags ?? []).map((tag) => [tag, id] as const)),
    );
    const { body } = await this.#connection.send({
      method: "POST",
      path: "/images/load?quiet=1",
      archive: createReadStream(archive),
      signal,
    });
    const [loaded] = (await readReports(body)).flatMap(
      (text) => /Loaded image(?: ID)?: (\S+)/.exec(text)?.[1] ?? [],
    );
    if (loaded === undefined) throw new Error("the engine found no image in the archive");
    await this.#tag(loaded, as);
    const had = before.get(loaded);
    // What the archive calls it is nothing of ours: whoever had the name gets it back.
    if (had !== undefined) await this.#tag(had, loaded);
    else if (!loaded.startsWith("sha256:")) await this.removeImage(loaded);
  }

  async removeImage(reference: string): Promise<void> {
    await this.#delete(`/images/${inPath(reference)}?noprune=0`);
  }

  async create(order: ContainerOrder): Promise<void> {
    const end = Date.now() + SLOW_MS;
    let isAlone = false;
    for (;;) {
      const refusal = await this.#create(order).then(() => undefined, refusalIn);
      if (refusal === undefined) return;
      const present = await this.#get<ContainerJson>(`/containers/${order.name}/json`);
      if (present !== undefined && isOf(order, present)) return;
      // An engine takes a name some time before it knows the container, and may keep it when it ends meanwhile.
      if (present === undefined && isNameTaken(refusal) && Date.now() < end) {
        await pause(LOOK_MS);
        continue;
      }
      if (isAlone || (present === undefined && !isNameTaken(refusal)))
        throw new CannotStart(refusal.message, 125);
      await this.remove(order.name);
      isAlone = true;
    }
  }

  async start(name: string): Promise<void> {
    try {
      await this.#post(`/containers/${name}/start`, SLOW_MS);
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      // Another agent's order, which it did not live to see carried out, may have come before this one.
      const phase = (await this.state(name))?.phase;
      if (phase === "running" || phase === "ended") return;
      throw new CannotStart(error.message, codeOf(error.message));
    }
  }

  async state(name: string): Promise<ContainerState | undefined> {
    const found = await this.#get<ContainerJson>(`/containers/${name}/json`);
    if (found === undefined) return undefined;
    const {
      Status: status,
      ExitCode: code = 0,
      OOMKilled: outOfMemory = false,
      StartedAt: startedAt = "",
    } = found.State;
    const isNew = startedAt === "" || startedAt.startsWith("0001-");
    const phase = RUNNING.has(status) ? "running" : isNew ? "made" : "ended";
    return { id: found.Id, phase, code, outOfMemory };
  }

  async disk(name: string): Promise<ContainerDisk | undefined> {
    const found = await this.#get<SizedJson>(`/containers/${name}/json?size=1`, SLOW_MS);
    if (found === undefined) return undefined;
    const log = await stat(found.LogPath ?? "").catch(() => undefined);
    return { layer: found.SizeRw ?? 0, log: log && log.blocks * 512 };
  }

  async usage(name: string): Promise<ContainerUsage> {
    // One look alone: with another one a second later it would tell rates.
    const found = await this.#get<StatsJson>(`/containers/${name}/stats?stream=false&one-shot=true`);
    return found === undefined ? {} : usageIn(found);
  }

  async ended(name: string, signal: AbortSignal): Promise<void> {
    while ((await this.state(name))?.phase === "running")
      await this.#connection
        .json({ method: "POST", path: `/containers/${name}/wait?condition=not-running`, signal })
        .catch(unless(isGone));
  }

  async kill(name: string, signal: string): Promise<void> {
    if ((await this.state(name))?.phase !== "running") return;
    await this.#post(`/containers/${name}/kill?signal=${signal}`).catch(unless(isStill));
  }

  async remove(name: string): Promise<void> {
    await this.#delete(`/containers/${name}?force=1&v=1`);
  }

  async list(labels: Readonly<Record<string, string>>): Promise<readonly ListedContainer[]> {
    const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const query = new URLSearchParams({ all: "1", filters: JSON.stringify({ label: wanted }) });
    const found = await this.#get<readonly ListedJson[]>(`/containers/json?${query}`);
    return (found ?? []).map(({ Names: names, Labels: own }) => ({
      name: (names[0] ?? "").replace(/^\//, ""),
      labels: own ?? {},
    }));
  }

  async *output(
    name: string,
    { follow, signal }: { readonly follow: boolean; readonly signal: AbortSignal },
  ): AsyncGenerator<Buffer> {
    const query = `stdout=1&stderr=1${follow ? "&follow=1" : ""}`;
    const { body } = await this.#connection.send({
      method: "GET",
      path: `/containers/${name}/logs?${query}`,
      signal,
    });
    yield* demultiplex(body);
  }

  async exec(name: string, argv: readonly string[], timeoutMs: number): Promise<number | undefined> {
    const { Id: id } = await this.#connection.json<{ readonly Id: string }>({
      method: "POST",
      path: `/containers/${name}/exec`,
      // Podman never tells the end of one that is attached to nothing.
      body: { Cmd: argv, AttachStdin: false, AttachStdout: true, AttachStderr: true },
      timeoutMs: QUICK_MS,
    });
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const { body } = await this.#connection.send({
        method: "POST",
        path: `/exec/${id}/start`,
        body: { Detach: false, Tty: false },
        signal,
      });
      await body.dump({ limit: Number.MAX_SAFE_INTEGER, signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
    const found = await this.#get<{ readonly ExitCode?: number | null }>(`/exec/${id}/json`);
    return found === undefined ? Number.NaN : (found.ExitCode ?? 0);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #create(order: ContainerOrder): Promise<void> {
    await this.#connection.json({
      method: "POST",
      path: `/containers/create?name=${order.name}`,
      body: createBody(order, this.#facts),
      timeoutMs: SLOW_MS,
    });
  }

  async #tag(image: string, as: string): Promise<void> {
    const colon = as.lastIndexOf(":");
    const query = new URLSearchParams({ repo: as.slice(0, colon), tag: as.slice(colon + 1) });
    await this.#post(`/images/${inPath(image)}/tag?${query}`);
  }

  #get<T>(path: string, timeoutMs = QUICK_MS): Promise<T | undefined> {
    return this.#connection.json<T>({ method: "GET", path, timeoutMs }).catch(unless(isGone));
  }

  async #post(path: string, timeoutMs = QUICK_MS): Promise<void> {
    await this.#connection.json({ method: "POST", path, timeoutMs });
  }

  async #delete(path: string): Promise<void> {
    await this.#connection.json({ method: "DELETE", path, timeoutMs: SLOW_MS }).catch(unless(isGone));
  }
}

interface ImageJson {
  readonly Id: string;
  readonly RepoDigests?: readonly string[] | null;
  readonly Config?: { readonly StopSignal?: string };
}

interface TaggedJson {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
}

interface ContainerJson {
  readonly Id: string;
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> | null };
  readonly State: {
    readonly Status: string;
    readonly ExitCode?: number;
    readonly OOMKilled?: boolean;
    readonly StartedAt?: string;
  };
}

interface SizedJson {
  readonly SizeRw?: number;
  readonly LogPath?: string;
}

/** Everything is 0, or absent, of a container that does not run and where the engine cannot tell. */
interface StatsJson {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: {
    readonly usage?: number;
    readonly stats?: Readonly<Record<string, number>> | null;
  };
}

interface ListedJson {
  readonly Names: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
}

const RUNNING: ReadonlySet<string> = new Set(["running", "paused", "restarting", "stopping"]);

/** Nanoseconds, and bytes: what Docker's own client takes off for files that can be forgotten is named by the groups' version. */
function usageIn({ cpu_stats: cpu, memory_stats: memory }: StatsJson): ContainerUsage {
  const total = cpu?.cpu_usage?.total_usage ?? 0;
  const all = memory?.usage ?? 0;
  const idle = memory?.stats?.["total_inactive_file"] ?? memory?.stats?.["inactive_file"] ?? 0;
  return {
    ...(total > 0 ? { cpuMs: total / 1e6 } : {}),
    ...(all > 0 ? { memoryBytes: Math.max(0, all - idle) } : {}),
  };
}

/** An image may bring labels of its own. */
const isOf = ({ labels }: ContainerOrder, { Config }: ContainerJson): boolean =>
  Object.entries(labels).every(([key, value]) => Config?.Labels?.[key] === value);

function refusalIn(error: unknown): EngineRefusal {
  if (error instanceof EngineRefusal) return error;
  throw error;
}

/** Podman has its own status for it. */
const isNameTaken = (error: EngineRefusal): boolean =>
  error.status === 409 || /already in use/i.test(error.message);
const isGone = (error: EngineRefusal): boolean => error.status === 404;
/** It does not run, or is not there; podman has no status of its own for either. */
const isStill = (error: EngineRefusal): boolean =>
  error.status === 404 ||
  error.status === 409 ||
  /not running|improper state|no such process|already finished/i.test(error.message);

/** Undefined for a refusal of this kind; throws all others. */
function unless(is: (error: EngineRefusal) => boolean): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof EngineRefusal) || !is(error)) throw error;
  };
}

function codeOf(message: string): 125 | 126 | 127 {
  if (/permission denied|is a directory|exec format error/i.test(message)) return 126;
  return /not found|no such file/i.test(message) ? 127 : 125;
}

/** A reference's characters all mean themselves in a path, but for what no reference has. */
const inPath = (reference: string): string =>
  encodeURI(reference).replaceAll("?", "%3F").replaceAll("#", "%23");

/** No registry is named. */
function isShort(reference: string): boolean {
  const [first = "", ...more] = reference.split("/");
  return more.length === 0 || !(first.includes(".") || first.includes(":") || first === "localhost");
}

/** Without one all of an image's tags would be pulled. */
function withTag(reference: string): string {
  const last = reference.slice(reference.lastIndexOf("/") + 1);
  return last.includes(":") || reference.includes("@") ? reference : `${reference}:latest`;
}

/** Lines of JSON; one of them may say that it has failed, under a status of success. */
async function readReports(body: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const said: string[] = [];
  for (const line of Buffer.concat(chunks).toString().split("\n")) {
    if (line.trim() === "") continue;
    const { error, stream, status } = JSON.parse(line) as Readonly<
      Record<"error" | "stream" | "status", string | undefined>
    >;
    if (error !== undefined && error !== "") throw new Error(error);
    said.push(stream ?? status ?? "");
  }
  return said;
}
