import { type Resource, SlipwayError } from "@slipway/model";
import { type Namespace, namespaceKind, type Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";
import type { NodeWays } from "./node-ways.ts";

type PodContext = NonNullable<Pod["spec"]["securityContext"]>;
type ContainerContext = NonNullable<Pod["spec"]["containers"][number]["securityContext"]>;

/** As whom a pod's containers run, and what they may. */
export interface Security {
  readonly pod?: PodContext;
  /** Of the movers of data and of what brings the program. */
  readonly own?: ContainerContext;
  readonly program?: ContainerContext;
  /** What a program finds at home that has no line in its image's /etc/passwd. */
  readonly env: Readonly<Record<string, string>>;
}

/** On a job or an endpoint: a user's number, or `image` for whatever user the image says. */
const RUN_AS_ANNOTATION = "slipway.dev/run-as-user";
const ENFORCED = "pod-security.kubernetes.io/enforce";
/** The user that our own image has for what needs no rights. */
const SLIPWAY_USER = 65_532;
const PROFILE = { type: "RuntimeDefault" } as const;
export const OWN_IMAGES = "slipway.dev/";

/**
 * What PodSecurity's level `restricted` asks for, wherever the image can bear it: source code and built-in algorithms
 * run as nobody everywhere; another's image runs as its own user, except in namespaces that enforce the level.
 */
export async function securityOf(
  store: Store,
  run: { readonly image: string; readonly namespace: string; readonly owner: Resource },
  ways: NodeWays,
): Promise<Security> {
  if (!ways.asContainers) return { env: {} };
  const asked = askedUser(run.owner);
  if (asked === "image") return asImage({});
  const bearing = run.image.startsWith(OWN_IMAGES) || (await isRestricted(store, run.namespace));
  const user = asked ?? (bearing ? SLIPWAY_USER : undefined);
  return user === undefined ? asImage({ allowPrivilegeEscalation: false }) : restricted(user);
}

function askedUser({ metadata }: Resource): number | "image" | undefined {
  const asked = metadata.annotations?.[RUN_AS_ANNOTATION];
  if (asked === undefined || asked === "image") return asked;
  const user = Number(asked);
  if (/^\d{1,10}$/.test(asked) && user > 0 && user < 2 ** 31) return user;
  throw new SlipwayError(
    "SLIP-RUN-011",
    `metadata.annotations[${RUN_AS_ANNOTATION}] is ${JSON.stringify(asked)}; expected a user's number above 0, or image`,
  );
}

async function isRestricted(store: Store, namespace: string): Promise<boolean> {
  const found: Namespace | undefined = await store.get(namespaceKind, `/${namespace}`);
  return found?.metadata.labels?.[ENFORCED] === "restricted";
}

function restricted(user: number): Security {
  const container = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  return {
    pod: { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile: PROFILE },
    own: container,
    program: container,
    env: { HOME: "/tmp", USER: "slipway", LOGNAME: "slipway" },
  };
}

/** The movers of data stay root then: what a program leaves behind may be readable to its own user alone. */
function asImage(program: ContainerContext): Security {
  return {
    pod: { seccompProfile: PROFILE },
    own: {
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"], add: ["CHOWN", "DAC_OVERRIDE", "FOWNER"] },
    },
    program,
    env: {},
  };
}
