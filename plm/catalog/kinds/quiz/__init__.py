"""A quiz: questions whose options teach."""

from plm.catalog.kinds.quiz.question import Option, Question
from plm.catalog.kinds.quiz.quiz import Pool, Quiz

__all__ = ["Option", "Pool", "Question", "Quiz"]
