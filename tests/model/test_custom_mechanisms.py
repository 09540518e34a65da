"""Mechanisms of a user's own: what they may say, that they do it, and that nobody else is touched by it."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from tests.own_mechanisms import AMNESTY, good_months

import glasshouse as gh
from glasshouse import simulation
from glasshouse.engine import rng
from glasshouse.engine.block import Draws, identify, words_of
from glasshouse.errors import InputError
from glasshouse.model import mechanism_insertion
from glasshouse.model.climate import PROVINCE
from glasshouse.model.events import COLUMN
from glasshouse.model.person import ADULT, AWARE, month_record_type
from glasshouse.rulebooks.sizes import STANDARD
from glasshouse.simulation.mechanism_files import chosen, parameters_of

BOOK = "court-list-2013"
MONTHS = 8
STEP = 7


@pytest.fixture(scope="module")
def amnesty():
    return chosen([f"{AMNESTY}:debt_amnesty"])[0]


@gh.mechanism(
    applies_to="both",
    parameters={
        "lottery.prize": gh.parameter(120.5, unit="CNY", range=(0, 1000)),
        "lottery.luck": gh.parameter(0.2, unit="probability", range=(0, 1)),
        "lottery.rate": gh.parameter(0.5, unit="1/year", range=(0, 1)),
        "lottery.row": gh.parameter((1, 2, 3), unit="count", range=(0, 9)),
    },
    fields={"won": "i8", "share": "f8", "small": "u1"},
    when="person.age >= 0 and ctx.month > 1",
    events=("won", "drew", "denied_right"),
    streams=("win", "which.one", "each"),
    reads=("age", "term", "fear"),
    writes=("savings", "fear", "term", "won", "share", "small", "this_month.raised", "this_month.refused"),
)
def lottery(person, ctx):
    """Everything a mechanism may say, once."""
    prize = ctx.parameters["lottery.prize"] if ctx.month_of_year < 7 else 0
    total: int = 0
    for k in range(3):
        if k == STEP:
            continue
        total += ctx.parameters["lottery.row"][k]
        person.term[k] = min(person.term[k] + 0, 200)
    sixes = 0
    for k in range(len(person.term)):
        sixes += ctx.pick("each", 6, number=k) == 5
    if sixes:
        ctx.record("denied_right")
        ctx.this_month.refused[0] |= 1 << sixes
        ctx.this_month.raised += int(sixes * ctx.province.climate * 100)
    luck = 0
    if person.fear > 60:
        luck = 5 - ctx.pick("which.one", 6)
    elif luck == 0:
        luck = ctx.pick("which.one", 6)
    ctx.record("drew")
    if ctx.chance("win", ctx.parameters["lottery.luck"]) and not person.age > 200:
        person.savings += prize
        person.won += int(prize)
        person.share = person.share / 2 + (luck + ctx.year - 2014) * ctx.parameters["lottery.rate"]
        person.small = 300 if ctx.law.active else -5
        person.fear -= 300 + total
        ctx.record("won")
        return
    if ctx.happened("job_lost"):
        person.savings = 0
    person.savings += -1 if luck >= 5 and ctx.law.list_term[0] >= ctx.law.list_shuts[0, 0] * 0 else 0


def lived(town, *mechanisms, **more):
    options = {"months": MONTHS, "seed": 5, **more}
    return simulation.run(BOOK, town, mechanisms=mechanisms, **options)


@pytest.fixture(scope="module")
def plain(town):
    return lived(town, twin=True)


@pytest.fixture(scope="module")
def forgiven(town, amnesty):
    return lived(town, amnesty, good_months, parameters={"amnesty.month": 3}, twin=True)


def test_the_amnesty_takes_25_lines_or_fewer():
    assert len(AMNESTY.read_text("utf-8").splitlines()) <= 25


def test_the_amnesty_forgives_every_debt_once_and_leaves_the_twin_alone(plain, forgiven):
    owed, of = COLUMN["debt"], forgiven.own["debt_amnesty.forgiven"]
    counts = forgiven.own_months["debt_amnesty.debt_forgiven"]
    assert (forgiven.tallies[:3] == plain.tallies[:3]).all()
    assert forgiven.tallies[3, :, owed].sum() < plain.tallies[3, :, owed].sum() / 20
    assert counts[3].sum() == np.count_nonzero(of) > 50
    assert not np.delete(counts, 3, axis=0).any()
    assert (forgiven.twin().tallies == plain.twin().tallies).all()
    assert (forgiven.twin().people == plain.twin().people).all()
    assert set(forgiven.twin().own) == {"good_months.good"}


def test_a_mechanism_for_both_has_the_same_draws_in_the_twin(forgiven):
    here, there = forgiven.own, forgiven.twin().own
    assert (here["good_months.good"] == there["good_months.good"]).all()
    assert 1.8 < here["good_months.good"][forgiven.people["age"] >= 18].mean() < 2.2
    assert not here["good_months.good"][forgiven.people["age"] < 18].any()


def test_threads_make_no_difference(county, amnesty):
    one, two, seven = (
        simulation.run(
            BOOK, county, months=3, seed=5, threads=threads, mechanisms=[amnesty, good_months],
            parameters={"amnesty.month": 1},
        )
        for threads in (1, 2, 7)
    )  # fmt: skip
    assert one.digest() == two.digest() == seven.digest()
    assert (one.own["debt_amnesty.forgiven"] == seven.own["debt_amnesty.forgiven"]).all()


def test_own_fields_count_in_the_digest(town, forgiven, amnesty):
    other = lived(town, amnesty, good_months, parameters={"amnesty.month": 4})
    assert other.state != forgiven.state and other.digest() != forgiven.digest()


def test_a_parameter_of_ones_own_is_set_like_any_other(town, amnesty):
    with pytest.raises(InputError, match="outside its range"):
        lived(town, amnesty, parameters={"amnesty.month": 5000})
    with pytest.raises(
        InputError, match=r'amnesty.mnth: not a known parameter \(did you mean "amnesty.month"'
    ):
        lived(town, amnesty, parameters={"amnesty.mnth": 5})


def test_two_of_one_name_are_refused(town, amnesty):
    with pytest.raises(InputError) as refused:
        lived(town, amnesty, amnesty)
    assert "mechanism debt_amnesty is there twice" in str(refused.value)
    assert "parameter amnesty.month is there twice" in str(refused.value)
    with pytest.raises(InputError, match="not a mechanism"):
        lived(town, lambda person, ctx: None)


PLAIN = """
import json, sys
from glasshouse import simulation
run = simulation.run("court-list-2013", "toytown", persons=150, months=4, seed=5, threads=1,
    mechanisms=[sys.argv[1] + ":debt_amnesty", sys.argv[2] + ":good_months"], parameters={"amnesty.month": 2})
