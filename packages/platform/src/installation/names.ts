import { KEPT_LOGS } from "@slipway/model/kubernetes/kept-logs.ts";

/** Names that the installation and its parts agree on. */
export const SYSTEM_NAMESPACE = "slipway-system";
/** Apart from the other Secrets, so that the AWS door reads access keys and nothing else. */
export const KEYS_NAMESPACE = "slipway-access-keys";
export const MANAGED_BY = { "app.kubernetes.io/managed-by": "slipway" } as const;
/** A namespace with this label has jobs: the operator may write there, and pods reach artifacts from there. */
export const JOBS_LABEL = { "slipway.dev/jobs": "enabled" } as const;
/** The field manager of the installation. */
export const INSTALLER = "slipway-install";

export const OPERATOR = "slipway-operator";
export const AWS_DOOR = "slipway-aws";
/** Where the router has what it captures of invocations, until a bucket has it. */
export const CAPTURED_FOLDER = "/var/lib/slipway/captured";
/** Where the operator has the files of the Secret that names a Prometheus. */
export const PROMETHEUS_FOLDER = "/etc/slipway/prometheus";
export const ROUTER = "slipway-router";
export const LOG_DOOR = KEPT_LOGS.service;

/** Whom requests with the access key of a namespace act as. */
export const keyUser = (namespace: string): string => `slipway:${namespace}`;
