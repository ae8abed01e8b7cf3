"""A small client of the JSON-2 API; the standard library is enough."""

import json
import urllib.error
import urllib.request


class ApiError(Exception):
    """The server refused a call.

    ``status`` is the HTTP code, ``name`` the server's exception, such as
    ``odoo.exceptions.AccessError``, and the text is its message in the user's words.
    """

    def __init__(self, status, name, message):
        super().__init__(message)
        self.status = status
        self.name = name


class Client:
    """Calls methods of models on behalf of the owner of an API key.

    :param str url: the server, such as ``http://127.0.0.1:8069``
    :param str key: an API key
    :param str database: needed only where one server serves several databases
    :param dict context: sent with every call, such as ``{"lang": "uk_UA"}``
    """

    def __init__(self, url, key, database=None, context=None):
        self.url = url.rstrip("/")
        self.headers = {"Authorization": f"bearer {key}", "Content-Type": "application/json"}
        if database:
            self.headers["X-Odoo-Database"] = database
        self.context = context or {}

    def call(self, model, method, ids=(), context=None, timeout=300, **arguments):
        """Call a method and return what it returns.

        :param ids: the records it is called on; leave it out for a method of the model itself
        :param dict context: added to the client's for this call
        :raise ApiError: when the server refuses
        """
        body = {**arguments, "context": {**self.context, **(context or {})}}
        if ids:
            body["ids"] = list(ids)
        request = urllib.request.Request(
            f"{self.url}/json/2/{model}/{method}",
            json.dumps(body).encode(),
            self.headers,
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise self._error(error) from None

    @staticmethod
    def _error(error):
        text = error.read().decode(errors="replace")
        try:
            details = json.loads(text)
        except ValueError:  # a proxy's page, not the server's answer
            details = {"name": "HTTPError", "message": text[:200]}
        return ApiError(error.code, details.get("name"), details.get("message"))
