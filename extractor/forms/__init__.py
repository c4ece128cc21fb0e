"""Forms: recognise the official form of a report's tables and bind their cells to indicators."""

from extractor.forms.recognise import Recognised, bind_form, bind_forms, table_figures

__all__ = ["Recognised", "bind_form", "bind_forms", "table_figures"]
