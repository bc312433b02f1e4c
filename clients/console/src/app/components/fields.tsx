/** Things to write in and to choose from, each with its label. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly placeholder?: string;
  /** What is wrong with the value. */
  readonly objection?: string | undefined;
  /** What may be written. */
  readonly hint?: ComponentChildren;
  readonly mono?: boolean;
  /** By which tests find it. */
  readonly testid?: string;
}

/** A line of text. */
export function TextField(props: FieldProps & { readonly type?: "text" | "search" | "number"; readonly slash?: boolean }) {
  const id = useId();
  return (
    <Field id={id} {...props}>
      <input
        id={id}
        data-testid={props.testid}
        class={props.mono ? "mono" : undefined}
        type={(props.type ?? "text") as "number"}
        value={props.value}
        placeholder={props.placeholder}
        dir="auto"
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        aria-invalid={props.objection ? "true" : undefined}
        aria-describedby={`${id}-more`}
        data-slash={props.slash ? "" : undefined}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
    </Field>
  );
}

/** A line to search with; the key / leads there. */
export const SearchField = (props: FieldProps) => <TextField {...props} type="search" slash />;

/** Several lines. */
export function TextArea(props: FieldProps & { readonly rows?: number }) {
  const id = useId();
  return (
    <Field id={id} {...props}>
      <textarea
        id={id}
        data-testid={props.testid}
        class={props.mono ? "mono" : undefined}
        rows={props.rows ?? 4}
        value={props.value}
        placeholder={props.placeholder}
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        aria-invalid={props.objection ? "true" : undefined}
        aria-describedby={`${id}-more`}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One of some. */
export function Select(props: Omit<FieldProps, "placeholder" | "mono"> & { readonly choices: readonly Choice[] }) {
  const id = useId();
  return (
    <Field id={id} {...props}>
      <select
        id={id}
        data-testid={props.testid}
        value={props.value}
        aria-describedby={`${id}-more`}
        onChange={(event) => props.onValue(event.currentTarget.value)}
      >
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Field(props: Pick<FieldProps, "label" | "objection" | "hint"> & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      {props.children}
      <div id={`${props.id}-more`} class="field-more">
        {props.objection && (
          <p class="objection" role="alert">
            {props.objection}
          </p>
        )}
        {props.hint && <p>{props.hint}</p>}
      </div>
    </div>
  );
}
