"""Programmes, projects and payments."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目与资助"

    def ready(self) -> None:
        from families.subject import SECTIONS
        from projects.subject import payment_rows

        SECTIONS.append(payment_rows)
