"""The rights that the sets of a table are of: those shipped, and a rulebook's own that the table carries.

Tables of a run with words of its own carry them in the metadata of their schema, so that a results folder
says by itself what its codes mean.
"""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from glasshouse.rulebooks.vocabulary import Vocabulary, Words, vocabulary

KEY = b"glasshouse.rights"
_KEPT = ("title", "kind", "weight", "context")


def carrying(table: pa.Table, words: Words) -> pa.Table:
    """The table with the rights of its own among `words`; as it is where there are none."""
    own = {
        name: {key: about[key] for key in _KEPT if key in about}
        for name, about in words.own["rights"].items()
    }
    if not own:
        return table
    return table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: json.dumps(own)})


def rights_of(table: pa.Table) -> Vocabulary:
    """All rights that a table may speak of, in the order of their codes."""
    carried: dict[str, Any] = json.loads((table.schema.metadata or {}).get(KEY, b"{}"))
    return vocabulary("rights").with_terms(carried)
