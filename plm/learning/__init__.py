"""Doing it: reading, quizzes, reflections."""
