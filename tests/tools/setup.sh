#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what the named jobs need and this machine lacks: Debian packages; for `test`, `lint` and `regs`
# pinned Python packages in .venv, for `formal` and `pnr` others in .venv-eda, for `plots` and `lint` others in
# .venv-plots. Asks for nothing; says what it does.
set -euo pipefail
cd "$(dirname "$0")/../.."

usage() {
    echo "usage: tests/tools/setup.sh JOB...   JOB: build demo test lint fuzz formal pnr plots" >&2
    exit 2
}

# The version of `clang`, or of the one that this Debian would install: its runtime, with libFuzzer
# and the sanitizers, is a package of its own.
clang_version() {
    if command -v clang >/dev/null; then
        clang -dumpversion | cut -d. -f1
    else
        (. /etc/os-release && [ "$VERSION_ID" = 12 ] && echo 14 || echo 19)
    fi
}

packages_of() {
    case $1 in
    build) echo gcc g++ make pkg-config verilator libmbedtls-dev libuv1-dev zlib1g-dev ;;
    demo) echo openssl python3 ;;
    test) echo libgtest-dev libssl-dev openssl gnutls-bin libcoap3-bin libwolfssl-dev tshark python3 python3-venv ;;
    fuzz) echo clang "libclang-rt-$(clang_version)-dev" ;;
    lint) echo clang python3 python3-venv man-db ;;
    formal | pnr | plots) echo make python3 python3-venv ;;
    *) usage ;;
    esac
}

# Packages of the list that dpkg does not have.
missing_of() {
    local p
    for p in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || echo "$p"
    done
}

install_packages() {
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || {
            echo "setup: missing: $*. Install them as root (apt-get install $*)." >&2
            exit 1
        }
        root=(sudo)
    fi
    echo "setup: installing $*"
    export DEBIAN_FRONTEND=noninteractive
    local quiet=(-qq -o Dpkg::Use-Pty=0)
    "${root[@]}" apt-get update "${quiet[@]}"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install "${quiet[@]}" -y --no-install-recommends "$@" >/dev/null
}

# install_venv VENV LIST: the venv is remade only if its list of packages has changed.
install_venv() {
    local venv=$1 want=$2 have=$1/requirements.txt
    cmp -s "$want" "$have" && return
    echo "setup: Python packages of $want in $venv"
    python3 -m venv "$venv"
    "$venv/bin/python3" -m pip install --quiet --disable-pip-version-check -r "$want"
    cp "$want" "$have"
}

[ $# -gt 0 ] || usage
command -v apt-get >/dev/null || {
    echo "setup: this needs Debian 12 or 13 (apt-get not found)" >&2
    exit 1
}
packages=() venv= venv_eda= venv_plots=
for job in "$@"; do
    packages+=($(packages_of "$job"))
    case $job in test | lint) venv=1 ;; formal | pnr) venv_eda=1 ;; esac
    case $job in plots | lint) venv_plots=1 ;; esac
done
mapfile -t missing < <(missing_of "${packages[@]}" | sort -u)
[ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
[ -z "$venv" ] || install_venv .venv tests/tools/requirements.txt
[ -z "$venv_eda" ] || install_venv .venv-eda tests/tools/requirements-eda.txt
[ -z "$venv_plots" ] || install_venv .venv-plots tests/tools/requirements-plots.txt
