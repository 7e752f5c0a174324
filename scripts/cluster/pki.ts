import { generateKeyPairSync } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { layout, NETWORK, NODE, type User } from "./places.ts";
import { run } from "./run.ts";

const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365"];

/** Kubernetes reads user and groups out of a certificate's CN and O. */
const SUBJECTS: Readonly<Record<string, string>> = {
  apiserver: "/CN=kube-apiserver",
  etcd: "/CN=etcd",
  "front-proxy": "/CN=front-proxy",
  admin: "/O=system:masters/CN=admin",
  "controller-manager": "/CN=system:kube-controller-manager",
  scheduler: "/CN=system:kube-scheduler",
  kubelet: `/O=system:nodes/CN=system:node:${NODE.name}`,
  proxy: "/CN=system:kube-proxy",
};

const NAMES: Readonly<Record<string, readonly string[]>> = {
  apiserver: [
    ...["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost"].map(
      (name) => `DNS:${name}`,
    ),
    ...["127.0.0.1", NETWORK.host, NETWORK.apiService].map((address) => `IP:${address}`),
  ],
  etcd: ["DNS:localhost", "IP:127.0.0.1"],
  kubelet: [`DNS:${NODE.name}`, `IP:${NETWORK.host}`],
};

/** Makes an authority that this cluster alone trusts, a certificate for each part, and the key of service account tokens. */
export async function issueCertificates(state: string): Promise<void> {
  const { pki } = layout(state);
  await mkdir(pki, { recursive: true, mode: 0o700 });
  const at = (name: string) => join(pki, name);
  await run("openssl", [
    ...["req", "-x509", ...EC, "-subj", "/CN=slipway-test-cluster"],
    ...["-keyout", at("ca.key"), "-out", at("ca.crt")],
  ]);
  for (const [name, subject] of Object.entries(SUBJECTS)) {
    const names = NAMES[name] ?? [`DNS:${name}`];
    await run("openssl", [
      ...["req", "-x509", ...EC, "-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-subj", subject],
      ...[
        "-addext",
        `subjectAltName=${names.join(",")}`,
        "-addext",
        "extendedKeyUsage=serverAuth,clientAuth",
      ],
      ...["-addext", "basicConstraints=critical,CA:FALSE"],
      ...["-keyout", at(`${name}.key`), "-out", at(`${name}.crt`)],
    ]);
  }
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  await writeFile(at("tokens.key"), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  await writeFile(at("tokens.pub"), publicKey.export({ type: "spki", format: "pem" }));
}

/** Everything is in the file itself, so that a copy of it works too. */
export async function writeKubeconfig(state: string, user: User): Promise<void> {
  const { pki, kubeconfig } = layout(state);
  const base64 = (name: string) => readFile(join(pki, name), "base64");
  const server = `https://${NETWORK.host}:${NETWORK.apiPort}`;
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "certificate-authority-data": await base64("ca.crt") } }],
    users: [
      {
        name: user,
        user: {
          "client-certificate-data": await base64(`${user}.crt`),
          "client-key-data": await base64(`${user}.key`),
        },
      },
    ],
    contexts: [{ name: "test", context: { cluster: "test", user } }],
    "current-context": "test",
  };
  await writeFile(kubeconfig(user), `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
}
