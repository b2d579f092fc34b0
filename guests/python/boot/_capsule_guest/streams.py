"""asyncio's connections, over the host's HTTP."""

import asyncio
import collections
import socket
import ssl

from _capsule_guest import host, sockets, wire

_HIGH_WATER = 256 << 10


class HttpTransport(asyncio.Transport):
    """A connection to a server, for a protocol that speaks HTTP/1.1."""

    def __init__(self, loop, connection, protocol, extra=None):
        super().__init__(extra)
        self._loop = loop
        self._connection = connection
        self._protocol = protocol
        self._outbox = collections.deque()
        self._outbox_size = 0
        self._high_water = _HIGH_WATER
        self._wake = asyncio.Event()
        self._reading = asyncio.Event()
        self._reading.set()
        self._writing_paused = False
        self._closing = False
        self._ends_after_outbox = False
        self._lost = False
        loop.call_soon(protocol.connection_made, self)
        self._pump = loop.create_task(self._run())

    def get_protocol(self):
        return self._protocol

    def set_protocol(self, protocol):
        self._protocol = protocol

    def is_closing(self):
        return self._closing

    def is_reading(self):
        return self._reading.is_set()

    def pause_reading(self):
        self._reading.clear()

    def resume_reading(self):
        self._reading.set()

    def write(self, data):
        if self._closing:
            return
        data = bytes(data)
        if data:
            self._outbox.append(data)
            self._outbox_size += len(data)
            self._wake.set()
            if self._outbox_size > self._high_water and not self._writing_paused:
                self._writing_paused = True
                self._protocol.pause_writing()

    def writelines(self, parts):
        for part in parts:
            self.write(part)

    def can_write_eof(self):
        return False

    def write_eof(self):
        """Nothing: the request said where it ends, and the response still comes."""

    def get_write_buffer_size(self):
        return self._outbox_size

    def get_write_buffer_limits(self):
        return self._high_water // 4, self._high_water

    def set_write_buffer_limits(self, high=None, low=None):
        self._high_water = _HIGH_WATER if high is None else high

    def close(self):
        if not self._closing:
            self._closing = True
            if self._outbox:
                self._ends_after_outbox = True
            else:
                self._end(None)

    def abort(self):
        self._closing = True
        self._end(None)

    async def _run(self):
        try:
            await self._exchange()
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self._closing = True
            self._end(error)
        else:
            if not self._lost:
                self._closing = True
                self._protocol.eof_received()
                self._end(None)

    async def _exchange(self):
        connection = self._connection
        while True:
            while self._outbox:
                data = self._outbox.popleft()
                await wire.run_async(connection.write(data), host)
                self._outbox_size -= len(data)
                if self._writing_paused and self._outbox_size <= self._high_water // 4:
                    self._writing_paused = False
                    self._protocol.resume_writing()
            if self._ends_after_outbox:
                return
            if connection._output or connection.has_request:
                await self._reading.wait()
                data = await wire.run_async(connection.read(65536), host)
                if data:
                    self._deliver(data)
            elif connection.ended:
                return
            else:
                self._wake.clear()
                await self._wake.wait()

    def _deliver(self, data):
        protocol = self._protocol
        if isinstance(protocol, asyncio.BufferedProtocol):
            while data:
                buffer = protocol.get_buffer(len(data))
                part = data[:len(buffer)]
                buffer[:len(part)] = part
                protocol.buffer_updated(len(part))
                data = data[len(part):]
        else:
            protocol.data_received(data)

    def _end(self, error):
        if self._lost:
            return
        self._lost = True
        self._outbox.clear()
        handle = self._connection.close()
        if handle is not None:
            host.call("http.close", handle=handle)
        if asyncio.current_task(self._loop) is not self._pump:
            self._pump.cancel()
        self._loop.call_soon(self._protocol.connection_lost, error)


class _PeerInfo:
    """Stands for the socket in ``get_extra_info("socket")``."""

    family, type, proto = socket.AF_INET, socket.SOCK_STREAM, 0

    def __init__(self, connection):
        self._connection = connection
        self._signal = sockets.EndSignal()

    def getpeername(self):
        return self._connection.host, self._connection.port

    def getsockname(self):
        return "0.0.0.0", 0

    def setsockopt(self, *_):
        pass

    def getsockopt(self, *_):
        return 0

    def fileno(self):
        return self._signal.fileno(self._connection)


async def create_connection(loop, factory, name, port, context=None, server_hostname=None, sock=None):
    """What ``loop.create_connection`` does."""
    if sock is not None:
        connection, sock._connection = sock._connection, None
        sock.detach()
    else:
        connection = wire.Connection(*sockets._address((name, int(port))))
    extra = {"peername": (connection.host, connection.port), "sockname": ("0.0.0.0", 0)}
    if context:
        context = ssl.create_default_context() if context is True else context
        marker = context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=server_hostname or connection.host)
        extra |= {"sslcontext": context, "ssl_object": marker, "peercert": marker.getpeercert(), "cipher": marker.cipher()}
        await wire.run_async(connection.secure(marker.server_hostname), host)
    elif connection.port != 443 and sock is None:
        await wire.run_async(connection.connect(), host)
    protocol = factory()
    extra["socket"] = _PeerInfo(connection)
    transport = HttpTransport(loop, connection, protocol, extra)
    await asyncio.sleep(0)
    return transport, protocol


async def start_tls(transport, protocol, context, server_hostname=None):
    """What ``loop.start_tls`` does."""
    connection = transport._connection
    await wire.run_async(connection.secure(sockets._ascii(server_hostname or connection.host)), host)
    transport.set_protocol(protocol)
    return transport
