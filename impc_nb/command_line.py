"""What the commands share: options that refuse with a sentence, a free port, an end without leftovers."""

from __future__ import annotations

import argparse
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from impc_nb.schema import ImpcError, nearest

HERE = "127.0.0.1"
DASHBOARD_PORT, LAB_PORT = 5006, 8888


class Parser(argparse.ArgumentParser):
    """argparse that refuses with one sentence in place of a usage block."""

    def __init__(self, command: str, description: str):
        super().__init__(prog=f"impc-nb {command}", description=description, allow_abbrev=False)

    def error(self, message: str):
        raise ImpcError(f"{message.removeprefix('argument ')[:300]}; '{self.prog} --help' lists what it accepts.")

    def parse(self, words: Sequence[str]) -> argparse.Namespace:
        """The options among ``words``; an unknown one is refused with the nearest known."""
        options, unknown = self.parse_known_args(words)
        if unknown:
            known = [name.lstrip("-") for action in self._actions for name in action.option_strings]
            near = nearest(unknown[0].partition("=")[0].lstrip("-"), known, 1)
            self.error(f"{unknown[0][:100]!r} is not understood" + (f", perhaps --{near[0]} is meant" if near else ""))
        return options


def whole_number(least: int, most: int, what: str):
    """An argparse type: a whole number from ``least`` to ``most``."""

    def read(text: str) -> int:
        with suppress(ValueError):
            if least <= int(text) <= most:
                return int(text)
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is not {what}: a whole number from {least} to {most}")

    return read


def add_release(parser: Parser) -> None:
    """The option ``--release``, as every command that loads data has it."""
    release = os.environ.get("IMPC_NB_RELEASE") or "teaching"
    parser.add_argument("--release", default=release, metavar="R", help=f"teaching, live or a folder of saved data ({release})")


def add_server_options(parser: Parser, port: int) -> None:
    add_release(parser)
    parser.add_argument("--port", type=whole_number(1, 65535, "a port"), metavar="N", help=f"port ({port}, or the next free)")
    parser.add_argument("--no-browser", action="store_true", help="print the address and open no browser")


def problem_with(port: int) -> str | None:
    """Why nothing can listen on ``port``, or None when it is free."""
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except PermissionError:
            return "needs the rights of an administrator"
        except OSError:
            return "is in use by another program"
    return None


def choose_port(asked: int | None, default: int) -> int:
    """The port asked for, or the default, or the first free one after it; the user is told when it is not the default.

    Raises
    ------
    ImpcError
        If the port asked for cannot be had; the sentence names one that can.
    """
    first = asked or default
    problem = problem_with(first)
    if problem is None:
        return first
    start = first + 1 if 1023 < first < 65000 else default
    free = next((port for port in range(start, start + 200) if problem_with(port) is None), None)
    if free is None:
        raise ImpcError(f"Port {first} {problem}, and so are the 200 from {start} on; end a program that holds one, or choose with --port.")
    if asked:
        raise ImpcError(f"Port {asked} {problem}; port {free} is free: --port {free}.")
    print(f"Port {first} {problem}; port {free} is used.", flush=True)
    return free


def end_workers() -> None:
    """End the processes this one started: they would outlive it and hold the port."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.terminate()


@contextmanager
def ending_quietly() -> Iterator[None]:
    """Ctrl-C and SIGTERM end what runs inside, and its workers, without a traceback."""

    def end(*sent) -> None:
        # as Ctrl-C does, which a server's loop hears between two tasks: an exit in the middle of one may wait for its threads for ever
        usual = signal.getsignal(signal.SIGINT)
        (usual if callable(usual) else signal.default_int_handler)(*sent)

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        end_workers()
