"""What lies in the room of the editor's session, and what the editor writes there."""

from __future__ import annotations

TAGS = """courts:
  names: {en: Courts, az: Məhkəmələr, ru: Суды}

press-freedom:
  names: {en: Press freedom, az: Mətbuat azadlığı, ru: Свобода прессы}

privacy:
  names: {en: Privacy, az: Şəxsi həyat, ru: Частная жизнь}
"""

CONTENT = {
    "tags.yaml": TAGS,
    "briefings/2022/a-seat-in-court/en.md": """---
title: A seat in court
summary: A court let reporters in.
date: 2022-03
tags: [courts, press-freedom, privacy]
sources:
  - {url: "https://source.example/seat", title: Reporters let in, publisher: Example News, lang: en}
---

A court let reporters into a trial.
""",
    "briefings/2022/a-seat-in-court/ru.md": """---
title: Место в зале суда
summary: Суд допустил репортеров.
translates: en
translated_revision: 18e5ee6be9e1
---

Суд допустил репортеров на процесс.
""",
}

TEXT = """
A court ordered the police to return a reporter's phone. It had been taken on 12 October 2023.[^numune-xeberler]

## What the judge said

The search had no warrant. Messages on a phone are a matter of private life.
"""

TRANSLATION = """---
title: Суд вернул репортеру телефон
summary: Суд решил, что телефон изъяли без ордера.
translates: en
translated_revision: {revision}
---

Суд обязал полицию вернуть репортеру телефон. Его изъяли 12 октября 2023 года.[^numune-xeberler]

## Что сказал судья

Обыск провели без ордера. Сообщения в телефоне относятся к частной жизни.
"""

CORRECTION = (
    ("on 12 October 2023", "on 11 October 2023"),
    ("The search had no warrant.", "The search had no warrant, and the reporter was not told why."),
)

CORRECTED = "The phone was taken on 11 October, not on 12 October."
TRANSLATED_CORRECTED = "Телефон изъяли 11 октября, а не 12-го."

TRANSLATED_CORRECTION = (
    ("12 октября", "11 октября"),
    ("провели без ордера", "провели без ордера и без объяснений"),
)
