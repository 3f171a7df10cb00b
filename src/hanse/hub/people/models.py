"""A person and the roles that were given to them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.permissions import GIVEN_ROLES, ROLES


class PersonManager(UserManager["Person"]):
    """Creates people by their e-mail address, which is what they sign in with."""

    def _create(self, email: str, password: str | None, **fields: Any) -> Person:
        if not email:
            raise ValueError("a person needs an e-mail address")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> Person:
        """A person without any role."""
        return self._create(email, password, **fields)

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> Person:
        """An administrator."""
        return self._create(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractUser):
    """Someone who signs in, by e-mail address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PersonManager] = PersonManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["email"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Addresses are compared without regard to case."""
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        """The name, or the address where none was given."""
        return str(self)

    def get_short_name(self) -> str:
        """As `get_full_name`."""
        return str(self)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles given to this person; one query, then remembered."""
        given = frozenset(self.grants.values_list("role", flat=True))
        return given | {"administrator"} if self.is_superuser else given

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Also forget the remembered roles."""
        self.__dict__.pop("roles", None)
        super().refresh_from_db(*args, **kwargs)


class RoleGrant(models.Model):
    """A role, to whom, by whom, since when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(
        _("role"), max_length=30, choices=[(role, ROLES[role]) for role in GIVEN_ROLES]
    )
    given_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    given_on = models.DateTimeField(_("given on"), auto_now_add=True)

    class Meta:
        ordering = ["person", "role"]
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="one_grant_a_person_and_role")
        ]
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"
