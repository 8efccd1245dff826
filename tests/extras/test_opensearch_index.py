"""The index in a real OpenSearch: the contract of every index, the same answers as the embedded one, and its ways."""

from __future__ import annotations

import itertools
import json
import lzma
import multiprocessing
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

if find_spec("opensearchpy") is None:
    pytest.skip("needs extra-opensearch: make test-extras EXTRAS=opensearch", allow_module_level=True)

from search_index import LAB, SearchIndexContract, ids
from vector_index import VectorIndexContract, ask, fill, found

import servers
from command_line import CommandLine
from labkin.graph.errors import LabError, StoreError
from labkin.graph.model import EVERYONE, Node
from labkin.search import opensearch_index, opensearch_writing
from labkin.search.entries import entry_of
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import HYBRID, KEYWORD, VECTOR, Encoded, Entry, Request
from labkin.search.opensearch_client import open_client, parse_address
from labkin.search.opensearch_index import OpenSearchIndex
from labkin.search.opensearch_mapping import vector_mapping

DOCUMENTS, QUERIES = 500, 30  # of SciFact, asked of both engines
SIGHT = 64  # numbers of the vectors made for it
FACETS = ("kind", "half")
NAMES = itertools.count()

ELASTICSEARCH = {  # as version 8 answers
    "name": "es01",
    "cluster_name": "docker-cluster",
    "cluster_uuid": "H0k9lZ2lQmC3Jx0vNq8VYw",
    "version": {"number": "8.13.4", "build_flavor": "default", "build_type": "docker", "lucene_version": "9.10.0"},
    "tagline": "You Know, for Search",
}

NOTHING = {"detail": "Not Found"}

Make = Callable[..., OpenSearchIndex]


@pytest.fixture(scope="class")
def make_index(opensearch_url: str) -> Iterator[Make]:
    """Empty indexes of names of their own, gone when the class is done."""
    made: list[OpenSearchIndex] = []

    def make(name: str = "", **how: str) -> OpenSearchIndex:
        made.append(OpenSearchIndex(opensearch_url, name or f"lab{os.getpid()}-{next(NAMES)}", **how))
        return made[-1]

    yield make
    for index in made:
        index.close()
    open_client(opensearch_url).indices.delete(index=f"lab{os.getpid()}-*")


class TestWords(SearchIndexContract):
    """The contract of words."""


class TestMeaning(VectorIndexContract):
    """The contract of words and vectors."""


@pytest.fixture
def name() -> str:
    """The name of an index that nobody else uses."""
    return f"lab{os.getpid()}-{next(NAMES)}"


def generations(url: str, name: str) -> list[str]:
    """The indices behind a name."""
    return list(open_client(url).indices.get(index=f"{name}-g-*"))


