"""Hypothesis strategies of syntax trees, as the parser can give them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from schemas.query import (
    ARTICLE_FIELDS,
    And,
    Everything,
    FieldName,
    Not,
    Or,
    Published,
    Query,
    Same,
    Scope,
    Term,
)

_words = st.text(
    st.characters(exclude_categories=["Cs", "Zs", "Cc", "Zl", "Zp"]), min_size=1, max_size=8
)
_texts = (
    st.lists(_words, min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda t: t.split() == t.split(" "))
)
_times = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001  # hypothesis wants naive bounds
    max_value=datetime(9990, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@st.composite
def _periods(draw: st.DrawFn) -> Published:
    times = sorted(draw(st.lists(_times, min_size=2, max_size=2, unique=True)))
    ends = draw(st.sampled_from(["both", "since", "before"]))
    return Published(
        since=times[0] if ends != "before" else None, before=times[1] if ends != "since" else None
    )


_fields = st.none() | st.sampled_from(ARTICLE_FIELDS)
_leaves: st.SearchStrategy[Query] = st.one_of(
    st.builds(Term, _texts, _fields, st.booleans()), _periods(), st.just(Everything())
)


def _branches(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(inner.map(Not), several.map(And), several.map(Or))


# Fields of free text, and fields of one of few values with one of them.
_WITHIN: dict[Scope, tuple[tuple[FieldName, ...], tuple[Term, ...]]] = {
    "quote": (("speaker", "role", "country", "addressee", "issue"), (Term("direct", "kind"),)),
    "actor": (("role", "country", "issue"), (Term("business", "sector"),)),
    "statement": (("source", "target", "issue"), (Term("demand", "stance"),)),
}


def _scoped(scope: Scope) -> st.SearchStrategy[Query]:
    free, fixed = _WITHIN[scope]
    leaves: st.SearchStrategy[Query] = st.one_of(
        st.builds(Term, _texts, st.none() | st.sampled_from(free), st.booleans()),
        st.sampled_from(fixed),
        st.just(Everything()),
    )
    inner = st.recursive(leaves, _branches, max_leaves=5)
    return inner.map(lambda query: Same(scope, query))


_scopes: st.SearchStrategy[Query] = st.one_of(*(_scoped(scope) for scope in _WITHIN))


def queries() -> st.SearchStrategy[Query]:
    """Any tree the parser can give."""
    return st.recursive(_leaves | _scopes, _branches, max_leaves=12)
