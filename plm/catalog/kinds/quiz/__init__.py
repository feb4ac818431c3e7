"""A quiz: questions whose options teach."""

from plm.catalog.kinds.quiz.marking import Answered, Line, answered, marked
from plm.catalog.kinds.quiz.question import Option, Question
from plm.catalog.kinds.quiz.quiz import Pool, Quiz

__all__ = ["Answered", "Line", "Option", "Pool", "Question", "Quiz", "answered", "marked"]
