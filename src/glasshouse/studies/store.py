"""The store: what came of members, each kept once under its key, whatever studies ask for it.

Members lie in chunks (`chunks`), with an index beside them (`index`). The index can be made anew from chunks
alone, and machines that share nothing but a folder can each write their own. Every reader takes in what
others have written and verifies every file first; damage is named, never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.engine.array_store import Damaged
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.files import kept_source
from glasshouse.plugins import Source
from glasshouse.studies import chunks, store_index
from glasshouse.studies.chunks import SCHEMA
from glasshouse.studies.members import Member, shown
from glasshouse.studies.outcomes import names
from glasshouse.studies.store_index import Claims, Index, Place
from glasshouse.studies.worker import Result

INDEX = store_index.FILE
CHUNKS = "chunks"
SET_ASIDE = ".damaged"
"""Ending of a damaged file that was set aside; nobody reads it."""
LIVE_AGAIN = "`glasshouse study run` sets it aside and computes its members again"


class Store:
    """A folder of members. It is made when something is first written into it."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._chunks = self.folder / CHUNKS
        self._index = Index(self.folder)

    @property
    def index_path(self) -> Path:
        """Where the index lies."""
        return self._index.path

    @property
    def is_there(self) -> bool:
        """Whether anything has been written yet."""
        return self._index.path.is_file() or self._chunks.is_dir()

    def make(self) -> None:
        """Make the folder, unless it is there. Raises `InputError` where it cannot be."""
        try:
            self._chunks.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.folder, error) from None

    def keep(self, source: Source) -> Path:
        """Keep the source text of what a user added beside the members, under its hash."""
        self.make()
        try:
            return kept_source(source, self.folder)
        except OSError as error:
            raise _unusable(self.folder, error) from None

    def add(self, members: Sequence[Member], lived: Iterable[Result]) -> None:
        """Keep what came of some members: one chunk, whole or not at all, and the errors of the others.

        What does not belong to one of `members`, or was computed by other code, is kept as an error.
        """
        self.make()
        found = {one.key: one for one in lived}
        pairs = [(member, _own(member, found.get(member.key))) for member in members]
        fine = [(member, one) for member, one in pairs if not one.error]
        name, seals = self._write(fine) if fine else ("", {})
        with self._index.open() as db:
            if fine:
                store_index.put(db, name, seals)
            store_index.put_failures(db, {member.key: one.error for member, one in pairs if one.error})

    def write_chunk(self, lived: Sequence[tuple[Member, Result]]) -> str:
        """Write a chunk without telling the index, as workers on other machines do; its name."""
        self.make()
        return self._write(lived)[0]

    def done(self, keys: Iterable[str]) -> set[str]:
        """Which of `keys` have been lived, as the index says."""
        with self._index.open("deferred") as db:
            return store_index.done(db) & set(keys)

    def failed(self, keys: Iterable[str]) -> dict[str, str]:
        """Which of `keys` went wrong, and how."""
        with self._index.open("deferred") as db:
            known = dict(db.execute("select key, error from failures"))
        return {key: known[key] for key in keys if key in known}

    def claims(self) -> Claims:
        """Claims of this process on members of the store."""
        return Claims(self._index)

    def check(self) -> None:
        """Take in what others have written and verify every file. Raises `InputError` with all that is
        damaged, or where there is no store.
        """
        self.refuse_absent()
        if diagnostics := self.gather()[1]:
            raise InputError(*diagnostics)

    def refuse_absent(self) -> None:
        """Raises `InputError` where nothing has been written yet."""
        if not self.is_there:
            raise InputError(_no_store(self.folder))

    def gather(self) -> tuple[int, list[Diagnostic]]:
        """Take in chunks that others have written: how many members, and every file that is damaged."""
        if not self.is_there:
            return 0, []
        try:
            with self._index.open("deferred") as db:
                held = store_index.places(db)
                wrong = store_index.unsound(db, held)
            if wrong:
                what = f"the index is damaged: it does not say what was noted of chunk {str(wrong[0])[:12]}"
                return 0, [Diagnostic(what, store_index.MEND, str(self._index.path))]
            diagnostics = [diagnostic for name in sorted(held) if (diagnostic := self._damage(name))]
            new, unsound = self._sealed(chunks.names_in(self._chunks) - held.keys())
            contradicted = _contradicting({name: _seals(places) for name, places in held.items()} | new)
            sound = {name: seals for name, seals in new.items() if name not in contradicted}
            self._take(sound)
        except InputError as bad:
            return 0, list(bad.diagnostics)
        diagnostics += [*unsound, *(self._contradiction(*one) for one in contradicted.items())]
        return sum(map(len, sound.values())), diagnostics

    def mend(self) -> list[Diagnostic]:
        """Set aside what is damaged, so that its members are lived again, and say what it was."""
        self.make()
        chunks.clear_unfinished(self._chunks)
        mended: list[Diagnostic] = []
        while diagnostics := self.gather()[1]:
            if any(diagnostic in mended for diagnostic in diagnostics):
                raise InputError(*diagnostics)
            self._set_aside(diagnostics)
            mended += diagnostics
        return mended

    def written(self) -> set[str]:
        """Keys in sound chunks, read without the index, for machines that share the folder alone."""
        found: set[str] = set()
        for name in chunks.names_in(self._chunks):
            try:
                found |= chunks.seals_in(self._chunks, name).keys()
            except Damaged:
                continue
        return found

    def read(self, keys: Sequence[str]) -> pa.Table:
        """A row for each of `keys` that has been lived, with every outcome; columns as in `chunks.SCHEMA`.

        Verifies the store first. Raises `InputError` where anything in it is damaged.
        """
        self.check()
        wanted = set(keys)
        with self._index.open("deferred") as db:
            held = store_index.places(db)
        tables = []
        for name, places in held.items():
            if mine := [key for _, key, _ in places if key in wanted]:
                tables.append(self._rows(name, mine))
                wanted.difference_update(mine)
        return pa.concat_tables(tables, promote_options="default") if tables else SCHEMA.empty_table()

    def note(
        self, study: str, title: str, rows: Sequence[tuple[int, str, int, Member]], part_of: str = ""
    ) -> None:
        """Write down which members a study is made of: the experiment table.

        `part_of` is the hash of the study whose search asks for these rows.
        """
        with self._index.open() as db:
            db.execute("insert or replace into studies values (?, ?, ?)", (study, title, part_of))
            db.executemany(
                "insert or replace into rows values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (study, k, point, book, _practice_draw(member), replicate, member.key)
                    for k, (point, book, replicate, member) in enumerate(rows)
                ],
            )

    def searched(self, study: str) -> set[str]:
        """Keys of members that searches of a study have lived."""
        with self._index.open("deferred") as db:
            asked = db.execute(
                "select distinct key from rows join studies using (study) where part_of = ?", (study,)
            )
            return {key for (key,) in asked} & store_index.done(db)

    def _write(self, lived: Sequence[tuple[Member, Result]]) -> tuple[str, dict[str, str]]:
        try:
            return chunks.write(self._chunks, lived)
        except OSError as error:
            raise _unusable(self.folder, error) from None

    def _set_aside(self, diagnostics: Sequence[Diagnostic]) -> None:
        paths = [Path(diagnostic.file) for diagnostic in diagnostics]
        if any(diagnostic.fix not in (LIVE_AGAIN, store_index.MEND) for diagnostic in diagnostics):
            raise InputError(
                *diagnostics
            )  # the machine, or another version of glasshouse: no file is damaged
        try:
            for path in filter(Path.is_file, paths):
                path.replace(path.with_name(path.name + SET_ASIDE))
        except OSError as error:
            raise _unusable(self.folder, error) from None
        with self._index.open() as db:
            store_index.forget(db, (path.name.removesuffix(chunks.ENDING) for path in paths))

    def _sealed(self, names: Iterable[str]) -> tuple[dict[str, dict[str, str]], list[Diagnostic]]:
        """The seals in each of some chunks, and those that are damaged."""
        sound: dict[str, dict[str, str]] = {}
        diagnostics: list[Diagnostic] = []
        for name in sorted(names):
            try:
                sound[name] = chunks.seals_in(self._chunks, name)
            except Damaged as damaged:
                diagnostics.append(_damaged(damaged))
        return sound, diagnostics

    def _take(self, new: dict[str, dict[str, str]]) -> None:
        if new:
            with self._index.open() as db:
                for name, seals in new.items():
                    store_index.put(db, name, seals)

    def _damage(self, name: str) -> Diagnostic | None:
        try:
            chunks.bytes_of(self._chunks, name)
        except Damaged as damaged:
            return _damaged(damaged)
        return None

    def _contradiction(self, name: str, key: str) -> Diagnostic:
        what = f"two chunks have other numbers of the same member ({key[:12]}): one of them was altered"
        return Diagnostic(what, LIVE_AGAIN, str(chunks.path_of(self._chunks, name)))

    def _rows(self, name: str, keys: list[str]) -> pa.Table:
        """The rows of some keys of a chunk. Raises `InputError` where one is not in it."""
        try:
            table = chunks.read(self._chunks, name)
        except Damaged as damaged:
            raise InputError(_damaged(damaged)) from None
        rows = table.filter(pc.is_in(table["key"], pa.array(keys, pa.string())))
        if lost := set(keys) - set(rows["key"].to_pylist()):
            what = f"{len(lost)} members are done but not found in it, such as {min(lost)[:12]}"
            raise InputError(Diagnostic(what, LIVE_AGAIN, str(chunks.path_of(self._chunks, name))))
        return rows


