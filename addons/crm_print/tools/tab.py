"""One tab of Chromium: shows a document whose every request we answer ourselves, and prints it."""

import base64
import json
import logging
import queue
import time

from .devtools import result_of
from .process import ChromiumError

_logger = logging.getLogger(__name__)

# The address of the document itself; nothing listens there, we answer for it.
ADDRESS = "http://crm-print.invalid/document"
HEADERS = {
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}
POLICY = "script-src 'none'; frame-src 'none'; object-src 'none'; connect-src 'none'"
# Fonts are asked for only when text is laid out, and a page printed earlier goes without them.
# No events are listened to: where scripts are off they never come, promises do.
READY = """(async () => {
    document.body.offsetHeight;
    await Promise.allSettled([...document.images].map((image) => image.decode()));
    await document.fonts.ready;
    return true;
})()"""


class ChromiumTimeout(ChromiumError):
    """A document was not printed in the time it was given."""


class Tab:
    """A tab that belongs to one caller at a time.

    :param Connection connection: to Chromium
    """

    def __init__(self, connection):
        self._connection = connection
        target = connection.call("Target.createTarget", {"url": "about:blank"})
        self._target = target["targetId"]
        attached = connection.call(
            "Target.attachToTarget", {"targetId": self._target, "flatten": True}
        )
        self._session = attached["sessionId"]
        self._inbox = connection.listen(self._session)
        self.begin(lambda _url: None, 30)
        for method, params in (
            ("Page.enable", {}),
            ("Page.setLifecycleEventsEnabled", {"enabled": True}),
            ("Inspector.enable", {}),
            ("Network.enable", {}),
            # What one user may see must not come out of a cache for the next.
            ("Network.setCacheDisabled", {"cacheDisabled": True}),
            ("Emulation.setScriptExecutionDisabled", {"value": True}),
            ("Emulation.setEmulatedMedia", {"media": "print"}),
            ("Fetch.enable", {"patterns": [{"urlPattern": "*"}]}),
        ):
            self._call(method, params)

    def begin(self, resolve, timeout):
        """Start another run of the tab.

        :param resolve: called with the address of each asset; returns its MIME type and bytes,
            None to refuse
        :param float timeout: seconds for all that follows
        """
        self._resolve = resolve
        self._timeout = timeout
        self._deadline = time.monotonic() + timeout
        self._page = None
        self._loaded = set()
        self.refused = set()

    def show(self, page, content):
        """Show a document; its style sheets are read only when the last one had others.

        :param str page: the document with an empty body
        :param str content: of its body
        """
        if self._page != page:
            self._page = page
            self._loaded.clear()
            result = self._call("Page.navigate", {"url": ADDRESS})
            if result.get("errorText"):
                raise ChromiumError(f"Chromium did not open the document: {result['errorText']}")
            # Not any page's end of loading: that of the tab's last rest may come late.
            while result["loaderId"] not in self._loaded:
                self._handle(self._next())
        self.evaluate(f"document.body.innerHTML = {json.dumps(content)}; true")
        self.evaluate(READY)

    def evaluate(self, expression):
        """Return the value of an expression of ours in the document."""
        result = self._call(
            "Runtime.evaluate",
            {"expression": expression, "returnByValue": True, "awaitPromise": True},
        )
        if "exceptionDetails" in result:
            problem = result["exceptionDetails"].get("exception", {}).get("description")
            raise ChromiumError(f"Chromium: {problem}")
        return result["result"].get("value")

    def width(self, millimetres):
        """Lay the document out as wide as the paper, for measuring."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": max(round(millimetres / 25.4 * 96), 1),
                "height": 1000,
                "deviceScaleFactor": 1,
                "mobile": False,
            },
        )

    def print_pdf(self, options):
        """Return the document as PDF.

        :rtype: bytes
        """
        return base64.b64decode(self._call("Page.printToPDF", options)["data"])

    def rest(self):
        """Forget the last document."""
        self.begin(lambda _url: None, 30)
        self._call("Page.navigate", {"url": "about:blank"})

    def close(self):
        """Close the tab."""
        self._connection.forget(self._session)
        self._connection.send("Target.closeTarget", {"targetId": self._target})

    def _next(self):
        left = self._deadline - time.monotonic()
        try:
            message = self._inbox.get(timeout=max(left, 0.001))
        except queue.Empty:
            raise ChromiumTimeout(
                f"Chromium did not print the document within {self._timeout:.0f} seconds"
            ) from None
        if message is None:
            raise ChromiumError("Chromium ended")
        return message

    def _call(self, method, params):
        number = self._connection.send(method, params, self._session, self._inbox)
        while True:
            message = self._next()
            if message.get("id") == number:
                return result_of(method, message)
            self._handle(message)

    def _handle(self, message):
        match message.get("method"):
            case "Fetch.requestPaused":
                self._answer(message["params"])
            case "Page.lifecycleEvent" if message["params"]["name"] == "load":
                self._loaded.add(message["params"]["loaderId"])
            case "Inspector.targetCrashed":
                raise ChromiumError("Chromium's page crashed")

    def _answer(self, paused):
        """Answer a request of the document: nothing leaves for the network."""
        url = paused["request"]["url"]
        headers = dict(HEADERS)
        if url == ADDRESS and paused["resourceType"] == "Document":
            asset = ("text/html; charset=utf-8", (self._page or "").encode())
            headers["Content-Security-Policy"] = POLICY
        elif paused["resourceType"] == "Document" or url.endswith("/favicon.ico"):
            asset = None
        else:
            asset = self._resolve(url)
            if asset is None:
                self.refused.add(url)
        if asset is None:
            method, params = "Fetch.failRequest", {"errorReason": "Aborted"}
        else:
            headers["Content-Type"] = asset[0]
            method = "Fetch.fulfillRequest"
            params = {
                "responseCode": 200,
                "responseHeaders": [
                    {"name": name, "value": value} for name, value in headers.items()
                ],
                "body": base64.b64encode(asset[1]).decode(),
            }
        params["requestId"] = paused["requestId"]
        self._connection.send(method, params, self._session)
