"""An event loop for a process without real sockets: it waits for timers and for the host."""

import asyncio
import errno
from time import sleep as _sleep

from _capsule_guest import host, missing, sockets, streams, wire


class _Clockwork:
    """Stands where other loops have their selector."""

    def select(self, timeout):
        if host.is_waiting():
            host.wait(timeout)
            return []
        if timeout is None:
            raise RuntimeError(
                "deadlock: every coroutine waits for another, and no timer or host call can wake one"
            )
        if timeout > 0:
            _sleep(timeout)
        return []

    def close(self):
        pass


class SandboxEventLoop(asyncio.BaseEventLoop):
    """asyncio whose connections carry HTTP to the host, and whose threads do not exist."""

    def __init__(self):
        super().__init__()
        self._selector = _Clockwork()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    async def create_connection(
        self, protocol_factory, host=None, port=None, *, ssl=None, sock=None, server_hostname=None, **_
    ):
        return await streams.create_connection(
            self, protocol_factory, host, port, context=ssl, server_hostname=server_hostname, sock=sock
        )

    async def start_tls(self, transport, protocol, sslcontext, *, server_side=False, server_hostname=None, **_):
        return await streams.start_tls(transport, protocol, sslcontext, server_hostname)

    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        return sockets.getaddrinfo(host, port, family, type, proto, flags)

    async def sock_connect(self, sock, address):
        sock.connect(address)

    async def sock_sendall(self, sock, data):
        await wire.run_async(sock._open().write(data), host)

    async def sock_recv(self, sock, n):
        return await wire.run_async(sock._open().read(n), host)

    async def sock_recv_into(self, sock, buffer):
        data = await self.sock_recv(sock, len(buffer))
        buffer[:len(data)] = data
        return len(data)

    async def _make_subprocess_transport(self, *_, **__):
        raise PermissionError(errno.EPERM, missing.PROCESSES)

    def run_in_executor(self, executor, func, *args):
        """Runs the function at once: there is one thread."""
        future = self.create_future()
        try:
            result = func(*args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)
        return future


def install():
    asyncio.unix_events._DefaultEventLoopPolicy._loop_factory = SandboxEventLoop
    asyncio.SelectorEventLoop = asyncio.EventLoop = SandboxEventLoop
    asyncio.unix_events.SelectorEventLoop = asyncio.unix_events.EventLoop = SandboxEventLoop
