import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { SlipwayError } from "@slipway/model";
import { type Container, configMapKind, type Pod, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";
import type { Trash } from "../runner/trash.ts";
import type { Mount } from "../sandbox/sandbox.ts";
import type { IdRange } from "../sandbox/users.ts";
import { makeFolders, own } from "./own.ts";
import type { PodFolder } from "./pod-folder.ts";

type Volume = NonNullable<Pod["spec"]["volumes"]>[number];
type Items = readonly { readonly key: string; readonly path: string }[];

export interface VolumeOptions {
  readonly pod: Pod;
  readonly folder: PodFolder;
  readonly store: Store;
  readonly trash: Pick<Trash, "take">;
  /** The users that are the pod's own. */
  readonly ids?: IdRange;
  /** Programs of the pod are whoever their images say: they read Secrets and ConfigMaps as on a kubelet. */
  readonly areReadByAll?: boolean;
}

/** As a kubelet makes them: whoever is in the pod may write. */
const EVERYBODY = 0o777;

/**
 * Makes the pod's volumes, or completes them after a crash: files of Secrets and ConfigMaps anew, what programs wrote
 * as it is. Throws SLIP-NODE-003 for a missing Secret or ConfigMap and SLIP-NODE-002 for kinds there are none of here.
 */
export async function makeVolumes(options: VolumeOptions): Promise<void> {
  for (const volume of options.pod.spec.volumes ?? []) await makeVolume(volume, options);
}

/** Whether the volume holds copies of Secrets or ConfigMaps, which nobody needs once the pod is over. */
export function isProjected(volume: Volume): boolean {
  return volume.secret !== undefined || volume.configMap !== undefined;
}

/** What a container sees where; parents before what is mounted below them. */
export function mountsOf(
  container: Container,
  options: Omit<VolumeOptions, "store" | "trash">,
): readonly Mount[] {
  const volumes = new Map((options.pod.spec.volumes ?? []).map((volume) => [volume.name, volume]));
  const mounts = (container.volumeMounts ?? []).map((mount): Mount => {
    const volume = volumes.get(mount.name);
    if (volume === undefined) throw unsupported(`volumeMounts: there is no volume "${mount.name}"`);
    const path = normalize(mount.mountPath).replace(/(.)\/$/, "$1");
    if (!path.startsWith("/") || path === "/")
      throw unsupported(`volumeMounts: mountPath "${mount.mountPath}" is not an absolute path below /`);
    const source = options.folder.volume(volume.name);
    return {
      path,
      readOnly: mount.readOnly === true || isProjected(volume),
      ...(mount.subPath === undefined
        ? { source }
        : { source: join(source, inside(mount.subPath)), within: source }),
    };
  });
  return mounts.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Makes the parts of volumes that a container mounts and nobody made yet, as a kubelet does. */
export function makeParts(mounts: readonly Mount[], ids: IdRange | undefined): void {
  for (const { source, within } of mounts)
    if (within !== undefined) makeFolders(within, { below: relative(within, source), ids });
}

async function makeVolume(volume: Volume, options: VolumeOptions): Promise<void> {
  if (volume.emptyDir !== undefined) {
    const path = options.folder.volume(volume.name);
    mkdirSync(path, { recursive: true });
    own(path, options.ids, EVERYBODY);
    return;
  }
  if (!isProjected(volume)) {
    const kind = Object.keys(volume).find((key) => key !== "name") ?? "no source";
    throw unsupported(
      `volume "${volume.name}" (${kind}): processes have emptyDir, secret and configMap volumes`,
    );
  }
  const { data, items } = await projected(volume, options);
  const folder = options.folder.volume(volume.name);
  await writeFolder(folder, chosen(data, items, volume.name), options);
}

async function projected(
  volume: Volume,
  options: VolumeOptions,
): Promise<{ readonly data: ReadonlyMap<string, Buffer>; readonly items: Items | undefined }> {
  const isSecret = volume.secret !== undefined;
  const name = volume.secret?.secretName ?? volume.configMap?.name ?? "";
  const source = volume.secret ?? volume.configMap;
  const key = `${options.pod.metadata.namespace ?? ""}/${name}` as const;
  const found = isSecret
    ? await options.store.get(secretKind, key)
    : await options.store.get(configMapKind, key);
  if (found === undefined && source?.optional !== true)
    throw new SlipwayError(
      "SLIP-NODE-003",
      `MountVolume.SetUp failed for volume "${volume.name}": ${isSecret ? "secret" : "configmap"} "${name}" not found`,
    );
  const text = Object.entries(found?.data ?? {});
  const binary = found?.kind === "ConfigMap" ? Object.entries(found.binaryData ?? {}) : [];
  const decode = ([key, value]: [string, string]) => [key, Buffer.from(value, "base64")] as const;
  return {
    data: new Map([
      ...(isSecret ? text.map(decode) : text.map(([key, value]) => [key, Buffer.from(value)] as const)),
      ...binary.map(decode),
    ]),
    items: source?.items,
  };
}

function chosen(
  data: ReadonlyMap<string, Buffer>,
  items: Items | undefined,
  volume: string,
): ReadonlyMap<string, Buffer> {
  if (items === undefined) return data;
  return new Map(
    items.map(({ key, path }) => {
      const content = data.get(key);
      if (content === undefined)
        throw new SlipwayError("SLIP-NODE-003", `volume "${volume}": references non-existent key: ${key}`);
      return [path, content];
    }),
  );
}

/** Files that only their owner reads, unless said otherwise; the folder appears whole. */
async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, Buffer>,
  { trash, ids, areReadByAll }: Pick<VolumeOptions, "trash" | "ids" | "areReadByAll">,
): Promise<void> {
  const [ofFiles, ofFolders] = areReadByAll === true ? [0o644, 0o755] : [0o600, 0o700];
  const partial = `${folder}.partial`;
  await trash.take(partial);
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  for (const [path, content] of files) {
    const file = join(partial, inside(path));
    for (const above of foldersAbove(path)) {
      mkdirSync(join(partial, above), { recursive: true });
      own(join(partial, above), ids, ofFolders);
    }
    writeFileSync(file, content, { mode: 0o600 });
    own(file, ids, ofFiles);
  }
  await trash.take(folder);
  renameSync(partial, folder);
  own(folder, ids, ofFolders);
}

/** `a/b` and `a` of `a/b/c`, the outer ones first. */
function foldersAbove(path: string): readonly string[] {
  const words = inside(path).split("/").slice(0, -1);
  return words.map((_, index) => words.slice(0, index + 1).join("/"));
}

/** A relative path that stays where it begins. */
function inside(path: string): string {
  const clean = normalize(path);
  if (clean.startsWith("/") || clean === ".." || clean.startsWith("../"))
    throw unsupported(`"${path}" leads out of its volume`);
  return clean;
}

function unsupported(message: string): SlipwayError {
  return new SlipwayError("SLIP-NODE-002", message);
}
