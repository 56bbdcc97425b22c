# Sourced by every script: where things are kept, and how progress is shown.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

NODO_CACHE=${NODO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nodo}
export NODO_CACHE
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$NODO_CACHE/target}
# An absolute path serves every folder a tool is started in.
case $CARGO_TARGET_DIR in /*) ;; *) CARGO_TARGET_DIR=$root/$CARGO_TARGET_DIR ;; esac
export LEPTOS_OUTPUT_NAME=app

tools=$NODO_CACHE/tools
logs=$NODO_CACHE/logs
mkdir -p "$tools" "$logs"
export PATH="$tools/bin:$root/style/node_modules/.bin:$PATH"

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# quietly NAME COMMAND...: keeps the output in a log, and shows its end if the command fails.
quietly() {
  local log=$logs/$1.log
  shift
  if "$@" >"$log" 2>&1 </dev/null; then return 0; fi
  say "failed: $*"
  tail -n 60 "$log" >&2
  say "(the whole output is in $log)"
  return 1
}

# hash FILE...: one hash over the contents and names of files.
hash() { sha256sum "$@" | sha256sum | cut -c1-16; }

# progress TITLE COMMAND...: a line for a long step, with the time that it took.
progress() {
  local start=$SECONDS title=$1
  shift
  say "$title ..."
  "$@" || die "$title: failed"
  say "      done in $((SECONDS - start)) s"
}

# perhaps TITLE COMMAND...: the same for a step that is often done in no time, and then silent.
perhaps() {
  local start=$SECONDS title=$1 timer
  shift
  (sleep 3 >/dev/null 2>&1 </dev/null && say "$title ...") &
  timer=$!
  "$@" || { kill "$timer" 2>/dev/null; die "$title: failed"; }
  if kill "$timer" 2>/dev/null; then
    wait "$timer" 2>/dev/null || true
  else
    say "      done in $((SECONDS - start)) s"
  fi
}
