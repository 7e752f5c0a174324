import type { ErrorCode } from "@slipway/model";
import type { ArtifactInfo, ArtifactPage, ArtifactProperties, ListWhere } from "#artifacts/artifacts.ts";
import type { HeldObject } from "#artifacts/kept-files.ts";
import type { MoveOrder } from "./mover.ts";

/** A number by which one side knows what it has from the other. */
export type Handle = number;

/** What the helper may ask of the server's artifacts: names and files, never bytes. */
export interface Asked {
  bucketExists(bucket: string): boolean;
  head(bucket: string, key: string): ArtifactInfo | undefined;
  list(bucket: string, where: ListWhere): ArtifactPage;
  remove(bucket: string, key: string): void;
  hold(bucket: string, key: string): Omit<HeldObject, "release"> & { readonly handle: Handle };
  begin(): { readonly path: string; readonly handle: Handle };
  keep(handle: Handle, object: NewObject): ArtifactInfo;
  /** Of what `hold` or `begin` gave. */
  drop(handle: Handle): void;
}

export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly md5: string;
  readonly properties: ArtifactProperties;
}

/** An error on its way: `code` where it is one of the catalogue's. */
export interface Failure {
  readonly code?: ErrorCode;
  readonly message: string;
}

export type ToHelper =
  | { readonly type: "move"; readonly id: number; readonly order: MoveOrder }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "answer"; readonly call: number; readonly value?: unknown; readonly failure?: Failure };

export type ToServer =
  | { readonly type: "moved"; readonly id: number; readonly code: number }
  | {
      readonly type: "call";
      readonly call: number;
      readonly name: keyof Asked;
      readonly args: readonly unknown[];
    };
