"""The strict look at a form before it is submitted: what is missing or cannot be right, and where (NB-29, NB-51)."""

from applications.checking.faults import Fault
from applications.checking.records import fault_in_record, wrong_in_record
from applications.checking.whole import faults_of, form_faults_of, missing_slots_of_section, wrong_answers

__all__ = [
    "Fault",
    "fault_in_record",
    "faults_of",
    "form_faults_of",
    "missing_slots_of_section",
    "wrong_answers",
    "wrong_in_record",
]
