"""A self-signed certificate with its key, as the `.pfx` file of a registration."""

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from bot.clock import SystemClock
from tests.fakes.keys import private_key


def pfx(path: Path, passphrase: str = "a passphrase", ends: timedelta = timedelta(days=365)) -> Path:
    """Writes one that ends this long from now (wall time, as Entra holds it)."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "need-to-know")])
    key, now = private_key("certificate"), SystemClock().now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + ends)
        .sign(key, hashes.SHA256())
    )
    encryption = BestAvailableEncryption(passphrase.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"need-to-know", key, made, None, encryption))
    return path
