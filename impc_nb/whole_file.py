"""Files that are there whole or not at all, whenever the writer is stopped."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(file: Path, content: bytes, *, mode: int = 0o644, durable: bool = False) -> None:
    """Put ``content`` in place of what the file held; its folder is made where it is missing.

    Parameters
    ----------
    file : path
        Written beside its place first, as ``*.part``; a writer that is killed leaves no more than that.
    content : bytes
        All of it.
    mode : int
        Who may read and write it.
    durable : bool
        Wait until the disk holds it, so that it outlasts a power cut too.

    Raises
    ------
    OSError
        If it cannot be written; the file is then as it was.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(Path(folder) / "new" / "a.txt", b"whole")
    ...     print((Path(folder) / "new" / "a.txt").read_text(), len(list(Path(folder).rglob("*.part"))))
    whole 0
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            if durable:
                out.flush()
                os.fsync(out.fileno())
        os.chmod(part, mode)
        os.replace(part, file)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
