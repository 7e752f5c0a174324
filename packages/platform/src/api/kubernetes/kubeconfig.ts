import { stringify } from "yaml";

/** The text of a kubeconfig for one server, one user and the default namespace. Holds the token: keep it 0600. */
export function kubeconfig(options: {
  /** `https://HOST:PORT` */
  readonly server: string;
  readonly caPem: string;
  readonly token: string;
}): string {
  const certificate = Buffer.from(options.caPem).toString("base64");
  return stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "slipway",
      clusters: [
        { name: "slipway", cluster: { server: options.server, "certificate-authority-data": certificate } },
      ],
      users: [{ name: "slipway", user: { token: options.token } }],
      contexts: [{ name: "slipway", context: { cluster: "slipway", user: "slipway", namespace: "default" } }],
      preferences: {},
    },
    { lineWidth: 0 },
  );
}
