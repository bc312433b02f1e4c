/** What stands where there is nothing, not yet, or something old. */
import type { ComponentChildren } from "preact";
import type { Problem } from "../../shared/problem.js";
import { time } from "../format.js";
import type { Polled } from "../poll.js";
import { Button } from "./basics.js";

export function Loading({ what }: { what: string }) {
  return (
    <p class="hush" aria-busy="true">
      Asking for {what}…
    </p>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="hush">{children}</p>;
}

/** Why there is nothing, and a way to try again. */
export function Failure({ problem, again, title }: { problem: Problem; again?: () => void; title?: string }) {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{title ?? titleOf(problem)}</strong>
        <span class="failure-reason">{problem.reason}</span>
      </p>
      {again && (
        <Button small onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}

function titleOf(problem: Problem): string {
  switch (problem.error) {
    case "unreachable":
      return "No answer.";
    case "not_found":
      return "Not found.";
    case "forbidden":
      return "Not allowed.";
    default:
      return problem.status === 0 ? "That failed." : `That failed (${problem.status} ${problem.error}).`;
  }
}

/** Says that what is shown is old, and since when. */
export function Stale({ at, problem, again }: { at: number; problem: Problem; again: () => void }) {
  return (
    <div class="stale" role="status">
      <p>
        <strong>As of {time(at)}:</strong> nothing newer is to be had. {problem.reason}
      </p>
      <Button small onClick={again}>
        Try now
      </Button>
    </div>
  );
}

/** Nodes that have not answered, and whose part is missing. */
export function Missing({ nodes }: { nodes: readonly string[] | undefined }) {
  if (!nodes || nodes.length === 0) {
    return null;
  }
  return (
    <div class="stale" role="status">
      <p>
        <strong>Not all of it:</strong> no answer from {nodes.join(", ")}.
      </p>
    </div>
  );
}

/** The one of these that holds; what is known otherwise, with a word where it is old. */
export function Answered<Data>(props: {
  readonly polled: Polled<Data> & { again: () => void };
  readonly what: string;
  readonly children: (data: Data) => ComponentChildren;
}) {
  const { data, at, problem, again } = props.polled;
  if (data === undefined) {
    return problem ? <Failure problem={problem} again={again} /> : <Loading what={props.what} />;
  }
  return (
    <>
      {problem && <Stale at={at ?? 0} problem={problem} again={again} />}
      {props.children(data)}
    </>
  );
}
