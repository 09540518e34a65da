"""What is read from a YAML text, and what is refused."""

import datetime
from pathlib import Path

import pytest

from glasshouse.errors import InputError
from glasshouse.specs.reading import LIMIT, parse, read


def diagnostics(content: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse(content, "rules.yaml")
    return [str(diagnostic).splitlines()[0] for diagnostic in caught.value.diagnostics]


def test_plain_values_keep_their_meaning() -> None:
    text = parse(
        "a: 3\nb: -0.5\nc: +2\nd: true\ne: null\nf: words and words\ng: 2021-07-01\nh: 2014-01\ni: 1/month\nj: '007'"
    )
    assert text.data == {
        "a": 3,
        "b": -0.5,
        "c": 2,
        "d": True,
        "e": None,
        "f": "words and words",
        "g": datetime.date(2021, 7, 1),
        "h": "2014-01",
        "i": "1/month",
        "j": "007",
    }


def test_on_is_a_name_when_it_is_a_key() -> None:
    assert parse("exit: {on: [performed], no: 3}").data == {"exit": {"on": ["performed"], "no": 3}}


def test_dates_may_be_keys() -> None:
    assert parse("points: {2021-07-01: -40}").data == {"points": {datetime.date(2021, 7, 1): -40}}


def test_quoted_words_are_never_refused() -> None:
    assert parse("a: 'no'\nb: \"1e3\"\nc: |\n  on\n").data == {"a": "no", "b": "1e3", "c": "on\n"}


def test_every_value_remembers_its_place() -> None:
    text = parse("a:\n  b: [1, {c: 2}]\n")
    assert text.mark(("a", "b")) == (2, 3)
    assert text.mark(("a", "b", 1, "c"), value=True) == (2, 14)
    assert text.mark(("a", "b", "absent")) == (2, 3)
    assert text.mark(()) == (1, 1)


def test_a_fault_shows_its_line_and_a_caret() -> None:
    text = parse("behaviours:\n  litering: {points: -5}\n", "rules.yaml")
    diagnostic = text.diagnostic(
        ("behaviours", "litering"), "not a known behaviour", 'did you mean "littering"?'
    )
    assert str(diagnostic) == (
        'rules.yaml:2:3: behaviours.litering: not a known behaviour (did you mean "littering"?)\n'
        "  2 |   litering: {points: -5}\n"
        "    |   ^"
    )


def test_long_lines_are_shown_around_the_caret() -> None:
    with pytest.raises(InputError) as caught:
        parse("a: [" + "1, " * 500 + "no]")
    _, line, caret = str(caught.value).splitlines()
    assert len(line) < 140
    assert line[caret.index("^") :].startswith("no]")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: no", '1:4: a: no is a truth value to some readers and a word to others (write false or "no")'),
        (
            "a: [On]",
            '1:5: a.0: On is a truth value to some readers and a word to others (write true or "On")',
        ),
        ("a: 1e3", "1:4: a: 1e3 is a number to some readers and a word to others (write 1000)"),
        ("a: 2.5e-3", "1:4: a: 2.5e-3 is a number to some readers and a word to others (write 0.0025)"),
        (
            "a: 1e999",
            "1:4: a: 1e999 is too large or too small to be meant (put it in quotes if a word is meant)",
        ),
        (
            "a: 1:30",
            "1:4: a: 1:30 is a number in base sixty to some readers (put it in quotes if a word is meant)",
        ),
        (
            "a: 0123",
            "1:4: a: 0123 is octal to some readers and decimal to others (write a decimal number without leading zero)",
        ),
        ("a: 0x1F", "1:4: a: 0x1F is not written in decimal (write 31)"),
        ("a: 100_000", "1:4: a: 100_000 has separators inside a number (write 100000)"),
        ("a: 1,000", "1:4: a: 1,000 has separators inside a number (write 1000)"),
        ("a: .nan", "1:4: a: .nan is not a finite number (write a number or null)"),
        ("a: 2021-02-30", "1:4: a: 2021-02-30 is not a date of the calendar (correct the day or the month)"),
        ("a: 2021-2-3", "1:4: a: 2021-2-3 is a date to some readers only (write 2021-02-03)"),
        (
            "a: 2021-02-03 10:00",
            "1:4: a: 2021-02-03 10:00 has a time of day (write the date alone: 2021-02-03)",
        ),
        ("a: 1\nb: 2\na: 3", "3:1: a: the key stands twice, first in line 1 (keep one of them)"),
        ("a: &x 1", "1:4: a: &x names a value for use elsewhere (write the value out)"),
        ("<<: {a: 1}", "1:1: << merges keys in some readers only (write the keys out)"),
        ("? [a]\n: 1", "1:3: a key is not a single word (write a name before the colon)"),
        ("a: {: 1}", "1:6: a: a key is empty (write a name before the colon)"),
        ("- 1", "1:1: the file is not a map of keys to values (write `key: value` lines)"),
        ("a: 1\n---\nb: 2", "2:1: a second document begins here (keep one document to a file)"),
        ("%YAML 1.1\n---\na: 1", "2:1: only YAML 1.2 is read (remove the %YAML line)"),
        (
            "a: [1, 2",
            "1:9: not YAML: while parsing a flow sequence expected ',' or ']', but got '<stream end>' (check indentation, colons, quotes and brackets here and in the line before)",
        ),
        (
            'a: "x',
            "1:6: not YAML: while scanning a quoted scalar found unexpected end of stream (check indentation, colons, quotes and brackets here and in the line before)",
        ),
        (
            "a: b: c",
            "1:5: not YAML: mapping values are not allowed here (check indentation, colons, quotes and brackets here and in the line before)",
        ),
        ("a: " + "[" * 40, "1:35: a.0.0: nested more than 32 levels deep (flatten it)"),
    ],
)
def test_one_sentence_for_each_surprise(content: str, message: str) -> None:
    assert diagnostics(content) == [f"rules.yaml:{message}"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "rules.yaml: the file is empty (write at least its schema line)"),
        ("# nothing\n", "rules.yaml: the file holds only comments (write at least its schema line)"),
        (
            "a: \x01",
            "rules.yaml:1: not YAML: unacceptable character #x0001: special characters are not allowed (save the file as plain text)",
        ),
    ],
)
def test_faults_of_the_whole_file(content: str, message: str) -> None:
    assert diagnostics(content) == [message]


