# What the examples have in common: sourced by their `run`, which is one command from a clean clone. It needs what
# bin/carillon needs, a JDK and Maven.
#
#   start_node CONFIG [options of bin/carillon serve]   starts a node, and sets $address once it accepts connections
#   start COMMAND [arguments]                           starts something else beside it
#   stay TEXT                                           says what there is to see, and waits; Ctrl-C ends all of it
#
# Each of them is the leader of a process group of its own, so that what it has started in turn (a build) ends with it. Their logs
# and mistakes are on stderr.

set -euo pipefail
set -m

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
started=()
pipes=
address=

# The first time kindly: a node says goodbye to its clients. The second time, at once.
end_all() {
  local pid
  for pid in ${started[@]+"${started[@]}"}; do
    kill -TERM -- "-$pid" 2>/dev/null || true
  done
}

finish() {
  trap - EXIT
  trap 'end_all' INT TERM HUP QUIT PIPE
  end_all
  [[ -z $pipes ]] || rm -rf -- "$pipes"
  local pid
  for pid in ${started[@]+"${started[@]}"}; do
    while kill -0 "$pid" 2>/dev/null; do
      wait "$pid" 2>/dev/null || true
    done
    # What it has started in turn may need longer than it.
    for _ in {1..100}; do
      kill -0 -- "-$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
  done
  wait # for what has read from them
  exit "$1"
}

trap 'finish 0' INT TERM HUP QUIT
trap 'finish 141' PIPE # nobody reads any more what is said here
trap 'finish $?' EXIT  # a mistake, here or in a `run`: nothing is left then, either

start() {
  "$@" </dev/null &
  started+=($!)
}

# Starts something and waits for a line on its stdout that begins with WORD; the line is in $line then.
start_and_await() {
  local word=$1
  shift
  pipes=$(mktemp -d)
  mkfifo "$pipes/out"
  "$@" </dev/null >"$pipes/out" &
  started+=($!)
  exec 3<"$pipes/out"
  rm -r -- "$pipes"
  pipes=
  while IFS= read -r line <&3; do
    [[ $line == "$word"* ]] && break
  done
  if [[ $line != "$word"* ]]; then
    local status=0
    wait "${started[${#started[@]} - 1]}" || status=$?
    finish "$((status == 0 ? 1 : status))"
  fi
  cat <&3 >/dev/null & # nobody reads what comes after it, and it must not block
  exec 3<&-
}

start_node() {
  local config=$1
  shift
  start_and_await 'carillon ready ' "$root/bin/carillon" serve --dev --config "$config" "$@"
  address=${line#carillon ready }
  address=${address%% *}/
}

stay() {
  printf '%s\n' "$1" "Ctrl-C ends it."
  local pid
  while true; do
    for pid in "${started[@]}"; do
      if ! kill -0 "$pid" 2>/dev/null; then
        local status=0
        wait "$pid" || status=$?
        finish "$((status == 0 ? 1 : status))"
      fi
    done
    sleep 0.5 &
    wait $! || true
  done
}
