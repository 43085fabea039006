# SPDX-License-Identifier: Apache-2.0
"""Certificates for tests: authorities and what they issue, all on P-256, made by the openssl program."""

import subprocess

SERVER_NAMES = "DNS:localhost,IP:127.0.0.1,IP:::1"


def _openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=30)


class Certificate:
    """A certificate and its key, as two PEM files."""

    def __init__(self, directory, name):
        self.cert = directory / f"{name}.pem"
        self.key = directory / f"{name}.key"


class Authority(Certificate):
    """A CA. `authority.issue("server", names=SERVER_NAMES)` makes a certificate signed by it."""

    def __init__(self, directory, name="ca"):
        super().__init__(directory, name)
        self.directory = directory
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                 "-days", 3650, "-subj", f"/CN=dtlane test {name}", "-keyout", self.key, "-out",
                 self.cert, "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def issue(self, name, names=None, usage="serverAuth", days=3650):
        """`names` are subject alternative names; with days=0 it has expired by the next second."""
        made = Certificate(self.directory, name)
        request, extensions = made.cert.with_suffix(".csr"), made.cert.with_suffix(".ext")
        extensions.write_text(f"basicConstraints=critical,CA:FALSE\nextendedKeyUsage={usage}\n"
                              "keyUsage=critical,digitalSignature\n" +
                              (f"subjectAltName={names}\n" if names else ""))
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                 f"/CN={name}", "-keyout", made.key, "-out", request)
        _openssl("x509", "-req", "-in", request, "-CA", self.cert, "-CAkey", self.key,
                 "-CAcreateserial", "-days", days, "-extfile", extensions, "-out", made.cert)
        return made


class Certificates:
    """What most tests need: a CA, a server named localhost and 127.0.0.1, a client."""

    def __init__(self, directory):
        self.ca = Authority(directory)
        self.server = self.ca.issue("server", names=SERVER_NAMES)
        self.client = self.ca.issue("client", usage="clientAuth")
