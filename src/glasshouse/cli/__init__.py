"""The command line: words in, one call into the library, words out.

Commands live in the modules beside this one, and load what they need when they are called.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import traceback
from contextlib import suppress
from typing import Any

from cyclopts import App, CycloptsError, UnusedCliTokensError

from glasshouse.cli import audit, explore, options, results_commands, run_commands, specs, study_commands
from glasshouse.cli.option_groups import OTHERS
from glasshouse.errors import InputError
from glasshouse.version import __version__

DONE, FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

RARELY = (50_000, 20, 100)
"""When Python looks for reference cycles: as often as usual, it would cost a tenth of a short command, whose
objects nearly all last to its end."""

app = App(
    name="glasshouse",
    help="Run social-scoring systems on wholly synthetic people and see what they do to them.",
    version=__version__,
    help_format="markdown",
    group_parameters=OTHERS,
)
COMMANDS: dict[str, Any] = {
    "run": run_commands.run,
    "resume": run_commands.resume,
    "continue": run_commands.continue_,
    "precompile": run_commands.precompile,
    "list": specs.list_shipped,
    "new": specs.new,
    "check": specs.check,
    "lint": specs.lint,
    "explain": specs.explain,
    "describe": specs.describe,
    "audit": audit.audit,
    "report": results_commands.report,
    "plot": results_commands.plot,
    "life": results_commands.life,
    "probe": results_commands.probe,
    "digest": results_commands.digest,
    "study": study_commands.app,
    "explore": explore.explore,
}
for _name, _command in COMMANDS.items():
    app.command(_command, name=_name)


def main(arguments: list[str] | None = None) -> None:
    """Run the command in `arguments` (by default those of the process) and leave with its exit status.

    0: done, also where nobody reads to the end; 2: bad input; 1: a fault of the program or the machine, or
    lint found what it was to fail on; 130: interrupted.
    """
    gc.set_threshold(*RARELY)
    options.open_missing()
    status = _status(sys.argv[1:] if arguments is None else arguments)
    options.flush()
    if status == INTERRUPTED and threading.active_count() > 1:
        os._exit(status)  # whoever interrupts does not wait for a compiler in another thread
    sys.exit(status)


def _status(arguments: list[str]) -> int:
    try:
        status = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except UnusedCliTokensError as bad:
        return _say(f"{' '.join(bad.unused_tokens or ())}: not understood here (see --help)", BAD_INPUT)
    except (InputError, CycloptsError) as bad:
        return _say(str(bad), BAD_INPUT)
    except BrokenPipeError:  # whoever was reading has left; what is still unsaid goes nowhere
        options.flush()
    except SystemExit as left:  # rich leaves so when nobody reads any more
        if not isinstance(left.__context__, BrokenPipeError):
            raise
    except KeyboardInterrupt:
        return _say("interrupted: no half-written results are left behind", INTERRUPTED)
    except OSError as error:
        return _say(f"{error.filename or 'glasshouse'}: {error.strerror or error}", FAULT)
    except MemoryError:
        return _say("not enough memory: try fewer persons", FAULT)
    except Exception:
        return _say(f"{traceback.format_exc()}\nThis is a fault of glasshouse: please report it.", FAULT)
    return DONE


def _say(sentence: str, status: int) -> int:
    with suppress(OSError):  # nobody reads standard error either
        print(sentence, file=sys.stderr)
    return status