print(json.dumps([run.digest(), {name: of.tolist() for name, of in run.own.items()}]))
kernels = [of.live_a_month for name, of in sys.modules.items() if ".live_a_month_" in name]
print(*(sum(of.stats.cache_misses.values()) for of in kernels if hasattr(of, "stats")))
"""


def in_another_process(**environment):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PLAIN, str(AMNESTY), good_months.source.file],
        env={**os.environ, **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said, compiled = done.stdout.splitlines()
    return json.loads(said), compiled


def test_plain_python_and_machine_code_that_is_found_again_give_the_same_bits(amnesty):
    run = simulation.run(
        "court-list-2013", "toytown", persons=150, months=4, seed=5, mechanisms=[amnesty, good_months],
        parameters={"amnesty.month": 2},
    )  # fmt: skip
    here = [run.digest(), {name: of.tolist() for name, of in run.own.items()}]
    assert in_another_process() == (here, "0"), "another process compiled the month again"
    assert in_another_process(NUMBA_DISABLE_JIT="1") == (here, "")


EVENTS = """
import json, sys
from glasshouse import simulation
run = simulation.run("nothing", "toytown", persons=150, months=1, seed=5, threads=1, mechanisms=[sys.argv[1]])
counts = [int(run.own_months[f"eighty.of_{age}"].sum()) for age in range(80)]
print(json.dumps([counts, run.people["age"].tolist()]))
"""


def test_a_mechanism_may_have_more_events_than_a_number_has_bits(tmp_path):
    """In plain Python, since the way from the event to its count is the same and needs no compiler."""
    path = tmp_path / "eighty.py"
    lines = [f"    if person.age % 80 == {age}:\n        ctx.record('of_{age}')" for age in range(80)]
    path.write_text(
        "import glasshouse as gh\n\n\n"
        f"@gh.mechanism(events={[f'of_{age}' for age in range(80)]}, reads=('age',))\n"
        'def eighty(person, ctx):\n    """One event for each age."""\n' + "\n".join(lines) + "\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EVENTS, f"{path}:eighty"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    counts, ages = json.loads(done.stdout)
    assert counts == [sum(age >= ADULT and age % 80 == k for age in ages) for k in range(80)]
    assert sum(counts[64:]) > 0


def test_whatever_a_mechanism_may_say_is_done_alike_by_compiler_and_interpreter(plain):
    """Each person of a run, once by the compiled function and once by the same function as plain Python."""
    law = plain.config.laws[-1:]
    inserted = mechanism_insertion.month_with([lottery], parameters_of([lottery]), "2014-03").inserted[0]
    function = inserted.rules[0].compiled
    ends = []
    for run in (function, function.py_func):
        people, draws = plain.people[:300].copy(), Draws(()).table()
        records = np.zeros(len(people), month_record_type(STANDARD)).view(np.recarray)
        province = np.ones(1, PROVINCE).view(np.recarray)[0]
        own, counts = inserted.blank(len(people)), np.zeros(len(inserted.events), np.int64)
        for i in range(len(people)):
            identify(words_of(draws), 0, *rng.key(5, 0), people[i].who, 2)
            given = {
                "p": people[i], "own": own[i], "rng": draws[0], "law": law[0], "given": inserted.given[0],
                "counts": counts, "month": 2, "record": records[i], "province": province,
            }  # fmt: skip
            run(*(given[name] for name in inspect.signature(function.py_func).parameters))
        ends.append((people, own, counts, records))
    (people, own, counts, records), others = ends
    assert all((one == other).all() for one, other in zip(ends[0], others, strict=True))
    sixes = records.raised // 100
    assert 0.4 * 300 < np.count_nonzero(sixes) < 0.62 * 300, "one minus (5/6)^4 of all"
    assert set(sixes) >= {0, 1, 2} and ((records.happened != 0) == (sixes > 0)).all()
    assert (records.refused[:, 0] == np.where(sixes > 0, 1 << sixes, 0)).all()
    won = own["won"] > 0
    assert counts.tolist() == [np.count_nonzero(won), 300] and 20 < counts[0] < 90
    assert set(own["won"]) == {0, 12050} and set(own["small"][won]) == {255}
    assert (people["fear"][won] == 0).all() and (
        people["fear"][~won] == plain.people["fear"][:300][~won]
    ).all()
    assert 0 < own["share"].max() < 12


BEGINS = "import glasshouse as gh\nimport math\nTABLE = [1]\nRATE = 0.5\n"


def refused(tmp_path, declared, *lines, above=""):
    """All that is said against a mechanism, its lines numbered from the decorator in line 5 on."""
    body = "".join(f"    {line}\n" for line in lines)
    text = f"{BEGINS}{above}@gh.mechanism({declared})\ndef tried(person, ctx):\n{body}"
    (tmp_path / "own.py").write_text(text, "utf-8")
    with pytest.raises(InputError) as told:
        chosen([f"{tmp_path / 'own.py'}:tried"])
    assert all(one.line and one.file.endswith("own.py") for one in told.value.diagnostics), told.value
    return str(told.value)


READS = 'reads="debt savings"'


@pytest.mark.parametrize(
    ("line", "complaint", "advice"),
    [
        ("x = person.age", "reads age, which reads= does not declare", 'add "age" to reads='),
        ("person.fear = 1", "writes fear, which writes= does not declare", 'add "fear" to writes='),
        ("person.savings += 1", "writes savings, which writes= does not declare", ""),
        ("x = person.savngs", "savngs is not a field of a person", 'did you mean "savings"'),
        ("person.age = 3", "writes age, which is fixed for life", "fields={...}"),
        ("person.lives_in = 3", "writes lives_in, which holds a row of a table", ""),
        ("friend = person", "hands person on or keeps it under another name", "person.debt"),
        ("print(person.debt)", "calls print, which is not among what it may call", "it may call min, max"),
        ("x = getattr(person, 'debt')", "calls getattr, which hides what the mechanism touches", ""),
        ("exec('person.age = 1')", "calls exec, which hides", ""),
        ("import os", "an import inside a mechanism", "import numbers above"),
        ("global TABLE", "shares state between persons", "declare a field of its own"),
        ("x = TABLE[0]", "reads something else than person and ctx", ""),
        ("x = TABLE", "uses TABLE from outside, which is a list", "use numbers only"),
        ("TABLE[0] = person.debt", "writes something else than a variable or a field", ""),
        ("while person.debt: pass", "a while loop may never end", "for k in range(12)"),
        ("for k in range(person.debt): pass", "a loop whose length is not fixed", ""),
        ("for k in TABLE: pass", "a loop whose length is not fixed", ""),
        ("x = [k for k in range(3)]", "listcomp: not part of what a mechanism may say", ""),
        ("x = lambda: 1", "a function inside a mechanism", ""),
        ("x = person.term", "term is a row of 4 numbers", "name one: term[0]"),
        ("x = person.term[4]", "an index that may lie outside of the row of 4", "give 0 to 3"),
        ("x = person.term[person.debt]", "an index that may lie outside of the row of 4", ""),
        ("x = person.shut", "shut is a row of 1 numbers", "name one: shut[0]"),
        ("x = ctx.law.list_shuts[0]", "list_shuts is a row of 4 x 1 numbers", "name one: list_shuts[0, 0]"),
        ("person.record_what[0] = 3", "writes record_what, which holds a row of a table", ""),
        ("x = person.debt[0]", "debt is a single number", "leave out the index"),
        ("x = ctx.mnth", "ctx has no mnth", 'did you mean "month"'),
        ("x = ctx.law.actve", "the law has no field actve", 'did you mean "active"'),
        (
            "x = ctx.parameters['credit.laps']",
            "credit.laps is not a known parameter",
            'did you mean "credit.lapse"',
        ),
        ("x = ctx.parameters[RATE]", "a parameter must be named in quotes", ""),
        ("ctx.record('gone')", 'event "gone" is not declared', 'declare it: events=("gone",)'),
        ("x = ctx.draw('luck')", 'stream "luck" is not declared', ""),
        ("x = ctx.this_month.incme", "ctx.this_month has no incme", 'did you mean "income"'),
        ("x = ctx.law", "ctx.law is no number by itself", "write ctx.law.<field>"),
        ("x = 'text'", "only numbers are values in a mechanism", ""),
        ("x = y + 1", "y is not known", "write y = 0 before"),
        ("ctx = 3", "gives ctx another meaning", ""),
        ("return person.debt", "return: not part of what a mechanism may say", ""),
        ("x = person.debt if person.debt else None", "only numbers are values", ""),
        ("x = math.gamma(3)", "calls math.gamma, which is not among", "math.exp"),
        ("helper(person)", "hands person on or keeps it under another name", ""),
        ("raise ValueError", "a mechanism cannot stop a run", "return"),
        (
            "ctx.this_month.income = 1",
            "writes this_month.income, which writes= does not declare",
            'add "this_month.income" to writes=',
        ),
        ("ctx.this_month.entered = 1", "writes ctx.this_month.entered, which the model keeps", ""),
        ("ctx.province.climate = 1", "writes something else than a variable or a field of person", ""),
        ("x = ctx.province.quota", "ctx.province has no quota", "one of: climate"),
        ("x = len(person.debt)", "calls len, which is not among", ""),
    ],
)
def test_what_a_mechanism_may_not_say_is_refused_with_its_line(tmp_path, line, complaint, advice):
    told = refused(tmp_path, READS, "x = person.debt + person.savings", line)
    assert f"own.py:8:{5}" in told or "own.py:8:" in told, told
    assert complaint in told and advice in told, told
    assert line.split(":")[0] in told


@pytest.mark.parametrize(
    ("declared", "lines", "complaint"),
    [
        ('reads="savngs"', ["pass"], 'reads: savngs is not a field of a person (did you mean "savings"?)'),
        ('reads="debt"', ["pass"], "reads: debt is declared and never used"),
        ('events="gone"', ["pass"], "events: gone is declared and never used"),
        ('streams="s"', ["pass"], "streams: s is declared and never used"),
        ('fields={"mine": "i8"}', ["pass"], "fields: mine is never written"),
        ('fields={"debt": "i8"}', ["pass"], "field debt: every person has one"),
        ('fields={"mine": "int"}, writes="mine"', ["person.mine = 1"], "field mine: int is not a type"),
        ('applies_to="twin"', ["pass"], "applies_to: twin is not known (give system or both)"),
        ('events="Gone"', ["pass"], "events: Gone is not a name"),
        ('streams="s"', ["x = ctx.draw('s')", "y = ctx.draw('s')"], "which gives the same number"),
        ('streams="s"', ["for k in range(3):", "    x = ctx.draw('s')"], "which gives the same number"),
        ('streams="s"', ["if ctx.month:", "    x = ctx.draw('s')", "y = ctx.draw('s')"], "gives the same number"),
        ('streams="s"', ["x = ctx.draw('s')", "if ctx.month:", "    y = ctx.draw('s')"], "gives the same number"),
        ('reads="debt"', ["if person.debt:", "    x = 1", "y = x"], "x may have no value yet"),
        ('parameters={"a": gh.parameter(1, unit="count", range=(0, 2))}', ["x = ctx.parameters['a']"],
         "parameter a: is not a name with a dot"),
        ('parameters={"credit.lapse": gh.parameter(1, unit="count", range=(0, 2))}',
         ["x = ctx.parameters['credit.lapse']"], "the model has a number of that name"),
        ('parameters={"a.b": gh.parameter(3, unit="count", range=(0, 2))}', ["x = ctx.parameters['a.b']"],
         "3 count is outside its range"),
        ('parameters={"a.b": gh.parameter(1, unit="cont", range=(0, 2))}', ["x = ctx.parameters['a.b']"],
         'cont is not a known unit (did you mean "count"?)'),
        ('parameters={"a.b": gh.parameter(1, unit="count", range=(0, 2), evidence="V")}',
         ["x = ctx.parameters['a.b']"], "evidence V needs a source"),
        ('after="credt"', ["pass"], 'after: credt is neither a mechanism nor a rule of the month'),
        ('replaces="ern"', ["pass"], 'replaces: ern is not a rule that can be replaced (did you mean "earn"?)'),
        ('replaces="act"', ["pass"], "replaces: act is not a rule that can be replaced"),
        ('replaces="move_house"', ["pass"], "replaces: move_house is not a rule that can be replaced"),
        ('replaces="earn", after="credit"', ["pass"], "after: replaces= says where it runs"),
        ('when="person.debt >"', ["pass"], "when: is not an expression of Python"),
        ('when="person.debt > 0"', ["pass"], "reads debt, which reads= does not declare"),
        ('streams="s", when="ctx.chance(\'s\', 0.5)"', ["pass"], "when: draws"),
        ('streams="s"', ["x = ctx.draw('s', number=3)"], "the number of a draw is not that of a loop"),
        ('streams="s"', ["for j in range(2):", "    for k in range(3):", "        x = ctx.draw('s', number=k)"],
         "which gives the same number"),
        ('writes="this_month.incme"', ["pass"], 'this_month.incme is not a field of a person (did you mean'),
        ('writes="this_month.income"', ["pass"], "writes: this_month.income is declared and never used"),
    ],
)  # fmt: skip
def test_a_declaration_must_be_true(tmp_path, declared, lines, complaint):
    assert complaint in refused(tmp_path, declared, *lines)


def test_all_faults_are_told_at_once(tmp_path):
    told = refused(tmp_path, 'reads="aeg"', "import os", "person.fear = person.dept", "while True: pass")
    for part in ("aeg", "import", "writes fear", "dept", "while"):
        assert part in told


def test_numbers_from_outside_are_taken_when_it_is_loaded_and_hashed(tmp_path):
    made = []
    for rate in ("0.5", "0.25"):
        text = (
            f"import glasshouse as gh\nRATE = {rate}\n\n@gh.mechanism(writes='debt')\ndef cut(person, ctx):\n"
        )
        (tmp_path / "cut.py").write_text(f"{text}    person.debt = person.debt * RATE\n", "utf-8")
        made += chosen([f"{tmp_path / 'cut.py'}:cut"])
    assert [one.constants for one in made] == [(("RATE", 0.5),), (("RATE", 0.25),)]
    assert made[0].hash != made[1].hash


def test_without_a_text_there_is_no_mechanism():
    space = {"gh": gh}
    with pytest.raises(InputError, match="the text of the mechanism typed cannot be read"):
        exec("@gh.mechanism()\ndef typed(person, ctx):\n    pass\n", space)
    with pytest.raises(InputError, match="is not a function"):
        gh.mechanism()(lambda person, ctx: None)


@gh.mechanism(replaces="learn", when="person.debt > 0", reads="debt", writes="state")
def hears_of_it(person, ctx):
    """Debtors hear of the system."""
    person.state |= AWARE


@gh.mechanism(replaces="learn", writes="state")
def hears_always(person, ctx):
    """Everybody hears of the system."""
    person.state |= AWARE


@gh.mechanism(replaces="learn", when="person.debt > 0", reads="debt", events="heard", writes="state")
def counts_hearing(person, ctx):
    """Debtors hear of the system and are counted, so that those of last month must be forgotten."""
    person.state |= AWARE
    ctx.record("heard")


def live_with(made):
    month = mechanism_insertion.month_with([made], parameters_of([made]), "2014-03")
    return month.sources()["live_a_month"], month.inserted[0].rules[0].compiled.rule.when


def test_a_mechanism_in_the_place_of_a_rule_is_asked_whom_it_concerns():
    source, when = live_with(hears_of_it)
    assert "parameters.switch_redress and (inserted_hears_of_it_when(p) or knows(p) or " in source
    assert source.index("inserted_hears_of_it_when(p)") < source.index("inserted_hears_of_it(p)")
    people = np.array([(0,), (5,)], [("debt", "i8")]).view(np.recarray)
    assert [when(person) for person in people] == [False, True]


@pytest.mark.parametrize("made", [hears_always, counts_hearing], ids=lambda made: made.name)
def test_a_mechanism_without_a_condition_or_with_events_concerns_everybody(made):
    source, when = live_with(made)
    assert when is None
    assert "disputes(p)) or" not in source
