# SPDX-License-Identifier: Apache-2.0
"""What every interop test gets. Peers are other people's programs: OpenSSL, GnuTLS, tshark."""

import os
import pathlib
import shutil
import subprocess

import pytest

import certs
import peers

ROOT = pathlib.Path(__file__).resolve().parents[2]


def need(tool):
    """A missing peer is a failure: these tests are about peers."""
    if not shutil.which(tool):
        pytest.fail(f"{tool} is not installed; `make setup` installs it", pytrace=False)


def built(name):
    target = pathlib.Path(os.environ.get("DTL_BUILD", "build")) / name
    if not (ROOT / target).exists():
        pytest.fail(f"{ROOT / target} does not exist; `make {target}` builds it", pytrace=False)
    return ROOT / target


@pytest.fixture(scope="session")
def program():
    return built("dtlane")


@pytest.fixture(scope="session")
def sim_program():
    return built("dtlane-sim")


@pytest.fixture(scope="session")
def wolfpeer():
    return built("tests/wolfpeer")


@pytest.fixture
def run(program):
    """Runs the program to its end."""
    def run_to_end(*args):
        return subprocess.run([str(program), *map(str, args)], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120)
    return run_to_end


@pytest.fixture(params=["soft", "model"])
def engine(request):
    return request.param


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """A CA, and certificates of a server and a client: certificates.server.cert and so on."""
    need("openssl")
    return certs.Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture
def cleanup():
    """A list of things to close at the end, the last one first."""
    things = []
    yield things
    for thing in reversed(things):
        thing.close()


def _maker(cleanup, make):
    def made(*args, **options):
        thing = make(*args, **options)
        cleanup.append(thing)
        return thing
    return made


@pytest.fixture
def service(cleanup):
    return _maker(cleanup, peers.Service)


@pytest.fixture
def wire(cleanup):
    return _maker(cleanup, peers.Wire)


@pytest.fixture
def gateway(cleanup, program):
    return _maker(cleanup, lambda *args, **options: peers.Gateway(program, *args, **options))


@pytest.fixture
def server(cleanup, program):
    return _maker(cleanup, lambda *args, **options: peers.Server(program, *args, **options))


@pytest.fixture
def client(cleanup, program):
    return _maker(cleanup, lambda *args, **options: peers.Client(program, *args, **options))


@pytest.fixture
def sim(cleanup, sim_program):
    return _maker(cleanup, lambda *args: peers.Sim(sim_program, *args))


@pytest.fixture
def openssl(cleanup):
    need("openssl")
    return _maker(cleanup, peers.Openssl)


@pytest.fixture
def gnutls(cleanup):
    need("gnutls-cli")
    return _maker(cleanup, peers.Gnutls)


@pytest.fixture
def tshark():
    need("tshark")
    def run_tshark(*args):
        done = subprocess.run(["tshark", *map(str, args)], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout
    return run_tshark
