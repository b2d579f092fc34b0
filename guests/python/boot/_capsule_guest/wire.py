"""HTTP/1.1 as a socket's two directions of bytes, and the host's gate behind it.

A program's HTTP library writes a request to what it takes for a socket, and reads a response from it. This takes the
request apart, asks the host for it, and writes the response. The host checks what it is asked for by itself.

``write`` and ``read`` are generators: they yield what the host is to do, ``(name, payload, fields)``, and are sent its
answer. So one code serves sockets, which wait, and asyncio, which does not.
"""

#: A head of a request may be this long.
_LONGEST_HEAD = 256 << 10

#: A body up to this length goes to the host in one piece.
_WHOLE_BODY = 256 << 10

#: What TLS would begin with, and HTTP never does. The stand-in for TLS writes ``_TLS_MARK + host + newline``.
TLS_MARK = b"\x16\x03capsule-tls "

_OWN_HEADERS = frozenset((b"connection", b"keep-alive", b"proxy-connection", b"content-length", b"expect"))


class Connection:
    """One connection: a request, its response, and the next."""

    def __init__(self, host, port):
        self.host = host
        self.port = port
        self.tls = False
        self.ended = False  # the response said so, or something failed
        self.closed = False
        self._failure = None  # why a request was not sent, for whoever goes on to read a response
        self._input = bytearray()
        self._output = bytearray()
        self._request = None
        self._handle = None
        self._response = None

    @property
    def has_request(self):
        """Whether a whole request was written, and its response is not read to the end."""
        return self._request is not None and self._request.is_complete

    @property
    def readable(self):
        """Whether reading gives something at once."""
        return bool(self._output) or self.ended

    def origin(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        standard = self.port == (443 if self.tls else 80)
        return f"{'https' if self.tls else 'http'}://{host}{'' if standard else f':{self.port}'}"

    def connect(self):
        yield "http.connect", b"", {"url": self.origin() + "/"}

    def secure(self, host):
        """From here on, the host speaks TLS."""
        if host and host.lower().rstrip(".") != self.host.lower().rstrip("."):
            raise ValueError(
                f"TLS with {self.host} under the name {host!r} is not available in a Capsule sandbox: "
                "connect to that name"
            )
        self.tls = True
        yield from self.connect()

    def write(self, data):
        if self.ended:
            raise BrokenPipeError("the connection is closed")
        self._input += data
        try:
            yield from self._take()
        except BaseException as error:
            self.ended, self._failure = True, error
            raise

    def _take(self):
        while self._input:
            if self._request is None:
                if self._input.startswith(TLS_MARK):
                    line, found, rest = self._input.partition(b"\n")
                    if not found:
                        return
                    self._input = rest
                    yield from self.secure(bytes(line[len(TLS_MARK):]).decode("ascii"))
                    continue
                head = self._take_head()
                if head is None:
                    return
                self._request = request = Request(head)
                if request.expects_continue:
                    self._output += b"HTTP/1.1 100 Continue\r\n\r\n"
                if request.is_streamed:
                    yield from self._open(request, b"", stream=True)
                elif request.length in (None, 0):
                    request.is_complete = True
                    yield from self._open(request, b"")
                    return
            request = self._request
            if request.is_complete:
                return  # of the next request, which waits until this one is answered
            if request.is_streamed:
                part = request.body.take(self._input)
                if part or request.body.is_complete:
                    request.is_complete = request.body.is_complete
                    yield "http.write", bytes(part), {"handle": self._handle, "last": request.is_complete}
                elif not part:
                    return
            else:
                if len(self._input) < request.length:
                    return
                body = bytes(self._input[:request.length])
                del self._input[:request.length]
                request.is_complete = True
                yield from self._open(request, body)

    def _take_head(self):
        while self._input.startswith(b"\r\n"):
            del self._input[:2]
        end = self._input.find(b"\r\n\r\n")
        if end < 0:
            if len(self._input) > _LONGEST_HEAD:
                raise ValueError("the head of the HTTP request is too long")
            return None
        head = bytes(self._input[:end])
        del self._input[:end + 4]
        return head

    def _open(self, request, body, stream=False):
        fields = {"method": request.method, "url": self.origin() + request.target, "headers": request.headers}
        if stream:
            fields["stream"] = True
        if request.length is not None:
            fields["length"] = request.length
        self._handle, _ = yield "http.open", body, fields

    def read(self, most):
        """Bytes of responses; none when the connection ends. There must be a request, or bytes left."""
        while not self._output and not self.ended:
            try:
                yield from self._receive()
            except TimeoutError:
                raise
            except BaseException:
                self.ended = True
                raise
        if not self._output and self._failure is not None:
            raise self._failure  # httpcore passes over a failure to write, and would take this for the server's end
        data = bytes(self._output[:most])
        del self._output[:most]
        return data

    def _receive(self):
        if self._request is None:
            raise TimeoutError("timed out: nothing was asked for on this connection")
        if self._handle is None:
            raise TimeoutError("timed out: the HTTP request on this connection is not complete")
        if self._response is None:
            head, _ = yield "http.head", b"", {"handle": self._handle}
            self._response = response = Response(self._request, head)
            self._output += response.head
            if response.has_no_body:
                yield "http.close", b"", {"handle": self._handle}
                yield from self._finish()
            return
        ended, data = yield "http.read", b"", {"handle": self._handle}
        self._output += self._response.frame(data, ended)
        if ended:
            yield from self._finish()

    def _finish(self):
        self.ended = self._request.closes
        self._request = self._response = self._handle = None
        if self._input and not self.ended:
            yield from self._take()

    def close(self):
        """What the host should give up, or None."""
        handle, self._handle = self._handle, None
        self.ended = self.closed = True
        return handle


class Request:
    """The head of a request."""

    def __init__(self, head):
        line, *lines = head.split(b"\r\n")
        parts = line.split(b" ")
        if len(parts) != 3 or parts[2] not in (b"HTTP/1.1", b"HTTP/1.0"):
            raise ValueError("only HTTP/1.1 requests can leave a Capsule sandbox")
        self.method, self.target = parts[0].decode("latin-1"), parts[1].decode("latin-1")
        if self.method == "CONNECT" or not self.target.startswith("/"):
            raise ValueError("HTTP proxies are not available in a Capsule sandbox: send requests to the server itself")
        fields = [self._field(line) for line in self._unfold(lines)]
        transfer = [value for name, value in fields if name.lower() == b"transfer-encoding"]
        lengths = [value for name, value in fields if name.lower() == b"content-length"]
        if transfer not in ([], [b"chunked"]) or len(set(lengths)) > 1 or (transfer and lengths):
            raise ValueError("the HTTP request does not say in one way where its body ends")
        if lengths and not (lengths[0].isdigit() and len(lengths[0]) < 16):
            raise ValueError("the HTTP request's Content-Length is no number")
        tokens = b",".join(value for name, value in fields if name.lower() == b"connection").lower()
        self.length = int(lengths[0]) if lengths else None
        self.closes = b"close" in tokens or parts[2] == b"HTTP/1.0"
        self.is_plain = parts[2] == b"HTTP/1.0"
        self.expects_continue = any(
            name.lower() == b"expect" and value.lower() == b"100-continue" for name, value in fields
        )
        own = _OWN_HEADERS | {b"transfer-encoding"}
        self.headers = [
            [name.decode("latin-1"), value.decode("latin-1")] for name, value in fields if name.lower() not in own
        ]
        self.is_streamed = bool(transfer) or (self.length is not None and self.length > _WHOLE_BODY)
        self.body = Chunks() if transfer else Counted(self.length or 0)
        self.is_complete = False

    @staticmethod
    def _unfold(lines):
        """http.client writes a header of many values on many lines."""
        unfolded = []
        for line in lines:
            if line[:1] in (b" ", b"\t") and unfolded:
                unfolded[-1] += b" " + line.strip(b" \t")
            else:
                unfolded.append(line)
        return unfolded

    @staticmethod
    def _field(line):
        name, colon, value = line.partition(b":")
        if not colon or not name or name != name.strip() or b"\n" in line or b"\r" in line:
            raise ValueError("the HTTP request has a malformed header")
        return name, value.strip(b" \t")


class Counted:
    """A body of a known length."""

    def __init__(self, length):
        self._left = length

    @property
    def is_complete(self):
        return self._left == 0

    def take(self, data):
        part = data[:self._left]
        del data[:len(part)]
        self._left -= len(part)
        return part


class Chunks:
    """A body in chunks."""

    def __init__(self):
        self.is_complete = False
        self._left = None  # of a chunk; None: its length comes; -2, -1: its end comes; 0: the last, trailers come

    def take(self, data):
        parts = bytearray()
        while data and not self.is_complete:
            if self._left is None:
                line = self._line(data)
                if line is None:
                    break
                digits = line.partition(b";")[0].strip()
                if not 0 < len(digits) < 16 or digits.strip(b"0123456789abcdefABCDEF"):
                    raise ValueError("the HTTP request has a malformed chunk")
                self._left = int(digits, 16)
            elif self._left == 0:
                line = self._line(data)
                if line is None:
                    break
                self.is_complete = not line
            else:
                whole = data[:self._left]
                if len(whole) == self._left and len(data) < self._left + 2:
                    whole = whole[:-1]  # its end comes together with the line's
                if not whole:
                    break
                parts += whole
                del data[:len(whole)]
                self._left -= len(whole)
                if self._left == 0:
                    if data[:2] != b"\r\n":
                        raise ValueError("the HTTP request has a malformed chunk")
                    del data[:2]
                    self._left = None
        return parts

    @staticmethod
    def _line(data):
        end = data.find(b"\r\n")
        if end < 0:
            if len(data) > 4096:
                raise ValueError("the HTTP request has a malformed chunk")
            return None
        line = bytes(data[:end])
        del data[:end + 2]
        return line


class Response:
    """The head of a response, and how its body is framed."""

    def __init__(self, request, head):
        status = head["status"]
        self.has_no_body = request.method == "HEAD" or status < 200 or status in (204, 304)
        has_length = any(name.lower() == "content-length" for name, _ in head["headers"])
        self._is_chunked = not (self.has_no_body or has_length or request.is_plain)
        request.closes = request.closes or (request.is_plain and not has_length)
        lines = [f"HTTP/1.1 {status} {_line(head['reason'])}"]
        lines += [f"{name}: {_line(value)}" for name, value in head["headers"]]
        if self._is_chunked:
            lines.append("Transfer-Encoding: chunked")
        if request.closes:
            lines.append("Connection: close")
        self.head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")

    def frame(self, data, ended):
        if not self._is_chunked:
            return data
        framed = b"%x\r\n%b\r\n" % (len(data), data) if data else b""
        return framed + b"0\r\n\r\n" if ended else framed


def _line(text):
    return text.replace("\r", " ").replace("\n", " ")


def run(steps, host, timeout=None):
    """Does what a generator asks for, and waits."""
    try:
        request = next(steps)
        while True:
            name, payload, fields = request
            if timeout is not None and name != "http.open":
                fields["timeout"] = timeout
            try:
                answer = host.call_for_bytes(name, payload, **fields)
            except BaseException as error:
                request = steps.throw(error)
            else:
                request = steps.send(answer)
    except StopIteration as end:
        return end.value


async def run_async(steps, host):
    """Does what a generator asks for, while others go on."""
    try:
        request = next(steps)
        while True:
            name, payload, fields = request
            try:
                answer = await host.call_async_for_bytes(name, payload, **fields)
            except BaseException as error:
                request = steps.throw(error)
            else:
                request = steps.send(answer)
    except StopIteration as end:
        return end.value
