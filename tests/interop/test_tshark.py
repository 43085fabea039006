# SPDX-License-Identifier: Apache-2.0
"""tshark decrypts what passed on the wire and finds what was said."""

import pytest

from peers import KEY, SUITES


@pytest.mark.parametrize("suite", SUITES)
def test_tshark_agrees(suite, engine, service, gateway, wire, openssl, tshark, tmp_path):
    s = service(answer=lambda data: b"you said: " + data)
    g = gateway(s.address, "--engine", engine)
    w = wire(g.port)
    client = openssl(w.port, suite=suite)
    said = [f"line {i} of {suite}" for i in range(3)]
    for line in said:
        client.say(line + "\n")
        client.expect(f"^you said: {line}$")
    client.hang_up()
    g.closed()
    sealed = g.stop()["engine.sealed"]
    capture = tmp_path / "capture.pcap"
    w.write_pcap(capture)

    show = tshark("-r", capture, "-d", f"udp.port=={g.port},dtls", "-o", f"dtls.psk:{KEY}", "-Y",
                  "data", "-T", "fields", "-e", "udp.srcport", "-e", "data.data")
    seen = [(port, bytes.fromhex(data).decode()) for port, data in map(str.split, show.splitlines())]
    expected = []
    for line in said:
        expected += [("40000", line + "\n"), (str(g.port), f"you said: {line}\n")]
    assert seen == expected
    assert sealed >= len(said)

    # Every record's explicit nonce is its own.
    numbers = tshark("-r", capture, "-d", f"udp.port=={g.port},dtls", "-Y",
                     f"udp.srcport=={g.port} && dtls.record.epoch==1", "-T", "fields", "-e",
                     "dtls.record.sequence_number", "-e", "dtls.record.epoch")
    used = [n for line in numbers.splitlines() for n, epoch in
            zip(line.split("\t")[0].split(","), line.split("\t")[1].split(",")) if epoch == "1"]
    assert len(used) == len(set(used)) >= len(said) + 1
