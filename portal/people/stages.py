from __future__ import annotations

import contextlib
from typing import Any

from allauth.account.stages import PhoneVerificationStage
from allauth.core.exceptions import RateLimited
from django.shortcuts import redirect

from portal.people.sms_budget import CodesSpent


class UnknownNumberStage(PhoneVerificationStage):
    """Asks for a code that never comes, where a stranger tries to register a number or document that is taken.

    People with an account pass: registering signs in at once (NB-03), and the number is verified afterwards.
    """

    def handle(self) -> tuple[Any, bool]:
        if self.login.user:
            return None, True
        # A number that had its SMS a moment ago gets no second one, and the page looks the same.
        with contextlib.suppress(RateLimited, CodesSpent):
            answer: tuple[Any, bool] = super().handle()
            return answer
        return redirect("account_verify_phone"), True
