"""Phrases that several forms share, in the official public wording."""
# ruff: noqa: E501 - the sentences of the page stand as they are printed

TO_LABEL = "TO: (Name and Title of Institution - OR Any Subsequent Law Enforcement Agency)"
FROM_LABEL = "FROM: (Department of Homeland Security Office Address)"
SHORT_FROM_LABEL = "FROM: (DHS Office Address)"

PROBABLE_CAUSE = "PROBABLE CAUSE EXISTS THAT THE SUBJECT IS A REMOVABLE ALIEN. THIS DETERMINATION IS BASED ON"


def grounds(whom: str, spoken: str = "statements made") -> tuple[tuple[str, str], ...]:
    """The four grounds of probable cause; `whom` is "alien" or "subject"."""
    lacks = f"the {whom} either lacks immigration status or notwithstanding such status is removable under U.S. immigration law"
    return (
        ("final_order", f"a final order of removal against the {whom};"),
        ("pending_proceedings", f"the pendency of ongoing removal proceedings against the {whom};"),
        (
            "biometric",
            (
                f"biometric confirmation of the {whom}'s identity and a records check of federal databases that affirmatively "
                f"indicate, by themselves or in addition to other reliable information, that {lacks}; and/or"
            ),
        ),
        (
            "statements",
            (
                f"{spoken} by the {whom} to an immigration officer and/or other reliable evidence that affirmatively "
                f"indicate {lacks}."
            ),
        ),
    )


PRIORITIES = (
    (
        "priority_1",
        "has engaged in or is suspected of terrorism or espionage, or otherwise poses a danger to national security;",
    ),
    (
        "priority_2",
        (
            "has been convicted of an offense of which an element was active participation in a criminal street gang, as "
            "defined in 18 U.S.C. § 521(a), or is at least 16 years old and intentionally participated in an organized "
            "criminal gang to further its illegal activities;"
        ),
    ),
    (
        "priority_3",
        (
            "has been convicted of an offense classified as a felony, other than a state or local offense for which an "
            "essential element was the alien's immigration status;"
        ),
    ),
    (
        "priority_4",
        "has been convicted of an aggravated felony, as defined under 8 U.S.C. § 1101(a)(43) at the time of conviction;",
    ),
    ("priority_5", 'has been convicted of a "significant misdemeanor," as defined under DHS policy; and/or'),
    (
        "priority_6",
        (
            "has been convicted of 3 or more misdemeanors, not including minor traffic offenses and state or local offenses "
            "for which immigration status was an essential element, provided the offenses arise out of 3 separate incidents."
        ),
    ),
)

LESC = "If you cannot reach an official at the number(s) provided, please contact the Law Enforcement Support Center at: (802) 872-6020."
