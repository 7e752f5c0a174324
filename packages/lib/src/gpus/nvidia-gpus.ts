import { join } from "node:path";
import { defined } from "@slipway/model";
import type { Gpu, GpuPlaces } from "./gpu.ts";
import { namesIn, textOf } from "./kernel-files.ts";
import { type AskOptions, askNvidiaSmi, figure } from "./nvidia-smi.ts";

/** What the driver's files say of one GPU. */
interface DriverEntry {
  readonly pci: string;
  readonly name: string;
  readonly uuid?: string;
  readonly minor?: number;
}

/**
 * NVIDIA's GPUs as files tell of them: those of the driver that can be opened here, or where it shows none, the device files. Never
 * waits. In a container the driver tells of all the machine's, and its device files are those that the container was given.
 */
export function nvidiaGpusInFiles({ root }: GpuPlaces): readonly Gpu[] {
  const files = new Set(namesIn(join(root, "dev")));
  const told = driverEntries(root).filter(({ minor }) => files.has(`nvidia${minor}`));
  if (told.length > 0)
    return told.map(({ pci, name, uuid, minor }, index) => ({
      ...{ vendor: "nvidia", index, name, nodes: nodesOf(root, { pci, minor }) },
      ...defined({ uuid }),
    }));
  return [...files]
    .flatMap((file) => /^nvidia(\d+)$/.exec(file)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
    .map((minor, index) => ({ vendor: "nvidia", index, name: "NVIDIA GPU", nodes: [`/dev/nvidia${minor}`] }));
}

/** The same as nvidia-smi has them, with their memory; undefined where it does not answer. */
export async function nvidiaGpusBySmi(
  { root, environment }: GpuPlaces,
  options: Omit<AskOptions, "environment"> = {},
): Promise<readonly Gpu[] | undefined> {
  const fields = ["index", "uuid", "pci.bus_id", "name", "memory.total"];
  const rows = await askNvidiaSmi(fields, { environment, ...options });
  if (rows === undefined) return undefined;
  const told = driverEntries(root);
  return rows.flatMap(([index, uuid = "", bus = "", name = "", mebibytes]) => {
    const place = figure(index);
    if (place === undefined) return [];
    const pci = bus.toLowerCase().replace(/^[0-9a-f]*(?=[0-9a-f]{4}:[0-9a-f]+:)/, "");
    const entry = told.find((one) => one.uuid === uuid || one.pci === pci);
    const minor = entry === undefined ? place : entry.minor;
    const memory = figure(mebibytes);
    return [
      {
        ...{ vendor: "nvidia", index: place, name, nodes: nodesOf(root, { pci, minor }) },
        ...(uuid.startsWith("GPU-") ? { uuid } : {}),
        ...(memory === undefined ? {} : { memoryBytes: memory * 2 ** 20 }),
      } as const,
    ];
  });
}

/** In the order of the bus; without those that are excluded from use. */
function driverEntries(root: string): readonly DriverEntry[] {
  const folder = join(root, "proc/driver/nvidia/gpus");
  return namesIn(folder)
    .toSorted()
    .flatMap((pci) => {
      const text = textOf(join(folder, pci, "information"));
      const said = (label: string): string | undefined =>
        new RegExp(`^${label}:\\s*(.*?)\\s*$`, "m").exec(text)?.[1];
      if (said("GPU Excluded") === "Yes") return [];
      const uuid = said("GPU UUID");
      const minor = figure(said("Device Minor"));
      return [{ pci, name: said("Model") ?? "NVIDIA GPU", ...defined({ uuid, minor }) }];
    });
}

/** Of the files that there are, those that lead to this GPU alone. */
function nodesOf(
  root: string,
  { pci, minor }: { readonly pci: string; readonly minor: number | undefined },
): readonly string[] {
  const all = namesIn(join(root, "dev"));
  const own = minor === undefined ? [] : [`nvidia${minor}`].filter((name) => all.includes(name));
  const drawing = pci === "" ? [] : namesIn(join(root, "sys/bus/pci/devices", pci, "drm"));
  const shown = new Set(namesIn(join(root, "dev/dri")));
  return [
    ...own.map((name) => `/dev/${name}`),
    ...drawing.filter((name) => shown.has(name)).map((name) => `/dev/dri/${name}`),
  ];
}
