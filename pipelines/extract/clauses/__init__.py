"""Clauses: light syntax without a tagger: noun phrases, subjects of verbs, what pronouns mean."""

from pipelines.extract.clauses.reading import Reading
from pipelines.extract.clauses.subject_meanings import Subject
from pipelines.extract.clauses.subjects import SubjectFinder

__all__ = ["Reading", "Subject", "SubjectFinder"]
