"""Canonical URLs: one name for a page, however it is linked; different pages never merged.

Rules on top of w3lib's canonicalisation (RFC 3986 normalisation, sorted query): tracking parameters,
fragments, default ports and the scheme carry no identity; every other parameter may.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_LONGEST_URL: Final = 4_096

# Parameters that tell where a reader came from, never what is shown.
_TRACKING_PREFIXES: Final = ("utm_", "at_", "ns_", "mc_", "pk_", "piwik_", "mtm_", "hsa_", "__hs")
_TRACKING: Final = frozenset(
    {
        *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid"),
        *("ttclid", "_ga", "_gl", "ocid", "cmpid", "cmp", "ncid", "smid", "smtyp", "sref"),
        *("ftag", "cid_source", "ref_src", "ref_url", "refsrc", "partner_source", "feedtype"),
        *("guccounter", "guce_referrer", "guce_referrer_sig", "xtor", "wt_mc", "wtmc", "ito"),
        *("traffic_source", "syn", "mkt_tok", "vero_id", "oly_anon_id", "oly_enc_id", "_hsenc"),
        *(
            "_hsmi",
            "s_cid",
            "icid",
            "intcmp",
            "cmpredirect",
            "phpsessid",
            "jsessionid",
            "sessionid",
        ),
    }
)
# These mean tracking only with such values: `ref=rss` does, `ref=AB-123` may name a page.
_TRACKING_VALUES: Final = {
    "ref": re.compile(r"rss|feed|twitter|facebook|newsletter|home|homepage", re.IGNORECASE),
    "source": re.compile(r"rss|feed|twitter|facebook|newsletter", re.IGNORECASE),
    "from": re.compile(r"rss|feed|twitter|facebook|newsletter", re.IGNORECASE),
    "output": re.compile(r"amp", re.IGNORECASE),
    "amp": re.compile(r"1|true|", re.IGNORECASE),
}
_AMP_TAIL: Final = re.compile(r"(?<=.)/amp/?$", re.IGNORECASE)
_SESSION_IN_PATH: Final = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
_INDEX_PAGE: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_PORTS: Final = {"http": 80, "https": 443}


def canonical_url(url: str) -> str | None:
    """Give the canonical form of an absolute http(s) URL, None of anything else. Idempotent.

    `http` and `https`, with and without `www.`, with and without a trailing slash are one page; hosts
    are otherwise kept as they are, mobile ones too.
    """
    text = url.strip()
    if not text or len(text) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(canonicalize_url(text))
        host = _host(parts)
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _PORTS or host is None:
        return None
    return urlunsplit(("https", host, _path(parts.path), _query(parts.query), _fragment(text)))


def _host(parts: SplitResult) -> str | None:
    """Give host and port where the port says something; no user, no `www.`."""
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if not host or ("." not in host and host != "localhost" and ":" not in host):
        return None
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == _PORTS.get(parts.scheme) else f"{host}:{port}"


def _path(path: str) -> str:
    path = _SESSION_IN_PATH.sub("", path)
    path = re.sub(r"/{2,}", "/", path)
    path = _INDEX_PAGE.sub("/", path)
    path = _AMP_TAIL.sub("", path)
    return path.rstrip("/") or "/"


def _query(query: str) -> str:
    pairs = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _is_tracking(name.lower(), value)
    ]
    return urlencode(sorted(pairs))


def _is_tracking(name: str, value: str) -> bool:
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    pattern = _TRACKING_VALUES.get(name)
    return pattern is not None and pattern.fullmatch(value) is not None


def _fragment(url: str) -> str:
    """Give the fragment where it names a page (`#!/story/1`), as single-page sites once did."""
    fragment = url.partition("#")[2]
    return fragment if fragment.startswith("!") and fragment.isascii() else ""
