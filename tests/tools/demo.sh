#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sends a line of text from OpenSSL's s_client through the gateway on the Verilated RTL to a UDP
# service and back, and shows what the RTL counted. Succeeds only if the text came back and the RTL
# sealed and opened it.
set -euo pipefail

[ $# = 1 ] || {
    echo "usage: tests/tools/demo.sh PROGRAM   (build/dtlane)" >&2
    exit 2
}
program=$1
identity=demo
key=$(openssl rand -hex 16)
text="Hello through an FPGA's record layer"
suite=PSK-AES128-CCM8
dir=$(mktemp -d)
pids=()

finish() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$dir"
}
trap finish EXIT

step() {
    echo
    echo "== $*"
}

fail() {
    echo "demo: $*" >&2
    for log in gateway.err client; do
        [ ! -s "$dir/$log" ] || sed "s/^/    $log: /" "$dir/$log" >&2
    done
    exit 1
}

# wait_for PATTERN FILE: until a line of the file matches; 30 s at most.
wait_for() {
    local i
    for i in $(seq 300); do
        ! grep -qE "$1" "$2" 2>/dev/null || return 0
        sleep 0.1
    done
    fail "waited 30 s for '$1'"
}

# counter NAME: its value at the gateway's exit, 0 if it is not there.
counter() {
    sed -n "s/^engine\.$1=//p" "$dir/counters" | grep . || echo 0
}

step "A UDP echo service"
python3 -u - >"$dir/service" <<'PYTHON' &
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print("port", s.getsockname()[1])
while True:
    data, peer = s.recvfrom(65535)
    print("plaintext", data.decode(errors="replace").strip())
    s.sendto(data, peer)
PYTHON
pids+=($!)
wait_for '^port' "$dir/service"
backend=127.0.0.1:$(sed -n 's/^port //p' "$dir/service")
echo "listens on $backend"

step "The gateway; its records go over the link protocol into the Verilated RTL"
(umask 077 && echo "$identity:$key" >"$dir/psk")
echo "$program gateway --listen 127.0.0.1:0 --backend $backend --engine model --psk-file ..."
"$program" gateway --listen 127.0.0.1:0 --backend "$backend" --engine model \
    --psk-file "$dir/psk" >"$dir/counters" 2>"$dir/gateway.err" &
gateway=$!
pids+=("$gateway")
wait_for '^event=listening|^dtlane' "$dir/gateway.err"
grep -q '^event=listening' "$dir/gateway.err" || fail "the gateway did not start"
port=$(sed -nE 's/^event=listening address=[^ ]*:([0-9]+) .*/\1/p' "$dir/gateway.err")
cat "$dir/gateway.err"

step "OpenSSL's client says: $text"
echo "openssl s_client -dtls1_2 -connect 127.0.0.1:$port -cipher $suite:@SECLEVEL=0 -psk ..."
mkfifo "$dir/stdin"
openssl s_client -dtls1_2 -connect "127.0.0.1:$port" -cipher "$suite:@SECLEVEL=0" \
    -psk "$key" -psk_identity "$identity" <"$dir/stdin" >"$dir/client" 2>&1 &
client=$!
pids+=("$client")
exec 3>"$dir/stdin"
wait_for '^event=(established|handshake_failed)' "$dir/gateway.err"
grep '^event=established' "$dir/gateway.err" || fail "the handshake failed"
echo "$text" >&3
wait_for "^$text\$" "$dir/client"
exec 3>&-
wait "$client" || fail "s_client failed"
echo "the service saw:  $(sed -n 's/^plaintext //p' "$dir/service")"
echo "and the client:   $(grep -F "$text" "$dir/client")"

step "The gateway ends; what the RTL's own registers counted"
kill -TERM "$gateway"
wait "$gateway" || fail "the gateway failed"
sealed=$(counter device_sealed) opened=$(counter device_opened)
echo "records opened: $opened   (Finished, the text, close_notify)"
echo "records sealed: $sealed   (the echo, alerts)"
[ "$opened" -ge 2 ] && [ "$sealed" -ge 1 ] || fail "the RTL did not do the work"
echo
echo "The text came back, and the RTL sealed and opened the records that carried it."
