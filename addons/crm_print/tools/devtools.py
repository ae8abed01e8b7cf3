"""The DevTools protocol over a pair of pipes: calls with their answers, events by session."""

import itertools
import json
import logging
import os
import queue
import threading

from .process import ChromiumError

_logger = logging.getLogger(__name__)

READ_BYTES = 1 << 20


class Connection:
    """Calls and events over two file descriptors; safe to use from many threads.

    :param int read_fd: where Chromium's messages come from, closed by the connection at its end
    :param int write_fd: where our messages go
    """

    def __init__(self, read_fd, write_fd):
        self._read_fd = read_fd
        self._write_fd = write_fd
        self._ids = itertools.count(1)
        self._answers = {}
        self._events = {}
        self._lock = threading.Lock()
        self._write_lock = threading.Lock()
        self.closed = False
        threading.Thread(target=self._read, name="crm_print.devtools", daemon=True).start()

    def send(self, method, params=None, session=None, answers=None):
        """Send a command without waiting.

        :param queue.SimpleQueue answers: where the answer is put; it is dropped by default
        :return: the number that the answer carries as ``id``
        :rtype: int
        :raise ChromiumError: Chromium is gone
        """
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        with self._lock:
            if self.closed:
                raise ChromiumError("Chromium ended")
            if answers is not None:
                self._answers[number] = answers
        data = memoryview(json.dumps(message).encode() + b"\0")
        try:
            with self._write_lock:
                while data:
                    data = data[os.write(self._write_fd, data) :]
        except OSError as error:
            raise ChromiumError(f"Chromium ended: {error}") from error
        return number

    def call(self, method, params=None, session=None, timeout=30):
        """Send a command and return its result.

        :param float timeout: seconds to wait for the answer
        :raise ChromiumError: Chromium refused, is gone, or did not answer in time
        """
        answers = queue.SimpleQueue()
        self.send(method, params, session, answers)
        try:
            message = answers.get(timeout=timeout)
        except queue.Empty:
            raise ChromiumError(f"Chromium did not answer {method} in {timeout} s") from None
        return result_of(method, message)

    def listen(self, session):
        """Return the queue of the session's events, ``None`` being the end of the connection."""
        events = queue.SimpleQueue()
        with self._lock:
            self._events[session] = events
            if self.closed:
                events.put(None)
        return events

    def forget(self, session):
        """Drop the events of a session."""
        with self._lock:
            self._events.pop(session, None)

    def _read(self):
        parts = []
        try:
            while chunk := os.read(self._read_fd, READ_BYTES):
                *whole, rest = chunk.split(b"\0")
                for end in whole:
                    self._deliver(json.loads(b"".join([*parts, end])))
                    parts = []
                parts.append(rest)
        except (OSError, ValueError) as error:
            _logger.debug("Reading from Chromium ended: %s", error)
        finally:
            self._close()

    def _deliver(self, message):
        with self._lock:
            if "id" in message:
                target = self._answers.pop(message["id"], None)
            else:
                target = self._events.get(message.get("sessionId"))
        if target is not None:
            target.put(message)

    def _close(self):
        with self._lock:
            self.closed = True
            waiting = [*self._answers.values(), *self._events.values()]
            self._answers = {}
        for target in waiting:
            target.put(None)
        os.close(self._read_fd)


def result_of(method, message):
    """Return the result in an answer.

    :param dict | None message: the answer, None when the connection ended
    :raise ChromiumError: Chromium refused or is gone
    """
    if message is None:
        raise ChromiumError("Chromium ended")
    if "error" in message:
        raise ChromiumError(f"Chromium refused {method}: {message['error'].get('message')}")
    return message["result"]
