"""What `course.toml` of a new course begins with."""

HEAD = """\
# What the course is. Everything here is explained in docs/authoring.md; check it with: plm courses check
title = {title}
summary = "One or two sentences for the catalogue: what people learn here, and why it is worth their time."
audience = "Say in a few words whom this course is for"
hours = {hours}
outcomes = [
    "Begin with a verb: something people can do afterward",
]
"""

TAKEAWAY = """\
takeaway = "_takeaway.md"
"""

COMPLETION = """
# Every module must be done, and this many sessions attended for this share of their minutes. It may ask for more:
# in docs/authoring.md, see “What completion asks”.
[completion]
sessions = 1
minutes_share = 0.9
"""

MODULES = """
# A module keeps its id when its title changes, because people’s progress is kept under it. A line such as
# requires = ["read"] would open a module only to those who have done another one before it.
"""

MODULE = """
[[modules]]
id = "{id}"
title = "{title}"
kind = "{kind}"
minutes = {minutes}
{file}
"""
