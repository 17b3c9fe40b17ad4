"""Canonical URLs: one name for a page, however it is linked; different pages never merged.

Rules on top of w3lib's canonicalisation (RFC 3986 normalisation, sorted query): tracking parameters,
fragments, default ports and the scheme carry no identity; every other parameter may.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_LONGEST_URL: Final = 4_096

# Parameters that tell where a reader came from, never what is shown.
_TRACKING_PREFIXES: Final = (
    *("utm_", "at_campaign", "at_custom", "at_link", "at_bbc", "at_ptr", "ns_", "mc_", "pk_"),
    *("piwik_", "mtm_", "hsa_", "__hs"),
)
_TRACKING: Final = frozenset(
    """
    fbclid gclid dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh _ga _gl mkt_tok
    ocid cmpid cmp ncid smid smtyp sref ftag cid_source ref_src ref_url refsrc partner_source
    feedtype at_medium at_format at_creation guccounter guce_referrer guce_referrer_sig xtor wt_mc
    wtmc ito traffic_source vero_id oly_anon_id oly_enc_id _hsenc _hsmi s_cid icid intcmp
    cmpredirect phpsessid jsessionid sessionid aspsessionid
    """.split()
)
# These mean tracking only with such values: `ref=rss` does, `ref=AB-123` may name a page.
_TRACKING_VALUES: Final = {
    "ref": re.compile(r"rss|feed|twitter|facebook|newsletter|home|homepage", re.IGNORECASE),
    "source": re.compile(r"rss|feed|twitter|facebook|newsletter", re.IGNORECASE),
    "from": re.compile(r"rss|feed|twitter|facebook|newsletter", re.IGNORECASE),
    "output": re.compile(r"amp", re.IGNORECASE),
    "amp": re.compile(r"1|true|", re.IGNORECASE),
}
# `/amp` behind an article's slug is its AMP page; behind a section it may be a page about amplifiers.
_AMP_TAIL: Final = re.compile(
    r"(?<=/)([^/]*(?:\d[^/]*|-[^/]*-[^/]*|\.html?))/amp/?$", re.IGNORECASE
)
_SESSION_IN_PATH: Final = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
_INDEX_PAGE: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_PORTS: Final = {"http": 80, "https": 443}


@lru_cache(maxsize=256)  # an article's id and its URL ask for the same
def canonical_url(url: str) -> str | None:
    """Give the canonical form of an absolute http(s) URL, None of anything else. Idempotent.

    `http` and `https`, with and without `www.`, with and without a trailing slash are one page; hosts
    are otherwise kept as they are, mobile ones too.
    """
    before, canonical = url, _canonical(url)
    # Parameters of path segments (`;`) may hide a dot segment that only the next round resolves.
    while canonical is not None and ";" in before and canonical != before:
        before, canonical = canonical, _canonical(canonical)
    return canonical


def _canonical(url: str) -> str | None:
    text = url.strip()
    if not text or len(text) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(canonicalize_url(text))
        host = _host(parts) if parts.scheme in _PORTS else None
        fragment = _fragment(text)
    except ValueError:  # no host name, no port, no UTF-8
        return None
    if host is None:
        return None
    return urlunsplit(("https", host, _path(parts.path), _query(parts.query), fragment))


def _host(parts: SplitResult) -> str | None:
    """Give host and port where the port says something; no user, no `www.`."""
    host = (parts.hostname or "").rstrip(".")
    while host.startswith("www.") and host.count(".") > 1:
        host = host.removeprefix("www.")
    if not host or ("." not in host and host != "localhost" and ":" not in host):
        return None
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port in {None, _PORTS["https"], _PORTS[parts.scheme]} else f"{host}:{port}"


def _path(path: str) -> str:
    """Apply the rules until none applies: one may uncover the next (`/index.html/`)."""
    while True:
        shorter = re.sub(r"/{2,}", "/", _SESSION_IN_PATH.sub("", path))
        shorter = _AMP_TAIL.sub(r"\1", _INDEX_PAGE.sub("/", shorter)).rstrip("/;") or "/"
        if shorter == path:
            return path
        path = shorter


def _query(query: str) -> str:
    """Drop tracking; the pairs stay as encoded, since decoding bytes that are no UTF-8 loses them."""
    pairs = [pair for pair in query.split("&") if pair and not _is_tracking(pair)]
    return "&".join(sorted(pairs))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name).lower()
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    pattern = _TRACKING_VALUES.get(name)
    return pattern is not None and pattern.fullmatch(unquote(value)) is not None


def _fragment(url: str) -> str:
    """Give the fragment where it names a page (`#!/story/1`), as single-page sites once did."""
    fragment = url.partition("#")[2]
    if not fragment.startswith("!"):
        return ""
    return quote(fragment, safe="!#$%&'()*+,/:;=?@[]~")
