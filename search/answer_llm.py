"""A language model that proposes how to read a question. Needs the extra `llm`; nothing is asked of one by default.

    openai:MODEL                                   at OpenAI
    openai:MODEL@http://127.0.0.1:11434/v1         at any server that speaks OpenAI's chat completions
    bedrock:MODEL@eu-central-1                     at Amazon Bedrock, signed with AWS credentials

It is sent what `nlp.llm_prompt` makes, and its reply counts for what `nlp.llm_reply` finds in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Thread
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from labkin.graph.errors import LabError, LabkinError, MissingExtra
from labkin.graph.profile import Profile
from labkin.nlp.llm_prompt import SYSTEM, offer
from labkin.nlp.llm_reply import NotProposed, Proposal, proposed
from labkin.nlp.question_tokens import Words

PATIENCE = 30.0  # seconds for one try; there are two, and no more than twice this for both
MOST_TOKENS = 2_000  # of a reply, where the service takes such a limit
OPENAI = "https://api.openai.com/v1"
FORMS = "openai:MODEL@http://HOST:PORT/v1, openai:MODEL or bedrock:MODEL@REGION"
_ADDRESS = re.compile(r"(openai|bedrock):([A-Za-z0-9][\w.:/+-]{0,200})(?:@(\S+))?", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")


class ModelError(LabkinError):
    """A model that gave no reply. The text is a sentence without its full stop, and holds no key."""


class Address(NamedTuple):
    """Which model, and where: `where` is a URL for openai, a region for bedrock."""

    service: str
    model: str
    where: str


class Model(Protocol):
    """Something that replies to a prompt."""

    @property
    def name(self) -> str:
        """What it is called in answers."""

    def reply(self, system: str, message: str) -> str:
        """What it says. Raises ModelError."""


def parse_address(text: str) -> Address:
    """Read the setting `llm`. Raises LabError with what is wrong in it.

    >>> parse_address("openai:llama3.1:8b@http://127.0.0.1:11434/v1")
    Address(service='openai', model='llama3.1:8b', where='http://127.0.0.1:11434/v1')
    """
    found = _ADDRESS.fullmatch(text.strip())
    if not found:
        raise LabError(f"llm (LABKIN_LLM) does not name a model: write {FORMS}")
    service, model, where = found[1], found[2], found[3] or ""
    if service == "bedrock":
        if not _REGION.fullmatch(where):
            raise LabError("llm (LABKIN_LLM) lacks the AWS region of Bedrock: write bedrock:MODEL@eu-central-1")
        return Address(service, model, where)
    try:
        parts = urlsplit(where or OPENAI)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        good = False
    if not good:
        raise LabError(f"llm (LABKIN_LLM) has no address of a server after the @: write {FORMS}")
    if "@" in parts.netloc or parts.query:
        raise LabError("llm (LABKIN_LLM) must not hold a key or password: set LABKIN_LLM_KEY in the environment")
    return Address(service, model, where or OPENAI)


def open_model(address: Address, keys: tuple[str, str] = ("", ""), patience: float = PATIENCE) -> Model:
    """A client of the model; nothing is sent yet. `keys` are LABKIN_LLM_KEY and OPENAI_API_KEY, which only OpenAI gets.

    Raises MissingExtra.
    """
    if address.service == "bedrock":
        return BedrockModel(address.model, address.where, patience=patience)
    own, openai = keys
    return OpenAIModel(address.model, address.where, own or (openai if address.where == OPENAI else ""), patience)


class OpenAIModel:
    """A model behind OpenAI's chat completions, at OpenAI or elsewhere; `patience` in seconds. Raises MissingExtra."""

    def __init__(self, model: str, url: str, key: str = "", patience: float = PATIENCE) -> None:
        try:
            import openai
        except ImportError as error:
            raise MissingExtra("A language model that proposes", "llm") from error
        self.name, self._patience, self._errors = model, patience, openai
        # Whose account it is at OpenAI is no business of another server; and no server may lead it to another.
        unsaid = {} if url == OPENAI else dict.fromkeys(("OpenAI-Organization", "OpenAI-Project"), openai.Omit())
        self._client: Any = openai.OpenAI(
            api_key=key or "none",
            base_url=url,
            default_headers=unsaid,
            timeout=patience,
            max_retries=1,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )

    def reply(self, system: str, message: str) -> str:
        """As `Model`."""
        return _within(2 * self._patience, lambda: self._said(system, message))

    def _said(self, system: str, message: str) -> str:
        try:
            found = self._client.chat.completions.create(
                model=self.name,
                messages=[{"role": "system", "content": system}, {"role": "user", "content": message}],
            )
            return _text(found.choices[0].message.content)
        except self._errors.APIStatusError as error:  # its text may repeat a part of the key
            raise ModelError(f"the server answered with HTTP {error.status_code}") from None
        except self._errors.APITimeoutError:
            raise ModelError(f"it gave no reply within {self._patience:g} seconds") from None
        except self._errors.APIConnectionError:
            raise ModelError("its server cannot be reached") from None
        except (self._errors.OpenAIError, AttributeError, IndexError, TypeError, ValueError):
            raise ModelError("the server answered with something that is no chat completion") from None


