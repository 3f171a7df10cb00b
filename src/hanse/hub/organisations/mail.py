"""Letters: each a template in `templates/organisations/mail/`, in the reader's language.

A template's first line is the subject. Letters leave after the transaction is kept; where the
mail server refuses, that is in the log and the act stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from hanse.hub.organisations.models import Organisation, Seat
from hanse.hub.people.models import Person

log = structlog.get_logger("hanse.hub.mail")
_WRITERS = (Seat.Role.EDITOR, Seat.Role.OWNER)


def send_letter(name: str, *, to: Person | str, **context: Any) -> None:
    """Write one letter now, send it after commit. `to` is a person or a bare address."""
    language = to.language if isinstance(to, Person) else translation.get_language()
    address = to.email if isinstance(to, Person) else to
    context |= {"reader": to if isinstance(to, Person) else None, "hub": get_link("/")}
    with translation.override(language or settings.LANGUAGE_CODE):
        text = render_to_string(f"organisations/mail/{name}.txt", context)
    subject, _blank, body = text.strip().partition("\n")
    message = EmailMessage(
        # A name in the subject may hold anything, a line break in a header may not.
        subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{' '.join(subject.split())}",
        body=body.strip() + "\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    transaction.on_commit(lambda: _send(message, name))


def _send(message: EmailMessage, name: str) -> None:
    try:
        message.send()
    except OSError:
        log.exception("letter not sent", letter=name)


def send_letters(name: str, people: Iterable[Person], **context: Any) -> int:
    """The same letter to several people, each in their language; answers how many."""
    count = 0
    for person in people:
        send_letter(name, to=person, **context)
        count += 1
    return count


def get_link(path: str) -> str:
    """The full address of a page, for letters."""
    return f"{settings.HANSE_PUBLIC_ADDRESS}{path}"


def list_writers(organisation: Organisation, *, owners_only: bool = False) -> list[Person]:
    """The people who look after a profile and can sign in."""
    roles = (Seat.Role.OWNER,) if owners_only else _WRITERS
    return list(
        Person.objects.filter(
            seats__organisation=organisation, seats__role__in=roles, is_active=True
        ).order_by("pk")
    )


def list_moderators() -> list[Person]:
    """Registry moderators; the administrators where there is none."""
    people = Person.objects.filter(is_active=True).order_by("pk")
    return list(people.filter(grants__role="moderator")) or list(people.filter(is_superuser=True))


def describe_context(organisation: Organisation, **more: Any) -> dict[str, Any]:
    """What most letters show."""
    link = get_link(organisation.get_absolute_url())
    return {"organisation": organisation, "link": link, **more}
