"""TLS, proxies and certificates of the built-in HTTP client."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from server import Listener, answer

import oktant
from oktant import Client

if TYPE_CHECKING:
    from typing_extensions import Self

NOW = datetime.datetime.now(datetime.timezone.utc)
ORG = "acme.example"


@dataclass
class Authority:
    """A certificate authority that no system trusts."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority of a test")])
        extension = x509.BasicConstraints(ca=True, path_length=None)
        own = self._signed(self.name, self.key, extension)
        self.path = self.folder / "authority.pem"
        self.path.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def certificate(self, name: str, *hosts: x509.GeneralName) -> Path:
        """A file with a certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        made = self._signed(subject, key, *([x509.SubjectAlternativeName(hosts)] if hosts else []))
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        path = self.folder / f"{name}.pem"
        pem = serialization.Encoding.PEM
        path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, *form))
        return path

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *extensions: x509.ExtensionType
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder(self.name, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(NOW - datetime.timedelta(days=1)).not_valid_after(NOW + datetime.timedelta(days=1))
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self.key, hashes.SHA256())


@dataclass
class Secure(Listener):
    """A TLS server that answers each request with the name of the client's certificate."""

    certificate: Path
    clients: Path | None = None

    def __enter__(self) -> Self:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        if self.clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.clients)
        self._context = context
        super().__enter__()
        self.url = f"https://127.0.0.1:{self.port}"
        return self

    def serve(self, plain: socket.socket) -> None:
        try:
            with self._context.wrap_socket(plain, server_side=True) as connection, connection.makefile("rb") as reader:
                while reader.readline():
                    while reader.readline().strip():
                        pass
                    subject: Any = (connection.getpeercert() or {}).get("subject", ())
                    names = dict(part[0] for part in subject)
                    connection.sendall(answer({"id": names.get("commonName", "nobody")}))
        except OSError:
            pass


