"""Wraps comments that are longer than a line may be, paragraph by paragraph: wrap-comments.py WIDTH FILE…

swift-format leaves comments as they are. Only paragraphs with a line that is too long are touched; lists, tables and
code in comments never are.
"""

import re
import sys
import textwrap

COMMENT = re.compile(r"^(\s*///?)( .*)?$")
FIXED = re.compile(r"^ (\s|[-*|>`#]|\d+\.|MARK:|swift-format-|- )")


def paragraphs(lines):
    """Runs of lines that flow together; everything else alone."""
    run, prefix, fenced = [], None, False
    for line in lines:
        match = COMMENT.match(line)
        text = (match[2] or "") if match else ""
        if text.strip().startswith("```"):
            fenced = not fenced
        flows = match and not fenced and text.strip() and not FIXED.match(text)
        if run and not (flows and match[1] == prefix):
            yield prefix, run
            run = []
        if flows:
            prefix = match[1]
            run.append(line)
        else:
            yield None, [line]
    if run:
        yield prefix, run


def wrapped(lines, width):
    for prefix, run in paragraphs(lines):
        if prefix is None or all(len(line) <= width for line in run):
            yield from run
            continue
        text = " ".join(line[len(prefix):].strip() for line in run)
        yield from textwrap.wrap(
            text, width, initial_indent=prefix + " ", subsequent_indent=prefix + " ",
            break_long_words=False, break_on_hyphens=False)


width = int(sys.argv[1])
for path in sys.argv[2:]:
    with open(path) as file:
        before = file.read()
    # A string of several lines may hold what looks like a comment, so files with one inside are read with care.
    parts = re.split(r'(#*"""[\s\S]*?"""#*)', before)
    parts[::2] = ["\n".join(wrapped(part.split("\n"), width)) for part in parts[::2]]
    after = "".join(parts)
    if after != before:
        with open(path, "w") as file:
            file.write(after)
