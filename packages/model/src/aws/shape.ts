/** One type of the AWS API, as the generated table has it: its constraints, and ACK's names of its members. */
export type Shape =
  | {
      readonly type: "structure";
      /** AWS's member name → ACK's field name and the member's shape. */
      readonly members: Readonly<Record<string, readonly [field: string, shape: string]>>;
      readonly required?: readonly string[];
    }
  | { readonly type: "list"; readonly member: string; readonly min?: number; readonly max?: number }
  | {
      readonly type: "map";
      readonly key: string;
      readonly value: string;
      readonly min?: number;
      readonly max?: number;
    }
  | {
      readonly type: "string";
      readonly min?: number;
      readonly max?: number;
      /** Of the whole value, without anchors; it compiles with the flag `u`. */
      readonly pattern?: string;
      readonly enum?: readonly string[];
      /** Others than those of `enum` are taken where somebody knows them: a NodePool may give any name to a machine. */
      readonly open?: boolean;
      /** Never quoted in messages. */
      readonly sensitive?: boolean;
    }
  | { readonly type: "integer" | "number"; readonly min?: number; readonly max?: number }
  | { readonly type: "boolean" | "timestamp" };

/** One operation of the AWS API. */
export interface Operation {
  readonly input: string;
  readonly output?: string;
  /** Names of the errors that the operation declares. */
  readonly errors?: readonly string[];
  /** The kind of object that it is about. */
  readonly kind?: string;
  /** Of a list operation: the member that holds the page, and its elements' shape. */
  readonly items?: readonly [member: string, shape: string];
  /** Of AWS Query: the element that holds the output. */
  readonly wrapper?: string;
}