class BedrockModel:
    """A model behind the Converse operation of Amazon Bedrock. Raises MissingExtra.

    Credentials are those that AWS tools find: environment, profile, or role of the machine. `url` is an endpoint
    of one's own.
    """

    def __init__(self, model: str, region: str, url: str | None = None, patience: float = PATIENCE) -> None:
        try:
            import boto3
            from botocore import exceptions
            from botocore.config import Config
        except ImportError as error:
            raise MissingExtra("A language model at Amazon Bedrock", "llm") from error
        self.name, self._patience, self._errors = model, patience, exceptions
        limits = Config(
            connect_timeout=patience, read_timeout=patience, retries={"total_max_attempts": 2, "mode": "standard"}
        )
        self._client: Any = boto3.client("bedrock-runtime", region_name=region, endpoint_url=url, config=limits)

    def reply(self, system: str, message: str) -> str:
        """As `Model`."""
        return _within(2 * self._patience, lambda: self._said(system, message))

    def _said(self, system: str, message: str) -> str:
        try:
            found = self._client.converse(
                modelId=self.name,
                system=[{"text": system}],
                messages=[{"role": "user", "content": [{"text": message}]}],
                inferenceConfig={"maxTokens": MOST_TOKENS},
            )
            parts = found["output"]["message"]["content"]
            return _text("".join(part["text"] for part in parts if "text" in part))
        except self._errors.ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "an error"))[:60]
            raise ModelError(f"Bedrock answered with {code}") from None
        except (self._errors.ReadTimeoutError, self._errors.ConnectTimeoutError):
            raise ModelError(f"it gave no reply within {self._patience:g} seconds") from None
        except self._errors.NoCredentialsError:
            raise ModelError("no AWS credentials were found: set AWS_ACCESS_KEY_ID or AWS_PROFILE") from None
        except self._errors.BotoCoreError:
            raise ModelError("Bedrock cannot be reached") from None
        except (KeyError, TypeError, ValueError):
            raise ModelError("Bedrock answered with something that is no message") from None


@dataclass(slots=True)
class Proposer:
    """Asks a model for a reading of a question, and remembers what was sent and replied.

    `opened` makes the model when one is needed; what it cannot do is told as a sentence in the proposal.
    """

    name: str
    opened: Callable[[], Model]
    profile: Profile
    today: date
    sent: tuple[str, ...] = ()
    reply: str = ""
    where: str = field(default="")

    def __call__(self, question: str, words: Words) -> Proposal:
        """As `search.answer.Propose`."""
        offered = offer(words, self.profile, self.today)
        try:
            model = self.opened()
            self.sent = (SYSTEM, offered.message())
            self.reply = model.reply(*self.sent)
            return Proposal(self.name, proposed(self.reply, offered))
        except NotProposed as error:
            return Proposal(self.name, why=f"The model {self.name} was asked, and its proposal not used: {error}")
        except (ModelError, MissingExtra) as error:
            return Proposal(self.name, why=f"The model {self.name} could not be asked: {error}")

    def to_json(self) -> dict[str, Any]:
        """What left the machine, where to, and what came back."""
        return {"name": self.name, "at": self.where, "sent": list(self.sent), "reply": self.reply}


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise TypeError(content)
    return content


def _within(seconds: float, call: Callable[[], str]) -> str:
    """What the call gives, if it ends in time: a server that sends a byte now and then must not hold anybody up."""
    said: list[str] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            said.append(call())
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not said:
        raise ModelError(f"it gave no reply within {seconds:g} seconds")
    return said[0]
