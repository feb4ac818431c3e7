"""What the files of a new course's modules begin with, kind by kind."""

READING = """\
## The title of the first page

Begin with a scene that your readers know from their own day. Keep a page to 100 to 250 words. Write short sentences.

Say one thing on each page. Let the title name it. Behind a claim that needs a source, point to a note.[^source]

![Say here what the picture shows, for people who cannot see it](picture.svg "A caption may say more.")

## The title of the second page

Each heading with two number signs begins a page like this one.

::: note Give this note a name
Use a note for something to try today.
:::

::: versus
**Name what does not help**

“Write what somebody might say.”

---

**Name what helps**

“Write what they could say instead.”
:::

::: words
A word that your readers may not know
: Say in a sentence what it means here.
:::

[^source]: Author, A. (2024). *The title of the work that says so.* Publisher.
"""

PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 200" font-family="sans-serif">
  <g fill="#cfe6df" stroke="#1b4b5a" stroke-width="3">
    <circle cx="90" cy="80" r="50"/>
    <circle cx="240" cy="80" r="50"/>
    <circle cx="390" cy="80" r="50"/>
  </g>
  <path d="M145 80 H182 M295 80 H332" stroke="#1b4b5a" stroke-width="3"/>
  <g fill="#1b4b5a" font-size="22" text-anchor="middle">
    <text x="90" y="170">First</text>
    <text x="240" y="170">Then</text>
    <text x="390" y="170">At last</text>
  </g>
</svg>
"""

QUIZ = """\
# The share of questions that must be right, and how often the quiz may be taken (0: as often as one likes).
pass = 0.6
attempts = 0
intro = "Say in a sentence what the quiz is about."

# One right answer. Every option has feedback: what choosing it teaches.
[[questions]]
id = "first"
kind = "single"
text = "Tell a short case, and ask what people would do first."
[[questions.options]]
text = "Write an answer that is tempting and wrong."
feedback = "Say what would happen then."
[[questions.options]]
text = "Write the answer that is right."
right = true
feedback = "Say why it is right, in words people can use."

# A scene that is told before the question.
[[questions]]
id = "second"
kind = "scenario"
scene = "Tell in two to five sentences what happens and who is there. Use no real person."
text = "Ask what people would say or do at this moment."
[[questions.options]]
text = "Write what a tired person would do."
feedback = "Say what it would cost, without blaming."
[[questions.options]]
text = "Write what helps at this moment."
right = true
feedback = "Say what it does for the people in the scene."

# Steps to put in order; they stand here in their right one.
[[questions]]
id = "third"
kind = "ordering"
text = "Ask for the order in which something is done."
[[questions.options]]
text = "Write what comes first."
feedback = "Say why nothing can come before it."
[[questions.options]]
text = "Write what comes second."
feedback = "Say what would go wrong if it came earlier."
[[questions.options]]
text = "Write what comes last."
feedback = "Say why it has to wait."
"""

REFLECTION = """\
intro = "Say what this is for, and that each question says who can read the answer."

[[prompts]]
id = "moment"
text = "Ask about one moment from their own work."
hint = "Say what a good answer looks like, in a few words."
least_words = 20

# Who may read the answer: "private" (nobody else; also without this line), "facilitator" or "team".
[[prompts]]
id = "next"
text = "Ask what they will try next, and when."
audience = "team"
"""

VIDEO = """\
intro = "Say what to look for, and that the transcript says everything the film says."

# A film of the folder: source = "film.webm" (or .mp4) with captions = "film.vtt". Or one of an allowed player:
address = "https://www.youtube-nocookie.com/embed/the-name-of-your-film"
captions = "player"
transcript = "{transcript}"

# How long it runs, and how much of it must be watched.
seconds = 90
share = 0.9
"""

TRANSCRIPT = """\
## The title of the film

Write down every word that is spoken, and in brackets what can only be seen: *[She waits for the class to settle.]*
"""

PRACTICE = """\
intro = "Say what to try at work, what to write down, and that no student is ever named."

# The module is done when so many entries were accepted, about at least so many different days.
entries = 2
dates = 2

# What can be logged. Tier 1 is for everybody, 2 for some, 3 for a few.
[[acts]]
id = "first-act"
text = "Write it as people would say it: I kept a circle with my class"
tier = 1
"""

GUIDE = """\
## Purpose

Say in a sentence what people can do after the session.

## Room and materials

- List what to bring, and how the room is set.

## Opening (10 minutes)

Write what to do, and what to say: “Welcome. Anybody may pass at any time.”

## Name what people practice (40 minutes)

Write the steps, with the words that introduce each of them.

## Close (10 minutes)

Write how the session ends, and what comes next.

## What may go wrong, and what to do

Name a moment that comes up again and again, and say what helps.
"""

TAKEAWAY = """\
## The title of your sheet

1. Write what to keep at hand: four or five steps, or a few sentences to say.
2. Keep it to one sheet of paper.
"""
