#!/usr/bin/env bash
# Installs what stitch needs and builds it. Quick when there is nothing to do.
#   bash setup.sh [--quiet] [--infra]     --quiet: says only what takes a while; --infra: and what the stack in AWS is made with (infra/)
set -euo pipefail
cd "$(dirname "$0")"
flags=" $* "
has() { [[ $flags == *" $1 "* ]]; }
# On standard error, so that what is made of standard output stays clean; also with --quiet, as it takes a while.
progress() { echo "$*" >&2; }

if ! command -v node >/dev/null 2>&1; then
  echo "stitch needs Node.js 20.19 or newer, and there is no node here; install it from your system's packages or nodejs.org" >&2
  exit 1
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "stitch needs Node.js 20.19 or newer; this is $(node --version)" >&2
  exit 1
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "stitch needs npm to install what it is built from; it comes with Node.js" >&2
  exit 1
fi

# Installed means: by this very lock file.
installed=node_modules/.stitch-installed
install() ( # <folder>
  cd "$1"
  if cmp -s package-lock.json "$installed"; then return; fi
  case $1 in
    .) progress "installing dependencies (about 30 s, once) ..." ;;
    *) progress "installing dependencies of $1/ (about 30 s, once) ..." ;;
  esac
  # The lock was made where only the native parts for Linux with glibc are served. Elsewhere npm has to choose them
  # itself, which npm ci refuses.
  command=(install --no-save)
  if [ "$(uname -s)" != Linux ] || ldd --version 2>&1 | grep -qi musl; then
    command+=(--no-package-lock)
  elif [ -n "${CI:-}" ]; then
    command=(ci)
  fi
  npm "${command[@]}" --no-audit --no-fund --loglevel=error >/dev/null
  cp package-lock.json "$installed"
)
install .
if has --infra; then install infra; fi

# Built means: after the last change to what is built.
built=dist/.built
if [ ! -e "$built" ] || [ -n "$(find src build tsup.config.ts tsconfig.json tsconfig.build.json package.json "$installed" -newer "$built" -print -quit)" ]; then
  progress "building (about 10 s) ..."
  if ! output=$(npm run --silent build 2>&1); then
    echo "$output" >&2
    exit 1
  fi
  touch "$built"
fi
has --quiet || echo "ready: node $(node --version), stitch $(node bin/stitch.js --version)"