class TestCluster:
    def test_a_new_object_finds_what_another_left(self, make_index: Make, name: str) -> None:
        make_index(name).apply(LAB, (), 6)
        index = make_index(name)
        assert (index.mark(), index.count(), ids(index, "aspirin")[0]) == (6, len(LAB), "CHEMBL:25")
        assert index.fields()["year"] == "number"
        assert make_index(f"{name}-other").count() == 0

    def test_readers_see_changes_and_rebuilds_of_others_and_one_index_is_left(
        self, make_index: Make, name: str, opensearch_url: str
    ) -> None:
        reader, writer = make_index(name), make_index(name)
        for mark in (1, 2):
            writer.apply([Entry(f"n:{mark}", "X", "novel")], (), mark)
            assert (reader.mark(), ids(reader, "novel")) == (mark, [f"n:{n}" for n in range(1, mark + 1)])
        writer.rebuild([Entry("n:2", "X", "newest")], 8)
        assert (reader.mark(), reader.count(), ids(reader, "newest")) == (8, 1, ["n:2"])
        assert len(generations(opensearch_url, name)) == 1

    def test_while_it_is_rebuilt_the_old_one_answers(self, make_index: Make, name: str) -> None:
        writer, reader = make_index(name), make_index(name)
        writer.apply(LAB, (), 1)

        def entries() -> Iterator[Entry]:
            for entry in LAB[:2]:
                assert (reader.mark(), reader.count()) == (1, len(LAB))
                yield entry

        writer.rebuild(entries(), 2)
        assert (reader.mark(), reader.count()) == (2, 2)

    def test_a_killed_rebuild_leaves_the_old_and_is_swept_by_the_next(
        self, make_index: Make, name: str, opensearch_url: str
    ) -> None:
        make_index(name).apply(LAB, (), 6)

        def killed() -> Iterator[Entry]:
            yield Entry("half:1", "X", "half")
            os.kill(os.getpid(), signal.SIGKILL)

        child = multiprocessing.get_context("fork").Process(
            target=lambda: OpenSearchIndex(opensearch_url, name).rebuild(killed(), 50)
        )
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        index = make_index(name)
        assert (index.mark(), ids(index, "half"), len(generations(opensearch_url, name))) == (6, [], 2)
        index.rebuild(LAB[:3], 7)
        assert (index.mark(), index.count(), len(generations(opensearch_url, name))) == (7, 3, 1)

    def test_a_change_that_was_cut_off_shows_nothing_and_is_made_good_by_the_next(
        self, make_index: Make, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index = make_index(name)
        index.apply(LAB, (), 6)
        index._generations.bulk(  # what a process that dies after this request leaves behind
            index._generations.look().index,  # type: ignore[union-attr]
            opensearch_writing.actions([Entry("half:1", "X", "half")], index._state()),
        )
        assert (index.mark(), ids(index, "half"), index.count()) == (6, [], len(LAB))
        index.apply([Entry("half:1", "X", "half")], ["ds:1"], 7)
        assert (index.mark(), ids(index, "half"), index.count()) == (7, ["half:1"], len(LAB))

    def test_pages_beyond_the_server_s_own_limit_are_walked_to(
        self, make_index: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index = make_index()
        entries = [Entry(f"e:{n:04}", "T", f"thing {n % 7}", text="same words", numbers={"n": n}) for n in range(200)]
        fill(index, entries, {entry.id: [[1.0, n / 200]] for n, entry in enumerate(entries)})
        orders = ({"text": "words"}, {"text": ""}, {"text": "", "sort": "-n"}, {"text": "words", "sort": "name"})
        whole = [index.search(Request(**how, limit=500), EVERYONE) for how in orders]  # type: ignore[arg-type]
        mixed = ask(index, "words", 1.0, limit=500)
        digests = index.digests()
        monkeypatch.setattr(opensearch_index, "FOUND", 25)
        for how, before in zip(orders, whole, strict=True):
            page = index.search(Request(**how, offset=110, limit=47), EVERYONE)  # type: ignore[arg-type]
            assert (found(page), page.total) == (found(before)[110:157], 200)
            assert found(index.search(Request(**how, offset=190, limit=50), EVERYONE)) == found(before)[190:]  # type: ignore[arg-type]
        assert found(ask(index, "words", 1.0, limit=60, offset=130)) == found(mixed)[130:190]
        assert index.digests() == digests
        assert len(digests) == 200

    def test_the_server_s_own_hybrid_finds_and_counts_the_same(self, make_index: Make, name: str) -> None:
        index = make_index(name)
        entries = [Entry(f"e:{n:03}", "AB"[n % 2], f"n{n}", text="lung" * (n % 3 == 0)) for n in range(300)]
        fill(index, entries, {entry.id: [[1.0, n / 300]] for n, entry in enumerate(entries)})
        own = ask(index, "lung", 1.0, facets=("kind",), limit=300)
        for blend in ("pipeline", "rrf"):
            theirs = ask(make_index(name, blend=blend), "lung", 1.0, facets=("kind",), limit=300)
            assert (theirs.total, theirs.facets) == (own.total, own.facets)
            assert set(found(theirs)) == set(found(own))


class TestRefusals:
    def test_a_server_that_is_not_there_is_named_without_the_password(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as held:
            port = held.getsockname()[1]
        index = OpenSearchIndex(f"http://ann:secret@127.0.0.1:{port}")
        with pytest.raises(StoreError, match=rf"OpenSearch at http://127\.0\.0\.1:{port} does not answer") as error:
            index.search(Request("x"), EVERYONE)
        assert "secret" not in str(error.value) + index.address

    @pytest.mark.parametrize(
        ("said", "refused"),
        [
            (ELASTICSEARCH, r"no OpenSearch, but Elasticsearch 8\.13\.4"),
            (
                {"version": {"distribution": "opensearch", "number": "1.3.20"}},
                r"OpenSearch 1\.3\.20: .* 2\.19 or newer",
            ),
            ({"couchdb": "Welcome", "version": "3.3.3"}, "no OpenSearch, though something answers"),
            ([], "no OpenSearch, though something answers"),
            ("<html>It works!</html>", "no OpenSearch, though something answers"),
            (NOTHING, "no OpenSearch, though something answers"),
        ],
        ids=("Elasticsearch", "too old", "another database", "a list", "a page", "nothing"),
    )
    def test_what_is_no_opensearch_that_can_be_used_is_named(self, said: object, refused: str) -> None:
        with answering(said) as address:
            index = OpenSearchIndex(f"http://ann:secret@{address}")
            calls = (index.count, lambda: index.rebuild(LAB, 1), lambda: index.reset_vectors("made", 2))
            for call in calls:
                with pytest.raises(StoreError, match=rf"http://{address} is {refused}") as error:
                    call()
                assert "secret" not in str(error.value)

    def test_a_name_that_something_else_has_is_left_alone(self, opensearch_url: str, name: str) -> None:
        client = open_client(opensearch_url)
        client.indices.create(index=name)
        for call in (lambda index: index.count(), lambda index: index.rebuild(LAB, 1)):
            with pytest.raises(StoreError, match="index=NAME"):
                call(OpenSearchIndex(opensearch_url, name))
        assert list(client.indices.get(index=f"{name}*")) == [name]
        client.indices.delete(index=name)

    def test_an_index_of_other_rules_asks_to_be_rebuilt(self, make_index: Make, name: str) -> None:
        index = make_index(name)
        index.apply(LAB, (), 1)
        generation = index._generations.look()
        assert generation
        index._generations.change_state(generation.index, {"layout": 0})
        index._generations.refresh(generation.index)
        with pytest.raises(LabError, match="another version of Labkin: run `labkin rebuild search`"):
            index.count()
        index.rebuild(LAB, 2)
        assert index.count() == len(LAB)

    @pytest.mark.parametrize(
        ("options", "said"),
        [("engine=nmslib", "faiss, lucene"), ("index=Lab", "lower-case"), ("shards=0", "from 1"), ("x=1", "unknown")],
    )
    def test_a_url_that_says_nothing_usable_is_refused(self, options: str, said: str) -> None:
        with pytest.raises(StoreError, match=said) as error:
            OpenSearchIndex(f"https://ann:secret@search.example.org?{options}")
        assert "secret" not in str(error.value)

    def test_the_url_says_name_and_engine_and_a_service_its_own(self) -> None:
        index = OpenSearchIndex("https://ann:secret@search.example.org?index=lab2&engine=faiss")
        assert (index._generations.name, index._generations.engine) == ("lab2", "faiss")
        assert parse_address("https://x.eu-west-1.aoss.amazonaws.com?aws=aoss").engine == "faiss"
        method = vector_mapping(384, "faiss")["properties"]["passages"]["properties"]["vector"]["method"]
        assert (method["engine"], method["space_type"]) == ("faiss", "innerproduct")


class TestWithoutVectors:
    """A server that has no plugin for them."""

    @pytest.fixture(scope="class")
    @classmethod
    def plain(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSearchIndex]:
        with without_plugins(tmp_path_factory.mktemp("plain")) as url:
            index = OpenSearchIndex(url, "lab")
            yield index
            index.close()

    def test_words_facets_and_names_are_found_and_meaning_says_what_to_install(self, plain: OpenSearchIndex) -> None:
        for write in (lambda: plain.apply(LAB, (), 6), lambda: plain.rebuild(LAB, 7)):
            write()
            with pytest.raises(StoreError, match=r"127\.0\.0\.1:\d+ has no plugin opensearch-knn.*install it"):
                plain.reset_vectors("made", 2)
            assert (plain.count(), ids(plain, "aspirin")[0], plain.model()) == (len(LAB), "CHEMBL:25", "")
            assert plain.search(Request("", facets=("kind",)), EVERYONE).facets["kind"]
            vector = np.asarray([1.0, 0.0], np.float32)
            for mode in (HYBRID, VECTOR):
                hits = plain.search(Request("aspirin", mode=mode, vector=vector), EVERYONE).hits
                assert [hit.id for hit in hits[:1]] == ["CHEMBL:25"] * (mode == HYBRID)
            assert len(generations(plain.address, "lab")) == 1


class TestBothEngines:
    """SciFact, its vectors made from its words, in both engines."""

    @pytest.fixture(scope="class")
    @classmethod
    def both(
        cls, data: Path, make_index: Make, tmp_path_factory: pytest.TempPathFactory
    ) -> tuple[HybridIndex, OpenSearchIndex]:
        entries = scifact(data)
        vectors = [Encoded(e.id, "d", np.stack([sight(t) for t in (e.name, e.text) if t])) for e in entries]
        folder = tmp_path_factory.mktemp("scifact")
        indexes = HybridIndex(folder / "search", folder / "vectors"), make_index()
        for index in indexes:
            index.rebuild(entries, 1)
            index.reset_vectors("sight", SIGHT)
            index.put_vectors(vectors, (), 1)
        return indexes

    @pytest.mark.parametrize("mode", [KEYWORD, VECTOR, HYBRID])
    def test_hits_counts_and_order_agree(
        self, both: tuple[HybridIndex, OpenSearchIndex], data: Path, mode: str
    ) -> None:
        overlaps, size = [], DOCUMENTS if mode == KEYWORD else 10
        for text in queries(data):
            where = (("number", ">=", 20),)
            request = Request(text, (), where, FACETS, size, snippets=False, mode=mode, vector=sight(text))
            ours, theirs = (index.search(request, EVERYONE) for index in both)
            if mode == KEYWORD:
                assert {hit.id for hit in ours.hits} == {hit.id for hit in theirs.hits}
                assert (ours.total, ours.facets) == (theirs.total, theirs.facets)
            assert abs(ours.total - theirs.total) <= 2  # those at the edge of the nearest, for vectors may be rounded
            best = [{hit.id for hit in answer.hits[:10]} for answer in (ours, theirs)]
            overlaps.append(len(best[0] & best[1]) / max(1, len(best[0])))
        assert sum(overlaps) / len(overlaps) >= 0.9

    def test_a_hit_shows_the_same(self, both: tuple[HybridIndex, OpenSearchIndex], data: Path) -> None:
        for text in queries(data)[:5]:
            ours, theirs = (index.search(Request(text, limit=20), EVERYONE).hits for index in both)
            shown = {hit.id: hit for hit in theirs}
            same = [(hit, shown[hit.id]) for hit in ours if hit.id in shown]
            assert len(same) >= 15
            for mine, other in same:
                assert (mine.name, mine.snippet, mine.why) == (other.name, other.snippet, other.why)
                assert mine.score == pytest.approx(other.score, rel=0.05)


@contextmanager
def answering(said: object) -> Iterator[str]:
    """The address of a server that says this of itself: as JSON, or a text as a page."""
    page = isinstance(said, str)
    body = str(said).encode() if page else json.dumps(said).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if said is NOTHING else 200)
            self.send_header("Content-Type", "text/html" if page else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on the terminal."""

    with HTTPServer(("127.0.0.1", 0), Answer) as http:
        thread = Thread(target=http.serve_forever)
        thread.start()
        yield f"127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


@contextmanager
def without_plugins(copy: Path) -> Iterator[str]:
    """The URL of a fresh server, started from a copy of what was fetched that lacks the plugins."""
    fetched, launcher = Path(".servers") / "opensearch", Path("tools") / "servers" / "opensearch" / "Launcher.java"
    source = (servers.ROOT / launcher).read_text(encoding="utf-8")
    plugins = re.search(r'"org\.opensearch\.knn[^"]*"', source)
    assert plugins is not None
    for folder in (fetched, launcher.parent):
        (copy / folder).mkdir(parents=True)
    (copy / fetched / "lib").symlink_to(servers.ROOT / fetched / "lib")
    (copy / fetched / ".complete").touch()
    (copy / launcher).write_text(source.replace(plugins[0], '""'), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        if (servers.ROOT / fetched / ".complete").is_file():
            patch.setattr(servers, "ROOT", copy)
        try:
            with servers.opensearch() as url:
                yield url
        except servers.Unavailable as why:
            pytest.skip(f"needs opensearch: {why}")


def scifact(data: Path) -> list[Entry]:
    """The first abstracts of SciFact."""
    with lzma.open(data / "retrieval" / "scifact" / "corpus.jsonl.xz", "rt", encoding="utf-8") as stream:
        documents = [json.loads(line) for line in itertools.islice(stream, DOCUMENTS)]
    return [
        entry_of(
            Node.of(
                f"scifact:{d['_id']}", "Publication", name=d["title"], abstract=d["text"], number=n,
                half=("first", "second")[2 * n // DOCUMENTS],
            )
        )
        for n, d in enumerate(documents)
    ]  # fmt: skip


def queries(data: Path) -> list[str]:
    """Claims to look for."""
    lines = (data / "retrieval" / "scifact" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[:: len(lines) // QUERIES][:QUERIES]]


@cache
def sight_of_word(word: str) -> np.ndarray:
    """A vector that is the same whenever it is asked for."""
    return np.random.default_rng(sum(ord(c) * 31**i for i, c in enumerate(word))).normal(size=SIGHT)


def sight(text: str) -> np.ndarray:
    """A vector of which words a text has, by chance of their letters: a meaning good enough to compare engines by."""
    vector = np.zeros(SIGHT, np.float32)
    for word in text.lower().split():
        vector += sight_of_word(word)
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0), np.float32)


def test_a_lab_whose_search_moves_does_not_wait_for_the_engine_that_keeps_the_old_one(
    opensearch_url: str, tmp_path: Path
) -> None:
    labkin = CommandLine(tmp_path / "lab")
    labkin("init", "lab")
    nodes = tmp_path / "a_nodes.tsv"
    nodes.write_text("id\tcategory\tname\nC:1\tbiolink:Gene\tfirst\nC:2\tbiolink:Gene\tsecond\n")
    try:
        labkin("load", nodes)
        there = CommandLine(labkin.lab, LABKIN_SEARCH=opensearch_url)
        assert there.json("search", "second", "--mode", "keyword")["total"] == 1
        assert there.json("check")["ok"]
        assert labkin.json("search", "second", "--mode", "keyword")["total"] == 1
    finally:
        labkin("stop")
