"""No file imports another that imports it back, by whatever way: deferred and type-only imports count too."""

from __future__ import annotations

from collections import defaultdict

import grimp
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def circles() -> list[list[str]]:
    """The files of every circle; each of them imports all others of its circle, directly or not."""
    graph = grimp.build_graph("glasshouse", cache_dir=None)
    files = sorted(graph.modules)
    place = {name: k for k, name in enumerate(files)}
    pairs = [(place[one], place[to]) for one in files for to in graph.find_modules_directly_imported_by(one)]
    rows, columns = np.array(pairs).T
    links = coo_array((np.ones(len(pairs)), (rows, columns)), shape=(len(files), len(files)))
    _, labels = connected_components(links, directed=True, connection="strong")
    found = defaultdict(list)
    for name, label in zip(files, labels, strict=True):
        found[label].append(name)
    return [members for members in found.values() if len(members) > 1]


def test_no_file_is_in_an_import_circle() -> None:
    assert not circles()
