/** Rows of things. On a phone each row is a card, with the columns' titles beside the values. */
import type { ComponentChildren } from "preact";

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Numbers stand at the end. */
  readonly end?: boolean;
  /** Takes what room is left, and is cut where there is too little. */
  readonly wide?: boolean;
  /** Has a line of its own on a phone. */
  readonly line?: boolean;
  /** Can be sorted by, where the table can. */
  readonly sorts?: boolean;
  /** What heads the card on a phone; the first column where none says so. */
  readonly head?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

export interface TableProps<Row> {
  /** What is listed, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly classOf?: (row: Row) => string | undefined;
  /** The key of the column that it is sorted by. */
  readonly sorted?: string;
  readonly descending?: boolean;
  readonly onSort?: (key: string) => void;
  /** What stands there without rows. */
  readonly empty?: ComponentChildren;
  /** By which tests find it. */
  readonly testid?: string;
}

export function Table<Row>(props: TableProps<Row>) {
  const head = props.columns.find((column) => column.head) ?? props.columns[0];
  return (
    <div class="table-frame">
      <table class="table" data-testid={props.testid}>
        <caption class="unseen">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <Heading key={column.key} column={column} table={props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.keyOf(row)} class={props.classOf?.(row)}>
              {props.columns.map((column) => (
                <Cell key={column.key} column={column} row={row} head={column === head} />
              ))}
            </tr>
          ))}
          {props.rows.length === 0 && (
            <tr class="table-empty">
              <td colSpan={props.columns.length}>{props.empty ?? "Nothing."}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row, head }: { column: Column<Row>; row: Row; head: boolean }) {
  const look = classes(column);
  return head ? (
    <th scope="row" class={`${look} card-head`}>
      {column.cell(row)}
    </th>
  ) : (
    <td class={look} data-title={column.title}>
      {column.cell(row)}
    </td>
  );
}

function Heading<Row>({ column, table }: { column: Column<Row>; table: TableProps<Row> }) {
  const { sorted, descending, onSort } = table;
  const here = sorted === column.key;
  if (!column.sorts || !onSort) {
    return (
      <th scope="col" class={classes(column)}>
        {column.title}
      </th>
    );
  }
  return (
    <th scope="col" class={classes(column)} aria-sort={here ? (descending ? "descending" : "ascending") : "none"}>
      <button type="button" class="sort" onClick={() => onSort(column.key)}>
        {column.title}
        <span aria-hidden="true" class="sort-mark">
          {here ? (descending ? "▾" : "▴") : ""}
        </span>
      </button>
    </th>
  );
}

function classes<Row>({ end, wide, line }: Column<Row>): string {
  return `${end ? "end" : ""} ${wide ? "wide" : ""} ${line ? "line" : ""}`.trim();
}
