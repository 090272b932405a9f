"""Whether Kafka lets us in: one connection of aiokafka's, whose errors say why not.

kafka-python answers a wrong password or an expired certificate with ten seconds of trying, each refused login
one more at the broker, and then with "no answer": the reason is in its log only, and that of a login is lost
if the broker closes the connection in the same breath. So before the first client is made, and after one that
got no answer, this asks once.
"""

import socket
import ssl
from collections.abc import Callable

from aiokafka import errors as kafka

from streams import beside
from streams.broker.addresses import parted, servers
from streams.broker.knock import knock
from streams.errors import Misconfigured, NewswireError, Superseded
from streams.security.credentials import PASSWORDS, PROTOCOL, Bearer, Security, security
from streams.settings import Settings, variable

ANSWER_MS_MAX, LOOK_S_MAX = 5_000, 10.0  # of one broker; with its name looked up
# What OpenSSL says of a certificate (x509_vfy.h), and what it means here.
_EXPIRED, _OTHER_NAME, _OTHER_ADDRESS = 10, 62, 64
_UNKNOWN_AUTHORITY = (18, 19, 20, 21)


def require_admission(settings: Settings) -> None:
    """Return once a broker lets us in, or where none answers: to wait for one is the client's business.

    Asks nobody where Kafka is reached without TLS and login. Takes 10 s at most for each broker that is away.
    Raises Misconfigured with the first refusal: what of the certificate or the login, and what to change;
    Unavailable where the issuer of our tokens does not answer.
    """
    _require(settings, security(settings))


def admission(settings: Settings) -> Callable[[], None]:
    """Return what asks whether Kafka would let this process in again, with what its files said by now.

    It raises as `require_admission` does, and Superseded where Kafka takes what the files say since then:
    clients read them once, so a password or certificate that was renewed needs a start.
    """
    held = security(settings)

    def ask() -> None:
        try:
            _require(settings, held)
        except Misconfigured as refusal:
            try:
                require_admission(settings)
            except NewswireError:
                raise refusal from None
            raise Superseded(
                "the password or certificate was renewed after this process had read it, and Kafka takes the "
                "new one only; it is to be started again"
            ) from refusal

    return ask


def _require(settings: Settings, secured: Security) -> None:
    if not (secured.tls or secured.login):
        return
    if isinstance(secured.login, Bearer):
        secured.login.tokens.token()
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
    try:
        beside.run(knock(server, secured, answer_ms_max=ANSWER_MS_MAX), within_s=LOOK_S_MAX)
    except ssl.SSLCertVerificationError as error:
        raise Misconfigured(f"Kafka at {server}: {_meaning(error)}") from error
    except ssl.SSLEOFError:
        raise  # as of a broker that goes down
    except ssl.SSLError as error:
        raise Misconfigured(f"Kafka at {server}: {_broken(error)}") from error
    except kafka.KafkaConnectionError as error:
        raise _closed(server, secured) from error
    except (kafka.KafkaError, ValueError) as error:
        raise _refusal(server, secured, error) from error


def _closed(server: str, secured: Security) -> Exception:
    """Return why a broker closed a connection: TLS 1.3 tells of our certificate with what is read first.

    OSError if it says nothing.
    """
    host, port = parted(server)
    try:
        with socket.create_connection((host, int(port)), timeout=ANSWER_MS_MAX / 1000) as plain:
            if secured.tls:
                secured.tls.wrap_socket(plain, server_hostname=host).recv(1)
    except ssl.SSLEOFError as error:
        return error
    except ssl.SSLError as error:
        return Misconfigured(f"Kafka at {server}: {_broken(error)}")
    except OSError as error:
        return error
    return ConnectionResetError("closed")


def _refusal(server: str, secured: Security, error: Exception) -> Exception:
    """Return what a broker that was reached says of our login; OSError if it says nothing."""
    login = secured.login
    mechanism = login.mechanism if login else ""
    if isinstance(login, Bearer) and isinstance(error, kafka.SaslAuthenticationFailed):
        return Misconfigured(f"Kafka at {server} refused the token ({error}): {login.tokens.refused()}")
    user = "" if login is None or isinstance(login, Bearer) else login.username
    if isinstance(error, kafka.UnsupportedSaslMechanismError):
        return Misconfigured(
            f"Kafka at {server} does not take {mechanism}; set {variable('kafka_sasl_mechanism')} to one "
            "that it does"
        )
    if isinstance(error, kafka.IllegalSaslStateError):
        return Misconfigured(
            f"Kafka at {server} takes no login there; {PROTOCOL} must be that of the listener"
        )
    if isinstance(error, kafka.SaslAuthenticationFailed):
        return Misconfigured(
            f"Kafka at {server} refused the login of {user!r} ({error}); check {variable('kafka_username')}, "
            f"{PASSWORDS} and {variable('kafka_sasl_mechanism')}"
        )
    if isinstance(error, ValueError):  # what it signed was not signed with this password
        return Misconfigured(
            f"Kafka at {server} does not know the password of {user!r} itself ({error}); is it the right one?"
        )
    return OSError(str(error))


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
