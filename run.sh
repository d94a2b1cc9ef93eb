#!/usr/bin/env bash
# Sets up if needed and does the main job on the fixtures: two recordings become hello__shreeshail.mp3.
set -euo pipefail
cd "$(dirname "$0")"
bash setup.sh --quiet
node bin/stitch.js "hello shreeshail" --root fixtures/audios --out hello__shreeshail.mp3
