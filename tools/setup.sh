#!/usr/bin/env bash
# Makes .venv and node_modules from the hashed locks, and installs the system packages that pip and npm cannot give.
# Does nothing when all is there. `tools/setup.sh [runtime|check|stack|test]` says how much is wanted; with JUXIAN_OCR=no the
# runtime comes without the engine that reads business licences, 340 MB smaller.
set -euo pipefail
cd "$(dirname "$0")/.."

level=${1:-runtime}

say() { printf '%s\n' "setup: $*"; }
fail() { say "$*" >&2; exit 1; }

system_packages() {
    echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-hanazono
    find_python >/dev/null || echo python3
    "$(find_python || echo python3)" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    command -v npm >/dev/null || echo nodejs npm
    case $level in check | test) echo gettext ;; esac
    case $level in stack | test) echo postgresql redis-server nginx ;; esac
    case $level in test) echo poppler-utils zbar-tools chromium default-jre-headless ;; esac
}

missing_packages() {
    local package
    for package in $(system_packages); do
        [ "$(dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

find_python() {
    local candidate
    for candidate in python3.11 python3 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

install_system_packages() {
    command -v dpkg-query >/dev/null || { say "not a Debian system; needed here: $(system_packages | xargs)"; return; }
    local missing as_root=()
    missing=$(missing_packages | xargs)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || fail "these packages are missing; ask root to: apt-get install $missing"
        as_root=(sudo -n)
    fi
    say "installing $missing"
    "${as_root[@]}" apt-get update -qq
    # shellcheck disable=SC2086
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# A stamp holds the hash of the lock that was installed.
is_current() { [ -f "$2" ] && [ "$(cat "$2")" = "$(sha256sum <"$1")" ]; }
stamp() { sha256sum <"$1" >"$2"; }

make_venv() {
    local python
    python=$(find_python) || fail "Python 3.11 or newer is needed"
    rm -rf .venv
    "$python" -m venv .venv
}

install_python_packages() {
    local lock=requirements/ocr.txt
    [ "${JUXIAN_OCR:-yes}" != no ] || lock=requirements/runtime.txt
    # Once there, the development tools stay: `make demo` does not take away what `make test` brought.
    if [ "$level" != runtime ] || [ -f .venv/development ]; then lock=requirements/dev.txt; fi
    if is_current "$lock" .venv/stamp && [ -x .venv/bin/python ]; then return; fi
    say "installing $lock into .venv"
    .venv/bin/python -c '' 2>/dev/null || make_venv
    .venv/bin/pip --disable-pip-version-check install --quiet --require-hashes -r requirements/uv.txt
    VIRTUAL_ENV=$PWD/.venv .venv/bin/uv pip sync --quiet --require-hashes "$lock"
    [ "$lock" != requirements/dev.txt ] || touch .venv/development
    stamp "$lock" .venv/stamp
}

install_node_packages() {
    # What only the tests run (Lighthouse, the Nu checker) is 200 MB. Once there, it stays.
    local without=(--omit=optional)
    if [ "$level" = test ] || [ -d node_modules/vnu-jar ]; then without=(); fi
    if is_current package-lock.json node_modules/.stamp && { [ "$level" != test ] || [ -d node_modules/vnu-jar ]; }; then return; fi
    command -v npm >/dev/null || fail "npm (Node 18 or newer) is needed"
    say "installing package-lock.json into node_modules"
    npm ci --include=dev "${without[@]}" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    stamp package-lock.json node_modules/.stamp
}

install_system_packages
install_python_packages
install_node_packages
.venv/bin/python tools/compile_messages.py
