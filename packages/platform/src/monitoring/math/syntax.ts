/** A metric math expression as it was written. */
export type Syntax =
  | { readonly is: "number"; readonly value: number }
  | { readonly is: "text"; readonly value: string }
  | { readonly is: "name"; readonly name: string }
  | { readonly is: "list"; readonly items: readonly Syntax[] }
  | { readonly is: "minus"; readonly of: Syntax }
  | { readonly is: "operation"; readonly operator: string; readonly left: Syntax; readonly right: Syntax }
  | { readonly is: "call"; readonly name: string; readonly given: readonly Syntax[] };
