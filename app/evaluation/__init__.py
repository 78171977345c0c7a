"""Scores of coded articles against gold: precision, recall and F1 at five levels, for edges, for events, and for pairs.

*Edges* (a gold article has ``edges``): ``edges``, ``details`` and ``calibration``. *Events* (a gold sentence has
``events``): ``events``. *Pairs* (a gold line has ``source``, ``target`` and ``plover``): ``pairs``. What a gold file and a
score are: ``gold``.
"""

from app.evaluation.calibration import Bin, Calibration, Setting, calibrate, lowest_for, setting
from app.evaluation.details import EndScore, Named, StatusScore, score_ends, score_statuses
from app.evaluation.edges import EDGE_LEVELS, Claim, Demand, Miss, Said, Verdict, judge, misses, score_edges
from app.evaluation.events import EVENT_LEVELS, events_of, score_events
from app.evaluation.gold import Gold, Record, Score, gold_of
from app.evaluation.pairs import PairScore, score_pairs

__all__ = [
    "EDGE_LEVELS",
    "EVENT_LEVELS",
    "Bin",
    "Calibration",
    "Claim",
    "Demand",
    "EndScore",
    "Gold",
    "Miss",
    "Named",
    "PairScore",
    "Record",
    "Said",
    "Score",
    "Setting",
    "StatusScore",
    "Verdict",
    "calibrate",
    "events_of",
    "gold_of",
    "judge",
    "lowest_for",
    "misses",
    "score_edges",
    "score_ends",
    "score_events",
    "score_pairs",
    "score_statuses",
    "setting",
]
