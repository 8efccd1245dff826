"""Signing in to Neptune: checked by recomputing the signature as the service would, from AWS's published algorithm."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

if find_spec("boto3") is None:
    pytest.skip("needs extra-neptune: make test-extras EXTRAS=neptune", allow_module_level=True)

from botocore.credentials import Credentials
from neo4j import Auth, GraphDatabase
from neo4j.exceptions import AuthError

from labkin.graph.errors import StoreError
from labkin.graph.neptune_auth import FRESH_SECONDS, NeptuneAuthManager, neptune_auth, neptune_auth_manager, region_of

URL = "bolt://lab.cluster-abc.eu-west-1.neptune.amazonaws.com:8182"
HOST = "lab.cluster-abc.eu-west-1.neptune.amazonaws.com:8182"
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature_of(fields: dict[str, str], secret: str, region: str, service: str) -> str:
    """Signature Version 4 of `GET /opencypher` with an empty body, from the headers that arrived."""
    signed = re.search(r"SignedHeaders=([^,]+)", fields["Authorization"])
    assert signed is not None
    given = {name.lower(): value for name, value in fields.items()}
    headers = "".join(f"{name}:{given[name]}\n" for name in signed[1].split(";"))
    canonical = "\n".join(["GET", "/opencypher", "", headers, signed[1], hashlib.sha256(b"").hexdigest()])
    date = fields["X-Amz-Date"]
    scope = f"{date[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = mac(mac(mac(mac(f"AWS4{secret}".encode(), date[:8]), region), service), "aws4_request")
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def fields_of(auth: Auth) -> dict[str, str]:
    fields: dict[str, str] = json.loads(auth.credentials)
    return fields


@pytest.mark.parametrize("token", [None, "FwoGZXIvYXdzEXAMPLETOKEN=="])
def test_the_service_would_accept_the_signature(token: str | None) -> None:
    auth = neptune_auth(URL, Credentials(KEY, SECRET, token), "eu-west-1")
    fields = fields_of(auth)
    assert (auth.scheme, auth.principal, auth.realm) == ("basic", "username", "realm")
    assert fields["Host"] == HOST
    assert fields["HttpMethod"] == "GET"
    assert fields.get("X-Amz-Security-Token") == token
    assert f"Credential={KEY}/{fields['X-Amz-Date'][:8]}/eu-west-1/neptune-db/aws4_request" in fields["Authorization"]
    expected = signature_of(fields, SECRET, "eu-west-1", "neptune-db")
    assert fields["Authorization"].endswith(f"Signature={expected}")


def test_the_secret_itself_never_travels() -> None:
    auth = neptune_auth(URL, Credentials(KEY, SECRET), "eu-west-1")
    assert SECRET not in auth.credentials


def test_the_port_of_neptune_is_taken_when_the_address_gives_none() -> None:
    fields = fields_of(neptune_auth(URL.removesuffix(":8182"), Credentials(KEY, SECRET), "eu-west-1"))
    assert fields["Host"] == HOST


def test_an_address_without_a_host_is_refused_in_a_sentence() -> None:
    with pytest.raises(StoreError, match="not the address of a Neptune cluster"):
        neptune_auth("bolt://", Credentials(KEY, SECRET), "eu-west-1")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def numbered() -> Any:
    count = iter(range(100))
    return lambda: Auth("basic", "username", str(next(count)), "realm")


def test_one_signature_serves_while_it_is_fresh_and_then_another() -> None:
    clock = Clock()
    manager = NeptuneAuthManager(numbered(), clock)
    first = manager.get_auth()
    clock.now = FRESH_SECONDS - 1
    assert manager.get_auth() == first
    clock.now = FRESH_SECONDS
    assert manager.get_auth() != first


def test_a_refused_old_signature_is_made_anew_and_a_refused_new_one_is_final() -> None:
    clock = Clock()
    manager = NeptuneAuthManager(numbered(), clock)
    first = manager.get_auth()
    assert not manager.handle_security_exception(first, AuthError("refused"))
    second = manager.get_auth()
    assert second != first
    clock.now = 100
    assert manager.handle_security_exception(second, AuthError("refused"))
    assert manager.get_auth() != second
    assert manager.handle_security_exception(second, AuthError("refused by another thread"))


def test_the_driver_accepts_the_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    manager = neptune_auth_manager(URL)
    assert "/eu-west-1/neptune-db/" in fields_of(manager.get_auth())["Authorization"]
    GraphDatabase.driver(URL, auth=manager, encrypted=True).close()


def test_the_credentials_of_a_role_are_renewed_between_signatures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A profile whose program gives the credentials of a role that soon end, each time others."""
    program = tmp_path / "role.py"
    program.write_text(
        "import json, pathlib, datetime\n"
        f"file = pathlib.Path({str(tmp_path / 'count')!r})\n"
        "number = int(file.read_text()) + 1 if file.exists() else 1\n"
        "file.write_text(str(number))\n"
        "end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=1)\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': f'ASIA{number}', 'SecretAccessKey': f'secret{number}',\n"
        "                  'SessionToken': f'token{number}', 'Expiration': end.isoformat()}))\n"
    )
    (tmp_path / "config").write_text(f"[profile lab]\ncredential_process = {sys.executable} {program}\n")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "lab")
    manager = neptune_auth_manager(URL)
    clock = Clock()
    manager._clock = clock
    first = fields_of(manager.get_auth())
    clock.now = FRESH_SECONDS
    second = fields_of(manager.get_auth())
    for fields in (first, second):
        number = fields["X-Amz-Security-Token"].removeprefix("token")
        assert f"Credential=ASIA{number}/" in fields["Authorization"]
        assert "SignedHeaders=host;x-amz-date;x-amz-security-token" in fields["Authorization"]
        assert fields["Authorization"].endswith(signature_of(fields, f"secret{number}", "eu-west-1", "neptune-db"))
    assert first["X-Amz-Security-Token"] != second["X-Amz-Security-Token"]


def test_a_region_that_is_given_goes_before_that_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    manager = neptune_auth_manager("bolt://tunnel.example.org:8182", "us-gov-west-1")
    assert "/us-gov-west-1/neptune-db/aws4_request" in fields_of(manager.get_auth())["Authorization"]


def test_without_a_region_or_credentials_the_error_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(StoreError, match="AWS_REGION"):
        neptune_auth_manager("bolt://localhost:8182")
    with pytest.raises(StoreError, match="AWS_ACCESS_KEY_ID"):
        neptune_auth_manager("bolt://localhost:8182", "eu-west-1")


def test_the_region_is_read_from_the_address_in_all_partitions() -> None:
    assert region_of(URL) == "eu-west-1"
    assert region_of("bolt://x.cluster-y.us-gov-west-1.neptune.amazonaws.com:8182") == "us-gov-west-1"
    assert region_of("bolt://x.cluster-y.cn-north-1.neptune.amazonaws.com.cn:8182") == "cn-north-1"
    assert region_of("bolt://eu-west-1.example.org") is None
