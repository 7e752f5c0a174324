import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defined, SlipwayError } from "@slipway/model";
import { tokenFile } from "./credentials.ts";
import { KubernetesClient, type KubernetesClientOptions } from "./kubernetes-client.ts";
import { readContext } from "./read-context.ts";

type ConnectOptions = Pick<KubernetesClientOptions, "userAgent" | "onRequest">;

/** Where a pod finds what its service account reaches the API server with. */
const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The API server of the cluster that this pod runs in, as its service account. Throws SLIP-STORE-008 outside of a pod. */
export async function connectInCluster(
  connectOptions: ConnectOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<KubernetesClient> {
  const [host, port] = [env["KUBERNETES_SERVICE_HOST"], env["KUBERNETES_SERVICE_PORT"]];
  const ca = await readFile(join(ACCOUNT, "ca.crt"), "utf8").catch(() => undefined);
  if (host === undefined || ca === undefined)
    throw new SlipwayError("SLIP-STORE-008", "this process runs in no pod with a service account");
  return KubernetesClient.create({
    ...connectOptions,
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port ?? "443"}`,
    credentials: { tls: { ca }, token: tokenFile(join(ACCOUNT, "token")) },
  });
}

/**
 * The API server of a kubeconfig file's current context; what an exec plugin gives is asked for again when it is no longer
 * accepted.
 */
export async function connectKubeconfig(
  file: string,
  connectOptions: ConnectOptions,
): Promise<KubernetesClient> {
  let { server } = await readContext(undefined, file);
  return KubernetesClient.create({
    ...connectOptions,
    server: server.server,
    credentials: {
      tls: {
        ...defined({ ca: server.caPem, cert: server.certPem, key: server.keyPem }),
      },
      token: async ({ fresh = false } = {}) => {
        if (fresh) ({ server } = await readContext(undefined, file));
        return server.token;
      },
    },
  });
}
