import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { defined, SlipwayError } from "@slipway/model";
import type { Mover } from "#mover/mover.ts";
import type { ContainerHost } from "../engine/container-host.ts";
import { ORDER, type WrittenOrder } from "../engine/container-launch.ts";
import { containerOrder, sharedNetwork } from "../engine/container-order.ts";
import type { EnvironmentPlace } from "../environments/order.ts";
import { environmentFiles } from "../environments/prepare-environment.ts";
import type { Trash } from "../runner/trash.ts";
import type { Program, Sandbox } from "../sandbox/sandbox.ts";
import type { ControlGroups } from "../supervisor/groups/control-groups.ts";
import { limitsFile } from "../supervisor/limits-file.ts";
import { SCRIPTS } from "../supervisor/scripts.ts";
import type { Answers } from "./answers.ts";
import { writeHostsFile } from "./hosts-file.ts";
import { processOf, referenceOf } from "./image.ts";
import { imageIds } from "./image-ids.ts";
import { moveOf } from "./moved.ts";
import { own } from "./own.ts";
import { environmentsFor, type ProgramOptions, programOf } from "./program.ts";
import { containersOf, type PodContainer } from "./roles.ts";
import type { SharedFiles } from "./shared-files.ts";
import { clearTerminationMessage } from "./termination-message.ts";
import { makeParts, makeVolumes } from "./volumes.ts";
import { writeWhole } from "./write-whole.ts";

export interface PrepareOptions extends ProgramOptions {
  readonly trash: Trash;
  readonly groups?: ControlGroups | undefined;
  readonly environments: EnvironmentPlace;
  readonly answers: Answers;
  readonly sharedFiles: SharedFiles;
  readonly mover?: Mover | undefined;
  /** Absent where no engine is ever looked for. */
  readonly containers?: ContainerHost | undefined;
}

/**
 * Writes everything a supervisor needs to run the pod without us. The plan comes last: while it is missing nothing can
 * have been started, so that after a crash all of this is simply done again.
 */
export async function prepare(
  options: PrepareOptions,
  run: { readonly attempt: number; readonly counts: ReadonlyMap<string, number> },
): Promise<void> {
  const { pod, folder } = options;
  mkdirSync(folder.state, { recursive: true, mode: 0o700 });
  writeRecord(options);
  for (const [name, text] of Object.entries(SCRIPTS))
    options.sharedFiles.place(join(folder.path, name), text);
  for (const [name, text] of Object.entries(options.sandbox.podFiles(options.ids)))
    writeWhole(join(folder.path, name), text);
  if (options.network !== undefined) writeHostsFile(folder, options.network);
  const containers = containersOf(pod);
  const areReadByAll = containers.some(({ spec }) => referenceOf(options.images, spec.image) !== undefined);
  await makeVolumes({ ...options, areReadByAll });
  if (run.attempt === 1) for (const container of containers) await giveAnswers(container, options);
  for (const container of containers) await prepareContainer(container, options, run.attempt);
  const plan = containers.map(
    (container) => `${planKind(container, options)}:${container.name}.${run.counts.get(container.name) ?? 0}`,
  );
  writeWhole(join(folder.path, `plan.${run.attempt}`), `${plan.join(" ")}\n`);
}

/** What a later agent has to know of the pod even if nobody else remembers it. */
export function writeRecord({ pod, folder, ports, ids, devices, network }: PrepareOptions): void {
  const names = devices.namesOf(pod.metadata.uid ?? "");
  const own = { ...(names.length === 0 ? {} : { devices: names }), ...defined({ network }) };
  writeWhole(folder.record, JSON.stringify({ pod, port: ports?.[0], ports, ids, ...own }));
}

/** Writes what the launcher of one container reads and removes; before every start, since it is gone after one. */
export async function prepareContainer(
  container: PodContainer,
  options: PrepareOptions,
  attempt: number,
): Promise<void> {
  const { folder } = options;
  if (isMoved(container, options)) {
    mkdirSync(folder.container(container.name), { recursive: true });
    return clearTerminationMessage(container, { ...options, mounts: [] });
  }
  const reference = referenceOf(options.images, container.spec.image);
  if (reference !== undefined && options.containers !== undefined)
    return prepareOrder(container, options, { reference, host: options.containers, attempt });
  const told = await imageIds(options.pod, options);
  const environment = { ...options.environment, ...told };
  const program = await programOf(container, { ...options, environment });
  for (const [path, mode] of [
    [program.temporary, 0o1777],
    [program.home, 0o700],
  ] as const) {
    mkdirSync(path, { recursive: true });
    own(path, options.ids, mode);
  }
  makeParts(program.mounts, options.ids);
  await clearTerminationMessage(container, { ...options, mounts: program.mounts });
  own(program.terminationLog, options.ids, 0o600);
  const limits = await limitsFile({
    ...options,
    uid: options.pod.metadata.uid ?? "",
    container: container.spec,
    podFolder: folder.path,
  });
  const files = { ...(await launchFiles(container, program, options)), limits };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.container(container.name), name);
    if (options.sandbox.alike.includes(name)) options.sharedFiles.place(path, text);
    else writeWhole(path, text);
  }
}

async function prepareOrder(
  container: PodContainer,
  options: PrepareOptions,
  {
    reference,
    host,
    attempt,
  }: { readonly reference: string; readonly host: ContainerHost; readonly attempt: number },
): Promise<void> {
  const { folder, ids } = options;
  const image = await host.images.find(host.nameOf(reference));
  if (image === undefined)
    throw new SlipwayError("SLIP-NODE-009", `the image "${reference}" is not here any more`);
  mkdirSync(folder.container(container.name), { recursive: true });
  const from = { ...options, image: image.id, host };
  const joined = sharedNetwork({ ...from, attempt });
  const prepared = await containerOrder(container, { ...from, ...defined({ joins: joined?.name }) });
  makeParts(prepared.mounts, ids);
  await clearTerminationMessage(container, { ...options, mounts: prepared.mounts });
  // Whoever the image's user is.
  chmodSync(folder.termination(container.name), 0o666);
  const order: WrittenOrder = { ...prepared, ...defined({ stopSignal: image.stopSignal, joined }) };
  writeWhole(join(folder.container(container.name), ORDER), JSON.stringify(order));
}

async function giveAnswers(container: PodContainer, options: PrepareOptions): Promise<void> {
  const { askedFirst, readable = [] } = processOf(options.images, container.spec.image) ?? {};
  if (askedFirst === undefined) return;
  await options.answers.give(await programOf(container, options), { askedFirst, readable });
}

async function launchFiles(
  { spec }: PodContainer,
  program: Program,
  { sandbox, images, environment, environments }: PrepareOptions,
): ReturnType<Sandbox["launchFiles"]> {
  const files = await sandbox.launchFiles(program);
  const builder = environmentsFor(spec, images);
  if (builder === undefined) return files;
  return environmentFiles(program, files, { sandbox, builder, machine: environment, place: environments });
}

/** A sidecar with a startup probe holds up what follows until the probe has succeeded, as on a kubelet. */
function planKind(container: PodContainer, options: PrepareOptions): string {
  const { role, spec } = container;
  if (isMoved(container, options)) return `asked-${role}`;
  const kind = role === "sidecar" && spec.startupProbe !== undefined ? "gated" : role;
  return referenceOf(options.images, spec.image) === undefined ? kind : `engine-${kind}`;
}

const isMoved = (container: PodContainer, options: PrepareOptions): boolean =>
  options.mover !== undefined && moveOf(container, options) !== undefined;
