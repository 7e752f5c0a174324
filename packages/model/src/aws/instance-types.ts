/** What one instance of a type is. */
export interface InstanceSize {
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly accelerators?: { readonly count: number; readonly what: string };
}

/** A family: how much memory each vCPU comes with, and what its sizes have beside that. */
interface Family {
  readonly gibPerVcpu: number;
  /** Sizes whose vCPUs and memory are not what their name and family say. */
  readonly sizes?: Readonly<Record<string, readonly [vcpus: number, memoryGib: number]>>;
  /** By size; `rest` is for those that are not named. */
  readonly accelerators?: { readonly what: string; readonly rest?: number } & Readonly<
    Record<string, number | string>
  >;
}

const family = (gibPerVcpu: number, more: Omit<Family, "gibPerVcpu"> = {}): Family => ({
  gibPerVcpu,
  ...more,
});
const COMPUTE = family(2);
const GENERAL = family(4);
const MEMORY = family(8);
const GPU = "GPU";
const BURST = { micro: [2, 1], small: [2, 2], medium: [2, 4] } as const;

/**
 * As https://aws.amazon.com/ec2/instance-types and the EC2 user guide state them. Types that are no instances (accelerators
 * of Elastic Inference, UltraServers, geospatial notebooks), and families whose figures are not there yet, are not in it.
 */
const FAMILIES: Readonly<Record<string, Family>> = {
  ...all("c5 c5d c6a c6g c6gd c6gn c6i c6id c6in c7g c7i c8g c8i", COMPUTE),
  ...all("m4 m5 m5d m6a m6g m6gd m6i m6id m7g m7i m8g m8i", GENERAL),
  ...all("r5 r5d r6g r6gd r6i r6id r7gd r7i r8g r8i i3en", MEMORY),
  ...all("t2 t3", family(4, { sizes: BURST })),
  c4: family(1.875, { sizes: { "8xlarge": [36, 60] } }),
  c5n: family(2.625, { sizes: { "9xlarge": [36, 96], "18xlarge": [72, 192] } }),
  g4dn: family(4, { accelerators: { what: GPU, rest: 1, "12xlarge": 4 } }),
  ...all(
    "g5 g6",
    family(4, { accelerators: { what: GPU, rest: 1, "12xlarge": 4, "24xlarge": 4, "48xlarge": 8 } }),
  ),
  gr6: family(8, { accelerators: { what: GPU, rest: 1 } }),
  g6e: family(8, { accelerators: { what: GPU, rest: 1, "12xlarge": 4, "24xlarge": 4, "48xlarge": 8 } }),
  g7e: family(8, {
    sizes: { "12xlarge": [48, 512], "24xlarge": [96, 1024], "48xlarge": [192, 2048] },
    accelerators: { what: GPU, rest: 1, "12xlarge": 2, "24xlarge": 4, "48xlarge": 8 },
  }),
  p2: family(15.25, {
    sizes: { "16xlarge": [64, 732] },
    accelerators: { what: GPU, rest: 1, "8xlarge": 8, "16xlarge": 16 },
  }),
  p3: family(7.625, { accelerators: { what: GPU, rest: 1, "8xlarge": 4, "16xlarge": 8 } }),
  p3dn: family(8, { accelerators: { what: GPU, rest: 8 } }),
  ...all("p4d p4de", family(12, { accelerators: { what: GPU, rest: 8 } })),
  p5: family(16, { sizes: { "48xlarge": [192, 2048] }, accelerators: { what: GPU, rest: 1, "48xlarge": 8 } }),
  ...all(
    "p5e p5en p6-b200",
    family(16, { sizes: { "48xlarge": [192, 2048] }, accelerators: { what: GPU, rest: 8 } }),
  ),
  "p6-b300": family(16, { sizes: { "48xlarge": [192, 4096] }, accelerators: { what: GPU, rest: 8 } }),
  "p6e-gb200": family(16, { sizes: { "36xlarge": [144, 960] }, accelerators: { what: GPU, rest: 4 } }),
  inf1: family(2, { accelerators: { what: "Inferentia chip", rest: 1, "6xlarge": 4, "24xlarge": 16 } }),
  inf2: family(4, { accelerators: { what: "Inferentia2 chip", rest: 1, "24xlarge": 6, "48xlarge": 12 } }),
  trn1: family(4, { accelerators: { what: "Trainium chip", rest: 1, "32xlarge": 16 } }),
  trn1n: family(4, { accelerators: { what: "Trainium chip", rest: 16 } }),
  trn2: family(16, {
    sizes: { "3xlarge": [12, 128], "48xlarge": [192, 2048] },
    accelerators: { what: "Trainium2 chip", rest: 1, "48xlarge": 16 },
  }),
  dl1: family(8, { accelerators: { what: "Gaudi accelerator", rest: 8 } }),
};

/** The size of an instance type of SageMaker, `ml.FAMILY.SIZE`; undefined for any other word. */
export function instanceSize(type: string): InstanceSize | undefined {
  const [, name = "", size = ""] = /^ml\.([a-z0-9-]+)\.([a-z0-9]+)$/.exec(type) ?? [];
  const found = Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;
  const usual = vcpusOf(size);
  if (found === undefined) return undefined;
  const [vcpus, memoryGib] =
    found.sizes?.[size] ?? (usual === undefined ? [] : [usual, usual * found.gibPerVcpu]);
  if (vcpus === undefined || memoryGib === undefined) return undefined;
  const { accelerators } = found;
  if (accelerators === undefined) return { vcpus, memoryGib };
  const count = Number(accelerators[size] ?? accelerators.rest ?? 0);
  return { vcpus, memoryGib, accelerators: { count, what: accelerators.what } };
}

const SIZES = "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge".split(" ");

/** Names of instance types whose size is known: to guess among, not all that there are. */
export const knownInstanceTypes = (): readonly string[] =>
  Object.keys(FAMILIES)
    .flatMap((name) => SIZES.map((size) => `ml.${name}.${size}`))
    .filter((type) => instanceSize(type) !== undefined);

function vcpusOf(size: string): number | undefined {
  if (size === "medium") return 1;
  if (size === "large") return 2;
  const [, times] = /^(\d*)xlarge$/.exec(size) ?? [];
  return times === undefined ? undefined : 4 * Number(times === "" ? 1 : times);
}

function all(names: string, family: Family): Readonly<Record<string, Family>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, family]));
}
