"""Whether Kafka lets us in: one connection by hand, which says why not.

kafka-python answers a wrong password or an expired certificate with ten seconds of trying, each refused login
one more at the broker, and then with "no answer": the reason is in its log only, and that of a login is lost
if the broker closes the connection in the same breath. So before the first client is made, and after one that
got no answer, this asks once.
"""

import socket
import ssl

from streams.broker.addresses import parted, servers
from streams.broker.first_words import log_in, look
from streams.errors import Misconfigured
from streams.security.credentials import PROTOCOL, Security, security
from streams.settings import Settings, variable

ANSWER_S_MAX = 5.0
# What OpenSSL says of a certificate (x509_vfy.h), and what it means here.
_EXPIRED, _OTHER_NAME, _OTHER_ADDRESS = 10, 62, 64
_UNKNOWN_AUTHORITY = (18, 19, 20, 21)


def require_admission(settings: Settings) -> None:
    """Return once a broker lets us in, or where none answers: to wait for one is the client's business.

    Asks nobody where Kafka is reached without TLS and login. Takes 5 s at most for each broker that is away.
    Raises Misconfigured with the first refusal: what of the certificate or the login, and what to change.
    """
    secured = security(settings)
    if not (secured.tls or secured.login):
        return
    refusals: list[Misconfigured] = []
    for server in servers(settings):
        try:
            _enter(server, secured)
        except Misconfigured as refusal:
            refusals.append(refusal)
        except OSError:
            continue
        else:
            return
    if refusals:
        raise refusals[0]


def _enter(server: str, secured: Security) -> None:
    """Raises Misconfigured where the broker refuses us, OSError where it does not answer."""
    host, port = parted(server)
    with socket.create_connection((host, int(port)), timeout=ANSWER_S_MAX) as plain:
        connection = plain
        try:
            if secured.tls:
                connection = secured.tls.wrap_socket(plain, server_hostname=host)
            if secured.login:
                log_in(server, connection, secured.login)
            else:
                look(connection)
        except ssl.SSLCertVerificationError as error:
            raise Misconfigured(f"Kafka at {server}: {_meaning(error)}") from error
        except ssl.SSLEOFError:
            raise  # as of a broker that goes down
        except ssl.SSLError as error:
            raise Misconfigured(f"Kafka at {server}: {_broken(error)}") from error


def _meaning(error: ssl.SSLCertVerificationError) -> str:
    said = f"({error.verify_message.rstrip('.')})"
    if error.verify_code == _EXPIRED:
        return "its certificate has expired; the cluster needs a new one, if the clock here is right"
    if error.verify_code in (_OTHER_NAME, _OTHER_ADDRESS):
        return (
            f"its certificate is another host's {said}; {variable('kafka_bootstrap_servers')} must use a "
            "name that stands in the certificate"
        )
    if error.verify_code in _UNKNOWN_AUTHORITY:
        return (
            f"its certificate is of an authority that is not known here {said}; "
            f"{variable('kafka_ca_file')} must hold that authority's certificate"
        )
    return f"its certificate cannot be trusted {said}; the cluster needs another"


def _broken(error: ssl.SSLError) -> str:
    reason = error.reason or str(error)
    if "ALERT" in reason:
        return (
            f"it refuses our certificate, or that there is none ({reason}); check "
            f"{variable('kafka_certificate_file')} and {variable('kafka_key_file')}"
        )
    return f"no TLS there ({reason}); {PROTOCOL} must be that of the listener"
