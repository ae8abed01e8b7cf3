"""The Chromium of this server process: started when needed, shared by its threads, replaced when
it fails, and after a number of documents so that its memory stays bounded.
"""

import atexit
import contextlib
import logging
import os
import threading
import time

from .devtools import Connection
from .process import ChromiumError, ChromiumUnavailable, Process
from .tab import ChromiumTimeout, Tab

_logger = logging.getLogger(__name__)

TABS = 4
RECYCLE_AFTER = 500
START_SECONDS = 30
WAIT_SECONDS = 120
# A Chromium that did not start is left alone for a while: each try may take long.
REST_SECONDS = 60


class Chromium:
    """A running Chromium with a few tabs.

    :param options: further command line options
    :raise ChromiumUnavailable: it is missing or does not start
    """

    def __init__(self, options=()):
        self.process = Process(options)
        self.connection = Connection(self.process.read_fd, self.process.write_fd)
        self.users = 0
        self.documents = 0
        self._idle = []
        self._lock = threading.Lock()
        try:
            version = self.connection.call("Browser.getVersion", timeout=START_SECONDS)
        except ChromiumError as error:
            words = self.process.last_words()
            self.stop()
            raise ChromiumUnavailable(f"Chromium does not start: {words or error}") from error
        _logger.info("%s prints in process %s", version["product"], self.process.pid)

    def is_usable(self):
        """Tell whether documents can be printed."""
        return not self.connection.closed and self.process.is_running()

    @contextlib.contextmanager
    def tab(self):
        """Lend a tab; one that failed is not used again."""
        with self._lock:
            tab = self._idle.pop() if self._idle else None
        tab = tab or Tab(self.connection)
        try:
            yield tab
            tab.rest()
        except BaseException:
            with contextlib.suppress(ChromiumError):
                tab.close()
            raise
        with self._lock:
            self._idle.append(tab)

    def stop(self):
        """End the process."""
        self.process.stop()


class Keeper:
    """Keeps at most one Chromium for this process.

    :param int tabs: documents printed at the same time, further ones wait
    :param int recycle_after: documents after which Chromium is replaced
    """

    def __init__(self, tabs=TABS, recycle_after=RECYCLE_AFTER):
        self.recycle_after = recycle_after
        self._slots = threading.BoundedSemaphore(tabs)
        self._lock = threading.Lock()
        self._current = None
        self._failure = None
        self._rest_until = 0.0
        self.starts = 0

    @contextlib.contextmanager
    def tab(self, documents=1, options=()):
        """Lend a tab of the running Chromium, starting or replacing it when needed.

        :param int documents: how many will be printed with it
        :param options: command line options, used when Chromium is started
        :raise ChromiumError: Chromium is missing, does not start, or failed meanwhile
        """
        if not self._slots.acquire(timeout=WAIT_SECONDS):
            raise ChromiumTimeout(f"No tab of Chromium became free within {WAIT_SECONDS} seconds")
        try:
            chromium = self._borrow(documents, options)
            try:
                with chromium.tab() as tab:
                    yield tab
            except ChromiumTimeout:
                # A page that hangs keeps its process busy.
                self._retire(chromium)
                raise
            finally:
                self._give_back(chromium)
        finally:
            self._slots.release()

    def _borrow(self, documents, options):
        with self._lock:
            current = self._current
            if current and not current.is_usable():
                _logger.warning("Chromium ended by itself and is started again")
                self._replace()
            elif current and current.documents >= self.recycle_after:
                _logger.info("Chromium is replaced after %s documents", current.documents)
                self._replace()
            if not self._current:
                self._current = self._start(options)
            self._current.users += 1
            self._current.documents += documents
            return self._current

    def _start(self, options):
        if time.monotonic() < self._rest_until:
            raise ChromiumUnavailable(self._failure)
        try:
            chromium = Chromium(options)
        except ChromiumUnavailable as error:
            self._failure = str(error)
            self._rest_until = time.monotonic() + REST_SECONDS
            raise
        self.starts += 1
        return chromium

    def _replace(self):
        retired, self._current = self._current, None
        if not retired.users or not retired.is_usable():
            retired.stop()

    def _retire(self, chromium):
        with self._lock:
            if self._current is chromium:
                self._current = None

    def _give_back(self, chromium):
        with self._lock:
            chromium.users -= 1
            if chromium is not self._current and not chromium.users:
                chromium.stop()

    def stop(self):
        """End Chromium; the next document starts another."""
        with self._lock:
            if self._current:
                self._current.stop()
                self._current = None
            self._rest_until = 0.0


class _PerProcess:
    """The keeper of this process, and not of the one it was forked from."""

    def __init__(self):
        self._pid = None
        self._keeper = None
        self._lock = threading.Lock()

    def get(self):
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._keeper = Keeper()
                atexit.register(self._keeper.stop)
            return self._keeper


_per_process = _PerProcess()


def keeper():
    """Return the keeper of this process.

    :rtype: Keeper
    """
    return _per_process.get()
