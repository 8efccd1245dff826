"""Signing in to Amazon Neptune over Bolt with AWS credentials (IAM).

Neptune takes a signed HTTP request in place of a password: a `GET /opencypher` is signed (Signature Version 4, service
`neptune-db`) but never sent, and its headers travel as JSON in the password of Bolt's basic scheme. The signature must
be at most five minutes old when a connection is opened, so it is made anew well before. AWS documents this in
"Using the Bolt protocol to make openCypher queries to Neptune".

Needs the extra `neptune`. It was checked against the signing algorithm, not against a Neptune of AWS.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from labkin.graph.bolt_driver import Auth, AuthManager, Neo4jError
from labkin.graph.errors import MissingExtra, StoreError

SERVICE = "neptune-db"
NEW_SECONDS = 30.0  # a signature refused while this young was refused for its credentials, not for its age
PORT = 8182  # Neptune's own, for Bolt and HTTPS alike
FRESH_SECONDS = 240.0  # AWS refuses a signature older than five minutes; one is left for clocks and the way
_REGION = re.compile(r"\.([a-z]{2}(?:-[a-z]+)+-\d)\.neptune\.amazonaws\.com(?:\.cn)?$")


def neptune_auth(url: str, credentials: Any, region: str) -> Auth:
    """What to give the driver as `auth`: a request to this cluster, signed now.

    `url` is the address of the cluster, as in `bolt://NAME.cluster-ID.REGION.neptune.amazonaws.com:8182`;
    `credentials` are botocore's (frozen or not). Raises MissingExtra, and StoreError when the URL has no host.
    """
    try:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
    except ImportError as error:
        raise MissingExtra("Signing in to Amazon Neptune", "neptune") from error
    host = _host(url)
    request = AWSRequest("GET", f"https://{host}/opencypher")
    request.headers["Host"] = host
    SigV4Auth(credentials, SERVICE, region).add_auth(request)
    names = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "Host")
    signed = {name: request.headers[name] for name in names if name in request.headers}
    return Auth("basic", "username", json.dumps({**signed, "HttpMethod": "GET"}), "realm")


class NeptuneAuthManager(AuthManager):
    """Signs for the driver: `GraphDatabase.driver(url, auth=neptune_auth_manager(url), encrypted=True)`.

    One signature serves all connections opened while it is fresh, as the driver opens a connection anew for every
    change of what it is given. `clock` counts seconds.
    """

    def __init__(self, sign: Callable[[], Auth], clock: Callable[[], float] = time.monotonic) -> None:
        self._sign, self._clock = sign, clock
        self._lock = threading.Lock()
        self._auth: Auth | None = None
        self._signed_at = 0.0

    def get_auth(self) -> Auth:
        """The signature in force, made anew when it is no longer fresh."""
        with self._lock:
            now = self._clock()
            if self._auth is None or now - self._signed_at >= FRESH_SECONDS:
                self._auth, self._signed_at = self._sign(), now
            return self._auth

    def handle_security_exception(self, auth: Any, error: Neo4jError) -> bool:
        """Whether to try again after a refusal: yes with a new signature, unless the refused one was new itself."""
        with self._lock:
            if auth != self._auth:
                return True  # it has been signed anew since
            self._auth = None
            return self._clock() - self._signed_at >= NEW_SECONDS


def neptune_auth_manager(url: str, region: str | None = None) -> NeptuneAuthManager:
    """Sign with the credentials that AWS tools find by themselves: environment, profile, or role of the machine.

    The region is read from the URL or, for an address that does not tell it, from AWS's own settings. Credentials of a
    role renew themselves. Raises MissingExtra, and StoreError when there is no region or there are no credentials.
    """
    try:
        import boto3
    except ImportError as error:
        raise MissingExtra("Signing in to Amazon Neptune", "neptune") from error
    session = boto3.Session()
    where = region or region_of(url) or session.region_name
    if not where:
        raise StoreError(f"the AWS region of {url} is not known: set AWS_REGION or AWS_DEFAULT_REGION")
    credentials = session.get_credentials()
    if credentials is None:
        raise StoreError(
            "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
        )
    return NeptuneAuthManager(lambda: neptune_auth(url, credentials.get_frozen_credentials(), where))


def region_of(url: str) -> str | None:
    """The AWS region that a cluster's own address names, or None.

    >>> region_of("bolt://lab.cluster-abc.eu-west-1.neptune.amazonaws.com:8182")
    'eu-west-1'
    >>> region_of("bolt://localhost:8182") is None
    True
    """
    found = _REGION.search(urlsplit(url).hostname or "")
    return found[1] if found else None


def _host(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname:
        raise StoreError(f"{url} is not the address of a Neptune cluster: write bolt://HOST:{PORT}")
    return f"{parts.hostname}:{parts.port or PORT}"
