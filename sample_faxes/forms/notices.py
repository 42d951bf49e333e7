"""Pages 2 and 3 of the detainer: the notice to the person, in several languages, and the cover sheet before it all.

The Chinese notice is left out: no font among the needed packages can set it. The translations are the project's own.
"""
# ruff: noqa: E501 - the sentences of the page stand as they are printed

from random import Random

from sample_faxes.forms.blocks import Cell, Form, Paragraph, Row, Rule, Space, Title
from sample_faxes.forms.style import Style

ENGLISH = (
    "NOTICE TO THE DETAINEE",
    (
        "The Department of Homeland Security (DHS) has placed an immigration detainer on you. An immigration detainer is a notice to a law "
        "enforcement agency that DHS intends to assume custody of you (after you otherwise would be released from custody) because there is "
        "probable cause that you are subject to removal from the United States under federal immigration law. DHS has requested that the law "
        "enforcement agency that is currently detaining you maintain custody of you for a period not to exceed 48 hours beyond the time when "
        "you would have been released based on your criminal charges or convictions. If DHS does not take you into custody during this "
        "additional 48 hour period, you should contact your custodian (the agency that is holding you now) to inquire about your release."
    ),
)
SPANISH = (
    "NOTIFICACIÓN A LA PERSONA DETENIDA",
    (
        "El Departamento de Seguridad Nacional (DHS) le ha puesto una retención de inmigración. Una retención de inmigración es un aviso a una "
        "agencia de la ley de que el DHS tiene la intención de asumir su custodia (después de lo que de otra manera sería su puesta en libertad) "
        "porque existe causa probable de que usted está sujeto a ser expulsado de los Estados Unidos. El DHS ha solicitado que la agencia que le "
        "tiene detenido mantenga su custodia por un período de no más de 48 horas adicionales. Si el DHS no toma su custodia durante este "
        "período, usted debe comunicarse con la agencia que le tiene detenido para preguntar acerca de su liberación."
    ),
)
FRENCH = (
    "AVIS AU DÉTENU",
    (
        "Le Département de la Sécurité Intérieure (DHS) a émis à votre encontre un ordre d'incarcération pour des raisons d'immigration. Il s'agit "
        "d'un avis aux forces de l'ordre que le DHS a l'intention de vous prendre en charge après la date à laquelle vous seriez libéré, parce "
        "qu'il existe une cause probable que vous soyez sujet à expulsion. Le DHS a demandé que l'agence qui vous détient vous garde pour une "
        "période ne dépassant pas 48 heures. Si le DHS ne vous prend pas en charge, adressez-vous à l'agence qui vous détient actuellement."
    ),
)
PORTUGUESE = (
    "AVISO AO DETENTO",
    (
        "O Departamento de Segurança Interna (DHS) emitiu uma ordem de detenção imigratória em seu nome. Essa ordem é um aviso a uma agência de "
        "aplicação da lei de que o DHS pretende assumir a sua custódia (depois da data em que seria posto em liberdade) porque existe causa "
        "provável de que o senhor esteja sujeito a remoção dos Estados Unidos. O DHS pediu que a agência mantenha a sua custódia por até 48 horas "
        "adicionais. Se o DHS não o levar sob custódia nesse período, procure a agência que o detém para saber da sua liberação."
    ),
)
VIETNAMESE = (
    "THÔNG BÁO CHO NGƯỜI BỊ GIAM GIỮ",
    (
        "Bộ Nội An (DHS) đã đặt lệnh giam giữ di trú đối với quý vị. Lệnh giam giữ di trú là một thông báo gửi cho cơ quan thi hành luật pháp rằng "
        "DHS dự định bắt giam quý vị (sau khi quý vị được thả) vì có lý do để tin rằng quý vị thuộc diện bị trục xuất khỏi Hoa Kỳ. DHS đã yêu cầu cơ "
        "quan hiện đang giam giữ quý vị tiếp tục giam giữ quý vị không quá 48 giờ. Nếu DHS không bắt giam quý vị trong thời gian đó, quý vị nên "
        "liên lạc với cơ quan đang giam giữ quý vị."
    ),
)
COMPLAINT = (
    "If you have a complaint regarding this detainer or related to violations of civil rights or civil liberties connected to DHS "
    "activities, please contact the ICE Joint Intake Center. If you believe you are a United States citizen or the victim of a crime, "
    "please advise DHS by calling the ICE Law Enforcement Support Center toll free."
)


def notices(form: str = "I-247A", edition: str = "3/17") -> list[Form]:
    """Pages 2 and 3."""
    pages = ((ENGLISH, SPANISH, FRENCH), (PORTUGUESE, VIETNAMESE))
    made = []
    for number, texts in enumerate(pages, 2):
        blocks = []
        for heading, words in texts:
            blocks += [Space(1), Title(heading, 1.3), Paragraph(words, size=1.12, gap=0.4)]
            if heading == ENGLISH[0]:
                blocks.append(Paragraph(COMPLAINT, size=1.12, gap=0.6))
        made.append(Form("notice", edition, tuple(blocks), f"DHS Form {form} ({edition})", f"Page {number} of 3"))
    return made


def cover(style: Style, rng: Random) -> Form:
    """A fax cover sheet of an office. What it says about a detainer is no form."""
    word = rng.choice(("FAX TRANSMITTAL", "FACSIMILE COVER SHEET", "FAX COVER SHEET", "Facsimile Transmission"))
    body = rng.choice(
        (
            "Please see the attached immigration detainer and administrative warrant for the subject named below. Please confirm receipt.",
            "Detainer attached. Call the duty officer prior to release.",
            "Attached please find Form I-247A and Form I-200. Kindly acknowledge by return fax.",
        )
    )
    rows = [
        Row((Cell(label, name, 0.05, 0.9),), gap=1.2)
        for label, name in (
            ("TO:", "cover_to"),
            ("FAX:", "cover_fax"),
            ("FROM:", "cover_from"),
            ("PHONE:", "notify_phone"),
            ("DATE:", "form_date"),
            ("PAGES (including cover):", "cover_pages"),
            ("RE:", "cover_subject"),
        )
    ]
    return Form(
        "cover",
        "",
        (
            Space(2),
            Title("U.S. Department of Homeland Security", 1.5),
            Title("Immigration and Customs Enforcement", 1.2, bold=False),
            Space(2),
            Title(word, 2.6),
            Rule(2),
            Space(1),
            *rows,
            Space(1),
            Rule(1),
            Space(1),
            Paragraph("COMMENTS:", bold=True, size=1.2),
            Paragraph(body, size=1.4, gap=1),
            Space(14),
            Paragraph(
                "WARNING: This facsimile is UNCLASSIFIED // FOR OFFICIAL USE ONLY and may contain information exempt from public release. "
                "If you are not the intended recipient, notify the sender and destroy all copies.",
                size=1.0,
                gap=2,
            ),
        ),
    )
