"""`labkin train` in a lab: decisions become lessons, the new model is measured, described, put in use, or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import CommandLine
from labkin.app import curation
from labkin.app.annotating import again, catch_up
from labkin.app.curation_queue import Case, cases
from labkin.app.lab import Lab
from labkin.app.loading import load_paths
from labkin.app.models_kept import current_model, kept_models, use_model
from labkin.app.training import expect, train_ner
from labkin.graph.errors import LabkinError, NotFound
from labkin.nlp.model_card import JSON, MARKDOWN, read_card
from labkin.nlp.training import Recipe
from small_model import ILLS, small_model

RECIPE = Recipe(steps=80, rate=0.005, batch=120, warmup=5)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model(tmp_path_factory.mktemp("models") / "small-1")


def lab_with_texts(folder: Path, base: Path) -> Lab:
    """A lab whose texts speak of a drug that the model does not know, and of a word that it takes for an illness."""
    lab = Lab.create(folder)
    texts = [f"{ill} needs zorbex now ." for ill in ILLS] + [f"flu is a word for {ill} here ." for ill in ILLS[:4]]
    file = folder.parent / "texts.txt"
    lines = [f"{number}|t|Text {number}\n{number}|a|{text}\n" for number, text in enumerate(texts, 1)]
    file.write_text("\n".join(lines), encoding="utf-8")
    load_paths(lab, [file])
    (folder / "models").mkdir()
    (folder / "models" / base.name).symlink_to(base)
    use_model(lab, base.name)
    again(lab)
    assert catch_up(lab).read == 10
    return lab


def taught(lab: Lab) -> None:
    """Decide on all of them: a name for the drug, and the word is none."""
    curation.synonym(lab, "zorbex", "CHEBI:49668", author="ana")
    curation.reject(lab, [one for one in cases(lab) if one.text == "flu" and "word" in one.sentence], author="ana")


def test_it_trains_measures_describes_and_is_used(base: Path, tmp_path: Path) -> None:
    with lab_with_texts(tmp_path / "lab", base) as lab:
        taught(lab)
        said: list[str] = []
        gold = tmp_path / "gold.txt"
        gold.write_text("7|t|asthma needs zorbex now .\n7|a|\n7\t0\t6\tasthma\tDisease\n", encoding="utf-8")
        done = train_ner(lab, base, RECIPE, [gold], say=lambda text, _: said.append(text))
        assert done.installed and current_model(lab) == str(done.folder)
        assert (done.folder.name, done.card.base) == ("small-1+lab.1", "small@1")
        train, held_out, check = done.card.sets
        assert (train.part, held_out.part, check.part) == ("train", "held-out", "check")
        assert train.documents + held_out.documents == 10 and min(train.documents, held_out.documents) > 0
        assert held_out.before["f1"] < held_out.after["f1"]
        assert done.card.decisions["synonym"] == 1
        assert len({one.sha256 for one in done.card.sets}) == 3 and len(done.card.base_sha256) == 64
        assert list(dict.fromkeys(said))[1] == "training"
        assert "| decisions | held-out |" in (done.folder / MARKDOWN).read_text(encoding="utf-8")
        again(lab)
        assert catch_up(lab).read == 10
        assert {one.model for one in cases(lab) if one.model} == {"small@1+lab.1"}
        expect(lab, done)
        card = read_card(done.folder)
        assert card is not None and card.expected["mentions"] > 0


def spoiled(lab: Lab) -> list[Case]:
    """Decisions that are the contrary of what the held-out part says, so that training can only do harm."""
    return [one for one in cases(lab) if one.text in ILLS]


def test_a_model_that_is_worse_is_refused_unless_forced(base: Path, tmp_path: Path) -> None:
    with lab_with_texts(tmp_path / "lab", base) as lab:
        from labkin.nlp.lessons import HELD_OUT, _rank

        for one in spoiled(lab):
            (curation.accept if _rank(one.document) < HELD_OUT else curation.reject)(lab, [one])
        refused = train_ner(lab, base, RECIPE)
        assert not refused.installed and current_model(lab).endswith(base.name)
        assert refused.card.worse[0].startswith("F1 on decisions that were held out fell from 100.0 to")
        assert "**Worse:**" in (refused.folder / MARKDOWN).read_text(encoding="utf-8")
        forced = train_ner(lab, base, RECIPE, force=True)
        assert forced.installed and forced.folder.name == "small-1+lab.2"
        assert "all the same" in (forced.folder / MARKDOWN).read_text(encoding="utf-8")
        assert [one.name for one in kept_models(lab)] == ["small-1", "small-1+lab.1", "small-1+lab.2"]


def test_too_few_decisions_teach_nothing(base: Path, tmp_path: Path) -> None:
    with lab_with_texts(tmp_path / "lab", base) as lab:
        with pytest.raises(LabkinError, match="0 mentions in 0 texts were decided on"):
            train_ner(lab, base, RECIPE)
        taught(lab)
        (tmp_path / "no.txt").write_text("nothing", encoding="utf-8")
        with pytest.raises(LabkinError, match="marks nothing that we know"):
            train_ner(lab, base, RECIPE, [tmp_path / "no.txt"])
        with pytest.raises(NotFound, match=r"no model odd; it has small-1, shipped"):
            use_model(lab, "odd")


def test_on_the_command_line(base: Path, tmp_path: Path) -> None:
    with lab_with_texts(tmp_path / "lab", base) as lab:
        taught(lab)
    labkin = CommandLine(tmp_path / "lab")
    said = labkin.json("train", "ner", "--base", base, "--steps", "3", "--no-wait", "--force")
    assert said["installed"] is True and said["waiting"] == 10
    assert json.loads((Path(said["folder"]) / JSON).read_text())["parameters"]["steps"] == 3
    assert "small-1+lab.1  in use" in labkin("train", "models").out
    again = labkin("train", "ner", "--base", base, "--steps", "3", "--no-wait", "--force").out
    assert "were held out to measure on, too few to tell better from worse" in again
    labkin("train", "use", "small@1")
    assert [one["model"] for one in labkin.json("train", "models") if one["in_use"]] == ["small-1"]
    assert "there is no file" in labkin("train", "ner", "--corpus", tmp_path / "absent.txt", code=2).err
    assert "has no model odd" in labkin("train", "use", "odd", code=1).err