def test_a_tag_runs_nothing() -> None:
    assert diagnostics("a: !!python/object/apply:os.getcwd []") == [
        "rules.yaml:1:4: a: the tag tag:yaml.org,2002:python/object/apply:os.getcwd is not understood (remove it)"
    ]


def test_aliases_are_never_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert len(diagnostics(bomb)) == 9 + 8 * 9


def test_all_faults_are_reported_at_once_in_order() -> None:
    assert [line.split(" ")[0] for line in diagnostics("b: 1e3\na: {c: no, c: 012}\n")] == [
        "rules.yaml:1:4:",
        "rules.yaml:2:8:",
        "rules.yaml:2:12:",
        "rules.yaml:2:15:",
    ]


def test_a_missing_file_names_its_nearest_neighbour(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_text("a: 1")
    with pytest.raises(InputError, match=r'no such file \(did you mean "rulebook.yaml"\?\)'):
        read(tmp_path / "rulebok.yaml")


def test_files_that_are_not_small_texts(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"a" * (LIMIT + 1))
    (tmp_path / "latin").write_bytes("a: \u00e9".encode("latin-1"))
    with pytest.raises(InputError, match="larger than 1024 KiB"):
        read(tmp_path / "large")
    with pytest.raises(InputError, match="byte 3 is not UTF-8"):
        read(tmp_path / "latin")
    with pytest.raises(InputError, match="is a folder, not a file"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "large" / "inside")


def test_the_hash_is_of_the_text_alone(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x: 1\n")
    assert read(tmp_path / "a").hash == parse("x: 1\n", "elsewhere").hash
