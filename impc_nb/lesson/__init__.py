"""Lessons: exercises that check themselves and say why, hints, progress, and the quiz."""

from impc_nb.lesson.checking import check, hint, setup
from impc_nb.lesson.record import progress
from impc_nb.lesson.verdict import CORRECT, NOT_YET, UNANSWERED, UNKNOWN, say

__all__ = ["CORRECT", "NOT_YET", "UNANSWERED", "UNKNOWN", "check", "hint", "progress", "say", "setup"]
