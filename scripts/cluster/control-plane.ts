import { join } from "node:path";
import type { Program } from "./build-programs.ts";
import { layout, NETWORK } from "./places.ts";
import type { Command } from "./processes.ts";

const ETCD = `https://127.0.0.1:${NETWORK.etcdPort}`;
const ETCD_PEERS = `https://127.0.0.1:${NETWORK.etcdPeerPort}`;

/** The command lines of what runs beside the node. */
export function controlPlane(programs: string, state: string) {
  const { pki, kubeconfig, etcd } = layout(state);
  const command = (name: Program, flags: Readonly<Record<string, string | number | boolean>>): Command => ({
    name,
    path: join(programs, "bin", name),
    args: Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
  });
  const file = (name: string) => join(pki, name);
  return {
    etcd: command("etcd", {
      "data-dir": etcd,
      // What it keeps does not outlive the cluster, so no write waits for the disk.
      "unsafe-no-fsync": true,
      "listen-client-urls": ETCD,
      "advertise-client-urls": ETCD,
      "listen-peer-urls": ETCD_PEERS,
      "initial-advertise-peer-urls": ETCD_PEERS,
      "initial-cluster": `default=${ETCD_PEERS}`,
      "client-cert-auth": true,
      "trusted-ca-file": file("ca.crt"),
      "cert-file": file("etcd.crt"),
      "key-file": file("etcd.key"),
      "peer-client-cert-auth": true,
      "peer-trusted-ca-file": file("ca.crt"),
      "peer-cert-file": file("etcd.crt"),
      "peer-key-file": file("etcd.key"),
    }),
    apiServer: command("kube-apiserver", {
      "bind-address": NETWORK.host,
      "advertise-address": NETWORK.host,
      "secure-port": NETWORK.apiPort,
      "etcd-servers": ETCD,
      "etcd-cafile": file("ca.crt"),
      "etcd-certfile": file("etcd.crt"),
      "etcd-keyfile": file("etcd.key"),
      "tls-cert-file": file("apiserver.crt"),
      "tls-private-key-file": file("apiserver.key"),
      "client-ca-file": file("ca.crt"),
      "authorization-mode": "Node,RBAC",
      "enable-admission-plugins": "NodeRestriction",
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-signing-key-file": file("tokens.key"),
      "service-account-key-file": file("tokens.pub"),
      "service-cluster-ip-range": NETWORK.services,
      "allow-privileged": true,
      "kubelet-preferred-address-types": "InternalIP",
      "kubelet-certificate-authority": file("ca.crt"),
      "kubelet-client-certificate": file("admin.crt"),
      "kubelet-client-key": file("admin.key"),
      // The aggregation layer, for API servers that a test registers.
      "requestheader-client-ca-file": file("ca.crt"),
      "requestheader-allowed-names": "front-proxy",
      "requestheader-username-headers": "X-Remote-User",
      "requestheader-group-headers": "X-Remote-Group",
      "requestheader-extra-headers-prefix": "X-Remote-Extra-",
      "proxy-client-cert-file": file("front-proxy.crt"),
      "proxy-client-key-file": file("front-proxy.key"),
      "enable-aggregator-routing": true,
    }),
    controllerManager: command("kube-controller-manager", {
      kubeconfig: kubeconfig("controller-manager"),
      "secure-port": 0,
      "leader-elect": false,
      // To empty one namespace takes it a hundred requests, of which it may make 20 a second elsewhere.
      "kube-api-qps": 200,
      "kube-api-burst": 400,
      "use-service-account-credentials": true,
      "service-account-private-key-file": file("tokens.key"),
      "root-ca-file": file("ca.crt"),
      "cluster-signing-cert-file": file("ca.crt"),
      "cluster-signing-key-file": file("ca.key"),
      "flex-volume-plugin-dir": layout(state).flexVolumes,
    }),
    scheduler: command("kube-scheduler", {
      kubeconfig: kubeconfig("scheduler"),
      "secure-port": 0,
      "leader-elect": false,
    }),
  };
}
