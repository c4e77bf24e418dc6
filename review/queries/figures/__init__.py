"""The bureau's figures: what is counted, the counting, and the cases behind each number."""

from review.queries.figures.cases import FIGURES, Behind, BehindRow, behind, rows_behind
from review.queries.figures.counting import Group, Numbers, Overview, overview_of
from review.queries.figures.cut import Cut
from review.queries.figures.days import DaysLine, days_of
from review.queries.figures.names import Names, names_of
from review.queries.figures.period import Period, named_period
from review.queries.figures.workload import WorkloadLine, workload_of

__all__ = [
    "FIGURES",
    "Behind",
    "BehindRow",
    "Cut",
    "DaysLine",
    "Group",
    "Names",
    "Numbers",
    "Overview",
    "Period",
    "WorkloadLine",
    "behind",
    "days_of",
    "named_period",
    "names_of",
    "overview_of",
    "rows_behind",
    "workload_of",
]
