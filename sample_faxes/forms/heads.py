"""The upper part that all the requests share: numbers, parties, person."""

from sample_faxes.forms.blocks import Block, Cell, Parties, Row, Space
from sample_faxes.forms.style import Style
from sample_faxes.forms.wording import FROM_LABEL, SHORT_FROM_LABEL, TO_LABEL


def numbers(style: Style) -> tuple[Block, ...]:
    subject, event = ("Subject ID:", "subject_id"), ("Event #:", "event_number")
    file, date = ("File No:", "file_number"), ("Date:", "form_date")
    pairs = ((subject, file), (event, date)) if style.stacked else ((subject, event), (file, date))
    return tuple(
        Row((Cell(*left, 0.0, 0.44), Cell(*right, 0.56, 1.0)), underlined=style.number_lines, gap=0.6)
        for left, right in pairs
    )


def person(style: Style, name: str = "Name of Alien:", citizenship: str = "Citizenship:") -> tuple[Block, ...]:
    return (
        Row((Cell(name, "subject_name", 0.0, 1.0),), bold=style.row_bold, gap=1.2),
        Row(
            (
                Cell("Date of Birth:", "date_of_birth", 0.0, 0.34),
                Cell(citizenship, "citizenship", 0.36, 0.8),
                Cell("Sex:", "sex", 0.82, 1.0),
            ),
            bold=style.row_bold,
        ),
    )


def head(style: Style, name: str = "Name of Alien:", citizenship: str = "Citizenship:") -> tuple[Block, ...]:
    from_label = SHORT_FROM_LABEL if style.stacked else FROM_LABEL
    return (Space(0.7), *numbers(style), Parties(TO_LABEL, from_label), *person(style, name, citizenship))
