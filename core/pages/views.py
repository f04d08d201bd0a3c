"""The small set of generic pages: list, detail, form, confirmation. Subclasses only declare."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views import View

from core.pages.tables import Column, cells, header, page_of, sorted_rows


class Page(View):
    """A page with a template, looked up as ``<app>/<stem>.html`` before the generic one."""

    template = ""
    generic = "generic/detail.html"
    heading = ""
    help_text = ""

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"heading": self.heading, "help_text": self.help_text, **extra}

    def show(self, status: int = 200, **extra: Any) -> TemplateResponse:
        names = [name for name in (self.template, self.generic) if name]
        return TemplateResponse(self.request, names, self.context(**extra), status=status)


class ListPage(Page):
    """Rows with declared columns, filters, sorting and paging."""

    generic = "generic/list.html"
    columns: ClassVar[list[Column]] = []
    filter_class: type[forms.Form] | None = None
    empty: ClassVar[dict[str, Any]] = {"title": "没有记录"}

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def shown_columns(self) -> list[Column]:
        """The columns for this account."""
        return self.columns

    def filtered(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        return rows

    def link(self, row: Any) -> str:
        return ""

    def actions(self) -> list[dict[str, Any]]:
        return []

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows, form = self.rows(), None
        if self.filter_class is not None:
            form = self.filter_class(request.GET or None)
            if form.is_bound and not form.is_valid():
                rows = rows.none()  # what was meant is not known; everything would look like an answer
            else:
                rows = self.filtered(rows, form.cleaned_data if form.is_bound else {})
        columns = self.shown_columns()
        page = page_of(request, sorted_rows(request, rows, columns))
        return self.show(
            columns=header(request, columns),
            rows=[{"object": row, "url": self.link(row), "cells": cells(row, columns)} for row in page],
            page=page,
            filters=form,
            actions=self.actions(),
            empty=self.empty,
        )


class FormPage(Page):
    """A form over one service. A ``ValidationError`` of ``save`` returns with all that was typed."""

    generic = "generic/form.html"
    form_class: type[forms.BaseForm]
    submit_label = "保存"
    done = ""

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def save(self, form: Any) -> Any:
        raise NotImplementedError

    def done_url(self, result: Any) -> str:
        raise NotImplementedError

    def cancel_url(self) -> str:
        return ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show_form(self.form_class(**self.form_arguments()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES, **self.form_arguments())
        if not form.is_valid():
            return self.show_form(form, 422)
        try:
            result = self.save(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.show_form(form, 422)
        if self.done:
            messages.success(request, self.done)
        return HttpResponseRedirect(self.done_url(result))

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        return self.show(status, form=form, submit_label=self.submit_label, cancel_url=self.cancel_url())


class ConfirmPage(FormPage):
    """Asks once, with the consequence in numbers, and acts on POST."""

    generic = "generic/confirm.html"
    form_class: type[forms.BaseForm] = forms.Form
    question = ""
    danger = True

    def consequences(self) -> list[str]:
        return []

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        return self.show(
            status,
            form=form,
            question=self.question,
            consequences=self.consequences(),
            danger=self.danger,
            submit_label=self.submit_label,
            cancel_url=self.cancel_url(),
        )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label="原因", max_length=200, min_length=2)


def add_errors(form: Any, error: ValidationError) -> None:
    """Put a service's sentences beside the fields they are about, the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
