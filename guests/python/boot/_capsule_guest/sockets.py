"""Sockets that reach HTTP servers, through the host: what ``socket.socket`` is in a sandbox."""

import errno
import io
import os
import socket
import urllib.request

from _capsule_guest import host, wire

_REFUSED = (
    "network sockets carry nothing but HTTP in a Capsule sandbox: send HTTP requests "
    "(urllib, http.client, requests, httpx) to hosts in allowed_hosts"
)


def _refuse(*_, **__):
    raise PermissionError(errno.EACCES, _REFUSED)


class EndSignal:
    """A descriptor that is readable when a connection has ended: what libraries look at before they use one again."""

    def __init__(self):
        self._pipe = None

    def fileno(self, connection):
        if connection is not None and connection.closed:
            self.close()
            return -1
        if self._pipe is None:
            self._pipe = os.pipe()
        if connection is not None and connection.readable and self._pipe[1] >= 0:
            os.close(self._pipe[1])
            self._pipe = self._pipe[0], -1
        return self._pipe[0]

    def close(self):
        pipe, self._pipe = self._pipe, None
        for descriptor in pipe or ():
            if descriptor >= 0:
                os.close(descriptor)

    def __del__(self):
        try:
            self.close()
        except Exception:
            pass


class HttpSocket:
    """A stream socket that a program connects to a server, to speak HTTP/1.1 with it."""

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        family = socket.AF_INET if family == -1 else family
        type = socket.SOCK_STREAM if type == -1 else type
        kind = type & ~(getattr(socket, "SOCK_NONBLOCK", 0) | getattr(socket, "SOCK_CLOEXEC", 0))
        if fileno is not None or kind != socket.SOCK_STREAM or family not in (socket.AF_INET, socket.AF_INET6):
            _refuse()
        self.family, self.type, self.proto = family, kind, max(proto, 0)
        self._timeout = socket.getdefaulttimeout()
        self._connection = None
        self._closed = False
        self._io_refs = 0
        self._signal = EndSignal()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self._closed:
            self.close()

    def __del__(self):
        try:
            self._real_close()
        except Exception:
            pass

    def __repr__(self):
        return f"<{type(self).__name__} peer={self._peer()}>"

    def __getstate__(self):
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")

    @property
    def timeout(self):
        return self._timeout

    def settimeout(self, value):
        if value is not None:
            value = float(value)
            if value < 0:
                raise ValueError("Timeout value out of range")
        self._timeout = value

    def gettimeout(self):
        return self._timeout

    def setblocking(self, flag):
        self._timeout = None if flag else 0.0

    def getblocking(self):
        return self._timeout != 0.0

    def connect(self, address):
        if self._closed:
            raise OSError(errno.EBADF, "Bad file descriptor")
        if self._connection is not None:
            raise OSError(errno.EISCONN, "Transport endpoint is already connected")
        name, port = _address(address)
        connection = wire.Connection(name, port)
        if port != 443:  # a connection to port 443 begins with TLS, which connects
            self._run(connection.connect())
        self._connection = connection

    def connect_ex(self, address):
        try:
            self.connect(address)
        except OSError as error:
            return error.errno or errno.ECONNREFUSED
        return 0

    def send(self, data, flags=0):
        self.sendall(data, flags)
        return memoryview(data).nbytes

    def sendall(self, data, flags=0):
        view = memoryview(data)
        if view.nbytes:
            self._run(self._open().write(view.cast("B") if view.ndim == 1 and view.contiguous else view.tobytes()))

    def sendfile(self, file, offset=0, count=None):
        file.seek(offset)
        total = 0
        while count is None or total < count:
            data = file.read(65536 if count is None else min(65536, count - total))
            if not data:
                break
            self.sendall(data)
            total += len(data)
        return total

    def recv(self, bufsize, flags=0):
        connection = self._open()
        if flags & getattr(socket, "MSG_PEEK", 2):
            data = self._run(connection.read(bufsize))
            connection._output[:0] = data
            return data
        return self._run(connection.read(bufsize))

    def recv_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast("B")
        data = self.recv(nbytes or len(view), flags)
        view[:len(data)] = data
        return len(data)

    def recvfrom(self, bufsize, flags=0):
        return self.recv(bufsize, flags), self._peer()

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        return self.recv_into(buffer, nbytes, flags), self._peer()

    def makefile(self, mode="r", buffering=None, *, encoding=None, errors=None, newline=None):
        if not set(mode) <= {"r", "w", "b"}:
            raise ValueError(f"invalid mode {mode!r} (only r, w, b allowed)")
        reading = "r" in mode or "w" not in mode
        rawmode = ("r" if reading else "") + ("w" if "w" in mode else "")
        raw = socket.SocketIO(self, rawmode)
        self._io_refs += 1
        if buffering == 0:
            return raw
        size = io.DEFAULT_BUFFER_SIZE if buffering is None or buffering < 0 else buffering
        writing = "w" in mode
        stream = (
            io.BufferedRWPair(raw, raw, size) if reading and writing
            else io.BufferedReader(raw, size) if reading else io.BufferedWriter(raw, size)
        )
        if "b" in mode:
            return stream
        text = io.TextIOWrapper(stream, encoding, errors, newline)
        text.mode = mode
        return text

    def _decref_socketios(self):
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    def shutdown(self, how):
        if how != socket.SHUT_WR:
            self._give_up()

    def close(self):
        self._closed = True
        if self._io_refs <= 0:
            self._real_close()

    def detach(self):
        self._closed = True
        self._connection = None
        return -1

    def fileno(self):
        """A descriptor that is readable when the connection has ended, for ``select``."""
        if self._closed and self._io_refs <= 0:
            return -1
        return self._signal.fileno(self._connection)

    def getpeername(self):
        if self._connection is None:
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")
        return self._peer()

    def getsockname(self):
        return ("0.0.0.0", 0) if self.family == socket.AF_INET else ("::", 0, 0, 0)

    def setsockopt(self, *_):
        pass

    def getsockopt(self, level, option, buflen=None):
        return bytes(buflen) if buflen else 0

    def get_inheritable(self):
        return False

    def set_inheritable(self, inheritable):
        pass

    bind = listen = accept = dup = share = sendto = sendmsg = recvmsg = recvmsg_into = ioctl = _refuse

    def _peer(self):
        connection = self._connection
        return (connection.host, connection.port) if connection else ("0.0.0.0", 0)

    def _open(self):
        if self._closed and self._io_refs <= 0:
            raise OSError(errno.EBADF, "Bad file descriptor")
        if self._connection is None:
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")
        return self._connection

    def _run(self, steps):
        try:
            return wire.run(steps, host, self._timeout)
        except TimeoutError:
            if self._timeout == 0.0:
                raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable") from None
            raise

    def _real_close(self):
        self._closed = True
        self._give_up()
        signal = getattr(self, "_signal", None)
        if signal is not None:
            signal.close()

    def _give_up(self):
        connection = getattr(self, "_connection", None)
        handle = connection.close() if connection is not None else None
        if handle is not None:
            host.call("http.close", handle=handle)


