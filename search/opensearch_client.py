"""A client of OpenSearch from a URL. Needs the extra `opensearch`.

    https://user:password@host:9200            a cluster of one's own
    https://host:9200?ca=/etc/ssl/lab-ca.pem   with a certificate authority of one's own
    https://NAME.REGION.es.amazonaws.com?aws=es       Amazon OpenSearch Service, signed with AWS credentials
    https://ID.REGION.aoss.amazonaws.com?aws=aoss     the same, serverless

AWS credentials are those that AWS tools find: environment, profile, or role of the machine. `region=` names the region
when the address does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from labkin.graph.errors import MissingExtra, StoreError

AWS_SERVICES = ("es", "aoss")
_OPTIONS = {"aws", "region", "ca"}
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


def parse_address(url: str) -> Address:
    """Read a URL. Raises StoreError with what is wrong in it; a password is never part of the text.

    >>> parse_address("https://search-lab.eu-west-1.es.amazonaws.com?aws=es").region
    'eu-west-1'
    """
    parts = urlsplit(url)
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    if parts.scheme not in _PORTS or not parts.hostname:
        raise StoreError(f"{shown} is not the address of an OpenSearch: write http://HOST:PORT or https://HOST:PORT")
    try:
        port = parts.port
    except ValueError as error:
        raise StoreError(f"{shown}: the port is not a number from 1 to 65535") from error
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := options.keys() - _OPTIONS:
        raise StoreError(f"{shown}: unknown option {', '.join(sorted(unknown))}; there are aws, ca and region")
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
    )


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
