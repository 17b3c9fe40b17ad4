"""The published JSON Schemas of the wire records: what `schemas/published/` holds.

`python -m schemas.publish` writes them anew after a record has changed.
"""

from __future__ import annotations

import json
from pathlib import Path

from schemas import wire


def published_schemas() -> dict[str, str]:
    """Give file name → JSON Schema text for every wire record."""
    return {
        f"{record_type.__struct_config__.tag}.schema.json": json.dumps(
            wire.json_schema(record_type), indent=2, ensure_ascii=False, sort_keys=True
        )
        + "\n"
        for record_type in wire.RECORD_TYPES
    }


if __name__ == "__main__":
    folder = Path(__file__).parent / "published"
    for name, text in published_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
