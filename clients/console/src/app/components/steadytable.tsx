/** A table whose rows stay where they are while somebody points at it or has the focus in it. */
import { type Kept, useHold, useSteady } from "../steady.js";
import { Table, type TableProps } from "./table.js";

export interface SteadyTableProps<Row> extends Omit<TableProps<Kept<Row>>, "rows" | "keyOf" | "classOf"> {
  readonly items: readonly Row[];
  /** By which rows are known again. */
  readonly keyOf: (row: Row) => string;
  /** What was asked: while it is the same, rows that are pointed at stay where they are. */
  readonly what: string;
}

export function SteadyTable<Row>({ items, keyOf, what, ...table }: SteadyTableProps<Row>) {
  const { held, listeners } = useHold();
  const rows = useSteady(items, keyOf, held, what);
  return (
    <div {...listeners}>
      <Table {...table} rows={rows} keyOf={({ row }) => keyOf(row)} classOf={({ gone }) => (gone ? "dim" : undefined)} />
    </div>
  );
}
