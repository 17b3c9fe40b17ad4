"""The language of a text: what its letters say, beside what its feed declares."""

from __future__ import annotations

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipelines.normalise.language import detect_language

_TEXTS = (
    "The harbour was closed on Friday after two ships had collided in the fog, the port said.",
    "Der Hafen blieb am Freitag geschlossen, nachdem zwei Schiffe im Nebel zusammengestoßen waren.",
    "Le port est resté fermé vendredi après que deux navires se sont heurtés dans le brouillard.",
    "Порт был закрыт в пятницу после того, как два судна столкнулись в тумане, сообщили власти.",
    "霧の中で二隻の船が衝突したため、港は金曜日に閉鎖されたと当局が発表した。再開の見通しは立っていない。",
    "أغلق الميناء يوم الجمعة بعد اصطدام سفينتين في الضباب، وفق ما أعلنت السلطات.",
    "THE HARBOUR WAS CLOSED ON FRIDAY AFTER TWO SHIPS HAD COLLIDED IN THE FOG, THE PORT SAID.",
    "12 34 56 78 90 12 34 56 78 90 12 34 56 78 90",
)


@pytest.fixture(scope="module")
def library() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.mark.parametrize("text", _TEXTS)
def test_the_language_is_that_of_the_library(text: str, library: LanguageIdentifier) -> None:
    """Texts in many languages get the language and the confidence that py3langid itself gives them."""
    code, probability = library.classify(text)
    found = detect_language(text, None)
    assert found.code == code
    assert found.confidence == pytest.approx(probability, abs=0.001)


def test_a_declared_language_is_kept_where_a_text_is_short() -> None:
    """A short text is in the language that its feed declares, and in none where it declares none."""
    assert detect_language("Hafen gesperrt", "de-AT").code == "de"
    assert detect_language("Hafen gesperrt", None).code == "und"
