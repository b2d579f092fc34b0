"""TLS is the host's. The ``ssl`` module of a sandbox marks a connection as one that the host is to encrypt."""

import ssl
import warnings

from _capsule_guest import sockets, wire

_UNVERIFIED = (
    "the host of a Capsule sandbox verifies TLS certificates: verify=False and CERT_NONE change nothing"
)
_NO_CERTIFICATE = "client certificates are not available in a Capsule sandbox"
_NO_SERVER = "TLS servers are not available in a Capsule sandbox"


class _Facts:
    """What both kinds of TLS connections tell about themselves."""

    context = server_hostname = session = None
    server_side = False
    session_reused = False

    def getpeercert(self, binary_form=False):
        """The host has verified the certificate for this name, and keeps it."""
        if binary_form:
            return None
        name = self.server_hostname or ""
        kind = "IP Address" if ":" in name or name.replace(".", "").isdigit() else "DNS"
        return {"subject": ((("commonName", name),),), "subjectAltName": ((kind, name),)} if name else {}

    def get_verified_chain(self):
        return []

    get_unverified_chain = get_verified_chain

    def selected_alpn_protocol(self):
        return None

    selected_npn_protocol = shared_ciphers = compression = selected_alpn_protocol

    def cipher(self):
        return ("host", "TLS", 256)

    def version(self):
        return "TLSv1.3"

    def get_channel_binding(self, cb_type="tls-unique"):
        return None

    def pending(self):
        return 0


class HostTlsSocket(_Facts, sockets.HttpSocket):
    """What ``SSLContext.wrap_socket`` makes of a socket."""

    def __init__(self, *_, **__):
        raise TypeError("SSLSocket does not have a public constructor. Instances are returned by SSLContext.wrap_socket().")

    #: httpcore looks for ALPN's answer here.
    _sslobj = property(lambda self: self)

    @classmethod
    def _create(cls, sock, server_side=False, do_handshake_on_connect=True, suppress_ragged_eofs=True,
                server_hostname=None, context=None, session=None):
        _check(context, server_side)
        made = cls.__new__(cls)
        sockets.HttpSocket.__init__(made, sock.family, sock.type, sock.proto)
        made._timeout = sock.gettimeout()
        made.context, made.server_hostname = context, _name(context, server_hostname)
        connection, sock._connection = sock._connection, None
        sock.detach()
        if connection is not None:
            made._connection = connection
            if do_handshake_on_connect:
                made.do_handshake()
        return made

    def connect(self, address):
        self._connection = wire.Connection(*sockets._address(address))
        self.do_handshake()

    def do_handshake(self, block=False):
        if not self._open().tls:
            self._run(self._connection.secure(self.server_hostname))

    def read(self, len=1024, buffer=None):
        return self.recv(len) if buffer is None else self.recv_into(buffer, len)

    def write(self, data):
        return self.send(data)

    def unwrap(self):
        return self

    def verify_client_post_handshake(self):
        raise ssl.SSLError(1, _NO_CERTIFICATE)


class HostTlsObject(_Facts):
    """What ``SSLContext.wrap_bio`` makes: bytes pass as they are, after a mark that the socket understands."""

    def __init__(self, *_, **__):
        raise TypeError("SSLObject does not have a public constructor. Instances are returned by SSLContext.wrap_bio().")

    @classmethod
    def _create(cls, incoming, outgoing, server_side=False, server_hostname=None, session=None, context=None):
        _check(context, server_side)
        made = cls.__new__(cls)
        made._incoming, made._outgoing, made._marked = incoming, outgoing, False
        made.context, made.server_hostname = context, _name(context, server_hostname)
        return made

    def do_handshake(self):
        if not self._marked:
            self._marked = True
            self._outgoing.write(wire.TLS_MARK + (self.server_hostname or "").encode("ascii") + b"\n")

    def read(self, len=1024, buffer=None):
        data = self._incoming.read(len)
        if not data:
            if self._incoming.eof:
                raise ssl.SSLZeroReturnError(ssl.SSL_ERROR_ZERO_RETURN, "TLS/SSL connection has been closed (EOF)")
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "The operation did not complete (read)")
        if buffer is None:
            return data
        memoryview(buffer)[:data.__len__()] = data
        return data.__len__()

    def write(self, data):
        self.do_handshake()
        return self._outgoing.write(bytes(data))

    def unwrap(self):
        return None


def _check(context, server_side):
    if server_side:
        raise ssl.SSLError(1, _NO_SERVER)
    if context.verify_mode == ssl.CERT_NONE:
        warnings.warn(_UNVERIFIED, RuntimeWarning, stacklevel=4)


def _name(context, server_hostname):
    if server_hostname is None:
        if context.check_hostname:
            raise ValueError("check_hostname requires server_hostname")
        return None
    return sockets._ascii(context._encode_hostname(server_hostname))


def _wrap_bio(self, incoming, outgoing, server_side=False, server_hostname=None, session=None):
    return self.sslobject_class._create(
        incoming, outgoing, server_side=server_side, server_hostname=server_hostname, session=session, context=self
    )


def _wrap_socket(self, sock, server_side=False, do_handshake_on_connect=True, suppress_ragged_eofs=True,
                 server_hostname=None, session=None):
    return self.sslsocket_class._create(
        sock, server_side=server_side, do_handshake_on_connect=do_handshake_on_connect,
        suppress_ragged_eofs=suppress_ragged_eofs, server_hostname=server_hostname, context=self, session=session,
    )


def _no_certificate(self, *_, **__):
    raise ssl.SSLError(1, _NO_CERTIFICATE)


def install():
    ssl.SSLSocket, ssl.SSLObject = HostTlsSocket, HostTlsObject
    context = ssl.SSLContext
    context.sslsocket_class, context.sslobject_class = HostTlsSocket, HostTlsObject
    context.wrap_bio, context.wrap_socket = _wrap_bio, _wrap_socket
    context.load_cert_chain = _no_certificate
    ssl.HAS_TLSv1_3 = True
    ssl.HAS_NEVER_CHECK_COMMON_NAME = True  # as the host does; urllib3 2 sets it without asking
    ssl.HOSTFLAG_NEVER_CHECK_SUBJECT = 4  # X509_CHECK_FLAG_NEVER_CHECK_SUBJECT
    ssl.OPENSSL_VERSION = "OpenSSL 3.0.0 (Capsule: the host's TLS)"
    ssl.OPENSSL_VERSION_INFO = (3, 0, 0, 0, 0)
    ssl.OPENSSL_VERSION_NUMBER = 0x30000000
