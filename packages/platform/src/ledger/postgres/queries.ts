import type { ClientBase } from "pg";

/** SQL within one transaction. */
export interface Queries {
  run(sql: string, values?: readonly unknown[]): Promise<number>;
  all<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  one<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row | undefined>;
}

export function queriesOf(client: ClientBase): Queries {
  const query = (sql: string, values: readonly unknown[] = []) => client.query(sql, [...values]);
  return {
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
    all: async <Row extends object>(sql: string, values?: readonly unknown[]) =>
      (await query(sql, values)).rows as Row[],
    one: async <Row extends object>(sql: string, values?: readonly unknown[]) =>
      (await query(sql, values)).rows[0] as Row | undefined,
  };
}
