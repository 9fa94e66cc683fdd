"""Builds shim.c, and is the hand on its control: what fails next, and what time the server believes it is."""

import ctypes
import mmap
import os
import subprocess
from pathlib import Path

WRITE, SYNC, NAME, OPEN, SIZE = 1, 2, 4, 8, 16
DISK = WRITE | SYNC | NAME | OPEN | SIZE


class Control(ctypes.Structure):
    """Mirrors `struct control` of shim.c."""
    _fields_ = [
        ("countdown", ctypes.c_int64), ("seen", ctypes.c_int64), ("fired", ctypes.c_int64),
        ("clock_offset", ctypes.c_int64), ("kinds", ctypes.c_int32), ("error", ctypes.c_int32),
        ("sticks", ctypes.c_int32), ("is_short", ctypes.c_int32), ("folder", ctypes.c_char * 512)]


class Shim:
    def __init__(self, folder, data):
        self.library = os.path.join(folder, "shim.so")
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O2", "-o", self.library, Path(__file__).with_name("shim.c"), "-ldl"], check=True)
        self.file = os.path.join(folder, "faults")
        with open(self.file, "wb") as file:
            file.truncate(ctypes.sizeof(Control))
        with open(self.file, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), ctypes.sizeof(Control))
        self.control = Control.from_buffer(self.memory)
        self.control.folder = os.path.realpath(data).encode()

    @property
    def environment(self):
        return {"LD_PRELOAD": self.library, "AJAR_FAULTS": self.file}

    def count(self, kinds=DISK):
        """Fails nothing from now on, and counts from zero."""
        self.control.countdown = 0
        self.control.kinds, self.control.seen, self.control.fired = kinds, 0, 0

    def fail(self, nth, error, kinds=DISK, sticks=False, is_short=False):
        self.count(kinds)
        self.control.error, self.control.sticks, self.control.is_short = error, sticks, is_short
        self.control.countdown = nth

    def set_clock(self, seconds_ahead):
        self.control.clock_offset = int(seconds_ahead * 1_000_000_000)
