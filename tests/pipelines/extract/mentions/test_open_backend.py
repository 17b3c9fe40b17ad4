"""Mention backends from models of one's own, opened by name."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.extract.mentions import open_backend
from pipelines.extract.text import read_document
from schemas.errors import SettingsError

_WITH_SPACY = pytest.mark.skipif(
    find_spec("spacy") is None, reason="spaCy is an extra: pip install 'dateline[spacy]'"
)
_WITH_ONNX = pytest.mark.skipif(
    not all(map(find_spec, ("onnx", "onnxruntime", "tokenizers"))),
    reason="GLiNER is an extra, and onnx makes the test's model: pip install 'dateline[gliner]' onnx",
)
# spaCy and its libraries use what newer Python versions warn of.
_THEIR_WARNINGS = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.parametrize("name", ["", "spacy", "spacy:", "other:/x", "/x"])
def test_an_unknown_backend_is_refused(name: str) -> None:
    """A name that means no backend gives an error that lists those there are."""
    with pytest.raises(SettingsError, match=r"default, spacy:PATH and gliner:PATH"):
        open_backend(name)


@pytest.mark.parametrize(("kind", "packages"), [("spacy", ["spacy"]), ("gliner", ["onnxruntime"])])
def test_what_is_missing_is_named(kind: str, packages: list[str], tmp_path: Path) -> None:
    """Without the package the error says how to install it; without the folder, that it is missing."""
    installed = all(map(find_spec, packages))
    expected = "is no folder" if installed else rf"pip install 'dateline\[{kind}\]'"
    with pytest.raises(SettingsError, match=expected):
        open_backend(f"{kind}:{tmp_path / 'none'}")


@_WITH_SPACY
@_THEIR_WARNINGS
def test_a_spacy_pipeline_from_a_folder(tmp_path: Path) -> None:
    """A pipeline's names are given with dateline's types, where they stand in the whole text."""
    import spacy

    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Ada Lovelace"},
            {"label": "GPE", "pattern": "Oslo"},
            {"label": "NORP", "pattern": "Norwegians"},
            {"label": "DATE", "pattern": "Monday"},
        ]
    )
    pipeline.to_disk(tmp_path / "pipeline")
    text = "20.03.2023\n\nAda Lovelace left.\n\nOn Monday Norwegians saw Oslo."
    mentions = open_backend(f"spacy:{tmp_path / 'pipeline'}").find(read_document(text))
    assert [(text[each.start : each.end], each.entity_type) for each in mentions] == [
        ("Ada Lovelace", "PER"),
        ("Norwegians", "GROUP"),
        ("Oslo", "LOC"),
    ]


@_WITH_SPACY
@_THEIR_WARNINGS
def test_a_pipeline_without_entities_is_refused(tmp_path: Path) -> None:
    """A folder that is no pipeline, or one that finds no names, gives an error that says so."""
    import spacy

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(SettingsError, match="finds no entities"):
        open_backend(f"spacy:{tmp_path / 'blank'}")
    with pytest.raises(SettingsError, match="can't open it as a pipeline"):
        open_backend(f"spacy:{tmp_path}")


def _write_gliner(folder: Path, width: int) -> None:
    """Write a model that takes every single word for a person: 5 for it, -5 for anything else."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper, save
    from tokenizers import Tokenizer, models, pre_tokenizers

    shape = (1, 1, width, 4)
    scores = np.full(shape, -5, np.float32)
    scores[..., 0, 0] = 5
    names = ("input_ids", "attention_mask", "words_mask", "text_lengths", "span_idx")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, None) for name in names]
    inputs.append(helper.make_tensor_value_info("span_mask", TensorProto.BOOL, None))
    nodes = [
        helper.make_node("Cast", ["span_mask"], ["float_mask"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["float_mask", "spans"], ["by_width"]),
        helper.make_node("Mul", ["by_width", "scores"], ["logits"]),
    ]
    constants = [
        numpy_helper.from_array(np.array([1, -1, width, 1], np.int64), "spans"),
        numpy_helper.from_array(scores, "scores"),
    ]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "tiny", inputs, [output], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    folder.mkdir()
    save(model, str(folder / "model.onnx"))
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "gliner_config.json").write_text(json.dumps({"max_width": width, "other": 1}))


@_WITH_ONNX
def test_a_gliner_model_from_a_folder(tmp_path: Path) -> None:
    """A model's spans are given where their words stand, however long the sentence is."""
    _write_gliner(tmp_path / "tiny", width=3)
    backend = open_backend(f"gliner:{tmp_path / 'tiny'}")
    text = "Ada left Saint-Denis.\n\n" + "word " * 700
    mentions = backend.find(read_document(text))
    assert [text[each.start : each.end] for each in mentions[:4]] == [
        "Ada",
        "left",
        "Saint-Denis",
        ".",
    ]
    assert len(mentions) == 704
    assert {each.entity_type for each in mentions} == {"PER"}


@_WITH_ONNX
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    """A missing or broken file of a model is named in the error."""
    with pytest.raises(SettingsError, match=r"model\.onnx is missing"):
        open_backend(f"gliner:{tmp_path}")
    for name in ("model.onnx", "tokenizer.json", "gliner_config.json"):
        (tmp_path / name).write_text("{")
    with pytest.raises(SettingsError, match="can't be opened as a GLiNER model"):
        open_backend(f"gliner:{tmp_path}")
