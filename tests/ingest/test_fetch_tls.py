"""Encryption: who cannot prove who they are is not listened to, and not asked twice."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.faults import PDF, Publisher
from tests.fetching import Desk

pytest_plugins = ["tests.fetching_fixtures"]

Key = ec.EllipticCurvePrivateKey


class Authority:
    """A certificate authority of our own, which the fetcher is told to trust."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        constraint = x509.BasicConstraints(ca=True, path_length=None)
        certificate = self._builder(self.name, self.key, days=1).add_extension(constraint, True)
        self.path = folder / "authority.pem"
        self.path.write_bytes(_pem(certificate.sign(self.key, hashes.SHA256())))

    def server(self, host: str, *, days: int = 1) -> ssl.SSLContext:
        """A server's side of TLS, with a certificate for `host` that ends in `days` days."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names: list[x509.GeneralName] = [x509.DNSName(host)]
        if host[0].isdigit():
            names = [x509.IPAddress(ipaddress.ip_address(host))]
        builder = self._builder(subject, key, days=days)
        builder = builder.add_extension(x509.SubjectAlternativeName(names), False)
        path = self.folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(private + _pem(builder.sign(self.key, hashes.SHA256())))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _builder(self, subject: x509.Name, key: Key, *, days: int) -> x509.CertificateBuilder:
        end = datetime.now(UTC) + timedelta(days=days)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(end - timedelta(days=10))
            .not_valid_after(end)
        )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    return authority


def test_a_good_certificate_is_accepted(desk: Desk, authority: Authority) -> None:
    with Publisher(tls=authority.server("127.0.0.1")) as publisher:
        url = publisher.put("/plan.pdf", PDF)
        assert desk.ask(url, hosts=(publisher.host,)).error is None


@pytest.mark.parametrize(
    ("host", "days", "said"),
    [("127.0.0.1", -1, "expired"), ("www.example.jp", 1, "IP address mismatch")],
)
def test_an_expired_certificate_or_one_for_another_host_is_not(
    desk: Desk, authority: Authority, host: str, days: int, said: str
) -> None:
    with Publisher(tls=authority.server(host, days=days)) as publisher:
        url = publisher.put("/plan.pdf", PDF)
        asked = desk.ask(url, hosts=(publisher.host,))
        assert asked.capture.outcome == "failed"
        assert "certificate that is not valid" in (asked.capture.message or "")
        assert said in (asked.capture.message or "")
        assert publisher.seen == []
        assert publisher.connections == 1, "it is not tried again, and never without checking"


def test_an_authority_nobody_knows_is_not_trusted(
    desk: Desk, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with Publisher(tls=authority.server("127.0.0.1")) as publisher:
        asked = desk.ask(publisher.url("/plan.pdf"), hosts=(publisher.host,))
    assert "certificate that is not valid" in (asked.capture.message or "")


def test_a_server_that_speaks_no_tls_is_said(desk: Desk) -> None:
    url = f"https://{desk.publisher.host}/plan.pdf"
    asked = desk.ask(url)
    assert asked.capture.outcome == "failed"
    assert "encryption" in (asked.capture.message or "")


def test_a_redirect_from_https_down_to_http_is_refused(desk: Desk, authority: Authority) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    down = desk.publisher.url("/plan.pdf")
    with Publisher(tls=authority.server("127.0.0.1")) as publisher:
        hosts = (publisher.host, desk.publisher.host)
        asked = desk.ask(publisher.url(f"/redirect?to={down}"), hosts=hosts)
    assert asked.capture.outcome == "blocked"
    assert "from https down to http" in (asked.capture.message or "")
    assert desk.publisher.seen == []
