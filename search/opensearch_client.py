"""A client of OpenSearch from a URL. Needs the extra `opensearch`.

    https://user:password@host:9200            a cluster of one's own
    https://host:9200?ca=/etc/ssl/lab-ca.pem   with a certificate authority of one's own
    https://NAME.REGION.es.amazonaws.com?aws=es       Amazon OpenSearch Service, signed with AWS credentials
    https://ID.REGION.aoss.amazonaws.com?aws=aoss     the same, serverless

AWS credentials are those that AWS tools find: environment, profile, or role of the machine. `region=` names the region
when the address does not. `index=` is the name under which the lab's index is kept there, `engine=` the one that
searches vectors, `shards=` and `replicas=` are of the index.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from labkin.graph.errors import MissingExtra, StoreError

logging.getLogger("opensearch").addHandler(logging.NullHandler())  # else it writes of every 404 to the terminal

AWS_SERVICES = ("es", "aoss")
LEAST_VERSION = (2, 19)
_OPTIONS = {"aws", "region", "ca", "index", "engine", "shards", "replicas"}
_ENGINES = {"lucene", "faiss"}
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}")
_REGION = re.compile(r"\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:es|aoss)\.amazonaws\.com(?:\.cn)?$")
_PORTS = {"http": 9200, "https": 9200}


@dataclass(frozen=True, slots=True)
class Address:
    """What a URL says of a cluster. `aws` is the name of the service to sign for, or None."""

    host: str
    port: int
    tls: bool
    path: str = ""
    user: str | None = None
    password: str | None = None
    aws: str | None = None
    region: str | None = None
    ca: str | None = None
    index: str | None = None
    engine: str = "lucene"
    shards: int = 1
    replicas: int = 0
    shown: str = ""  # the URL without its password


def parse_address(url: str) -> Address:
    """Read a URL. Raises StoreError with what is wrong in it; a password is never part of the text.

    >>> parse_address("https://search-lab.eu-west-1.es.amazonaws.com?aws=es").region
    'eu-west-1'
    """
    parts = urlsplit(url)
    shown = shown_url(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise StoreError(f"{shown} is not the address of an OpenSearch: write http://HOST:PORT or https://HOST:PORT")
    try:
        port = parts.port
    except ValueError as error:
        raise StoreError(f"{shown}: the port is not a number from 1 to 65535") from error
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    known = ", ".join(sorted(_OPTIONS))
    if unknown := options.keys() - _OPTIONS:
        raise StoreError(f"{shown}: unknown option {', '.join(sorted(unknown))}; there are {known}")
    aws = options.get("aws")
    if aws is not None and aws not in AWS_SERVICES:
        raise StoreError(f"{shown}: aws={aws} is not one of {', '.join(AWS_SERVICES)}")
    if options.get("ca") and not Path(options["ca"]).is_file():
        raise StoreError(f"{shown}: there is no file {options['ca']}")
    found = _REGION.search(parts.hostname)
    return Address(
        host=parts.hostname,
        port=port or (443 if aws else _PORTS[parts.scheme]),
        tls=parts.scheme == "https",
        path=parts.path.rstrip("/"),
        user=unquote(parts.username) if parts.username is not None else None,
        password=unquote(parts.password) if parts.password is not None else None,
        aws=aws,
        region=options.get("region") or (found[1] if found else None),
        ca=options.get("ca"),
        shown=shown,
        **_index_options(options, shown),
    )


def shown_url(url: str) -> str:
    """The URL without user and password, to be shown and kept.

    >>> shown_url("https://ann:secret@db.example.org:9200/x?index=lab")
    'https://db.example.org:9200/x?index=lab'
    """
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _index_options(options: dict[str, str], shown: str) -> dict[str, Any]:
    """What the URL says of the index: its name, its engine of vectors, its shards and replicas."""
    serverless = options.get("aws") == "aoss"
    engine = options.get("engine", "faiss" if serverless else "lucene")
    if engine not in _ENGINES:
        raise StoreError(f"{shown}: engine={engine} is not one of {', '.join(sorted(_ENGINES))}")
    name = options.get("index")
    if name is not None and not _NAME.fullmatch(name):
        raise StoreError(f"{shown}: index={name} must be lower-case letters, digits, - and _, and begin with a letter")
    found: dict[str, Any] = {"index": name, "engine": engine}
    for option, least in (("shards", 1), ("replicas", 0)):
        if option in options:
            if not options[option].isdecimal() or int(options[option]) < least:
                raise StoreError(f"{shown}: {option}={options[option]} must be a number from {least}")
            found[option] = int(options[option])
    return found


def open_client(url: str, *, timeout: float = 30.0, retries: int = 3) -> Any:
    """An `opensearchpy.OpenSearch` for the URL; nothing is sent yet. `timeout` is in seconds, for one request.

    Raises MissingExtra, and StoreError for a URL that says nothing usable or AWS credentials that are not there.
    """
    try:
        from opensearchpy import OpenSearch, Urllib3HttpConnection
    except ImportError as error:
        raise MissingExtra("OpenSearch", "opensearch") from error
    address = parse_address(url)
    node = {"host": address.host, "port": address.port, "use_ssl": address.tls, "url_prefix": address.path}
    return OpenSearch(
        hosts=[node],
        http_auth=_auth(address),
        connection_class=Urllib3HttpConnection,
        verify_certs=address.tls,
        ca_certs=address.ca,
        timeout=timeout,
        max_retries=retries,
        retry_on_timeout=True,
    )


def _auth(address: Address) -> Any:
    if address.aws is None:
        return None if address.user is None else (address.user, address.password or "")
    try:
        import boto3
        from opensearchpy import Urllib3AWSV4SignerAuth
    except ImportError as error:
        raise MissingExtra("OpenSearch at AWS", "opensearch") from error
    session = boto3.Session()
    region = address.region or session.region_name
    if not region:
        raise StoreError(f"the AWS region of {address.host} is not known: add region=... to the URL or set AWS_REGION")
    credentials = session.get_credentials()
    if credentials is None:
        raise StoreError(
            "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
        )
    return Urllib3AWSV4SignerAuth(credentials, region, address.aws)


@contextmanager
def asking(address: Address) -> Iterator[None]:
    """Errors of the server and on the way to it, but for NotFoundError, as a StoreError that says what to do."""
    from opensearchpy import exceptions
    from opensearchpy.helpers.errors import BulkIndexError

    try:
        yield
    except exceptions.NotFoundError:
        raise
    except exceptions.ConnectionError as error:
        raise StoreError(
            f"the OpenSearch at {address.shown} does not answer ({_reason(error)}): "
            "is it running, and is this its address?"
        ) from error
    except (exceptions.AuthenticationException, exceptions.AuthorizationException) as error:
        raise StoreError(
            f"the OpenSearch at {address.shown} refuses this user: check name, password and rights ({_reason(error)})"
        ) from error
    except (exceptions.OpenSearchException, BulkIndexError) as error:
        raise StoreError(f"the OpenSearch at {address.shown} could not do this: {_reason(error)}") from error


def _reason(error: Any) -> str:
    """What the server gives as the cause, or the error's own first line."""
    info = getattr(error, "info", None)
    if isinstance(info, dict) and isinstance(info.get("error"), dict):
        root = (info["error"].get("root_cause") or [info["error"]])[0]
        return f"{root.get('type', '')}: {root.get('reason', '')}"[:400]
    return str(error).splitlines()[0][:400] if str(error) else type(error).__name__


def check_version(client: Any, address: Address) -> None:
    """Raises StoreError where the server is none that this code knows. Serverless does not say what it is."""
    from opensearchpy.exceptions import NotFoundError, SerializationError

    if address.aws == "aoss":
        return
    try:
        answer = client.info()
    except (NotFoundError, SerializationError):  # some other server, which has nothing there, or a page
        answer = None
    said = answer.get("version") if isinstance(answer, dict) else None
    if not isinstance(said, dict):
        raise StoreError(f"{address.shown} is no OpenSearch, though something answers there: is this its address?")
    number = str(said.get("number", ""))
    if said.get("distribution") != "opensearch":
        other = said.get("distribution", "Elasticsearch")
        raise StoreError(f"{address.shown} is no OpenSearch, but {other} {number}, which Labkin cannot use")
    found = tuple(int(part) for part in re.findall(r"\d+", number)[:2])
    if found < LEAST_VERSION:
        least = ".".join(map(str, LEAST_VERSION))
        raise StoreError(f"{address.shown} is OpenSearch {number}: Labkin needs {least} or newer")
