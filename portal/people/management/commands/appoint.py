"""Appoints a tenant's administrators from the server: the first ones, and in an emergency."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from portal.people.choices import AdminRole
from portal.people.queries import person_by_login, person_by_phone
from portal.people.roles import appoint
from portal.policy import Refused
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Make a person the system, security or audit administrator of a tenant."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tenant", help="the tenant's slug")
        parser.add_argument("login", help="the person's login name or phone number")
        parser.add_argument("role", choices=AdminRole.values)

    def handle(self, *args: Any, tenant: str, login: str, role: str, **options: Any) -> None:
        found = Tenant.objects.filter(slug=tenant).first()
        if found is None:
            raise CommandError(f"There is no tenant {tenant}.")
        with tenant_scope(found), translation.override("en"):
            person = person_by_login(login) or person_by_phone(login)
            if person is None or person.tenant_id != found.pk:
                raise CommandError(f"Nobody in {tenant} signs in as {login}.")
            try:
                appoint(person=person, role=role, by=None)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person.name} is now the {role} administrator of {tenant}.")
