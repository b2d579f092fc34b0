"""An event loop for a process without sockets: it waits for timers and for the host."""

import asyncio
import errno
import time

from _capsule_guest import host, missing


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
            time.sleep(timeout)
        return []

    def close(self):
        pass


class SandboxEventLoop(asyncio.BaseEventLoop):
    """asyncio without the network: the host does that for a task, and threads do not exist."""

    def __init__(self):
        super().__init__()
        self._selector = _Clockwork()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

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
