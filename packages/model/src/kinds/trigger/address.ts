const PATH = /^\/triggers\/([a-z0-9-]{1,63})(?:\?key=(\w{1,128}))?$/;

/** Where events are sent to: the trigger, and the access key that stands behind them. Credentials may name the key instead. */
export interface TriggerAddress {
  /** Of a trigger in the key's namespace. */
  readonly name: string;
  readonly keyId: string | undefined;
}

/** Below the address of the AWS door. */
export const triggerPath = ({ name, keyId }: TriggerAddress): string =>
  `/triggers/${name}${keyId === undefined ? "" : `?key=${keyId}`}`;

/** What a request's path names; undefined for any that is no trigger's. */
export function addressedTrigger(path: string): TriggerAddress | undefined {
  const [, name, keyId] = PATH.exec(path) ?? [];
  return name === undefined ? undefined : { name, keyId };
}

/** What a trigger's password is made for, of the secret of an access key of its namespace. */
export const triggerPurpose = (at: { readonly namespace: string; readonly name: string }): string =>
  `slipway trigger ${at.namespace}/${at.name}`;