def _address(address):
    name, port = address[0], address[1]
    if isinstance(name, (bytes, bytearray)):
        name = name.decode("ascii")
    if not isinstance(name, str) or not isinstance(port, int):
        raise TypeError("a socket's address is a host and a port")
    if not 0 < port < 65536:
        raise OverflowError("connect(): port must be 1-65535")
    return _ascii(name), port


def _ascii(name):
    name = name.rstrip(".").partition("%")[0]
    return name.lower() if name.isascii() else name.encode("idna").decode("ascii")


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """Names are resolved by the host, which checks the address; what is given here is the name itself."""
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii")
    if isinstance(port, str):
        try:
            port = int(port)
        except ValueError:
            port = {"http": 80, "https": 443}.get(port, 0)
    if type not in (0, socket.SOCK_STREAM) or not host:
        raise socket.gaierror(socket.EAI_FAIL, _REFUSED)
    try:
        host = _ascii(host)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, f"the name is not valid: {error}") from None
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    if family not in (0, kind):
        raise socket.gaierror(socket.EAI_NONAME, "the host has no address of this family")
    address = (host, port or 0, 0, 0) if kind == socket.AF_INET6 else (host, port or 0)
    return [(kind, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address)]


def install():
    socket.socket = socket.SocketType = HttpSocket
    socket.getaddrinfo = getaddrinfo
    for name in ("gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo"):
        setattr(socket, name, _refuse_name)
    for name in ("create_server", "socketpair", "fromfd", "send_fds", "recv_fds"):
        if hasattr(socket, name):
            setattr(socket, name, _refuse)
    urllib.request.getproxies = urllib.request.getproxies_environment = getproxies


_proxies_of_environment = urllib.request.getproxies_environment


def getproxies():
    """The host itself reaches servers: of proxies that variables name, only those that are not to be used count."""
    return {name: value for name, value in _proxies_of_environment().items() if name == "no"}


getproxies.__module__ = urllib.request.__name__


def _refuse_name(*_, **__):
    raise socket.gaierror(
        socket.EAI_FAIL, "names are resolved by the host of a Capsule sandbox, when a request is sent"
    )
