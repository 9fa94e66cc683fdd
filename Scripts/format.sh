#!/usr/bin/env bash
# Formats all Swift files in place: code by swift-format, and comments that are too long for it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

require_swift
width=$(jq .lineLength .swift-format)
find Sources Tests -name '*.swift' -print0 | xargs -0 python3 Scripts/wrap-comments.py "$width"
swift format --in-place --recursive --parallel Package.swift Sources Tests