@dataclass
class Proxy(Listener):
    """A proxy that connects every CONNECT to one server."""

    server: Secure
    asked: list[list[str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        super().__enter__()
        self.url = f"http://ann:pass@127.0.0.1:{self.port}"
        return self

    def serve(self, plain: socket.socket) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += plain.recv(1)
        self.asked.append(head.decode().split("\r\n"))
        plain.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        self.server.serve(plain)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def certificate(authority: Authority) -> Path:
    loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    return authority.certificate("server", x509.DNSName(ORG), loopback, x509.IPAddress(ipaddress.ip_address("0.0.0.0")))


@pytest.fixture
def secure(certificate: Path) -> Iterator[Secure]:
    with Secure(certificate) as server:
        yield server


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def called(url: str, **settings: Any) -> str:
    """The name that the server answers with."""
    with Client(org_url=url, token="00token", max_retries=0, **settings) as okta:
        name: str = okta.call("getUser", path={"id": "me"}).json["id"]
        return name


def test_an_unknown_authority_is_rejected(secure: Secure) -> None:
    with pytest.raises(oktant.TransportError, match="UnknownIssuer.*OKTA_CLIENT_CACERTIFICATES") as error:
        called(secure.url)
    assert error.value.phase == "connect" and not error.value.may_have_been_sent


def test_a_custom_authority_is_accepted(secure: Secure, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(secure.url, ca_certificates=authority.path) == "nobody"
    monkeypatch.setenv("OKTA_CLIENT_CACERTIFICATES", str(authority.path))
    assert called(secure.url) == "nobody"
    with Client(org_url=secure.url, token="00token") as okta:
        assert f"OKTA_CLIENT_CACERTIFICATES = {authority.path} (environment)" in okta.explain()


def test_ssl_cert_file_replaces_the_system_authorities(secure: Secure, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    assert called(secure.url) == "nobody"


def test_another_host_name_is_rejected(authority: Authority) -> None:
    with Secure(authority.certificate("other", x509.DNSName("other.example"))) as server:
        with pytest.raises(oktant.TransportError, match="not valid for name") as error:
            called(server.url, ca_certificates=authority.path)
        assert error.value.phase == "connect"


def test_a_client_certificate_is_presented(certificate: Path, authority: Authority) -> None:
    own = authority.certificate("ann")
    with Secure(certificate, clients=authority.path) as server:
        assert called(server.url, ca_certificates=authority.path, client_certificate=own) == "ann"
        with pytest.raises(oktant.TransportError, match="OKTA_CLIENT_CLIENTCERTIFICATE"):
            called(server.url, ca_certificates=authority.path)


@pytest.mark.parametrize(
    ("setting", "content", "what"),
    [
        ("ca_certificates", None, r"OKTA_CLIENT_CACERTIFICATES \(code\): the file cannot be read: No such file"),
        ("ca_certificates", "nothing", "the file holds no certificates, or broken ones: give the path of a PEM file"),
        ("ca_certificates", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "or broken ones"),
        ("client_certificate", None, r"OKTA_CLIENT_CLIENTCERTIFICATE \(code\): the file cannot be read: No such file"),
        ("client_certificate", "nothing", "the file does not hold a certificate and its key: give the path"),
        ("client_certificate", "MARKED", "the file does not hold a certificate and its key"),
    ],
)
def test_a_wrong_file_is_an_error(
    setting: Any, content: str | None, what: str, tmp_path: Path, authority: Authority
) -> None:
    file = tmp_path / "file.pem"
    if content == "MARKED":
        key, other = (authority.certificate(name).read_text() for name in ("one", "two"))
        content = key[: key.index("-----BEGIN PRIVATE")] + other[other.index("-----BEGIN PRIVATE") :]
    if content is not None:
        file.write_text(content)
    with pytest.raises(oktant.ConfigError, match=what) as error:
        Client(org_url="https://acme.example", token="00token", **{setting: file})
    assert "PRIVATE KEY" not in str(error.value) + repr(error.value.__cause__)


def test_the_text_of_a_key_is_not_a_path(authority: Authority) -> None:
    text = authority.certificate("ann").read_text()
    with pytest.raises(oktant.ConfigError) as error:
        Client(org_url="https://acme.example", token="00token", client_certificate=text)
    assert str(error.value) == "OKTA_CLIENT_CLIENTCERTIFICATE (code): is not a path: give the path of a PEM file"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_used(
    secure: Secure, authority: Authority, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with Proxy(secure) as proxy:
        monkeypatch.setenv(name, proxy.url)
        assert called(f"https://{ORG}", ca_certificates=authority.path) == "nobody"
        asked = [line.lower() for line in proxy.asked[0]]
        assert asked[0] == f"connect {ORG}:443 http/1.1" and "proxy-authorization: basic yw5uonbhc3m=" in asked
        assert not any("00token" in line for line in asked)


def test_no_proxy_is_respected(secure: Secure, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    # An address of this machine that does not bypass proxies by default.
    url = f"https://0.0.0.0:{secure.port}"
    with Proxy(secure) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert called(url, ca_certificates=authority.path) == "nobody" and len(proxy.asked) == 1
        monkeypatch.setenv("NO_PROXY", "0.0.0.0")
        assert called(url, ca_certificates=authority.path) == "nobody" and len(proxy.asked) == 1


def test_a_proxy_of_the_settings_is_used(secure: Secure, authority: Authority) -> None:
    with Proxy(secure) as proxy:
        port = proxy.url.rpartition(":")[2]
        others = {"PROXY_HOST": "127.0.0.1", "PROXY_PORT": port, "PROXY_USERNAME": "ann", "PROXY_PASSWORD": "pass"}
        assert called(f"https://{ORG}", ca_certificates=authority.path, extra_settings=others) == "nobody"
        assert proxy.asked[0][0] == f"CONNECT {ORG}:443 HTTP/1.1"