def _seals(places: Iterable[Place]) -> dict[str, str]:
    return {key: seal for _, key, seal in places}


def _contradicting(held: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Chunks that say other numbers of a member than another chunk does, and the key of that member."""
    first: dict[str, tuple[str, str]] = {}
    found: dict[str, str] = {}
    for name, seals in held.items():
        for key, seal in seals.items():
            other, said = first.setdefault(key, (name, seal))
            if said != seal:
                found |= {name: key, other: key}
    return found


def _own(member: Member, one: Result | None) -> Result:
    """What came of a member, or an error where it is missing or other code computed it."""
    if one is None:
        return Result(member.key, error="the executor gave back nothing, or another member, in its place")
    if one.error:
        return one
    code = getattr(one, "code", "another version of glasshouse")  # as unpickled from that version
    if code != member.code:
        why = f"computed by other code ({shown(code)}) than planned ({shown(member.code)})"
        return Result(member.key, error=why)
    if lost := {*names(), *(name for name, _ in member.taken)} - one.outcomes.keys():
        return Result(member.key, error=f"the executor gave back no number for {', '.join(sorted(lost)[:3])}")
    return one


def _practice_draw(member: Member) -> str:
    return "; ".join(f"{name}={value}" for name, value in (*member.levers, *member.inputs))


def _damaged(damaged: Damaged) -> Diagnostic:
    return Diagnostic(damaged.why, LIVE_AGAIN, str(damaged.file))


def _no_store(folder: Path) -> Diagnostic:
    try:
        near = [path.name for path in folder.parent.iterdir() if (path / CHUNKS).is_dir()]
    except OSError:
        near = []
    hint = suggestion(folder.name, near) or "run the study first, or name its store with --store"
    return Diagnostic("there is no store of members here", hint, str(folder))


def _unusable(folder: Path, error: OSError) -> InputError:
    fix = "what was finished is kept; free space, or choose another store"
    return InputError(Diagnostic(f"the store cannot be used: {error.strerror or error}", fix, str(folder)))
